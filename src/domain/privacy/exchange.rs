//! Whether more can be told, next to all that is told already: every answer could still be somebody else's.
//!
//! Rows of several tables overlap: what a group answered now, how that differs from last time, how it differs from what the coach
//! says, what was called upon at one kind of workplace. The rules over one tree of slices cannot see what follows from them together. So each further row is
//! tried: two learners *exchange* answers, and if no published figure changes by it, then nobody who reads them, by whatever
//! arithmetic, can tell the two apart. A row is told only where
//!
//! - each learner, in each table that counts her, has such an exchange with at least [`FEWEST_OUTSIDE`] others that changes what is counted of her;
//! - each count of each row that is hidden is changed by as many exchanges, no two of which have a learner in common. (But for a count of two
//!   columns that is 0 because what is told of each of them by itself leaves nothing else.)
//!
//! Up to [`super::ACCOMPLICES`] learners who tell what they answered take away as many exchanges, and one is left. Learners who exchange were
//! in the same rounds and are of rows of the same size, so how many took part in what may be known too. That an individual cannot be told apart
//! from others by data that were swapped is the idea of data swapping (Dalenius & Reiss, Journal of Statistical Planning and Inference 6, 1982); here it is a
//! test and nothing is swapped.

mod table;

pub use table::{ABSENT, At, Category, Learner, ROUNDED_TO, Row, Table, Telling, rounded};

use std::cell::Cell;

use super::{ACCOMPLICES, FEWEST_OUTSIDE};

/// The most learners outside her own place with whom an exchange is tried. Fewer exchanges found is less told, never more.
const MOST_STRANGERS: usize = 400;

/// The most exchanges that are tried about one competency, so that a release ends in large programmes too. What was not tried is not told.
const MOST_TRIED: u64 = 1_000_000;

/// All that is told of one competency, and about whom.
pub struct World {
    learners: Vec<Learner>,
    /// The moment of each column.
    moments: Vec<usize>,
    tables: Vec<Table>,
    /// The learners of each place.
    places: Vec<Vec<usize>>,
    /// The regions of each place. Exchanges are sought within them, so a row decides nothing elsewhere than in the regions of its places.
    regions_of: Vec<Vec<usize>>,
    /// The places of each region.
    regions: Vec<Vec<usize>>,
    /// The rows that each place is in.
    rows_of: Vec<Vec<At>>,
    /// Per table and row how many are in each category.
    counts: Vec<Vec<Vec<u32>>>,
    /// One more than the highest code of an answer.
    n_states: u8,
    /// By place, who has not enough others there to exchange everything with. Of all others nothing that can be told changes that they have.
    unsettled: Vec<Vec<usize>>,
    /// How many exchanges may be tried yet.
    left: Cell<u64>,
}

/// Which columns two learners exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exchange {
    /// Everything that was ever said about them. Only within a place: what else was told of them, long ago, is of all of these alike.
    All,
    One(usize),
    /// All columns of one moment.
    Moment(usize),
}

impl World {
    /// These learners, counted by these tables, of which something may be told already. Each place is of one
    /// or more regions: the programmes, say, that its learners were in.
    pub fn new(learners: Vec<Learner>, moments: Vec<usize>, regions_of: Vec<Vec<usize>>, tables: Vec<Table>) -> Self {
        let mut places = vec![Vec::new(); regions_of.len()];
        for (at, learner) in learners.iter().enumerate() {
            places[learner.place].push(at);
        }
        let mut regions = vec![Vec::new(); regions_of.iter().flatten().max().map_or(0, |last| last + 1)];
        for (place, of) in regions_of.iter().enumerate() {
            for region in of {
                regions[*region].push(place);
            }
        }
        let mut rows_of = vec![Vec::new(); regions_of.len()];
        for (t, table) in tables.iter().enumerate() {
            for (r, row) in table.rows.iter().enumerate() {
                for &place in &row.places {
                    rows_of[place].push((t, r));
                }
            }
        }
        let said = learners.iter().flat_map(|learner| &learner.said).filter(|state| **state != ABSENT);
        let n_states = said.max().map_or(0, |state| state + 1);
        let (counts, unsettled, left) = (Vec::new(), Vec::new(), Cell::new(MOST_TRIED));
        let mut world =
            Self { learners, moments, tables, places, regions_of, regions, rows_of, counts, n_states, unsettled, left };
        world.counts = (0..world.tables.len()).map(|t| world.count(t)).collect();
        world.unsettled = world.places.iter().map(|place| world.unsettled_in(place)).collect();
        world
    }

    /// Those of a place who are not surrounded by enough others who were there at the same moments, and count otherwise.
    fn unsettled_in(&self, place: &[usize]) -> Vec<usize> {
        let moments = |learner: usize| self.learners[learner].said.iter().map(|said| *said == ABSENT);
        let is_settled = |learner: &usize| {
            let alike = || place.iter().filter(|other| moments(**other).eq(moments(*learner)));
            (0..self.tables.len()).all(|t| {
                let own = self.category(t, *learner);
                let others = alike().filter(|other| self.category(t, **other) != own);
                own.is_none() || others.take(FEWEST_OUTSIDE as usize).count() == FEWEST_OUTSIDE as usize
            })
        };
        place.iter().copied().filter(|learner| !is_settled(learner)).collect()
    }

    fn count(&self, t: usize) -> Vec<Vec<u32>> {
        let table = &self.tables[t];
        let mut counts = vec![vec![0; table.n_categories]; table.rows.len()];
        for (r, row) in table.rows.iter().enumerate() {
            for learner in self.members(row) {
                if let Some(category) = self.category(t, learner) {
                    counts[r][category] += 1;
                }
            }
        }
        counts
    }

    /// How many of a row are in each category, told or not.
    pub fn counts(&self, (t, r): At) -> &[u32] {
        &self.counts[t][r]
    }

    /// What is told of a row.
    pub fn telling(&self, (t, r): At) -> &Telling {
        &self.tables[t].rows[r].telling
    }

    /// Tells this of a row where that gives nobody away next to all that is told, and says whether it is told.
    pub fn tell(&mut self, at: At, telling: Telling) -> bool {
        let (t, r) = at;
        let before = std::mem::replace(&mut self.tables[t].rows[r].telling, telling);
        let is_safe = self.is_safe(at);
        if !is_safe {
            self.tables[t].rows[r].telling = before;
        }
        is_safe
    }

    /// Decides that nothing is told of a row.
    pub fn hide(&mut self, (t, r): At) {
        self.tables[t].rows[r].telling = Telling::Hidden;
    }

    /// Whether with this row nothing follows about a learner or a hidden row in the regions it reaches into.
    fn is_safe(&self, (t, r): At) -> bool {
        let within = self.near(&self.tables[t].rows[r].places);
        let mut hidden: Vec<At> = within.iter().flat_map(|place| self.rows_of[*place].iter().copied()).collect();
        hidden.retain(|at| matches!(self.telling(*at), Telling::Hidden));
        hidden.sort_unstable();
        hidden.dedup();
        let mut unsettled = within.iter().flat_map(|place| &self.unsettled[*place]);
        unsettled.all(|learner| self.is_deniable(*learner)) && hidden.into_iter().all(|at| self.is_open(at))
    }

    /// The places that share a region with any of these.
    fn near(&self, places: &[usize]) -> Vec<usize> {
        let mut regions: Vec<usize> = places.iter().flat_map(|place| &self.regions_of[*place]).copied().collect();
        regions.sort_unstable();
        regions.dedup();
        let mut near: Vec<usize> = regions.iter().flat_map(|region| &self.regions[*region]).copied().collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    fn members<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = usize> + 'a {
        row.places.iter().flat_map(|place| &self.places[*place]).copied()
    }

    fn said(&self, learner: usize, column: Option<&usize>) -> u8 {
        column.and_then(|column| self.learners[learner].said.get(*column)).copied().unwrap_or(ABSENT)
    }

    fn category(&self, t: usize, learner: usize) -> Option<usize> {
        let table = &self.tables[t];
        (table.category)(self.said(learner, table.columns.first()), self.said(learner, table.columns.get(1)))
    }

    /// Under what a learner would count after she exchanged with another.
    fn category_after(&self, t: usize, learner: usize, other: usize, exchange: Exchange) -> Option<usize> {
        let table = &self.tables[t];
        let said = |column: Option<&usize>| {
            let whose = if column.is_some_and(|c| self.moves(exchange, *c)) { other } else { learner };
            self.said(whose, column)
        };
        (table.category)(said(table.columns.first()), said(table.columns.get(1)))
    }

    /// Whether a learner has enough others to exchange with, in each table that something is told of with her in it.
    fn is_deniable(&self, learner: usize) -> bool {
        let mut tables: Vec<usize> = Vec::new();
        for &(t, r) in &self.rows_of[self.learners[learner].place] {
            if self.tables[t].rows[r].telling.tells() && !tables.contains(&t) && self.category(t, learner).is_some() {
                tables.push(t);
            }
        }
        let enough = FEWEST_OUTSIDE as usize;
        tables.into_iter().all(|t| {
            let own = self.category(t, learner);
            let changes = |exchange, other| self.category_after(t, learner, other, exchange) != own;
            self.others(learner)
                .filter(|other| self.exchanges(t, learner, *other, changes).is_some())
                .take(enough)
                .count()
                == enough
        })
    }

    /// Whether each count of a hidden row could be another.
    fn is_open(&self, at @ (t, r): At) -> bool {
        let row = &self.tables[t].rows[r];
        let members: Vec<usize> = self.members(row).filter(|l| self.category(t, *l).is_some()).collect();
        let mut categories = 0..self.tables[t].n_categories;
        members.is_empty()
            || self.has_untold_column(at)
            || categories.all(|category| self.is_count_open(at, &members, category) || !self.is_possible(at, category))
    }

    /// Whether nothing at all is told of one of the columns of a row: then whatever follows about it, the other column says by itself.
    fn has_untold_column(&self, (t, r): At) -> bool {
        let table = &self.tables[t];
        let rows = || table.rows[r].places.iter().flat_map(|place| &self.rows_of[*place]);
        table
            .columns
            .iter()
            .any(|column| rows().all(|at| !self.telling(*at).tells() || !self.tables[at.0].columns.contains(column)))
    }

    /// Whether somebody of a row can be in this category, as far as is known of its two columns, each by itself.
    fn is_possible(&self, (t, r): At, category: usize) -> bool {
        let table = &self.tables[t];
        let [first, second] = table.columns[..] else { return true };
        table.rows[r].places.iter().any(|place| {
            let could_say =
                |column: usize| (0..self.n_states).filter(move |state| self.could_say(*place, column, *state));
            could_say(first).any(|a| could_say(second).any(|b| (table.category)(a, b) == Some(category)))
        })
    }

    /// Whether what is told of this column alone lets somebody of this place have said this.
    fn could_say(&self, place: usize, column: usize, state: u8) -> bool {
        self.rows_of[place].iter().all(|at @ (t, r)| {
            let table = &self.tables[*t];
            let is_told = table.rows[*r].is_whole && matches!(self.telling(*at), Telling::Counts);
            let is_told = is_told && table.columns == [column];
            !is_told || (table.category)(state, ABSENT).is_none_or(|category| self.counts[*t][*r][category] > 0)
        })
    }

    fn is_count_open(&self, at @ (t, _): At, members: &[usize], category: usize) -> bool {
        let few = members.len() <= ACCOMPLICES as usize;
        let changes = |member: usize| {
            move |exchange, other| {
                let before = self.is_in(at, member, None, category) + self.is_in(at, other, None, category);
                let after = self.is_in(at, member, Some((other, exchange)), category)
                    + self.is_in(at, other, Some((member, exchange)), category);
                before != after
            }
        };
        let enough = FEWEST_OUTSIDE as usize;
        if few {
            // Who knows all but one of them must not know that one.
            return members.iter().all(|member| {
                let with = self.others(*member).filter(|o| !members.contains(o));
                with.filter(|o| self.exchanges(t, *member, *o, changes(*member)).is_some()).take(enough).count()
                    == enough
            });
        }
        let mut taken: Vec<usize> = Vec::new();
        let mut found = 0;
        for member in members {
            if found == enough {
                break;
            }
            if taken.contains(member) {
                continue;
            }
            let other = self
                .others(*member)
                .filter(|o| !taken.contains(o))
                .find(|o| self.exchanges(t, *member, *o, changes(*member)).is_some());
            if let Some(other) = other {
                taken.extend([*member, other]);
                found += 1;
            }
        }
        found == enough
    }

    /// 1 where a learner is of this row and counts in this category, after an exchange or as it is.
    fn is_in(&self, (t, r): At, learner: usize, exchanged: Option<(usize, Exchange)>, category: usize) -> u32 {
        let counts = match exchanged {
            Some((other, exchange)) => self.category_after(t, learner, other, exchange),
            None => self.category(t, learner),
        };
        let is_member = self.rows_of[self.learners[learner].place].contains(&(t, r));
        u32::from(is_member && counts == Some(category))
    }

    /// With whom a learner could exchange: those of her place, then others of her region.
    fn others(&self, learner: usize) -> impl Iterator<Item = usize> + '_ {
        let own = self.learners[learner].place;
        let near = self.places[own].iter().copied().filter(move |other| *other != learner);
        let places = self.regions_of[own].iter().flat_map(|region| &self.regions[*region]);
        let places = places.filter(move |place| **place != own);
        let far = places.flat_map(|place| self.places[*place].iter().copied()).take(MOST_STRANGERS);
        near.chain(far)
    }

    /// An exchange of these two that does this and that nobody sees.
    fn exchanges(
        &self,
        t: usize,
        one: usize,
        other: usize,
        does: impl Fn(Exchange, usize) -> bool,
    ) -> Option<Exchange> {
        self.left.set(self.left.get().checked_sub(1)?);
        let columns = &self.tables[t].columns;
        let single = columns.iter().map(|column| Exchange::One(*column));
        let moments = columns.iter().map(|column| Exchange::Moment(self.moments[*column]));
        std::iter::once(Exchange::All)
            .chain(single)
            .chain(moments)
            .find(|exchange| does(*exchange, other) && self.is_unseen(one, other, *exchange))
    }

    fn moves(&self, exchange: Exchange, column: usize) -> bool {
        match exchange {
            Exchange::All => true,
            Exchange::One(only) => only == column,
            Exchange::Moment(moment) => self.moments[column] == moment,
        }
    }

    fn is_unseen(&self, one: usize, other: usize, exchange: Exchange) -> bool {
        let (a, b) = (&self.learners[one], &self.learners[other]);
        let mut moved = a.said.iter().zip(&b.said).enumerate().filter(|(column, _)| self.moves(exchange, *column));
        if moved.any(|(_, (a, b))| (*a == ABSENT) != (*b == ABSENT)) {
            return false;
        }
        if exchange == Exchange::All {
            return a.place == b.place;
        }
        let rows = self.rows_of[a.place].iter().chain(self.rows_of[b.place].iter().filter(|_| a.place != b.place));
        let mut rows = rows.filter(|(t, _)| self.tables[*t].columns.iter().any(|c| self.moves(exchange, *c)));
        rows.all(|at| self.stays(*at, one, other, exchange))
    }

    /// Whether what is told of a row stays the same.
    fn stays(&self, at @ (t, r): At, one: usize, other: usize, exchange: Exchange) -> bool {
        let telling = &self.tables[t].rows[r].telling;
        if !telling.tells() {
            return true;
        }
        let is_member = |learner: usize| self.rows_of[self.learners[learner].place].contains(&at);
        let mut changes: Vec<(usize, i32)> = Vec::with_capacity(4);
        for (learner, with) in [(one, other), (other, one)] {
            if is_member(learner) {
                changes.extend(self.category(t, learner).map(|category| (category, -1)));
                changes.extend(self.category_after(t, learner, with, exchange).map(|category| (category, 1)));
            }
        }
        let of = |wanted: &dyn Fn(usize) -> bool| -> i32 {
            changes.iter().filter(|(category, _)| wanted(*category)).map(|(_, by)| by).sum()
        };
        match telling {
            Telling::Open | Telling::Hidden => true,
            Telling::Counts => changes.iter().all(|(category, _)| of(&|other| other == *category) == 0),
            Telling::Rounded(told) => changes.iter().all(|(category, _)| {
                let before = self.counts[t][r][*category];
                before.saturating_add_signed(of(&|other| other == *category)).abs_diff(told[*category]) < ROUNDED_TO
            }),
            Telling::AtLeast { category, number } => {
                let before = self.counts[t][r][*category];
                before.saturating_add_signed(of(&|other| other == *category)) >= *number
            }
            Telling::Figure(figure) => {
                if (0..self.tables[t].n_categories).all(|category| of(&|other| other == category) == 0) {
                    return true;
                }
                let mut counts = self.counts[t][r].clone();
                for (category, by) in &changes {
                    counts[*category] = counts[*category].saturating_add_signed(*by);
                }
                figure(&counts) == figure(&self.counts[t][r])
            }
        }
    }
}

#[cfg(test)]
mod tests;
