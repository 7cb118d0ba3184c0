//! Merge patches tell three things apart: left out, `null`, and a value (RFC 7396).

use serde::{Deserialize, Deserializer};

/// For a member that may be `null`: `None` where it is left out, `Some(None)` for `null`.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
