//! Content: frameworks, scales and instruments as data files. The shipped ones travel inside the binary.
//!
//! The code knows none of their texts, counts or levels: another framework works by adding files.

pub mod catalogue;
pub mod document;
pub mod load;
