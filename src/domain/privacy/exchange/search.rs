//! Finding exchanges that nobody sees.

use super::{
    At, Secret, Telling, World,
    partners::{Delta, delta},
    swap::{Exchange, Net, Said, Swap},
};

/// How many exchanges that are seen are tried with a second one, for one claim. Fewer found is less told, never more.
const MOST_MENDED: usize = 24;

/// How many second exchanges are tried with a first, of each kin, and with how many pairs what stands in both columns is exchanged.
const MOST_SECONDS: usize = 6;

/// How many members of a row are looked at for one claim, of those in the category and of the others.
const MOST_MEMBERS: usize = 250;

impl World {
    /// Exchanges that keep a secret: these, and others of which nobody but the learner herself is in two. As many as are needed, or all that were found.
    pub(super) fn seek(&self, secret: Secret, needed: usize, kept: &[Exchange]) -> Vec<Exchange> {
        match secret {
            Secret::Learner { learner, table } => {
                let own = [learner];
                let mut search = Search::new(self, needed, kept, &own);
                search.of_learner(learner, table);
                search.found
            }
            Secret::Count { row, category, of: None } => {
                let mut search = Search::new(self, needed, kept, &[]);
                search.of_count(row, category);
                search.found
            }
            Secret::Count { row, category, of: Some(member) } => {
                let own = [member];
                let mut search = Search::new(self, needed, kept, &own);
                search.taken.extend(self.members(row).filter(|other| *other != member));
                search.of_member(member, row, category);
                search.found
            }
        }
    }

    /// What is exchanged in a table: what stands in its columns, each by itself, or all that was said at the moment of one.
    fn exchanged(&self, t: usize) -> Vec<Said> {
        let columns = &self.tables[t].columns;
        let mut exchanged: Vec<Said> = columns.iter().map(|column| Said::In(*column)).collect();
        for moment in columns.iter().map(|column| self.moments[*column]) {
            let is_one_column = self.moments.iter().filter(|of| **of == moment).count() == 1;
            if !is_one_column && !exchanged.contains(&Said::At(moment)) {
                exchanged.push(Said::At(moment));
            }
        }
        exchanged
    }

    /// Whether an exchange makes a count another.
    fn changes_count(&self, exchange: &Exchange, (t, r): At, category: usize) -> bool {
        let changes = self.changes(exchange);
        let own = changes.iter().filter(|c| c.table == t && c.category == category);
        own.filter(|c| self.rows_of[c.place][t].contains(&r)).map(|c| c.by).sum::<i32>() != 0
    }

    /// A second swap that takes back what is seen of the first.
    fn mended(&self, first: Swap, taken: &[usize]) -> Option<Exchange> {
        let alone = Exchange { first, second: None };
        let changes = self.changes(&alone);
        let (t, r) = self.seen(&changes)?;
        let mut net = Net::default();
        net.sum(changes.iter().filter(|change| change.table == t && self.rows_of[change.place][t].contains(&r)));
        let back = delta(net.all().iter().map(|(category, by)| (*category, -by)));
        let parts: Vec<Delta> = match self.tables[t].rows[r].telling {
            Telling::Rounded { .. } => {
                net.all().iter().map(|(category, by)| delta(std::iter::once((*category, -by)))).collect()
            }
            Telling::Open | Telling::Hidden | Telling::Counts | Telling::AtLeast { .. } | Telling::Figure(_) => {
                Vec::new()
            }
        };
        let columns = &self.tables[t].columns;
        let kins: Vec<_> =
            columns.iter().flat_map(|c| self.kins(*c, first, (t, r)).into_iter().map(|k| (*c, k))).collect();
        for key in std::iter::once(back).chain(parts) {
            for (column, kin) in &kins {
                let seconds = self.seconds(t, *column, *kin);
                let alike = seconds.get(&key).into_iter().flatten().take(MOST_SECONDS);
                let with = alike.filter(|second| **second != first && !second.is_of(taken));
                let found =
                    with.map(|second| Exchange { first, second: Some(*second) }).find(|both| self.is_unseen(both));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }
}

/// A search for exchanges of which nobody is in two.
struct Search<'a> {
    world: &'a World,
    needed: usize,
    found: Vec<Exchange>,
    /// Those who are in one already.
    taken: Vec<usize>,
    /// Those who may be in more than one.
    free: &'a [usize],
    /// How many more may be mended.
    left: usize,
}

impl<'a> Search<'a> {
    fn new(world: &'a World, needed: usize, kept: &[Exchange], free: &'a [usize]) -> Self {
        let taken = kept.iter().flat_map(Exchange::learners).filter(|learner| !free.contains(learner)).collect();
        Self { world, needed, found: kept.to_vec(), taken, free, left: MOST_MENDED }
    }

    fn is_done(&self) -> bool {
        self.found.len() >= self.needed
    }

    /// Takes this swap, if nobody sees it, or with a second one that takes it back.
    fn consider(&mut self, swap: Swap, is_mended: bool, does: impl Fn(&Exchange) -> bool) {
        let world = self.world;
        if swap.is_of(&self.taken) || !world.is_fair(swap) {
            return;
        }
        let alone = Exchange { first: swap, second: None };
        let exchange = if is_mended {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            let mut avoided = self.taken.clone();
            avoided.extend(self.free);
            world.mended(swap, &avoided)
        } else {
            (world.seen(&world.changes(&alone)).is_none()).then_some(alone)
        };
        if let Some(exchange) = exchange.filter(does) {
            self.take(exchange);
        }
    }

    /// Exchanges by which a learner counts otherwise in a table.
    fn of_learner(&mut self, learner: usize, t: usize) {
        let own = self.world.category(t, learner);
        self.freely(learner, t, |after| after != own, |_| true);
        for (is_mended, said) in self.ways(t, true) {
            if is_mended && self.left == 0 {
                return;
            }
            for other in self.world.partners(t, learner, said, |after| after != own) {
                if self.is_done() {
                    return;
                }
                self.consider(Swap { one: learner, other, said }, is_mended, |_| true);
            }
        }
    }

    /// Exchanges by which a count is another.
    fn of_count(&mut self, row: At, category: usize) {
        let is_in = |member: &usize| self.world.category(row.0, *member) == Some(category);
        // Those who are in it first: they can leave it by any exchange.
        let (inside, outside): (Vec<usize>, Vec<usize>) = self.world.members(row).partition(is_in);
        let members: Vec<usize> =
            inside.into_iter().take(MOST_MEMBERS).chain(outside.into_iter().take(MOST_MEMBERS)).collect();
        for member in &members {
            self.freely_of_member(*member, row, category);
            if self.is_done() {
                return;
            }
        }
        for (is_mended, said) in self.ways(row.0, false) {
            for member in &members {
                self.of_member_by(*member, row, category, said, is_mended);
                if self.is_done() {
                    return;
                }
            }
        }
        for member in &members {
            self.of_both(*member, row, category);
            if self.is_done() {
                return;
            }
        }
    }

    fn freely_of_member(&mut self, member: usize, row: At, category: usize) {
        let world = self.world;
        let is_in = world.category(row.0, member) == Some(category);
        let does = |exchange: &Exchange| world.changes_count(exchange, row, category);
        self.freely(member, row.0, |after| (after == Some(category)) != is_in, does);
    }

    fn of_member(&mut self, member: usize, row: At, category: usize) {
        self.freely_of_member(member, row, category);
        for (is_mended, said) in self.ways(row.0, false) {
            self.of_member_by(member, row, category, said, is_mended);
        }
        self.of_both(member, row, category);
    }

    /// Exchanges by which a learner comes to count in a category: what stands in the one column is exchanged with somebody, or said freely, and what stands in
    /// the other with somebody else.
    fn of_both(&mut self, member: usize, row: At, category: usize) {
        let world = self.world;
        let [first, second] = world.tables[row.0].columns[..] else { return };
        if world.category(row.0, member) == Some(category) || self.is_taken(member) {
            return;
        }
        for (code, ones) in self.by_code(first, member) {
            for (other_code, others) in self.by_code(second, member) {
                let code_in = |column: usize| if column == first { code } else { other_code };
                if world.categories[row.0].by(code_in) != Some(category) {
                    continue;
                }
                for (one, other) in ones.iter().zip(others.iter().cycle()).take(MOST_SECONDS) {
                    if self.is_done() || self.is_taken(member) {
                        return;
                    }
                    let exchange = Exchange { first: *one, second: Some(*other) };
                    if exchange.swaps().any(|swap| self.is_barred(swap, member)) {
                        continue;
                    }
                    if world.is_unseen(&exchange) && world.changes_count(&exchange, row, category) {
                        self.take(exchange);
                    }
                }
            }
        }
    }

    /// How a learner can come to say something else in a column, by what she then says.
    fn by_code(&self, column: usize, learner: usize) -> Vec<(u8, Vec<Swap>)> {
        let world = self.world;
        let freely = world.other_codes(column, learner);
        if !freely.is_empty() {
            let swap = |code: u8| Swap { one: learner, other: learner, said: Said::Freely { column, code } };
            return freely.iter().map(|code| (*code, vec![swap(*code)])).collect();
        }
        let alike = world.alike(column, learner).iter().enumerate();
        let swaps = |others: &Vec<usize>| {
            let others = others.iter().filter(|other| !self.taken.contains(other)).take(MOST_SECONDS);
            others.map(|other| Swap { one: learner, other: *other, said: Said::In(column) }).collect()
        };
        alike.filter_map(|(code, others)| Some((u8::try_from(code).ok()?, swaps(others)))).collect()
    }

    /// Whether a learner may not do this: with herself, or with somebody who is in another exchange or knows of it.
    fn is_barred(&self, swap: Swap, learner: usize) -> bool {
        let is_free = matches!(swap.said, Said::Freely { .. });
        let is_herself = !is_free && swap.other == learner;
        is_herself || (swap.other != learner && (self.taken.contains(&swap.other) || self.free.contains(&swap.other)))
    }

    fn is_taken(&self, learner: usize) -> bool {
        self.taken.contains(&learner) && !self.free.contains(&learner)
    }

    fn take(&mut self, exchange: Exchange) {
        let others: Vec<usize> = exchange.learners().filter(|learner| !self.free.contains(learner)).collect();
        // One that nobody else is in is as good as many.
        let times = if others.is_empty() { self.needed - self.found.len() } else { 1 };
        self.found.extend(std::iter::repeat_n(exchange, times));
        self.taken.extend(others);
    }

    /// What a learner could say otherwise, by herself.
    fn freely(
        &mut self,
        learner: usize,
        t: usize,
        is_wanted: impl Fn(Option<usize>) -> bool,
        does: impl Fn(&Exchange) -> bool,
    ) {
        let world = self.world;
        for &column in &world.tables[t].columns {
            for &code in world.other_codes(column, learner) {
                if self.is_done() || self.is_taken(learner) {
                    return;
                }
                let said = Said::Freely { column, code };
                if is_wanted(world.category_after(t, learner, learner, said)) {
                    self.consider(Swap { one: learner, other: learner, said }, false, &does);
                }
            }
        }
    }

    fn of_member_by(&mut self, member: usize, (t, r): At, category: usize, said: Said, is_mended: bool) {
        let world = self.world;
        if self.is_taken(member) || (is_mended && self.left == 0) {
            return;
        }
        let is_in = world.category(t, member) == Some(category);
        for other in world.partners(t, member, said, |after| (after == Some(category)) != is_in) {
            if self.is_done() || self.is_taken(member) {
                return;
            }
            if self.free.contains(&other) {
                continue;
            }
            self.consider(Swap { one: member, other, said }, is_mended, |exchange| {
                world.changes_count(exchange, (t, r), category)
            });
        }
    }

    /// What is exchanged, first without a second exchange and then with one.
    fn ways(&self, t: usize, with_all: bool) -> Vec<(bool, Said)> {
        let exchanged = self.world.exchanged(t);
        let all = with_all.then_some((false, Said::All));
        let alone = exchanged.iter().map(|said| (false, *said));
        let mended = exchanged.iter().map(|said| (true, *said));
        all.into_iter().chain(alone).chain(mended).collect()
    }
}
