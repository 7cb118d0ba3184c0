//! With whom a learner can exchange, and which exchanges change the same.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use super::{
    ABSENT, At, Learner, Table, Telling, World,
    swap::{Net, Said, Swap},
};

/// With how many outside her own place a learner tries to exchange what stands in a column. Fewer exchanges found is less told, never more.
const MOST_STRANGERS: usize = 60;

/// With how many of those who said the same in it.
const MOST_ALIKE_TRIED: usize = 15;

/// Of how many kins second exchanges are looked for.
const MOST_KINS: usize = 6;

/// How many pairs of a kin are looked at for second exchanges.
const MOST_PAIRS: usize = 250;

/// How many are kept that change the same.
const MOST_ALIKE: usize = 8;

/// With whom a learner can exchange.
///
/// In each column places are *kin* where all that is told of it to the last one is told of them together. With others nothing can be
/// exchanged that would not be seen.
pub(super) struct Partners {
    /// Per column the kin of each place.
    kin_of: Vec<Vec<usize>>,
    /// Per column and kin its learners by what they said.
    by_said: Vec<Vec<Vec<Vec<usize>>>>,
    /// Per column, the tables that count it.
    tables_of: Vec<Vec<usize>>,
    /// Per moment likewise.
    tables_at: Vec<Vec<usize>>,
    n_codes: usize,
    /// Per column, the codes that stand in it.
    codes: Vec<Vec<u8>>,
    /// Per column and kin, whether anything is told of it to the last one.
    is_told: Vec<Vec<bool>>,
    /// Swaps by what they change, per table, column and kin, as far as they were asked for.
    seconds: RefCell<HashMap<(usize, usize, usize), Rc<Seconds>>>,
}

/// Swaps of a column within a kin, by what they change of a table.
pub(super) type Seconds = HashMap<Delta, Vec<Swap>>;

/// How many more or fewer are in the categories that change, two bytes for each.
pub(super) type Delta = u128;

impl Partners {
    pub(super) fn new(
        learners: &[Learner],
        places: &[Vec<usize>],
        tables: &[Table],
        rows_of: &[Vec<Vec<usize>>],
        moments: &[usize],
        n_codes: usize,
    ) -> Self {
        let (mut kin_of, mut by_said, mut is_told, mut codes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for column in 0..moments.len() {
            let mut numbers = HashMap::new();
            let kin = |place: usize| {
                let of_column = tables.iter().enumerate().filter(|(_, table)| table.columns == [column]);
                let told: Vec<(usize, usize)> = of_column
                    .flat_map(|(t, table)| rows_of[place][t].iter().map(move |r| (t, *r, &table.rows[*r].telling)))
                    .filter(|(_, _, telling)| matches!(telling, Telling::Counts))
                    .map(|(t, r, _)| (t, r))
                    .collect();
                let next = numbers.len();
                *numbers.entry(told).or_insert(next)
            };
            let of_place: Vec<usize> = (0..places.len()).map(kin).collect();
            let mut is_told_of_kin = vec![false; numbers.len()];
            for (told, kin) in &numbers {
                is_told_of_kin[*kin] = !told.is_empty();
            }
            let mut of_kin = vec![vec![Vec::new(); n_codes]; numbers.len()];
            for (at, learner) in learners.iter().enumerate() {
                let code = learner.said[column];
                if code != ABSENT {
                    of_kin[of_place[learner.place]][usize::from(code)].push(at);
                }
            }
            let is_said = |code: &u8| of_kin.iter().any(|kin| !kin[usize::from(*code)].is_empty());
            codes.push((0..n_codes).filter_map(|code| u8::try_from(code).ok()).filter(is_said).collect());
            is_told.push(is_told_of_kin);
            kin_of.push(of_place);
            by_said.push(of_kin);
        }
        let counting = |counts: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..tables.len()).filter(|t| tables[*t].columns.iter().any(|column| counts(*column))).collect()
        };
        let tables_of = (0..moments.len()).map(|column| counting(&|c| c == column)).collect();
        let n_moments = moments.iter().max().map_or(0, |last| last + 1);
        let tables_at = (0..n_moments).map(|moment| counting(&|c| moments[c] == moment)).collect();
        Self { kin_of, by_said, tables_of, tables_at, n_codes, codes, is_told, seconds: RefCell::default() }
    }

    /// One more than the highest code.
    pub(super) fn n_codes(&self) -> usize {
        self.n_codes
    }
}

impl World {
    /// The tables that count something of what is exchanged.
    pub(super) fn tables_of(&self, said: Said) -> &[usize] {
        match said {
            Said::All => &[],
            Said::In(column) | Said::Freely { column, .. } => &self.partners.tables_of[column],
            Said::At(moment) => &self.partners.tables_at[moment],
        }
    }

    /// Those with whom a learner could exchange what stands in a column, by what they said.
    pub(super) fn alike(&self, column: usize, learner: usize) -> &[Vec<usize>] {
        let learner = &self.learners[learner];
        if learner.said[column] == ABSENT {
            return &[];
        }
        &self.partners.by_said[column][self.partners.kin_of[column][learner.place]]
    }

    /// What a learner could say in a column by herself: nothing else where it is told of her place to the last one what was said.
    pub(super) fn other_codes(&self, column: usize, learner: usize) -> &[u8] {
        let of = &self.learners[learner];
        let is_told = self.partners.is_told[column][self.kin(column, of.place)];
        if is_told || of.said[column] == ABSENT { &[] } else { &self.partners.codes[column] }
    }

    /// The kin of a place in a column.
    pub(super) fn kin(&self, column: usize, place: usize) -> usize {
        self.partners.kin_of[column][place]
    }

    /// Those with whom a learner could exchange this, so that she counts under another category of a table: of her own place first.
    pub(super) fn partners(
        &self,
        t: usize,
        learner: usize,
        said: Said,
        is_wanted: impl Fn(Option<usize>) -> bool,
    ) -> Vec<usize> {
        let place = self.learners[learner].place;
        let does = |other: usize| other != learner && is_wanted(self.category_after(t, learner, other, said));
        let near = self.places[place].iter().copied();
        let column = match said {
            Said::All => return near.filter(|other| does(*other)).collect(),
            Said::In(column) | Said::Freely { column, .. } => column,
            Said::At(moment) => {
                let columns = self.tables[t].columns.iter().copied();
                columns.into_iter().find(|column| self.moments[*column] == moment).unwrap_or(0)
            }
        };
        if self.learners[learner].said[column] == ABSENT {
            return Vec::new();
        }
        let mut partners: Vec<usize> = near.filter(|other| does(*other)).collect();
        let own = partners.len();
        for of_code in self.alike(column, learner) {
            // Not the same ones for everybody.
            let (before, behind) = of_code.split_at(of_code.partition_point(|other| *other < learner));
            let far = behind.iter().chain(before).copied().filter(|other| self.learners[*other].place != place);
            partners.extend(far.take(MOST_ALIKE_TRIED).filter(|other| does(*other)));
            if partners.len() - own >= MOST_STRANGERS {
                break;
            }
        }
        partners
    }

    /// Those kins of a column in whose places a second swap may be found: of a row, beginning where the first one is.
    pub(super) fn kins(&self, column: usize, first: Swap, (t, r): At) -> Vec<usize> {
        let places = &self.tables[t].rows[r].places;
        let own = self.learners[first.one].place;
        let start = places.iter().position(|place| *place == own).unwrap_or(0);
        let mut kins: Vec<usize> = Vec::with_capacity(MOST_KINS);
        for place in places[start..].iter().chain(&places[..start]) {
            let kin = self.partners.kin_of[column][*place];
            if !kins.contains(&kin) {
                kins.push(kin);
            }
            if kins.len() == MOST_KINS {
                break;
            }
        }
        kins
    }

    /// The swaps of a column within a kin, by what they change.
    pub(super) fn seconds(&self, t: usize, column: usize, kin: usize) -> Rc<Seconds> {
        if let Some(known) = self.partners.seconds.borrow().get(&(t, column, kin)) {
            return Rc::clone(known);
        }
        let mut seconds = Seconds::new();
        let of_kin = &self.partners.by_said[column][kin];
        let mut left = MOST_PAIRS;
        for (code, ones) in of_kin.iter().enumerate() {
            for others in of_kin.iter().skip(code + 1) {
                for (one, other) in ones.iter().flat_map(|one| others.iter().map(move |other| (*one, *other))) {
                    let Some(less) = left.checked_sub(1) else { break };
                    left = less;
                    self.index(&mut seconds, t, Swap { one, other, said: Said::In(column) });
                }
            }
        }
        let seconds = Rc::new(seconds);
        self.partners.seconds.borrow_mut().insert((t, column, kin), Rc::clone(&seconds));
        seconds
    }

    fn index(&self, seconds: &mut Seconds, t: usize, swap: Swap) {
        let mut changes = Vec::new();
        for (learner, other) in [(swap.one, swap.other), (swap.other, swap.one)] {
            self.add_change(learner, t, self.category_after(t, learner, other, swap.said), &mut changes);
        }
        let mut net = Net::default();
        net.sum(changes.iter());
        let whole = net.all().iter().copied();
        let parts = whole.clone().filter(|_| net.all().len() > 1).map(|part| delta(std::iter::once(part)));
        for key in parts.chain((!net.all().is_empty()).then(|| delta(whole))) {
            let alike = seconds.entry(key).or_default();
            if alike.len() < MOST_ALIKE {
                alike.push(swap);
            }
        }
    }
}

/// What is changed, as a number.
pub(super) fn delta(changed: impl Iterator<Item = (usize, i32)>) -> Delta {
    let mut changed: Vec<(usize, i32)> = changed.collect();
    changed.sort_unstable();
    changed.iter().fold(0, |delta, (category, by)| {
        let by = u128::from(by.cast_unsigned() & 0xff);
        (delta << 16) | ((*category as u128 + 1) << 8) | by
    })
}
