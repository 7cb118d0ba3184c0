//! In whose name requests are made: what the generated client puts on every one of them.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::{
    Method, Request,
    header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};

use crate::token::token_of;

/// A token lives 15 minutes; each is used for 10.
const USED_FOR: Duration = Duration::from_secs(10 * 60);

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    user: String,
    kept: Arc<Mutex<Option<(HeaderValue, Instant)>>>,
}

impl Session {
    /// This user's.
    pub fn of(user: &str) -> Self {
        Self { user: user.to_owned(), kept: Arc::default() }
    }

    fn bearer(&self) -> Result<HeaderValue, String> {
        let mut kept = self.kept.lock().map_err(|e| e.to_string())?;
        if let Some((value, until)) = &*kept
            && Instant::now() < *until
        {
            return Ok(value.clone());
        }
        let token = token_of(&self.user).map_err(|e| e.to_string())?;
        let value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|e| e.to_string())?;
        *kept = Some((value.clone(), Instant::now() + USED_FOR));
        Ok(value)
    }
}

/// Called by the generated client before it sends a request.
pub async fn prepare(session: &Session, request: &mut Request) -> Result<(), String> {
    let patch = request.method() == Method::PATCH;
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, session.bearer()?);
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
    if patch {
        // The generator knows `application/json` only.
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/merge-patch+json"));
    }
    Ok(())
}
