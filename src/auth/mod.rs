//! Who is calling: tokens, and the right that a handler's signature asks for.

pub mod keys;
pub mod principal;
pub mod require;
pub mod right;
pub mod seal;
pub mod secret;
pub mod token;
