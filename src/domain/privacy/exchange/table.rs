//! Tables that count learners, and what is told of their rows.

/// In place of an answer: the learner has none in this column.
pub const ABSENT: u8 = u8::MAX;

/// Counts that would tell too much to the last one are rounded at random to a multiple of this, as the statistical offices of New Zealand and
/// Canada do it (Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001, chapter 9).
pub const ROUNDED_TO: u32 = 3;

/// A learner and one competency: where she belongs, and what was answered in each column (one rater kind of one round).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Learners of one place are in the same rows of every table, and were in all that was told before. Numbered from 0.
    pub place: usize,
    /// Per column a code for what was answered, or [`ABSENT`].
    pub said: Vec<u8>,
}

/// Under which number of a table a learner counts, by what stands in its first and its second column; `None`: she does not count in it.
pub type Category = Box<dyn Fn(u8, u8) -> Option<usize>>;

/// A table: learners counted by category, row by row. A row is a set of places.
pub struct Table {
    /// The one or two columns that it counts.
    pub columns: Vec<usize>,
    pub category: Category,
    pub n_categories: usize,
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    pub places: Vec<usize>,
    /// Whether everybody who counts in it is among the learners that are looked at.
    pub is_whole: bool,
    pub telling: Telling,
}

/// What is told of a row.
#[derive(Clone, Debug)]
pub enum Telling {
    /// Not decided yet: nothing so far.
    Open,
    /// Nothing, and that stays so.
    Hidden,
    /// How many are in each category.
    Counts,
    /// Of each category one of the two multiples of [`ROUNDED_TO`] between which its count lies.
    Rounded(Vec<u32>),
    /// That at least so many are in this category.
    AtLeast { category: usize, number: u32 },
    /// A figure made of the counts, as it is rounded.
    Figure(fn(&[u32]) -> i32),
}

impl Telling {
    pub(super) fn tells(&self) -> bool {
        !matches!(self, Self::Open | Self::Hidden)
    }
}

/// Counts rounded at random, up or down to a multiple of [`ROUNDED_TO`], the nearer the likelier: so that on the whole they are right. `random` gives
/// numbers below its argument.
pub fn rounded(counts: &[u32], mut random: impl FnMut(u32) -> u32) -> Vec<u32> {
    let round = |count: &u32| {
        let over = count % ROUNDED_TO;
        let is_up = random(ROUNDED_TO) < over;
        count - over + if is_up { ROUNDED_TO } else { 0 }
    };
    counts.iter().map(round).collect()
}

/// A row: the number of its table, and its number in that.
pub type At = (usize, usize);
