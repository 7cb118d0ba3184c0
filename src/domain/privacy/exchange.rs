//! Whether more can be told, next to all that is told already: every answer could still be somebody else's.
//!
//! Rows of several tables overlap: what a group answered now, how that differs from last time, how it differs from what the coach
//! says, what was called upon at one kind of workplace. The rules over one tree of slices cannot see what follows from them together. So each further row is
//! tried: two learners *exchange* answers, and if no published figure changes by it, then nobody who reads them, by whatever
//! arithmetic, can tell the two worlds apart. Where a figure would change, a second exchange elsewhere may take that back. A row is told only where
//!
//! - each learner, in each table that counts her and of which something is told, and in each column of it by itself, has
//!   [`FEWEST_OUTSIDE`] such exchanges that change what is counted of her, with nobody but herself in two of them; or as many as she had to begin with;
//! - each count of each row that is hidden is changed by as many exchanges, with nobody in two of them; or by as many as can be in that category at all as far as
//!   its columns are told each by itself. (That nobody can have become applicable where practice called upon it for all is no secret of the growth.)
//!
//! Up to [`super::ACCOMPLICES`] learners who tell what they answered take away as many exchanges, and one is left. Learners who exchange were
//! in the same rounds and are of rows of the same size, so how many took part in what may be known too. That an individual cannot be told apart
//! from others by data that were swapped is the idea of data swapping (Dalenius & Reiss, Journal of Statistical Planning and Inference 6, 1982); here it is a
//! test and nothing is swapped.
//!
//! What must stay possible is a claim, and the exchanges that were found for it are kept. Another row that is told only asks for those claims again of
//! which an exchange touches it: so a release takes as long as its learners are many, not as their pairs.

mod partners;
mod search;
mod swap;
mod table;

pub use table::{ABSENT, At, Category, Learner, Row, Table, Telling, rounded, roundings};

use swap::Exchange;
use table::{Categories, NOT_COUNTED};

use super::{ACCOMPLICES, FEWEST_OUTSIDE};

/// How many exchanges make a claim safe.
const ENOUGH: usize = FEWEST_OUTSIDE as usize;

/// All that is told of one competency, and about whom.
pub struct World {
    learners: Vec<Learner>,
    /// The moment of each column.
    moments: Vec<usize>,
    tables: Vec<Table>,
    categories: Vec<Categories>,
    /// Per table under what each learner counts, or [`NOT_COUNTED`].
    counted: Vec<Vec<u16>>,
    /// The learners of each place.
    places: Vec<Vec<usize>>,
    /// The rows of each place, by table.
    rows_of: Vec<Vec<Vec<usize>>>,
    /// Per table and row how many are in each category.
    counts: Vec<Vec<Vec<u32>>>,
    partners: partners::Partners,
    claims: Vec<Claim>,
    /// Per place the claims that an exchange was found for with somebody of it. Some of them have others by now.
    claims_at: Vec<Vec<usize>>,
    /// Whether anything was told but for what was to begin with.
    has_told: bool,
    /// The claim that failed last.
    failed: Option<usize>,
    /// Per place those whose claims others of the place cannot all make good, with the tables in question.
    unsettled: Vec<Vec<(usize, usize)>>,
}

/// Something that nobody may find out.
struct Claim {
    of: Secret,
    /// How many exchanges it takes.
    needed: usize,
    found: Vec<Exchange>,
    /// Whether too few were found from the first. The more is told, the fewer there are: nothing more is told that touches it.
    is_lost: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Secret {
    /// Under what a learner counts in a table.
    Learner { learner: usize, table: usize },
    /// How many of a row are in a category. Where they are few: for those who know of all but this one.
    Count { row: At, category: usize, of: Option<usize> },
}

impl World {
    /// These learners, counted by these tables, of which something may be told already.
    pub fn new(learners: Vec<Learner>, moments: Vec<usize>, tables: Vec<Table>) -> Self {
        let n_places = learners.iter().map(|learner| learner.place + 1).max().unwrap_or(0);
        let n_places =
            tables.iter().flat_map(|t| &t.rows).flat_map(|row| &row.places).fold(n_places, |n, p| n.max(p + 1));
        let mut places = vec![Vec::new(); n_places];
        for (at, learner) in learners.iter().enumerate() {
            places[learner.place].push(at);
        }
        let mut rows_of = vec![vec![Vec::new(); tables.len()]; n_places];
        for (t, table) in tables.iter().enumerate() {
            for (r, row) in table.rows.iter().enumerate() {
                for &place in &row.places {
                    rows_of[place][t].push(r);
                }
            }
        }
        let said = learners.iter().flat_map(|learner| &learner.said).filter(|code| **code != ABSENT);
        let n_codes = said.max().map_or(0, |code| usize::from(*code) + 1);
        let categories: Vec<Categories> = tables.iter().map(|table| Categories::new(table, n_codes)).collect();
        let counted =
            categories.iter().map(|of| learners.iter().map(|l| of.number(|column| l.said[column])).collect()).collect();
        let partners = partners::Partners::new(&learners, &places, &tables, &rows_of, &moments, n_codes);
        let (counts, unsettled) = (Vec::new(), Vec::new());
        let (claims, claims_at) = (Vec::new(), vec![Vec::new(); n_places]);
        let mut world = Self {
            learners,
            moments,
            tables,
            categories,
            counted,
            places,
            rows_of,
            counts,
            partners,
            claims,
            claims_at,
            has_told: false,
            failed: None,
            unsettled,
        };
        world.counts = (0..world.tables.len()).map(|t| world.count(t)).collect();
        world.unsettled = world.places.iter().map(|place| world.unsettled_in(place)).collect();
        for place in 0..n_places {
            for t in 0..world.tables.len() {
                if world.is_table_told(place, t) {
                    world.claim_learners(place, t);
                }
            }
        }
        for at in 0..world.claims.len() {
            let found = world.seek(world.claims[at].of, ENOUGH, &[]);
            world.claims[at].needed = found.len();
            world.found(at, found);
        }
        world
    }

    /// Those of a place who are not surrounded by enough others who were there at the same moments, and count otherwise.
    fn unsettled_in(&self, place: &[usize]) -> Vec<(usize, usize)> {
        let mut unsettled = Vec::new();
        for &learner in place {
            for t in 0..self.tables.len() {
                let Some(own) = self.category(t, learner) else { continue };
                let others = place.iter().filter(|other| {
                    self.category(t, **other) != Some(own)
                        && self.learners[**other].is_there_with(&self.learners[learner])
                });
                if others.take(ENOUGH).count() < ENOUGH {
                    unsettled.push((learner, t));
                }
            }
        }
        unsettled
    }

    fn count(&self, t: usize) -> Vec<Vec<u32>> {
        let table = &self.tables[t];
        let mut counts = vec![vec![0; table.n_categories]; table.rows.len()];
        for (at, learner) in self.learners.iter().enumerate() {
            if let Some(category) = self.category(t, at) {
                for &r in &self.rows_of[learner.place][t] {
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
        let places = self.tables[t].rows[r].places.clone();
        for &place in &places {
            for table in self.said_in(t) {
                self.claim_learners(place, table);
            }
        }
        let is_safe = self.hold(&places, at);
        if is_safe {
            self.has_told = true;
        } else {
            self.tables[t].rows[r].telling = before;
        }
        is_safe
    }

    /// Tells of a row what another one tells of the same learners. Who knows that one knows this one: nothing has to be asked.
    pub fn tell_again(&mut self, (t, r): At, telling: Telling) {
        self.tables[t].rows[r].telling = telling;
    }

    /// Decides that nothing is told of a row.
    pub fn hide(&mut self, at @ (t, r): At) {
        self.tables[t].rows[r].telling = Telling::Hidden;
        let members: Vec<usize> = self.members(at).take(ACCOMPLICES as usize + 1).collect();
        let whose: Vec<Option<usize>> = match &members[..] {
            [] => return,
            // Who knows all but one of them must not know that one.
            few if few.len() <= ACCOMPLICES as usize => few.iter().copied().map(Some).collect(),
            _ => vec![None],
        };
        let places = self.tables[t].rows[r].places.clone();
        for category in 0..self.tables[t].n_categories {
            let needed = ENOUGH.min(self.most_in(at, category));
            for of in whose.iter().filter(|_| needed > 0) {
                let of = Secret::Count { row: at, category, of: *of };
                let found = self.seek(of, needed, &[]);
                let needed = if self.has_told { needed } else { found.len() };
                let is_lost = found.len() < needed;
                self.claim(of, needed, is_lost, &places);
                self.found(self.claims.len() - 1, found);
            }
        }
    }

    /// The rows of which something follows from all that was told before they were hidden.
    pub fn given_away(&self) -> impl Iterator<Item = At> + '_ {
        self.claims.iter().filter(|claim| claim.is_lost).filter_map(|claim| match claim.of {
            Secret::Count { row, .. } => Some(row),
            Secret::Learner { .. } => None,
        })
    }

    /// Claims what the learners of a place say in a table, where something comes to be told of it.
    fn claim_learners(&mut self, place: usize, t: usize) {
        let mut claimed: Vec<usize> = Vec::new();
        let unsettled = std::mem::take(&mut self.unsettled[place]);
        let left = unsettled.into_iter().filter(|(learner, table)| {
            if *table == t {
                claimed.push(*learner);
            }
            *table != t
        });
        self.unsettled[place] = left.collect();
        for learner in claimed {
            self.claim(Secret::Learner { learner, table: t }, ENOUGH, false, &[place]);
        }
    }

    /// Claims something about these places.
    fn claim(&mut self, of: Secret, needed: usize, is_lost: bool, places: &[usize]) {
        let at = self.claims.len();
        self.claims.push(Claim { of, needed, found: Vec::new(), is_lost });
        for place in places {
            self.claims_at[*place].push(at);
        }
    }

    /// Whether all claims hold that an exchange was found for in one of these places, now that more is told of a row of them.
    fn hold(&mut self, places: &[usize], row: At) -> bool {
        let mut claims: Vec<usize> = places.iter().flat_map(|place| &self.claims_at[*place]).copied().collect();
        claims.sort_unstable();
        claims.dedup();
        // What failed before fails again, so that little is sought in vain.
        let failed = self.failed.filter(|at| claims.binary_search(at).is_ok());
        let broken = failed.into_iter().chain(claims).find(|at| !self.holds(*at, row));
        self.failed = broken.or(self.failed);
        broken.is_none()
    }

    /// Whether a claim still holds, with other exchanges if need be.
    fn holds(&mut self, at: usize, row: At) -> bool {
        let claim = &self.claims[at];
        if claim.is_lost {
            return false;
        }
        if let Secret::Learner { learner, table } = claim.of
            && !self.is_table_told(self.learners[learner].place, table)
        {
            self.claims[at].found.clear();
            return true;
        }
        let (of, needed) = (claim.of, claim.needed);
        let kept: Vec<Exchange> = claim.found.iter().copied().filter(|found| self.is_unseen_in(found, row)).collect();
        if kept.len() >= needed {
            return true;
        }
        let found = self.seek(of, needed, &kept);
        let is_safe = found.len() >= needed;
        if is_safe {
            self.found(at, found);
        }
        is_safe
    }

    fn found(&mut self, at: usize, found: Vec<Exchange>) {
        for learner in found.iter().flat_map(Exchange::learners) {
            let place = self.learners[learner].place;
            if self.claims_at[place].last() != Some(&at) {
                self.claims_at[place].push(at);
            }
        }
        self.claims[at].found = found;
    }

    /// The most of a row who can be in a category, as far as is told of its columns, each by itself.
    fn most_in(&self, (t, r): At, category: usize) -> usize {
        let [first, second] = self.tables[t].columns[..] else { return ENOUGH };
        let n_codes = self.partners.n_codes();
        let codes = || (0..n_codes).filter_map(|code| u8::try_from(code).ok());
        let of_code =
            |column: usize| -> Vec<usize> { codes().map(|code| self.most_saying((t, r), column, code)).collect() };
        let (by_first, by_second) = (of_code(first), of_code(second));
        let is_in =
            |a: u8, b: u8| self.categories[t].by(|column| if column == first { a } else { b }) == Some(category);
        let first =
            codes().zip(&by_first).filter(|(a, _)| codes().zip(&by_second).any(|(b, most)| is_in(*a, b) && *most > 0));
        let second =
            codes().zip(&by_second).filter(|(b, _)| codes().zip(&by_first).any(|(a, most)| is_in(a, *b) && *most > 0));
        first.map(|(_, most)| most).sum::<usize>().min(second.map(|(_, most)| most).sum())
    }

    /// The most of a row who can have said this in a column, as far as is told of it by itself.
    fn most_saying(&self, (t, r): At, column: usize, code: u8) -> usize {
        let mut kins: Vec<(usize, usize, usize)> = Vec::new();
        for &place in &self.tables[t].rows[r].places {
            let of_place = self.places[place].iter().filter(|l| self.category(t, **l).is_some()).count();
            let kin = self.kin(column, place);
            match kins.iter_mut().find(|(known, ..)| *known == kin) {
                Some((_, size, _)) => *size += of_place,
                None => kins.push((kin, of_place, self.most_told(place, column, code))),
            }
        }
        kins.iter().map(|(_, size, told)| size.min(told)).sum()
    }

    /// The least number that is told of those of all learners of a row around a place who said this.
    fn most_told(&self, place: usize, column: usize, code: u8) -> usize {
        let mut most = usize::MAX;
        for t in (0..self.tables.len()).filter(|t| self.tables[*t].columns == [column]) {
            for &r in &self.rows_of[place][t] {
                let row = &self.tables[t].rows[r];
                let category = self.categories[t].by(|_| code);
                if let (true, Telling::Counts, Some(category)) = (row.is_whole, &row.telling, category) {
                    most = most.min(self.counts[t][r][category] as usize);
                }
            }
        }
        most
    }

    /// Those who count in a row.
    fn members(&self, (t, r): At) -> impl Iterator<Item = usize> + '_ {
        let places = self.tables[t].rows[r].places.iter();
        places
            .flat_map(|place| &self.places[*place])
            .copied()
            .filter(move |learner| self.category(t, *learner).is_some())
    }

    /// A table, and those that count one of its columns by itself: what is told of two columns tells of each of them.
    fn said_in(&self, t: usize) -> Vec<usize> {
        let columns = &self.tables[t].columns;
        let is_of = |other: &usize| matches!(self.tables[*other].columns[..], [only] if columns.contains(&only));
        (0..self.tables.len()).filter(|other| *other == t || is_of(other)).collect()
    }

    /// Whether a table tells something of those of a place, or another one that counts its column too.
    fn is_table_told(&self, place: usize, t: usize) -> bool {
        let tells =
            |table: usize| self.rows_of[place][table].iter().any(|r| self.tables[table].rows[*r].telling.tells());
        let is_over =
            |table: &usize| matches!(self.tables[t].columns[..], [only] if self.tables[*table].columns.contains(&only));
        tells(t) || (0..self.tables.len()).filter(is_over).any(tells)
    }

    /// Under what a learner counts.
    fn category(&self, t: usize, learner: usize) -> Option<usize> {
        let number = self.counted[t][learner];
        (number != NOT_COUNTED).then_some(usize::from(number))
    }
}

#[cfg(test)]
mod tests;
