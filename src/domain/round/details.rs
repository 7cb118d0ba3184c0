//! What can be said and changed of a round, and until when.

use std::collections::BTreeSet;

use super::{Completeness, Disclosure, Phase, Round, RoundKind};
use crate::domain::{
    clock::Timestamp,
    ids::{GroupId, InstrumentId, OwnerId, RoundId},
    refusal::{Fault, InputError, Refusal},
};

/// What can be said and changed of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundDetails {
    pub label: String,
    pub kind: RoundKind,
    pub instrument: InstrumentId,
    /// As they were named: in any order, and perhaps one twice. See [`RoundDetails::each_once`].
    pub groups: Vec<GroupId>,
    pub domains: Option<Vec<String>>,
    pub disclosure: Disclosure,
    pub completeness: Completeness,
    pub hides_earlier: bool,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub releases_at: Timestamp,
    pub reminds_at: Option<Timestamp>,
}

impl RoundDetails {
    /// The members (JSON names) in which these details are others.
    pub fn differs(&self, before: &Self) -> Vec<&'static str> {
        let members = [
            ("label", self.label != before.label),
            ("kind", self.kind != before.kind),
            ("instrumentId", self.instrument != before.instrument),
            ("groupIds", distinct(&self.groups) != distinct(&before.groups)),
            ("domains", self.domains != before.domains),
            ("disclosure", self.disclosure != before.disclosure),
            ("completeness", self.completeness != before.completeness),
            ("hidesEarlier", self.hides_earlier != before.hides_earlier),
            ("opensAt", self.opens_at != before.opens_at),
            ("closesAt", self.closes_at != before.closes_at),
            ("releasesAt", self.releases_at != before.releases_at),
            ("remindsAt", self.reminds_at != before.reminds_at),
        ];
        members.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }

    /// These details with each group and each domain once, the groups in the order of their ids.
    #[must_use]
    pub fn each_once(self) -> Self {
        let groups = distinct(&self.groups).into_iter().collect();
        let domains = self.domains.map(|mut codes| {
            let mut seen = BTreeSet::new();
            codes.retain(|code| seen.insert(code.clone()));
            codes
        });
        Self { groups, domains, ..self }
    }

    /// Everything that is wrong with its times: those that are new must not lie in the past, and all must come in their order.
    /// What was right before and did not change is not looked at again, because time passes.
    pub fn wrong_times(&self, before: Option<&Self>, now: Timestamp) -> Vec<InputError> {
        let changed = before.map(|before| self.differs(before));
        let is_new = |names: &[&str]| changed.as_ref().is_none_or(|all| names.iter().any(|name| all.contains(name)));
        let mut wrong = Vec::new();
        let mut tell = |is_wrong: bool, member: &str, fault: Fault| {
            if is_wrong {
                wrong.push(InputError::at_member("", member, fault));
            }
        };
        let moments = [
            ("opensAt", Some(self.opens_at)),
            ("closesAt", Some(self.closes_at)),
            ("releasesAt", Some(self.releases_at)),
            ("remindsAt", self.reminds_at),
        ];
        for (member, moment) in moments {
            tell(is_new(&[member]) && moment.is_some_and(|at| at < now), member, Fault::InThePast);
        }
        let never_open = self.closes_at <= self.opens_at;
        tell(is_new(&["opensAt", "closesAt"]) && never_open, "closesAt", Fault::EndBeforeStart);
        let out_too_early = self.releases_at < self.closes_at;
        tell(is_new(&["closesAt", "releasesAt"]) && out_too_early, "releasesAt", Fault::EndBeforeStart);
        let unheard = self.reminds_at.is_some_and(|at| at < self.opens_at || at >= self.closes_at);
        tell(is_new(&["opensAt", "closesAt", "remindsAt"]) && unheard, "remindsAt", Fault::OutsidePeriod);
        wrong
    }
}

fn distinct(groups: &[GroupId]) -> BTreeSet<GroupId> {
    groups.iter().copied().collect()
}

/// Refuses a change of what stands fast in this phase.
///
/// Before the opening everything can change. Then what learners score on, and who they are, stands fast. After closing the round does
/// not open again: closing is final for the learners, and by it sheets were disclosed.
///
/// # Errors
/// [`Refusal::RoundFixed`] with all of these members that stand fast.
pub fn may_change(phase: Phase, members: &[&'static str]) -> Result<(), Refusal> {
    let open_to_change: &[&str] = match phase {
        Phase::Planned => return Ok(()),
        Phase::Open => &["label", "closesAt", "releasesAt", "remindsAt"],
        Phase::Closed => &["label", "releasesAt"],
        Phase::Released => &["label"],
    };
    let fixed: Vec<&'static str> = members.iter().copied().filter(|member| !open_to_change.contains(member)).collect();
    if fixed.is_empty() { Ok(()) } else { Err(Refusal::RoundFixed { members: fixed }) }
}

impl Round {
    /// What can be said of it.
    pub fn details(&self, groups: &[GroupId]) -> RoundDetails {
        RoundDetails {
            label: self.label.clone(),
            kind: self.kind,
            instrument: self.instrument,
            groups: groups.to_vec(),
            domains: self.domains.clone(),
            disclosure: self.disclosure,
            completeness: self.completeness,
            hides_earlier: self.hides_earlier,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            releases_at: self.releases_at,
            reminds_at: self.reminds_at,
        }
    }

    /// A new round with these details, the instrument being this owner's.
    pub fn new(id: RoundId, details: RoundDetails, instrument_owner: OwnerId, now: Timestamp) -> Self {
        Self {
            id,
            label: details.label,
            kind: details.kind,
            instrument_owner,
            instrument: details.instrument,
            disclosure: details.disclosure,
            completeness: details.completeness,
            hides_earlier: details.hides_earlier,
            domains: details.domains,
            opens_at: details.opens_at,
            closes_at: details.closes_at,
            releases_at: details.releases_at,
            released_at: None,
            frozen_at: None,
            reminds_at: details.reminds_at,
            reminded_at: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// This round with other details, the instrument being this owner's. Another time for the reminder is another reminder.
    #[must_use]
    pub fn with(self, details: RoundDetails, instrument_owner: OwnerId, now: Timestamp) -> Self {
        let reminded_at = self.reminded_at.filter(|_| self.reminds_at == details.reminds_at);
        Self {
            revision: self.revision + 1,
            created_at: self.created_at,
            released_at: self.released_at,
            frozen_at: self.frozen_at,
            reminded_at,
            ..Self::new(self.id, details, instrument_owner, now)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn hours(hours: i64) -> Timestamp {
        now() + TimeDelta::hours(hours)
    }

    fn details(opens: i64, closes: i64, releases: i64, reminds: Option<i64>) -> RoundDetails {
        RoundDetails {
            label: "Nulmeting".to_owned(),
            kind: RoundKind::Baseline,
            instrument: InstrumentId::new(Uuid::nil()),
            groups: vec![],
            domains: None,
            disclosure: Disclosure::Open,
            completeness: Completeness::Complete,
            hides_earlier: false,
            opens_at: hours(opens),
            closes_at: hours(closes),
            releases_at: hours(releases),
            reminds_at: reminds.map(hours),
        }
    }

    fn told(details: &RoundDetails, before: Option<&RoundDetails>) -> Vec<String> {
        let wrong = details.wrong_times(before, now());
        wrong.iter().map(|error| format!("{} {}", error.pointer, error.fault.code())).collect()
    }

    #[test]
    fn times_come_in_their_order_and_are_not_over() {
        assert_eq!(told(&details(0, 1, 1, Some(0)), None), Vec::<String>::new(), "at the latest moments");
        assert_eq!(told(&details(2, 2, 2, None), None), ["/closesAt end-before-start"]);
        assert_eq!(told(&details(1, 3, 2, None), None), ["/releasesAt end-before-start"]);
        assert_eq!(told(&details(1, 3, 4, Some(3)), None), ["/remindsAt outside-period"]);
        assert_eq!(told(&details(2, 3, 4, Some(1)), None), ["/remindsAt outside-period"]);
        let all = told(&details(-1, -2, -3, Some(-4)), None);
        assert_eq!(all.len(), 7, "all at once: {all:?}");
    }

    #[test]
    fn what_was_right_when_it_was_said_stays_right() {
        let before = details(-5, 5, 6, Some(-2));
        assert_eq!(told(&RoundDetails { label: "Anders".to_owned(), ..before.clone() }, Some(&before)), [""; 0]);
        let extended = RoundDetails { closes_at: hours(6), ..before.clone() };
        assert_eq!(told(&extended, Some(&before)), [""; 0], "the reminder has been");
        let ended = RoundDetails { closes_at: hours(-1), ..before.clone() };
        assert_eq!(told(&ended, Some(&before)), ["/closesAt in-the-past"], "closing is an action of its own");
    }

    #[test]
    fn each_phase_leaves_less_to_change() {
        let all = ["label", "kind", "opensAt", "closesAt", "releasesAt", "remindsAt"];
        let fixed = |phase| match may_change(phase, &all) {
            Ok(()) => vec![],
            Err(Refusal::RoundFixed { members }) => members,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(fixed(Phase::Planned), [""; 0]);
        assert_eq!(fixed(Phase::Open), ["kind", "opensAt"]);
        assert_eq!(fixed(Phase::Closed), ["kind", "opensAt", "closesAt", "remindsAt"]);
        assert_eq!(fixed(Phase::Released), ["kind", "opensAt", "closesAt", "releasesAt", "remindsAt"]);
        assert_eq!(may_change(Phase::Released, &["label"]), Ok(()));
    }
}
