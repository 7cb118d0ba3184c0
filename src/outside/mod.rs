//! What the server asks of others on the network: in one guarded way, whoever gave the address.
//!
//! An address is `https`, names no user, and leads to the public internet: that is decided by what its name resolves to at the moment of connecting, so that
//! a name that resolves to something else the second time gets no further. Where the operator allows it, `http` and `https` to this machine itself are taken
//! too. Nobody is followed to where an answer points, no proxy is asked, and an answer has an end in time and in size.

pub mod address;
pub mod mail;
mod resolve;
pub mod target;

use std::{fmt, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, body::Bytes};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use self::{address::Reach, resolve::Guarded, target::Target};

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(3);

/// How long all of it may take, the answer included.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most bytes of an answer.
pub const LARGEST_ANSWER: usize = 1 << 20;

/// Why somebody outside gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The address is none that may be asked.
    Forbidden,
    /// Nobody answers there, or nobody that may be asked; or what comes is no HTTP.
    Unreachable,
    /// It took too long.
    TooSlow,
    /// The answer is too long.
    TooLarge,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forbidden => "the address may not be asked",
            Self::Unreachable => "there is no answer",
            Self::TooSlow => "the answer takes too long",
            Self::TooLarge => "the answer is too large",
        })
    }
}

impl std::error::Error for Unanswered {}

/// The way to others.
pub struct Outside {
    client: Client<HttpsConnector<HttpConnector<Guarded>>, Full<Bytes>>,
    reach: Reach,
}

impl Outside {
    /// A way that goes this far.
    pub fn new(reach: Reach) -> Self {
        let mut plain = HttpConnector::new_with_resolver(Guarded(reach));
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(CONNECTING));
        let connector = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1();
        // No connection is kept: it would be one that was checked a while ago, and belong to a worker that may be gone.
        let client =
            Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector.wrap_connector(plain));
        Self { client, reach }
    }

    /// How far it goes.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Sends this, and waits for the whole answer, whatever its status.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        let target = Target::parse(&request.uri().to_string(), self.reach).ok_or(Unanswered::Forbidden)?;
        // What is asked is what was looked at, to the letter.
        *request.uri_mut() = target.as_str().parse().map_err(|_| Unanswered::Forbidden)?;
        let asked = self.client.request(request.map(|body| Full::new(Bytes::from(body))));
        let answer = async {
            let (head, body) = asked.await.map_err(|_| Unanswered::Unreachable)?.into_parts();
            let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    Unanswered::TooLarge
                } else {
                    Unanswered::Unreachable
                }
            })?;
            Ok(Response::from_parts(head, body.to_bytes().to_vec()))
        };
        tokio::time::timeout(PATIENCE, answer).await.unwrap_or(Err(Unanswered::TooSlow))
    }
}

#[cfg(test)]
mod tests;
