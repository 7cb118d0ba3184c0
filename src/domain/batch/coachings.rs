//! Coachings as a school's own system has them.

use super::{
    Known, Row, RowError, RowFault, There,
    memberships::{Party, named},
    stays,
};
use crate::domain::{
    clock::Timestamp,
    coaching::{Coached, Coaching, CoachingChange, ends_before},
    ids::{CoachingId, UserId},
    organisation::{CoachKind, Group},
};

/// A coaching as the school's system has it.
#[derive(Clone, Debug)]
pub struct CoachingRow {
    /// By which it is found.
    pub external_id: String,
    /// External id of who coaches.
    pub coach: String,
    pub kind: CoachKind,
    /// External id of one learner, or else of a whole group.
    pub whom: Result<String, String>,
    /// From when on; `None`: as it is, or of a new one now.
    pub starts_at: Option<Timestamp>,
    /// Until when; `None`: as it is; `Some(None)`: no end known.
    pub ends_at: Option<Option<Timestamp>>,
}

/// What coachings refer to, and by whom there may not be any.
#[derive(Clone, Debug)]
pub struct Around {
    pub people: Vec<Party>,
    pub groups: Vec<Group>,
    /// Who counts as who sends the rows.
    pub selves: Vec<UserId>,
}

impl Known for Coaching {
    type Id = CoachingId;

    fn id(&self) -> CoachingId {
        self.id
    }

    fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

impl Row for CoachingRow {
    type Of = Coaching;
    type Around = Around;

    const MANY: &'static str = "coachings";

    fn external_id(&self) -> &str {
        &self.external_id
    }

    fn becomes(
        &self,
        there: There<'_, Coaching>,
        around: &Around,
        now: Timestamp,
        next_id: impl FnOnce() -> CoachingId,
    ) -> Result<Option<Coaching>, Vec<RowError>> {
        let as_sent = self.as_sent(around, there.found.is_none(), now, next_id)?;
        let after = match there.found {
            None => as_sent,
            Some(before) => match self.changed(before, &as_sent, now)? {
                None => return Ok(None),
                Some(after) => after,
            },
        };
        if let Some(error) = ends_before(after.starts_at, after.ends_at) {
            return Err(vec![RowError { pointer: error.pointer, fault: RowFault::EndBeforeStart }]);
        }
        if around.selves.contains(&after.coach) {
            return Err(vec![RowError::whole(RowFault::NotForOneself)]);
        }
        Ok(Some(after))
    }
}

impl CoachingRow {
    /// What it would be if it were new: by a coach, of a learner or of a group. Nobody coaches herself.
    fn as_sent(
        &self,
        around: &Around,
        is_new: bool,
        now: Timestamp,
        next_id: impl FnOnce() -> CoachingId,
    ) -> Result<Coaching, Vec<RowError>> {
        let coach = named(&around.people, &self.coach).filter(|party| !is_new || party.is_coach);
        let (member, coached) = match &self.whom {
            Ok(learner) => {
                let found = named(&around.people, learner).filter(|party| !is_new || party.is_learner);
                let found = found.filter(|_| *learner != self.coach);
                ("learnerExternalId", found.map(|party| Coached::Learner(party.id, party.display_name.clone())))
            }
            Err(group) => {
                let found = around.groups.iter().find(|known| known.external_id.as_ref() == Some(group));
                ("groupExternalId", found.map(|group| Coached::Group(group.id)))
            }
        };
        let unknown = |member: &str| RowError::at(member, RowFault::UnknownReference);
        let (Some(coach), Some(coached)) = (coach, coached.clone()) else {
            let errors =
                [coach.is_none().then(|| unknown("coachExternalId")), coached.is_none().then(|| unknown(member))];
            return Err(errors.into_iter().flatten().collect());
        };
        Ok(Coaching {
            id: next_id(),
            coach: coach.id,
            coach_name: coach.display_name.clone(),
            kind: self.kind,
            coached,
            starts_at: self.starts_at.unwrap_or(now),
            ends_at: self.ends_at.flatten(),
            external_id: Some(self.external_id.clone()),
            revision: 1,
            created_at: now,
            updated_at: now,
        })
    }

    /// What becomes of the one that is there. Who coaches whom, as what and since when does not change: that one ends, and another begins.
    fn changed(&self, before: &Coaching, sent: &Coaching, now: Timestamp) -> Result<Option<Coaching>, Vec<RowError>> {
        let coached = if self.whom.is_ok() { "learnerExternalId" } else { "groupExternalId" };
        stays(&[
            ("coachExternalId", before.coach != sent.coach),
            ("kind", before.kind != sent.kind),
            (coached, !before.coached.is(&sent.coached)),
            ("startsAt", self.starts_at.is_some_and(|start| start != before.starts_at)),
        ])?;
        before
            .change(CoachingChange { ends_at: self.ends_at, external_id: None }, now)
            .map_err(|_| vec![RowError::at("endsAt", RowFault::EndBeforeStart)])
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        batch::{RowOutcome, plan},
        ids::Id,
        organisation::UserKind,
    };

    fn at(second: i64) -> Timestamp {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn party(number: u128, is_coach: bool) -> Party {
        Party {
            id: UserId::new(Uuid::from_u128(number)),
            external_id: format!("U{number}"),
            display_name: "Noor".to_owned(),
            kind: UserKind::Person,
            is_coach,
            is_learner: true,
        }
    }

    fn row(external_id: &str, coach: &str, learner: &str) -> CoachingRow {
        CoachingRow {
            external_id: external_id.to_owned(),
            coach: coach.to_owned(),
            kind: CoachKind::StudyCoach,
            whom: Ok(learner.to_owned()),
            starts_at: None,
            ends_at: None,
        }
    }

    #[test]
    fn nobody_coaches_by_a_row_of_her_own_nor_herself_and_a_coaching_does_not_become_another() {
        let people = vec![party(1, true), party(2, false), party(9, true)];
        let around = Around { people, groups: vec![], selves: vec![UserId::new(Uuid::from_u128(9))] };
        let id = |number| CoachingId::new(Uuid::from_u128(number));
        let before = row("C1", "U1", "U2").as_sent(&around, true, at(5), || id(70)).unwrap();
        let over = |end: i64| CoachingRow { ends_at: Some(Some(at(end))), ..row("C1", "U1", "U2") };
        let rows = [
            row("C2", "U9", "U2"),
            row("C3", "U1", "U1"),
            row("C4", "U2", "U5"),
            row("C5", "U1", "U9"),
            CoachingRow { kind: CoachKind::PracticeSupervisor, ..row("C1", "U1", "U9") },
        ];
        let told = |rows: &[CoachingRow]| -> Vec<(RowOutcome, Vec<(String, RowFault)>)> {
            let mut number = 100;
            let planned = plan(rows, vec![before.clone()], &around, at(10), || {
                number += 1;
                id(number)
            });
            let errors = |errors: &[RowError]| errors.iter().map(|e| (e.pointer.clone(), e.fault)).collect();
            planned.iter().map(|(_, step)| (step.outcome(), errors(step.errors()))).collect()
        };
        let refused = |errors: &[(&str, RowFault)]| {
            (RowOutcome::Refused, errors.iter().map(|(at, fault)| ((*at).to_owned(), *fault)).collect())
        };
        let unknown = RowFault::UnknownReference;
        assert_eq!(
            told(&rows),
            [
                refused(&[("/coachings/0", RowFault::NotForOneself)]),
                refused(&[("/coachings/1/learnerExternalId", unknown)]),
                refused(&[("/coachings/2/coachExternalId", unknown), ("/coachings/2/learnerExternalId", unknown)]),
                (RowOutcome::Created, vec![]),
                refused(&[("/coachings/4/kind", RowFault::Fixed), ("/coachings/4/learnerExternalId", RowFault::Fixed)]),
            ]
        );
        assert_eq!(told(&[row("C1", "U1", "U2")]), [(RowOutcome::Unchanged, vec![])]);
        assert_eq!(told(&[over(8)]), [(RowOutcome::Updated, vec![])]);
        assert_eq!(told(&[over(4)]), [refused(&[("/coachings/0/endsAt", RowFault::EndBeforeStart)])]);
    }
}
