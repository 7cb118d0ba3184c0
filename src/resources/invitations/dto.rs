//! Invitations as they are sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::service::{Shown, Wanted};
use crate::{
    choices,
    domain::{
        ids::{AssessmentId, Id, UserId},
        invitation::{InvitationKind, InvitationState, Scope, Use},
    },
    http::{body::Input, schema::Example, whole},
};

/// How long an invitation holds where nobody says.
const USUAL_DAYS: i64 = 14;

/// An invitation to rate a learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Invitation)]
#[serde(rename_all = "camelCase")]
pub struct InvitationView {
    /// Id.
    pub id: Uuid,
    /// Who invites, and is rated.
    pub learner_id: Uuid,
    /// Her name.
    pub learner_name: String,
    /// Her own assessment that it goes with; `null` to who is invited: it may be a draft.
    #[schema(required = true)]
    pub assessment_id: Option<Uuid>,
    /// The round it is in; `null`: outside any round.
    #[schema(required = true)]
    pub round_id: Option<Uuid>,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// Who is invited.
    pub kind: InvitationKindView,
    /// The fellow student who is invited; `null`: whoever has the link.
    #[schema(required = true)]
    pub peer_id: Option<Uuid>,
    /// Her name; `null`: whoever has the link.
    #[schema(required = true)]
    pub peer_name: Option<String>,
    /// Codes of the domains that are asked.
    pub domains: Vec<String>,
    /// Codes of the competencies that are asked besides. Empty, as `domains` is: all that the learner is asked herself.
    pub competencies: Vec<String>,
    /// Where it stands.
    pub state: InvitationStateView,
    /// How many may use it.
    #[schema(minimum = 1, maximum = 20)]
    pub uses_at_most: i32,
    /// Who has used it.
    pub raters: Vec<InvitedRater>,
    /// Until when it holds: for those who have begun too.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back; `null`: it was not.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The secret of a guest's link: in the answer to its creation and never again; `null` everywhere else. Who has it may rate: put
    /// it behind the `#` of a link, where no server and no log sees it.
    #[schema(required = true)]
    pub secret: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed, or used.
    pub updated_at: DateTime<Utc>,
}

/// Somebody who rates by an invitation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitedRater {
    /// Id of the rater, as it stands in her assessment.
    pub rater_id: Uuid,
    /// Her name; a guest's as she gave it.
    pub name: String,
    /// What a guest says she is to the learner; `null` for a fellow student.
    #[schema(required = true)]
    pub relation: Option<String>,
    /// When she began.
    pub started_at: DateTime<Utc>,
}

choices!(/// Who is invited.
    InvitationKindView as InvitationKind {
    /// A fellow student in a learning team of hers, by account.
    Peer = "peer",
    /// Whoever has the link; no account is needed.
    Guest = "guest",
});

choices!(/// Where an invitation stands.
    InvitationStateView as InvitationState {
    /// It can be used.
    Open = "open",
    /// As many as may have used it; they rate on until it expires.
    UsedUp = "usedUp",
    /// Its time is over.
    Expired = "expired",
    /// The learner has taken it back.
    Revoked = "revoked",
});

choices!(/// That a fellow student is invited.
    PeerInvitationKind {
    /// A fellow student in a learning team of hers, by account.
    Peer = "peer",
});

choices!(/// That guests are invited.
    GuestInvitationKind {
    /// Whoever has the link; no account is needed.
    Guest = "guest",
});

/// An invitation to make: of a fellow student, or of guests.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewInvitation {
    OfPeer(NewPeerInvitation),
    OfGuests(NewGuestInvitation),
}

/// An invitation of a fellow student.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPeerInvitation {
    /// Who is invited.
    pub kind: PeerInvitationKind,
    /// A self-score of your own, begun or submitted: she rates on the same instrument, in the same round.
    pub assessment_id: Uuid,
    /// The fellow student: somebody in a learning team with you.
    pub peer_id: Uuid,
    /// Codes of the domains to ask. Left out, as `competencies` is: all that you are asked yourself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 200, nullable = false)]
    pub domains: Option<Vec<String>>,
    /// Codes of competencies to ask, besides those of `domains`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 200, nullable = false)]
    pub competencies: Option<Vec<String>>,
    /// How many days it holds.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 90, default = 14, nullable = false)]
    pub expires_in_days: Option<i32>,
}

/// An invitation of whoever has the link.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGuestInvitation {
    /// Who is invited.
    pub kind: GuestInvitationKind,
    /// A self-score of your own, begun or submitted: they rate on the same instrument, in the same round.
    pub assessment_id: Uuid,
    /// How many may use the link.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 20, default = 1, nullable = false)]
    pub uses_at_most: Option<i32>,
    /// Codes of the domains to ask. Left out, as `competencies` is: all that you are asked yourself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 200, nullable = false)]
    pub domains: Option<Vec<String>>,
    /// Codes of competencies to ask, besides those of `domains`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 200, nullable = false)]
    pub competencies: Option<Vec<String>>,
    /// How many days it holds.
    #[serde(default, deserialize_with = "whole::given", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 90, default = 14, nullable = false)]
    pub expires_in_days: Option<i32>,
}

/// Which invitations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct InvitationQuery {
    /// Only those that go with this assessment of yours.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a08")]
    pub assessment_id: Option<Uuid>,
}

impl Validate for NewInvitation {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::OfPeer(new) => new.validate(),
            Self::OfGuests(new) => new.validate(),
        }
    }
}

impl Input for NewInvitation {}

impl From<NewInvitation> for Wanted {
    fn from(new: NewInvitation) -> Self {
        let days = |given: Option<i32>| TimeDelta::days(given.map_or(USUAL_DAYS, i64::from));
        let scope = |domains: Option<Vec<String>>, competencies: Option<Vec<String>>| Scope {
            domains: domains.unwrap_or_default(),
            competencies: competencies.unwrap_or_default(),
        };
        match new {
            NewInvitation::OfPeer(new) => Self {
                assessment: AssessmentId::new(new.assessment_id),
                peer: Some(UserId::new(new.peer_id)),
                scope: scope(new.domains, new.competencies),
                uses_at_most: 1,
                expires_in: days(new.expires_in_days),
            },
            NewInvitation::OfGuests(new) => Self {
                assessment: AssessmentId::new(new.assessment_id),
                peer: None,
                scope: scope(new.domains, new.competencies),
                uses_at_most: new.uses_at_most.unwrap_or(1),
                expires_in: days(new.expires_in_days),
            },
        }
    }
}

impl From<&Use> for InvitedRater {
    fn from(used: &Use) -> Self {
        Self {
            rater_id: used.rater.raw(),
            name: used.name.clone(),
            relation: used.relation.clone(),
            started_at: used.used_at,
        }
    }
}

impl From<&Shown> for InvitationView {
    fn from(shown: &Shown) -> Self {
        let i = &shown.invitation;
        Self {
            id: i.id.raw(),
            learner_id: i.learner.raw(),
            learner_name: i.learner_name.clone(),
            assessment_id: shown.is_own.then(|| i.assessment.raw()),
            round_id: i.round.map(Id::raw),
            instrument_id: i.instrument.raw(),
            kind: match i.kind {
                InvitationKind::Peer => InvitationKindView::Peer,
                InvitationKind::Guest => InvitationKindView::Guest,
            },
            peer_id: i.peer.as_ref().map(|(peer, _)| peer.raw()),
            peer_name: i.peer.as_ref().map(|(_, name)| name.clone()),
            domains: i.scope.domains.clone(),
            competencies: i.scope.competencies.clone(),
            state: match i.state(shown.now) {
                InvitationState::Open => InvitationStateView::Open,
                InvitationState::UsedUp => InvitationStateView::UsedUp,
                InvitationState::Expired => InvitationStateView::Expired,
                InvitationState::Revoked => InvitationStateView::Revoked,
            },
            uses_at_most: i.uses_at_most,
            raters: i.uses.iter().map(InvitedRater::from).collect(),
            expires_at: i.expires_at,
            revoked_at: i.revoked_at,
            secret: shown.secret.clone(),
            created_at: i.created_at,
            updated_at: i.updated_at,
        }
    }
}

impl Example for NewInvitation {
    fn example() -> Self {
        Self::OfGuests(NewGuestInvitation {
            kind: GuestInvitationKind::Guest,
            assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
            uses_at_most: Some(2),
            domains: Some(vec!["basishouding".to_owned()]),
            competencies: None,
            expires_in_days: Some(21),
        })
    }
}

impl Example for InvitationView {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_793_606_400, 0).unwrap_or_default();
        let id = |last: u128| Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last);
        Self {
            id: id(0x0f),
            learner_id: id(2),
            learner_name: "Noor Bakker".to_owned(),
            assessment_id: Some(id(8)),
            round_id: Some(id(7)),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            kind: InvitationKindView::Guest,
            peer_id: None,
            peer_name: None,
            domains: vec!["basishouding".to_owned()],
            competencies: vec![],
            state: InvitationStateView::Open,
            uses_at_most: 2,
            raters: vec![InvitedRater {
                rater_id: id(0x13),
                name: "Jan de Vries".to_owned(),
                relation: Some("collega in het wijkteam".to_owned()),
                started_at: at + TimeDelta::days(1),
            }],
            expires_at: at + TimeDelta::days(21),
            revoked_at: None,
            secret: None,
            created_at: at,
            updated_at: at + TimeDelta::days(1),
        }
    }
}
