//! What the schema promises, on every database there is to test with.

mod kept;
mod refusals;
mod support;
mod tenant_keys;
mod up_down_up;
