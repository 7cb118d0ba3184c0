//! Everybody's rights to her own data.

mod bytes;
mod erasures;
mod exports;
mod left;
mod list;
mod packages;
mod retention;
mod terms;
