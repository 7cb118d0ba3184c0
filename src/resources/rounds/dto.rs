//! Rounds as they are sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::service::Shown;
use crate::{
    choices,
    domain::{
        clock::whole_micros,
        ids::{GroupId, Id, InstrumentId},
        round::{Completeness, Disclosure, Phase, RoundDetails, RoundKind},
    },
    http::{body::Input, patch, schema::Example},
};

/// A round (meetmoment).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Round)]
#[serde(rename_all = "camelCase")]
pub struct RoundView {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub label: String,
    /// What it is for.
    pub kind: RoundKindView,
    /// Where it stands at present.
    pub phase: PhaseView,
    /// Instrument version it uses.
    pub instrument_id: Uuid,
    /// Groups that take part; who is in them is frozen when the round opens.
    pub group_ids: Vec<Uuid>,
    /// Codes of the domains in scope; `null`: all.
    #[schema(required = true)]
    pub domains: Option<Vec<String>>,
    /// When learner and coach may see each other's sheets.
    pub disclosure: DisclosureView,
    /// Whether a self-score may be submitted with answers missing.
    pub completeness: CompletenessView,
    /// Whether a learner's own earlier self-scores are hidden from her while the round is open and she has not submitted in it.
    pub hides_earlier: bool,
    /// From when scores can be given.
    pub opens_at: DateTime<Utc>,
    /// Until when.
    pub closes_at: DateTime<Utc>,
    /// When the reports come out.
    pub releases_at: DateTime<Utc>,
    /// When they came out; `null`: not yet.
    #[schema(required = true)]
    pub released_at: Option<DateTime<Utc>>,
    /// When those who have not submitted are reminded; `null`: not by itself.
    #[schema(required = true)]
    pub reminds_at: Option<DateTime<Utc>>,
    /// When that was done; `null`: not yet.
    #[schema(required = true)]
    pub reminded_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// What a round is for.
    RoundKindView as RoundKind {
    /// Before the learning starts.
    Baseline = "baseline",
    /// On the way.
    Interim = "interim",
    /// At the end.
    Final = "final",
    /// Looking back with what one knows now.
    Retrospective = "retrospective",
    /// Anything else.
    Other = "other",
});

choices!(/// Where a round stands.
    PhaseView as RoundPhase {
    /// Not open yet.
    Planned = "planned",
    /// Scores can be given.
    Open = "open",
    /// Closed; late work only through a reopening.
    Closed = "closed",
    /// Reports are out, answers stand.
    Released = "released",
});

choices!(/// When learner and coach may see each other's sheets.
    DisclosureView as RoundDisclosure {
    /// When the reader has submitted her own; at closing where she never does.
    AfterBothSubmitted = "afterBothSubmitted",
    /// The learner reads the coach's when the coach discloses it.
    AfterCoachReleased = "afterCoachReleased",
    /// On submission.
    Open = "open",
});

choices!(/// Whether a self-score may be submitted with answers missing.
    CompletenessView as Completeness {
    /// Every asked competency needs an answer.
    Complete = "complete",
    /// Blanks are allowed.
    Partial = "partial",
});

/// A round to make. It is planned until `opensAt`, or until it is opened.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRound {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub label: String,
    /// What it is for.
    pub kind: RoundKindView,
    /// Instrument version it uses.
    pub instrument_id: Uuid,
    /// Groups that take part: those you coach as a whole, or administer, that are in use, as their programmes are.
    #[schema(min_items = 1, max_items = 100)]
    pub group_ids: Vec<Uuid>,
    /// Codes of the domains in scope; left out or `null`: all.
    #[schema(min_items = 1, max_items = 100)]
    pub domains: Option<Vec<String>>,
    /// When learner and coach may see each other's sheets; left out: `afterBothSubmitted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub disclosure: Option<DisclosureView>,
    /// Whether a self-score may be submitted with answers missing; left out: `complete`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub completeness: Option<CompletenessView>,
    /// Whether a learner's own earlier self-scores are hidden from her while the round is open and she has not submitted in it; left
    /// out: they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hides_earlier: Option<bool>,
    /// From when scores can be given; not in the past.
    pub opens_at: DateTime<Utc>,
    /// Until when; after `opensAt`.
    pub closes_at: DateTime<Utc>,
    /// When the reports come out; not before `closesAt`. Late work counts until then.
    pub releases_at: DateTime<Utc>,
    /// When those who have not submitted are reminded: while the round is open. Left out or `null`: not by itself.
    pub reminds_at: Option<DateTime<Utc>>,
}

/// What changes of a round; what is left out stays. Of an open round only `label`, `closesAt`, `releasesAt` and `remindsAt` can
/// change, of a closed one only `label` and `releasesAt`, of a released one only `label`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoundPatch {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub label: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<RoundKindView>,
    /// Instrument version it uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instrument_id: Option<Uuid>,
    /// Groups that take part, instead of those that do: those you coach as a whole, or administer, that are in use, as their programmes are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 100, nullable = false)]
    pub group_ids: Option<Vec<Uuid>>,
    /// Codes of the domains in scope; `null`: all.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 100, value_type = Option<Vec<String>>)]
    pub domains: Option<Option<Vec<String>>>,
    /// When learner and coach may see each other's sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub disclosure: Option<DisclosureView>,
    /// Whether a self-score may be submitted with answers missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub completeness: Option<CompletenessView>,
    /// Whether a learner's own earlier self-scores are hidden from her while the round is open and she has not submitted in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hides_earlier: Option<bool>,
    /// From when scores can be given; not in the past.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opens_at: Option<DateTime<Utc>>,
    /// Until when; after `opensAt`, and not in the past.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closes_at: Option<DateTime<Utc>>,
    /// When the reports come out; not before `closesAt`, and not in the past.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub releases_at: Option<DateTime<Utc>>,
    /// When those who have not submitted are reminded: while the round is open. `null`: not by itself.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub reminds_at: Option<Option<DateTime<Utc>>>,
}

impl Input for NewRound {}
impl Input for RoundPatch {}

impl From<NewRound> for RoundDetails {
    fn from(new: NewRound) -> Self {
        Self {
            label: new.label,
            kind: new.kind.into(),
            instrument: InstrumentId::new(new.instrument_id),
            groups: groups(new.group_ids),
            domains: new.domains,
            disclosure: new.disclosure.map_or(Disclosure::AfterBothSubmitted, Into::into),
            completeness: new.completeness.map_or(Completeness::Complete, Into::into),
            hides_earlier: new.hides_earlier.unwrap_or_default(),
            opens_at: whole_micros(new.opens_at),
            closes_at: whole_micros(new.closes_at),
            releases_at: whole_micros(new.releases_at),
            reminds_at: new.reminds_at.map(whole_micros),
        }
    }
}

impl RoundPatch {
    /// These details, changed.
    pub fn apply(self, before: RoundDetails) -> RoundDetails {
        RoundDetails {
            label: self.label.unwrap_or(before.label),
            kind: self.kind.map_or(before.kind, Into::into),
            instrument: self.instrument_id.map_or(before.instrument, InstrumentId::new),
            groups: self.group_ids.map_or(before.groups, groups),
            domains: self.domains.unwrap_or(before.domains),
            disclosure: self.disclosure.map_or(before.disclosure, Into::into),
            completeness: self.completeness.map_or(before.completeness, Into::into),
            hides_earlier: self.hides_earlier.unwrap_or(before.hides_earlier),
            opens_at: self.opens_at.map_or(before.opens_at, whole_micros),
            closes_at: self.closes_at.map_or(before.closes_at, whole_micros),
            releases_at: self.releases_at.map_or(before.releases_at, whole_micros),
            reminds_at: self.reminds_at.map_or(before.reminds_at, |at| at.map(whole_micros)),
        }
    }
}

fn groups(ids: Vec<Uuid>) -> Vec<GroupId> {
    ids.into_iter().map(GroupId::new).collect()
}

/// The names of an enumeration here and in the domain, both ways.
macro_rules! same {
    ($view:ident is $domain:ident { $($variant:ident),+ $(,)? }) => {
        impl From<$view> for $domain {
            fn from(view: $view) -> Self {
                match view { $($view::$variant => Self::$variant),+ }
            }
        }

        impl From<$domain> for $view {
            fn from(domain: $domain) -> Self {
                match domain { $($domain::$variant => Self::$variant),+ }
            }
        }
    };
}

same!(RoundKindView is RoundKind { Baseline, Interim, Final, Retrospective, Other });
same!(DisclosureView is Disclosure { AfterBothSubmitted, AfterCoachReleased, Open });
same!(CompletenessView is Completeness { Complete, Partial });
same!(PhaseView is Phase { Planned, Open, Closed, Released });

impl From<&Shown> for RoundView {
    fn from(Shown { round, groups, at }: &Shown) -> Self {
        Self {
            id: round.id.raw(),
            label: round.label.clone(),
            kind: round.kind.into(),
            phase: round.times().phase(*at).into(),
            instrument_id: round.instrument.raw(),
            group_ids: groups.iter().map(|g| g.raw()).collect(),
            domains: round.domains.clone(),
            disclosure: round.disclosure.into(),
            completeness: round.completeness.into(),
            hides_earlier: round.hides_earlier,
            opens_at: round.opens_at,
            closes_at: round.closes_at,
            releases_at: round.releases_at,
            released_at: round.released_at,
            reminds_at: round.reminds_at,
            reminded_at: round.reminded_at,
            updated_at: round.updated_at,
        }
    }
}

impl Example for NewRound {
    fn example() -> Self {
        let round = RoundView::example();
        Self {
            label: round.label,
            kind: round.kind,
            instrument_id: round.instrument_id,
            group_ids: round.group_ids,
            domains: None,
            disclosure: Some(round.disclosure),
            completeness: None,
            hides_earlier: Some(round.hides_earlier),
            opens_at: round.opens_at,
            closes_at: round.closes_at,
            releases_at: round.releases_at,
            reminds_at: round.reminds_at,
        }
    }
}

impl Example for RoundPatch {
    fn example() -> Self {
        let round = RoundView::example();
        let later = TimeDelta::days(7);
        let (closes_at, releases_at) = (Some(round.closes_at + later), Some(round.releases_at + later));
        Self { closes_at, releases_at, ..Self::default() }
    }
}

impl Example for RoundView {
    fn example() -> Self {
        let opens_at = DateTime::from_timestamp(1_793_520_000, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            label: "Tussenmeting najaar".to_owned(),
            kind: RoundKindView::Interim,
            phase: PhaseView::Open,
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            group_ids: vec![Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03)],
            domains: None,
            disclosure: DisclosureView::AfterBothSubmitted,
            completeness: CompletenessView::Complete,
            hides_earlier: true,
            opens_at,
            closes_at: opens_at + TimeDelta::days(21),
            releases_at: opens_at + TimeDelta::days(28),
            released_at: None,
            reminds_at: Some(opens_at + TimeDelta::days(14)),
            reminded_at: None,
            updated_at: opens_at,
        }
    }
}
