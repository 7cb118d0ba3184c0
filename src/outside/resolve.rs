//! What a name leads to, as far as it may be gone to. A connection is made to what comes out here and to nothing else.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use super::address::Reach;

/// A resolver that knows only what is within reach.
#[derive(Clone, Copy, Debug)]
pub struct Guarded(pub Reach);

impl Service<Name> for Guarded {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            within(reach, found)
        })
    }
}

/// Those of these addresses that are within reach.
pub fn within(reach: Reach, found: impl Iterator<Item = SocketAddr>) -> io::Result<vec::IntoIter<SocketAddr>> {
    let within: Vec<SocketAddr> = found.filter(|address| reach.includes(address.ip())).collect();
    if within.is_empty() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the name leads nowhere that may be asked"));
    }
    Ok(within.into_iter())
}
