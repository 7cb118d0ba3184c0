//! How far the server itself reaches, when it asks others.

use super::{Settings, server::Mode};
use crate::outside::address::Reach;

/// What the server may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideConfig {
    /// `reach`: `public` (usual), the internet over TLS; or `loopback`, this machine too and without TLS, for development and tests.
    pub reach: Reach,
}

impl OutsideConfig {
    /// Reads this section.
    pub fn read(settings: &mut Settings, mode: Mode) -> Self {
        let reach = settings.take("reach", Reach::Public, |text| match (text, mode) {
            ("public", _) => Ok(Reach::Public),
            ("loopback", Mode::Development) => Ok(Reach::AndThisMachine),
            ("loopback", Mode::Production) => Err("must be `public` in production".to_owned()),
            _ => Err("must be `public` or `loopback`".to_owned()),
        });
        Self { reach }
    }
}
