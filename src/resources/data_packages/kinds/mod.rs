//! What is in a data package, kind by kind. `$1` is the tenant, `$2` whose data it is, `$3` the present moment: what she may not read yet is
//! left out by the same rules as everywhere.

mod herself;
mod others;
mod work;

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Id,
    Text,
    Json,
    Moment,
    Day,
    Number,
    Flag,
}

/// Where the rows of a kind come from.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A query, and what orders its rows.
    Rows { sql: &'static str, order: &'static str },
    /// The present scores of each sheet.
    Scores,
    /// Every save of each sheet, as far as she sees it.
    ScoreHistory,
}

/// A kind of data: a file as JSON and one as CSV.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Name of the files, without what they end in.
    pub name: &'static str,
    /// What it is, for people: in Dutch and in English.
    pub says: [&'static str; 2],
    pub columns: &'static [(&'static str, Holds)],
    pub source: Source,
    /// Whether the school keeps it anyway, so that its administrators know how much there is. What a learner writes for herself is not.
    pub is_known_to_school: bool,
}

const fn rows(
    name: &'static str,
    says: [&'static str; 2],
    columns: &'static [(&'static str, Holds)],
    order: &'static str,
    sql: &'static str,
) -> Kind {
    Kind { name, says, columns, source: Source::Rows { sql, order }, is_known_to_school: false }
}

const fn known(kind: Kind) -> Kind {
    Kind { is_known_to_school: true, ..kind }
}

/// The sheets that are hers to take.
macro_rules! sheets {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM assessment a LEFT JOIN round r ON r.organisation_id = a.organisation_id AND r.id = a.round_id \
             WHERE a.organisation_id = $1 AND ",
            $crate::resources::assessments::repo::is_hers_to_take!()
        )
    };
}
use sheets;

/// The ids of the sheets that are hers to take.
pub const SHEETS: &str = sheets!("a.id");

/// All of them, in the order in which they stand in a package.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    [herself::KINDS, work::KINDS, others::KINDS].into_iter().flatten()
}

/// How many there are.
pub fn count() -> u32 {
    u32::try_from(all().count()).unwrap_or(u32::MAX)
}
