//! The one list of what holds people: every table that says something of a person, the columns that say of whom, in which kinds of a data package
//! it is, and what an erasure does with it. A test holds it against the schema: a table that is in neither this list nor among those without people
//! fails it by its name.
//!
//! The order is that of an erasure: what refers to a row goes before it. In every statement `$1` is the tenant.

mod holdings;

pub use holdings::HOLDINGS;

/// A table that holds people.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    pub table: &'static str,
    /// The columns that say whom a row is about, or by whom it is.
    pub persons: &'static [&'static str],
    pub package: InPackage,
    pub erasure: &'static [Step],
}

/// Where a data package has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InPackage {
    /// In these kinds, see [`crate::resources::data_packages::kinds`].
    As(&'static [&'static str]),
    /// Nowhere, for this reason.
    Not(&'static str),
}

/// What an erasure does with rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// First of all; `$2` is who is erased.
    First(&'static str),
    /// For each sheet that goes; `$2` is the sheet.
    WithSheet(&'static str),
    /// When the sheets are gone; `$2` is who is erased, `$3` the present moment.
    Last(&'static str),
    /// Done apart, in code.
    Apart(&'static str),
    /// These rows stay, for this reason.
    Stays(&'static str),
}

/// Tables without anything of a person.
pub const WITHOUT_PEOPLE: &[&str] = &[
    "audit_seal",
    "definition",
    "identity_provider",
    "learner_group",
    "learning_team",
    "organisation",
    "programme",
    "retention",
    "round",
    "round_group",
    "round_release",
    "sign_in_arrival",
];
