//! No report gives a person away.
//!
//! A *row* is one competency in one slice: a group, a programme, the organisation. What is hidden of a row is hidden with all its states
//! together. What others know is taken to be all that is published, of every slice, how many learners each row is about (participation
//! tells that of any slice), and what up to [`ACCOMPLICES`] learners know of themselves. With linear algebra and the bounds that counts
//! have, nobody may determine a hidden count, or what one learner answered. Three rules see to it:
//!
//! 1. **Row rule**: a row is about at least `minimum` submitted learners (10 unless the organisation raises it, never below 5).
//!    10 is the commonest minimum in US education statistics (NCES 2011-603).
//! 2. **Dominance rule**: at least [`FEWEST_OUTSIDE`] learners gave another answer than the most common one. Fewer could be the
//!    accomplices, and all others would be known. Dominance of "not called upon" speaks of placements rather than of persons, and is told
//!    as a band, wide enough to hold the same rule.
//! 3. **Remainder rule** (complementary suppression: Daalmans & de Waal, Trans. Data Privacy 3, 2010): the hidden groups below a published
//!    row add up to what is left of it when what is published below it is taken away. That *remainder* is known, state by state, and
//!    the size of each group in it. It may be known where it is itself about `minimum` learners, each state in it has
//!    [`FEWEST_OUTSIDE`] learners or more, and each hidden part of it leaves as many outside. Else more is hidden: a further group of it, the
//!    smallest that is enough, or else the row above.
//!
//! A slice may *yield* to the others: a cohort is told only where nothing else is hidden for it. It is decided last, and told where what is left of it, and
//! what is then left of the row above it, still pass rule 3.
//!
//! Why rule 3 is enough: a remainder is a table with known sums, groups down and states across. A cell of such a table lies between
//! `max(0, group + state − all)` and `min(group, state)` (Fréchet's bounds), and takes both ends. The two are one number only where the state or the
//! group is nobody or everybody; that is kept [`FEWEST_OUTSIDE`] learners away, more than there are accomplices. A band takes from the
//! table what is known already, and the rest is such a table again.

pub mod exchange;
pub mod noise;

use super::{scale::Scale, statistics::Counts};

/// How many learners may tell one another what they answered, and then know it of nobody else.
pub const ACCOMPLICES: u32 = 2;

/// The fewest learners outside the most common answer.
pub const FEWEST_OUTSIDE: u32 = ACCOMPLICES + 1;

/// A band is told where it says at least this share, and says a multiple of [`BAND_STEP`].
pub const LEAST_BAND: f64 = 0.7;

/// In steps of this share. The highest is [`HIGHEST_BAND`].
pub const BAND_STEP: f64 = 0.05;

/// The most that a band says.
pub const HIGHEST_BAND: f64 = 0.9;

/// What may be told of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Disclosure {
    /// All of it.
    Published,
    /// Only that at least this share said "not called upon".
    Band(f64),
    /// Nothing, for this reason.
    Hidden(Reason),
}

/// Why a row is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody who submitted was asked.
    NobodyAsked,
    /// Fewer learners than the minimum.
    TooFewLearners,
    /// Nearly everybody gave the same answer.
    Dominance,
    /// It, or why it is hidden, would reveal something in another row.
    Complementary,
    /// A domain with fewer statements than a figure is made over.
    TooFewStatements,
}

impl Reason {
    /// As it stands in an answer.
    pub fn code(self) -> &'static str {
        match self {
            Self::NobodyAsked => "nobodyAsked",
            Self::TooFewLearners => "tooFewLearners",
            Self::Dominance => "dominance",
            Self::Complementary => "complementary",
            Self::TooFewStatements => "tooFewStatements",
        }
    }

    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::NobodyAsked, Self::TooFewLearners, Self::Dominance, Self::Complementary, Self::TooFewStatements];
}

/// What holds for all rows of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Fewest learners a published row is about.
    pub minimum: u32,
    /// Whether a sheet could be submitted with something left open. Else everybody knows that nobody did.
    pub may_leave_open: bool,
}

/// One row in a tree of slices: the row of a slice and those of its parts.
#[derive(Clone, Debug)]
pub struct Slice {
    pub counts: Counts,
    /// Parts that do not overlap and together make the slice; empty for a group.
    pub parts: Vec<Slice>,
    /// Whether it is told only where nothing else is hidden for it.
    pub yields: bool,
}

/// The verdicts over a [`Slice`] and its parts, in the same shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub disclosure: Disclosure,
    pub parts: Vec<Verdict>,
}

/// What may be told of a row in a slice and in each of its parts, the three rules together.
pub fn judge(scale: &Scale, slice: &Slice, terms: Terms) -> Verdict {
    verdict(scale.levels().iter().position(|level| !level.counts), slice, terms)
}

/// The same for learners who are counted by something else than a level: none of these states speaks of placements, and no band is told.
pub fn judge_states(slice: &Slice, terms: Terms) -> Verdict {
    verdict(None, slice, Terms { may_leave_open: false, ..terms })
}

fn verdict(not_called_upon: Option<usize>, slice: &Slice, terms: Terms) -> Verdict {
    let mut tree = Tree { not_called_upon, terms, nodes: Vec::new() };
    tree.add(slice, None);
    tree.protect();
    tree.verdict(0)
}

/// What the row and dominance rules allow for a row by itself.
fn alone(not_called_upon: Option<usize>, counts: &Counts, terms: Terms) -> Disclosure {
    let total = counts.total();
    if total == 0 {
        return Disclosure::Hidden(Reason::NobodyAsked);
    }
    if total < terms.minimum {
        return Disclosure::Hidden(Reason::TooFewLearners);
    }
    let most = counts.states().max().unwrap_or(0);
    if total - most >= FEWEST_OUTSIDE {
        return Disclosure::Published;
    }
    let band = band(total - FEWEST_OUTSIDE, total).filter(|_| number(not_called_upon, counts) == most);
    band.map_or(Disclosure::Hidden(Reason::Dominance), Disclosure::Band)
}

/// The band that says of a row that at least these of all said "not called upon", rounded down.
fn band(at_least: u32, total: u32) -> Option<f64> {
    let steps = (f64::from(at_least) / f64::from(total) / BAND_STEP + 1e-9).floor();
    let band = (steps * BAND_STEP * 100.0).round() / 100.0;
    (band >= LEAST_BAND).then(|| band.min(HIGHEST_BAND))
}

/// How many that is, of this many.
pub fn at_least(band: f64, total: u32) -> u32 {
    (0..=total).find(|n| f64::from(*n) + 1e-9 >= band * f64::from(total)).unwrap_or(total)
}

/// How many said "not called upon", the level at this place.
fn number(not_called_upon: Option<usize>, counts: &Counts) -> u32 {
    not_called_upon.and_then(|at| counts.levels.get(at)).copied().unwrap_or(0)
}

/// All of these together, which count by the same levels.
pub fn added_up<'c>(mut all: impl Iterator<Item = &'c Counts>) -> Counts {
    let mut counts = all.next().cloned().unwrap_or(Counts { levels: vec![], unanswered: 0, not_observed: 0 });
    all.for_each(|one| counts.add_all(one));
    counts
}

/// The rows of one competency in all slices.
struct Tree<'a> {
    /// The place of "not called upon" among the levels.
    not_called_upon: Option<usize>,
    terms: Terms,
    /// Each behind the one it is a part of.
    nodes: Vec<Node<'a>>,
}

struct Node<'a> {
    slice: &'a Slice,
    parent: Option<usize>,
    parts: Vec<usize>,
    disclosure: Disclosure,
    /// Could be told by itself, and waits for what is told of the others.
    waits: bool,
}

impl<'a> Tree<'a> {
    fn add(&mut self, slice: &'a Slice, parent: Option<usize>) -> usize {
        let at = self.nodes.len();
        let disclosure = alone(self.not_called_upon, &slice.counts, self.terms);
        let waits = slice.yields && disclosure == Disclosure::Published;
        let disclosure = if waits { Disclosure::Hidden(Reason::Complementary) } else { disclosure };
        self.nodes.push(Node { slice, parent, parts: Vec::new(), disclosure, waits });
        for part in &slice.parts {
            let part = self.add(part, Some(at));
            self.nodes[at].parts.push(part);
        }
        at
    }

    /// Hides what the remainder rule asks for, from the groups up.
    fn protect(&mut self) {
        for at in (0..self.nodes.len()).rev() {
            if self.is_published(at) && !self.is_safe(at, None) {
                let further = self.further(at).into_iter().find(|group| self.is_safe(at, Some(*group)));
                self.nodes[further.unwrap_or(at)].disclosure = Disclosure::Hidden(Reason::Complementary);
            }
        }
        // One that is told may make room for another.
        while let Some(at) = (0..self.nodes.len()).find(|at| self.nodes[*at].waits && self.tell(*at)) {
            self.nodes[at].waits = false;
        }
        for at in 0..self.nodes.len() {
            self.say_no_more(at);
        }
    }

    /// Tells a row that yields, where nothing that is told above or below it has to be hidden for that; whether it is told.
    fn tell(&mut self, at: usize) -> bool {
        let before = std::mem::replace(&mut self.nodes[at].disclosure, Disclosure::Published);
        let mut above = std::iter::successors(self.nodes[at].parent, |up| self.nodes[*up].parent);
        let above = above.find(|up| self.is_published(*up));
        let is_safe = self.is_safe(at, None) && above.is_none_or(|up| self.is_safe(up, None));
        if !is_safe {
            self.nodes[at].disclosure = before;
        }
        is_safe
    }

    fn is_published(&self, at: usize) -> bool {
        self.nodes[at].disclosure == Disclosure::Published
    }

    fn is_group(&self, at: usize) -> bool {
        self.nodes[at].parts.is_empty()
    }

    fn total(&self, at: usize) -> u32 {
        self.nodes[at].slice.counts.total()
    }

    /// The groups that could be hidden as well in the remainder of a row, the smallest first; before these, those of the only cohort that something is
    /// hidden of, for so the others can be told.
    fn further(&self, of: usize) -> Vec<usize> {
        let (mut groups, mut hidden_in) = (Vec::new(), Vec::new());
        self.walk(of, &mut |at| match (self.is_group(at), self.is_published(at)) {
            (true, true) => groups.push(at),
            (true, false) if self.total(at) > 0 => hidden_in.push(self.nodes[at].parent),
            (true | false, false) | (false, true) => {}
        });
        let yields = |at: usize| self.nodes[at].parent.is_some_and(|parent| self.nodes[parent].slice.yields);
        let is_near = |at: usize| yields(at) && hidden_in.iter().all(|parent| *parent == self.nodes[at].parent);
        groups.sort_by_key(|at| (!is_near(*at), self.total(*at), *at));
        groups
    }

    /// Visits what is below a row and not below a further published row, that row itself included.
    fn walk(&self, of: usize, visit: &mut impl FnMut(usize)) {
        for &part in &self.nodes[of].parts {
            visit(part);
            if !self.is_published(part) {
                self.walk(part, visit);
            }
        }
    }

    /// Whether what follows from a published row tells nothing, if this group were hidden as well.
    fn is_safe(&self, of: usize, also: Option<usize>) -> bool {
        let mut hidden = Vec::new();
        let mut within: Vec<usize> = Vec::new();
        self.walk(of, &mut |at| {
            let is_hidden = !self.is_published(at) || also == Some(at);
            if is_hidden && self.is_group(at) && self.total(at) > 0 {
                hidden.push(at);
            } else if is_hidden && !self.is_group(at) {
                within.push(at);
            }
        });
        if hidden.is_empty() {
            return true;
        }
        let rest = added_up(hidden.iter().map(|at| &self.nodes[*at].slice.counts));
        let everybody = rest.total();
        // What bands tell is known; the rest is the table that is not.
        let known = |at: usize| match self.nodes[at].disclosure {
            Disclosure::Band(band) => at_least(band, self.total(at)),
            Disclosure::Published | Disclosure::Hidden(_) => 0,
        };
        let told: u32 = hidden.iter().map(|at| known(*at)).sum();
        let open = everybody - told;
        let is_told = |level: usize| self.not_called_upon == Some(level);
        let levels = rest.levels.iter().enumerate().map(|(at, n)| if is_told(at) { n - told } else { *n });
        let possible = levels.chain(self.terms.may_leave_open.then_some(rest.unanswered));
        let states_are_enough = possible.into_iter().all(|n| n >= FEWEST_OUTSIDE);
        let size = |within: usize| -> u32 {
            hidden.iter().filter(|at| self.is_in(**at, within)).map(|at| self.total(*at) - known(*at)).sum()
        };
        // Where all that is left is of a row that waits, that row is told next.
        let leaves_enough =
            |part: usize, n: u32| n == 0 || open - n >= FEWEST_OUTSIDE || (n == open && self.nodes[part].waits);
        everybody >= self.terms.minimum
            && states_are_enough
            && hidden.iter().chain(&within).all(|part| leaves_enough(*part, size(*part)))
    }

    fn is_in(&self, at: usize, slice: usize) -> bool {
        at == slice || self.nodes[at].parent.is_some_and(|parent| self.is_in(parent, slice))
    }

    /// Takes back a reason that would tell more: below a published row, which state dominates would follow from the remainder. And above
    /// groups a band says what follows from theirs, and no more.
    fn say_no_more(&mut self, at: usize) {
        let mut above = std::iter::successors(self.nodes[at].parent, |up| self.nodes[*up].parent);
        let is_below_published = above.any(|up| self.is_published(up));
        let disclosure = match self.nodes[at].disclosure {
            Disclosure::Hidden(Reason::Dominance) if is_below_published => Disclosure::Hidden(Reason::Complementary),
            Disclosure::Band(_) if !self.is_group(at) => {
                let known = self.known_not_called_upon(at);
                let reason = if is_below_published { Reason::Complementary } else { Reason::Dominance };
                band(known, self.total(at)).map_or(Disclosure::Hidden(reason), Disclosure::Band)
            }
            told @ (Disclosure::Published | Disclosure::Band(_) | Disclosure::Hidden(_)) => told,
        };
        self.nodes[at].disclosure = disclosure;
    }

    /// How many at least said "not called upon" in a slice, as its groups tell.
    fn known_not_called_upon(&self, at: usize) -> u32 {
        let node = &self.nodes[at];
        match node.disclosure {
            Disclosure::Published => number(self.not_called_upon, &node.slice.counts),
            Disclosure::Band(band) if self.is_group(at) => at_least(band, self.total(at)),
            Disclosure::Band(_) | Disclosure::Hidden(_) => {
                node.parts.iter().map(|part| self.known_not_called_upon(*part)).sum()
            }
        }
    }

    fn verdict(&self, at: usize) -> Verdict {
        let node = &self.nodes[at];
        Verdict { disclosure: node.disclosure, parts: node.parts.iter().map(|part| self.verdict(*part)).collect() }
    }
}

#[cfg(test)]
mod tests;
