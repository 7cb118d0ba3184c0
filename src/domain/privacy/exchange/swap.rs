//! Exchanges, and whether anybody sees them.

use super::{ABSENT, At, Learner, Telling, World};

/// What two learners exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Everything that was ever said about them. Only within a place: what else was told of them, long ago, is of all of these alike.
    All,
    /// What stands in one column.
    In(usize),
    /// What was said at one moment, by whomever.
    At(usize),
    /// Nothing: one learner says something else in a column, by herself. Nobody else has to be asked about it.
    Freely { column: usize, code: u8 },
}

/// Two learners exchange what was said about them, or one of them twice says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Swap {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) said: Said,
}

impl Swap {
    /// Whether one of these is in it.
    pub(super) fn is_of(&self, learners: &[usize]) -> bool {
        learners.contains(&self.one) || learners.contains(&self.other)
    }
}

/// A swap, and perhaps a second one behind it that takes back what is seen of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exchange {
    pub(super) first: Swap,
    pub(super) second: Option<Swap>,
}

impl Exchange {
    pub(super) fn swaps(&self) -> impl Iterator<Item = Swap> + use<> {
        std::iter::once(self.first).chain(self.second)
    }

    fn has_somebody_twice(&self) -> bool {
        let Some(second) = self.second else { return false };
        second.is_of(&[self.first.one, self.first.other])
    }

    pub(super) fn learners(&self) -> impl Iterator<Item = usize> + use<> {
        self.swaps().flat_map(|swap| [swap.one, swap.other])
    }
}

/// That a learner of a place counts in another category of a table than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) place: usize,
    pub(super) table: usize,
    pub(super) category: usize,
    /// One more or one less.
    pub(super) by: i32,
}

impl World {
    pub(super) fn moves(&self, said: Said, column: usize) -> bool {
        match said {
            Said::All => true,
            Said::In(only) | Said::Freely { column: only, .. } => only == column,
            Said::At(moment) => self.moments[column] == moment,
        }
    }

    /// Under what a learner counts after a swap with another.
    pub(super) fn category_after(&self, t: usize, learner: usize, other: usize, said: Said) -> Option<usize> {
        let code_in = |column: usize| {
            if let Said::Freely { column: changed, code } = said
                && changed == column
            {
                return code;
            }
            let whose = if self.moves(said, column) { other } else { learner };
            self.learners[whose].said[column]
        };
        self.categories[t].by(code_in)
    }

    /// Whether two learners have the same to exchange: whoever said nothing before says nothing after.
    pub(super) fn is_fair(&self, swap: Swap) -> bool {
        let (one, other) = (&self.learners[swap.one], &self.learners[swap.other]);
        if swap.said == Said::All {
            return one.place == other.place && one.is_there_with(other);
        }
        if let Said::Freely { column, .. } = swap.said {
            return one.said[column] != ABSENT;
        }
        let both = one.said.iter().zip(&other.said).enumerate().filter(|(column, _)| self.moves(swap.said, *column));
        let mut both = both.map(|(_, (one, other))| (*one == ABSENT, *other == ABSENT));
        both.all(|(one, other)| one == other)
    }

    /// What an exchange changes of what is counted.
    pub(super) fn changes(&self, exchange: &Exchange) -> Vec<Change> {
        let mut changes = Vec::with_capacity(16);
        if exchange.has_somebody_twice() {
            self.add_changes_in_turn(exchange, &mut changes);
            return changes;
        }
        // What all that is counted of two of one place comes to is the same.
        for swap in exchange.swaps().filter(|swap| swap.said != Said::All) {
            let is_one = swap.one == swap.other;
            for (learner, other) in
                [(swap.one, swap.other), (swap.other, swap.one)].into_iter().skip(usize::from(is_one))
            {
                for table in self.tables_of(swap.said) {
                    let after = self.category_after(*table, learner, other, swap.said);
                    self.add_change(learner, *table, after, &mut changes);
                }
            }
        }
        changes
    }

    /// Likewise where the second swap goes on with what the first one made.
    fn add_changes_in_turn(&self, exchange: &Exchange, changes: &mut Vec<Change>) {
        let mut learners: Vec<usize> = exchange.learners().collect();
        learners.sort_unstable();
        learners.dedup();
        let mut said: Vec<Vec<u8>> = learners.iter().map(|learner| self.learners[*learner].said.clone()).collect();
        for swap in exchange.swaps() {
            let at = |learner: usize| learners.binary_search(&learner).unwrap_or(0);
            let (one, other) = (at(swap.one), at(swap.other));
            for column in (0..self.moments.len()).filter(|column| self.moves(swap.said, *column)) {
                if let Said::Freely { code, .. } = swap.said {
                    said[one][column] = code;
                } else {
                    let code = said[one][column];
                    said[one][column] = said[other][column];
                    said[other][column] = code;
                }
            }
        }
        for (learner, said) in learners.iter().zip(&said) {
            for table in 0..self.tables.len() {
                let after = self.categories[table].by(|column| said[column]);
                self.add_change(*learner, table, after, changes);
            }
        }
    }

    pub(super) fn add_change(&self, learner: usize, table: usize, after: Option<usize>, changes: &mut Vec<Change>) {
        let before = self.category(table, learner);
        if before != after {
            let place = self.learners[learner].place;
            let change = |category, by| Change { place, table, category, by };
            changes.extend(before.map(|category| change(category, -1)));
            changes.extend(after.map(|category| change(category, 1)));
        }
    }

    /// Whether everything that is told stays the same.
    pub(super) fn is_unseen(&self, exchange: &Exchange) -> bool {
        exchange.swaps().all(|swap| self.is_fair(swap)) && self.seen(&self.changes(exchange)).is_none()
    }

    /// Whether what is told of one row stays the same.
    pub(super) fn is_unseen_in(&self, exchange: &Exchange, (t, r): At) -> bool {
        if !exchange.swaps().any(|swap| self.tables_of(swap.said).contains(&t)) {
            return true;
        }
        let changes = self.changes(exchange);
        let mut net = Net::default();
        net.sum(changes.iter().filter(|c| c.table == t && self.rows_of[c.place][t].contains(&r)));
        self.stays((t, r), &net)
    }

    /// A row of which something is told that these changes make another.
    pub(super) fn seen(&self, changes: &[Change]) -> Option<At> {
        let mut net = Net::default();
        for (at, change) in changes.iter().enumerate() {
            let t = change.table;
            if changes[..at].iter().any(|earlier| earlier.table == t) {
                continue;
            }
            let of_table = || changes[at..].iter().filter(|c| c.table == t);
            let rows = &self.rows_of[change.place][t];
            if of_table().all(|c| c.place == change.place || self.rows_of[c.place][t] == *rows) {
                net.sum(of_table());
                if let Some(r) = rows.iter().find(|r| !self.stays((t, **r), &net)) {
                    return Some((t, *r));
                }
                continue;
            }
            for r in of_table().flat_map(|c| &self.rows_of[c.place][t]) {
                net.sum(of_table().filter(|c| self.rows_of[c.place][t].contains(r)));
                if !self.stays((t, *r), &net) {
                    return Some((t, *r));
                }
            }
        }
        None
    }

    /// Whether what is told of a row stays the same.
    fn stays(&self, (t, r): At, net: &Net) -> bool {
        let after = |category: usize, by: i32| self.counts[t][r][category].saturating_add_signed(by);
        match &self.tables[t].rows[r].telling {
            Telling::Open | Telling::Hidden => true,
            Telling::Counts => net.all().is_empty(),
            Telling::Rounded { to, counts } => {
                net.all().iter().all(|(category, by)| after(*category, *by).abs_diff(counts[*category]) < *to)
            }
            Telling::AtLeast { category, number } => {
                net.all().iter().all(|(changed, by)| changed != category || after(*changed, *by) >= *number)
            }
            Telling::Figure(figure) => {
                net.all().is_empty() || {
                    let mut counts = self.counts[t][r].clone();
                    for (category, by) in net.all() {
                        counts[*category] = after(*category, *by);
                    }
                    figure(&counts) == figure(&self.counts[t][r])
                }
            }
        }
    }
}

/// How many more or fewer there are in each category that changes.
#[derive(Default)]
pub(super) struct Net(Vec<(usize, i32)>);

impl Net {
    /// All that these come to, in place of what stood here.
    pub(super) fn sum<'a>(&mut self, changes: impl Iterator<Item = &'a Change>) {
        self.0.clear();
        for change in changes {
            match self.0.iter_mut().find(|(category, _)| *category == change.category) {
                Some((_, by)) => *by += change.by,
                None => self.0.push((change.category, change.by)),
            }
        }
        self.0.retain(|(_, by)| *by != 0);
    }

    pub(super) fn all(&self) -> &[(usize, i32)] {
        &self.0
    }
}

impl Learner {
    /// Whether both said something in the same columns.
    pub(super) fn is_there_with(&self, other: &Self) -> bool {
        self.said.iter().zip(&other.said).all(|(one, other)| (*one == ABSENT) == (*other == ABSENT))
    }
}
