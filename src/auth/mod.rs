//! Who is calling: signing in, tokens, and the right that a handler's signature asks for.

pub mod client;
pub mod forgotten;
pub mod gate;
pub mod keys;
pub mod limits;
pub mod origins;
pub mod password;
pub mod principal;
pub mod public_key;
pub mod require;
pub mod revoked;
pub mod right;
pub mod seal;
pub mod secret;
pub mod token;
pub mod vault;
