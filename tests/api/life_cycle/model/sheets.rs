//! The sheets: who sees which, and what becomes of them.

use samenspel::domain::round::{Completeness, Disclosure};

use super::{ASKED, CLOSES, FORBIDDEN, HIDDEN, RELEASES, Told, UNKNOWN, Which, Who, World};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub submitted: bool,
    pub discussed: bool,
    pub revision: i32,
    pub levels: [Option<u8>; ASKED],
    reopened_at: Option<i64>,
    disclosed: bool,
    /// The invitation by which it was begun, if it was.
    by: Option<usize>,
    /// What made each revision, and the levels it left.
    pub history: Vec<(&'static str, [Option<u8>; ASKED])>,
}

impl Sheet {
    /// A new one.
    pub fn begun(by: Option<usize>) -> Self {
        let levels = [None; ASKED];
        Self {
            submitted: false,
            discussed: false,
            revision: 1,
            levels,
            reopened_at: None,
            disclosed: false,
            by,
            history: vec![("started", levels)],
        }
    }

    /// One that was begun, filled with this level, and submitted.
    pub fn submitted_with(level: u8) -> Self {
        let mut sheet = Self::begun(None);
        sheet.levels = [Some(level); ASKED];
        sheet.step("saved");
        sheet.submitted = true;
        sheet.step("submitted");
        sheet
    }

    fn step(&mut self, cause: &'static str) {
        self.revision += 1;
        self.history.push((cause, self.levels));
    }
}

impl World {
    pub fn sheet(&self, which: Which) -> Option<&Sheet> {
        self.sheets[which as usize].as_ref()
    }

    /// Whether it is submitted with something in it: an empty one opens no other.
    fn says_something(&self, which: Which) -> bool {
        self.sheet(which).is_some_and(|sheet| sheet.submitted && sheet.levels.iter().any(Option::is_some))
    }

    fn is_submitted(&self, which: Which) -> bool {
        self.sheet(which).is_some_and(|sheet| sheet.submitted)
    }

    /// Whether this one may know of that sheet.
    pub fn sees(&self, who: Who, which: Which) -> bool {
        let Some(sheet) = self.sheet(which) else { return false };
        if who == which.rater() {
            return match who {
                Who::Learner => true,
                Who::Coach => self.coaches(),
                Who::Peer => sheet.by.is_some_and(|at| !self.invitations[at].revoked),
            };
        }
        let has_to_do_with_her = match who {
            Who::Learner => true,
            Who::Coach => self.coaches(),
            Who::Peer => false,
        };
        has_to_do_with_her && sheet.submitted && self.is_disclosed_to(who, which, sheet)
    }

    fn is_disclosed_to(&self, who: Who, which: Which, sheet: &Sheet) -> bool {
        let of_reader = if who == Who::Learner { Which::Own } else { Which::Coachs };
        let after_both = self.says_something(of_reader) || self.now >= CLOSES;
        match (self.disclosure, which) {
            // The round before was open to all.
            (_, Which::Earlier) | (Disclosure::Open, _) | (Disclosure::AfterCoachReleased, Which::Own) => true,
            (Disclosure::AfterBothSubmitted, _) | (Disclosure::AfterCoachReleased, Which::Peers) => after_both,
            (Disclosure::AfterCoachReleased, Which::Coachs) => sheet.disclosed,
        }
    }

    /// Whether what is in that sheet is kept from this one while she scores herself anew.
    pub fn hides(&self, who: Who, which: Which) -> bool {
        let scores_anew = self.now < CLOSES && !self.exempted && !self.is_submitted(Which::Own);
        let is_hers = (who, which) == (Who::Learner, Which::Earlier);
        self.hides_earlier && is_hers && self.is_submitted(which) && scores_anew
    }

    pub(super) fn seen_by(&self, who: Who, which: Which) -> Result<&Sheet, Told> {
        self.sheet(which).filter(|_| self.sees(who, which)).ok_or(HIDDEN)
    }

    fn rated_by(&self, who: Who, which: Which) -> Result<&Sheet, Told> {
        let sheet = self.seen_by(who, which)?;
        if who == which.rater() { Ok(sheet) } else { Err(FORBIDDEN) }
    }

    fn can_be_worked_on(&self, sheet: &Sheet) -> Result<(), Told> {
        if sheet.submitted {
            return Err((409, "not-a-draft"));
        }
        self.round_takes_work(sheet.reopened_at)
    }

    pub(super) fn round_takes_work(&self, reopened_at: Option<i64>) -> Result<(), Told> {
        if self.now >= RELEASES {
            Err((409, "round-released"))
        } else if self.now >= CLOSES && reopened_at.is_none_or(|at| at < CLOSES) {
            Err((409, "round-not-open"))
        } else {
            Ok(())
        }
    }

    /// The learner or her coach begins a sheet in the round.
    pub(super) fn start(&mut self, who: Who) -> Result<u16, Told> {
        let which = if who == Who::Learner { Which::Own } else { Which::Coachs };
        if who == Who::Coach && !self.coaches() {
            return Err(UNKNOWN);
        }
        self.round_takes_work(None)?;
        if self.exempted {
            return Err((409, "exempted"));
        }
        self.begin(which, None)
    }

    pub(super) fn begin(&mut self, which: Which, by: Option<usize>) -> Result<u16, Told> {
        if self.sheet(which).is_some() {
            return Err((409, "assessment-exists"));
        }
        self.sheets[which as usize] = Some(Sheet::begun(by));
        Ok(201)
    }

    pub(super) fn save_one(
        &mut self,
        who: Who,
        which: Which,
        revision: Option<i32>,
        place: usize,
        level: Option<u8>,
    ) -> Result<u16, Told> {
        let sheet = self.rated_by(who, which)?;
        if revision.is_some_and(|seen| seen != sheet.revision) {
            return Err((412, "stale-revision"));
        }
        self.can_be_worked_on(sheet)?;
        let mut levels = sheet.levels;
        levels[place] = level;
        Ok(self.save(which, levels))
    }

    pub(super) fn fill(&mut self, who: Who, which: Which, level: u8) -> Result<u16, Told> {
        self.can_be_worked_on(self.rated_by(who, which)?)?;
        Ok(self.save(which, [Some(level); ASKED]))
    }

    pub(super) fn submit(&mut self, who: Who, which: Which) -> Result<u16, Told> {
        let sheet = self.rated_by(who, which)?;
        self.can_be_worked_on(sheet)?;
        let wants_all = match which {
            Which::Own => self.completeness == Completeness::Complete,
            Which::Earlier => true,
            Which::Coachs | Which::Peers => false,
        };
        if wants_all && sheet.levels.contains(&None) {
            return Err((409, "sheet-incomplete"));
        }
        Ok(self.put(which, "submitted", |sheet| sheet.submitted = true))
    }

    pub(super) fn reopen(&mut self, who: Who, which: Which) -> Result<u16, Told> {
        let sheet = self.seen_by(who, which)?;
        if self.hides(who, which) {
            return Err((409, "earlier-hidden"));
        }
        if who == which.rater() {
            self.round_takes_work(None)?;
        } else if who != Who::Coach || !which.is_self_score() {
            return Err(FORBIDDEN);
        }
        if !sheet.submitted {
            return Err((409, "not-submitted"));
        }
        if self.now >= RELEASES {
            return Err((409, "round-released"));
        }
        let now = self.now;
        Ok(self.put(which, "reopened", |sheet| {
            (sheet.submitted, sheet.discussed, sheet.disclosed) = (false, false, false);
            sheet.reopened_at = Some(now);
        }))
    }

    pub(super) fn disclose(&mut self, who: Who, which: Which) -> Result<u16, Told> {
        let sheet = self.seen_by(who, which)?;
        if (who, which) != (Who::Coach, Which::Coachs) {
            return Err(FORBIDDEN);
        }
        if !sheet.submitted {
            return Err((409, "not-submitted"));
        }
        if self.disclosure != Disclosure::AfterCoachReleased || sheet.disclosed {
            return Err((409, "not-held-back"));
        }
        Ok(self.put(which, "disclosed", |sheet| sheet.disclosed = true))
    }

    /// What changes nothing is no save.
    fn save(&mut self, which: Which, levels: [Option<u8>; ASKED]) -> u16 {
        if self.sheet(which).is_some_and(|sheet| sheet.levels != levels) {
            self.put(which, "saved", |sheet| sheet.levels = levels);
        }
        200
    }

    pub(super) fn put(&mut self, which: Which, cause: &'static str, change: impl FnOnce(&mut Sheet)) -> u16 {
        if let Some(sheet) = &mut self.sheets[which as usize] {
            change(sheet);
            sheet.step(cause);
        }
        200
    }
}
