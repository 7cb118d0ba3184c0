//! Tables that count learners, and what is told of their rows.

/// In place of an answer: the learner has none in this column.
pub const ABSENT: u8 = u8::MAX;

/// To multiples of what counts are rounded that would tell too much to the last one: the finest first.
const ROUNDINGS: [u32; 6] = [3, 5, 10, 20, 50, 100];

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
    /// Of each category one of the two multiples of `to` between which its count lies.
    Rounded { to: u32, counts: Vec<u32> },
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

/// To what counts of so many learners may be rounded, the finest first: no coarser than half of them, and no finer than a fiftieth.
pub fn roundings(total: u32) -> impl Iterator<Item = u32> {
    let last = ROUNDINGS.len() - 1;
    let is_fit = move |(at, to): &(usize, u32)| (*at == 0 || to * 2 <= total) && (*at == last || to * 50 >= total);
    ROUNDINGS.into_iter().enumerate().filter(is_fit).map(|(_, to)| to)
}

/// Counts rounded at random, up or down to a multiple, the nearer the likelier: so that on the whole they are right. That is how the statistical
/// offices of New Zealand and Canada do it (Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001, chapter 9). `random` gives
/// numbers below its argument.
pub fn rounded(counts: &[u32], to: u32, mut random: impl FnMut(u32) -> u32) -> Vec<u32> {
    let round = |count: &u32| {
        let over = count % to;
        let is_up = random(to) < over;
        count - over + if is_up { to } else { 0 }
    };
    counts.iter().map(round).collect()
}

/// A row: the number of its table, and its number in that.
pub type At = (usize, usize);

/// In place of the number of a category: not counted. There are at most 250 levels, and as many pairs of them as that squared.
pub(super) const NOT_COUNTED: u16 = u16::MAX;

/// A table's categories, looked up.
pub(super) struct Categories {
    first: usize,
    second: Option<usize>,
    /// One more than the highest code, for those who said nothing.
    n_codes: usize,
    /// The number of each, or [`NOT_COUNTED`].
    of: Vec<u16>,
}

impl Categories {
    pub(super) fn new(table: &Table, n_codes: usize) -> Self {
        let codes = || (0..n_codes).filter_map(|code| u8::try_from(code).ok()).chain([ABSENT]);
        let of = codes().flat_map(|first| codes().map(move |second| (first, second)));
        let number =
            |category: Option<usize>| category.and_then(|number| u16::try_from(number).ok()).unwrap_or(NOT_COUNTED);
        let of = of.map(|(first, second)| number((table.category)(first, second))).collect();
        Self { first: table.columns[0], second: table.columns.get(1).copied(), n_codes, of }
    }

    /// Under what somebody counts of whom this stands in a column.
    pub(super) fn by(&self, code: impl Fn(usize) -> u8) -> Option<usize> {
        let of = self.number(code);
        (of != NOT_COUNTED).then_some(usize::from(of))
    }

    /// Likewise, or [`NOT_COUNTED`].
    pub(super) fn number(&self, code: impl Fn(usize) -> u8) -> u16 {
        let number = |column: usize| usize::from(code(column)).min(self.n_codes);
        let second = self.second.map_or(self.n_codes, number);
        self.of[number(self.first) * (self.n_codes + 1) + second]
    }
}
