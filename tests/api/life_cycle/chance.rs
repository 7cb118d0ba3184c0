//! What happens next: mostly what makes sense, sometimes what does not.

use rand::{RngExt, seq::IndexedRandom};

use super::{
    history::History,
    model::{ALL, ASKED, Deed, SHEETS, Which, Who, own::STATUSES},
};

impl History<'_> {
    /// What happens next: one thing, or several at once.
    pub fn batch(&mut self) -> Vec<Deed> {
        let together = if self.random.random_bool(0.25) { 3 } else { 1 };
        loop {
            let deeds: Vec<Deed> = (0..together).filter_map(|_| self.deed()).collect();
            if !deeds.is_empty() {
                return deeds;
            }
        }
    }

    fn deed(&mut self) -> Option<Deed> {
        match self.random.random_range(0..100) {
            0..56 => self.with_a_sheet(),
            56..72 => self.with_feedback(),
            72..86 => self.in_the_circle(),
            _ => self.of_her_own(),
        }
    }

    /// Mostly who would, sometimes anybody.
    fn mostly(&mut self, who: Who) -> Who {
        if self.random.random_bool(0.8) { who } else { *ALL.choose(&mut self.random).unwrap() }
    }

    fn with_a_sheet(&mut self) -> Option<Deed> {
        let which = *SHEETS.choose(&mut self.random).unwrap();
        let who = self.mostly(which.rater());
        let Some(sheet) = self.world.sheet(which) else {
            return (which != Which::Peers).then_some(Deed::Start(which.rater()));
        };
        let (revision, is_submitted, random) = (sheet.revision, sheet.submitted, &mut self.random);
        let level = random.random_range(0..=4);
        // What can be done to a draft comes first, then what can be done to what was submitted.
        let kinds = if random.random_bool(0.3) {
            0..20
        } else if is_submitted {
            11..20
        } else {
            1..11
        };
        Some(match random.random_range(kinds) {
            0 => Deed::Start(if random.random() { Who::Learner } else { Who::Coach }),
            1..=4 => {
                let stale = random.random_bool(0.2);
                let seen = random.random_bool(0.7).then_some(revision - i32::from(stale));
                Deed::Save(who, which, seen, random.random_range(0..ASKED), random.random_bool(0.8).then_some(level))
            }
            5..=7 => Deed::Fill(who, which, level),
            8..=10 => Deed::Submit(who, which),
            11..=13 => Deed::Reopen(who, which),
            14 => Deed::Reopen(Who::Coach, which),
            15 | 16 => Deed::Disclose(who, which),
            17 if self.feedback.len() < 3 => Deed::Write(self.mostly(Who::Coach), which),
            _ => Deed::Discuss(who, which),
        })
    }

    fn with_feedback(&mut self) -> Option<Deed> {
        let many = self.feedback.len();
        let at = self.random.random_range(0..=many);
        if at == many {
            let is_submitted = |which: &Which| self.world.sheet(*which).is_some_and(|sheet| sheet.submitted);
            let can_be: Vec<Which> = SHEETS.into_iter().filter(is_submitted).collect();
            let which = *can_be.choose(&mut self.random)?;
            return (many < 3).then(|| Deed::Write(self.mostly(Who::Coach), which));
        }
        Some(match self.random.random_range(0..6) {
            0 | 1 => Deed::Share(self.mostly(Who::Coach), at),
            2 | 3 => Deed::Acknowledge(self.mostly(Who::Learner), at),
            _ => Deed::Amend(self.mostly(Who::Coach), at, self.random.random_range(0..=2)),
        })
    }

    fn in_the_circle(&mut self) -> Option<Deed> {
        let invitations = self.world.invitations.len();
        match self.random.random_range(0..12) {
            0..=2 => Some(self.about_coaching()),
            3 | 4 => Some(Deed::Exempt(self.mostly(Who::Coach), self.random.random())),
            5 | 6 if invitations < 3 => self.sheets[0].is_some().then(|| Deed::Invite(self.mostly(Who::Learner))),
            kind if invitations > 0 => {
                let at = self.random.random_range(0..invitations);
                Some(match kind {
                    ..=8 => Deed::Revoke(self.mostly(Who::Learner), at),
                    _ => Deed::Accept(self.mostly(Who::Peer), at),
                })
            }
            _ => None,
        }
    }

    /// A coaching that has ended is mostly soon begun again: without one there is little to see.
    fn about_coaching(&mut self) -> Deed {
        let many = self.world.coachings.len();
        let at = self.random.random_range(0..many);
        let goes_on = self.random.random_bool(if self.world.coaches() { 0.1 } else { 0.9 });
        if goes_on && many < 3 && self.random.random() {
            return Deed::BeginCoaching;
        }
        Deed::KeepCoaching(at, goes_on)
    }

    fn of_her_own(&mut self) -> Option<Deed> {
        let who = self.mostly(Who::Learner);
        let goals = self.goals.len();
        let kind = self.random.random_range(0..12);
        if kind < 5 {
            if goals == 0 || (goals < 2 && kind == 0) {
                return (who != Who::Peer).then_some(Deed::MakeGoal(who));
            }
            let to = *STATUSES.choose(&mut self.random).unwrap();
            return Some(Deed::Move(who, self.random.random_range(0..goals), to));
        }
        self.sheets[0].as_ref()?;
        Some(match kind {
            5..=7 => {
                let is_first = self.world.answer.is_none() ^ self.random.random_bool(0.1);
                Deed::Answer(who, is_first, self.random.random_range(0..=2))
            }
            // Mostly what changes something.
            _ if self.world.answer.is_some_and(|answer| answer.shared) ^ self.random.random_bool(0.2) => {
                Deed::WithdrawAnswer(who)
            }
            _ => Deed::ShareAnswer(who),
        })
    }
}
