//! Goals as they are sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::service::{Filter, OnADay, Version};
use crate::{
    choices,
    domain::{
        clock::whole_micros,
        goal::{GoalDetails, GoalStatus, Origin, Visibility},
        ids::{AssessmentId, CompetencyId, Id, UserId},
    },
    http::{body::Input, patch, schema::Example},
    resources::reflections::dto::GoalKindView,
};

choices!(/// Where a goal stands. From `planned` it becomes `active` or `dropped`, from `active` `achieved` or `dropped`, and from either of these
    /// `active` again.
    GoalStatusView as GoalStatus {
    /// Not begun.
    Planned = "planned",
    /// Being worked on.
    Active = "active",
    /// Reached.
    Achieved = "achieved",
    /// Given up.
    Dropped = "dropped",
});

choices!(/// Who reads a goal beside the learner.
    VisibilityView as GoalVisibility {
    /// Nobody.
    Private = "private",
    /// Who coaches her, for as long as they do: the goal as it stands, what was added to it, and what becomes of both. Reports count it, without a word of it.
    Coaches = "coaches",
});

/// The reflection that a goal comes from.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalOrigin {
    /// The learner's own self-score.
    pub assessment_id: Uuid,
    /// Code of the question.
    #[schema(min_length = 1, max_length = 100)]
    pub prompt_code: String,
}

/// A goal (leerdoel) of a learner. It lives on from one round into the next.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Goal)]
#[serde(rename_all = "camelCase")]
pub struct GoalView {
    /// Id.
    pub id: Uuid,
    /// Whose it is.
    pub learner_id: Uuid,
    /// Whether it is to be learned or to be done.
    pub kind: GoalKindView,
    /// What.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// How.
    #[schema(required = true, min_length = 1, max_length = 2000)]
    pub how: Option<String>,
    /// The day by which.
    #[schema(required = true)]
    pub due_on: Option<NaiveDate>,
    /// Whether that day is over, where the organisation is, and the goal still `planned` or `active`.
    pub overdue: bool,
    /// Where it stands.
    pub status: GoalStatusView,
    /// Since when it stands there.
    pub status_changed_at: DateTime<Utc>,
    /// Ids of the competencies it is about.
    pub competency_ids: Vec<Uuid>,
    /// The reflection it comes from; `null`: none.
    #[schema(required = true)]
    pub origin: Option<GoalOrigin>,
    /// Who reads it beside the learner.
    pub visibility: VisibilityView,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A goal to make. It starts as `planned`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGoal {
    /// Whether it is to be learned or to be done.
    pub kind: GoalKindView,
    /// What. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// How.
    #[schema(min_length = 1, max_length = 2000)]
    pub how: Option<String>,
    /// The day by which.
    pub due_on: Option<NaiveDate>,
    /// Ids of the competencies it is about, of any framework that you can read. One that stands twice counts once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub competency_ids: Vec<Uuid>,
    /// The reflection it comes from, about a self-score of your own.
    pub origin: Option<GoalOrigin>,
    /// Who reads it beside you; left out: nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub visibility: Option<VisibilityView>,
}

/// What changes of a goal; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalPatch {
    /// Whether it is to be learned or to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<GoalKindView>,
    /// What.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    pub what: Option<String>,
    /// How; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000, value_type = Option<String>)]
    pub how: Option<Option<String>>,
    /// The day by which; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NaiveDate>)]
    pub due_on: Option<Option<NaiveDate>>,
    /// Ids of the competencies it is about: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100, nullable = false)]
    pub competency_ids: Option<Vec<Uuid>>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<GoalStatusView>,
    /// Who reads it beside you. Made private, it and all that was added to it is yours alone again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub visibility: Option<VisibilityView>,
}

/// Which goals.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct GoalQuery {
    /// Only of this learner.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02")]
    pub learner_id: Option<Uuid>,
    /// Only where they stand here.
    #[param(inline, example = "active")]
    pub status: Option<GoalStatusView>,
    /// Only those that are overdue, or only those that are not.
    #[param(example = true)]
    pub overdue: Option<bool>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

/// One version of a goal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalVersion {
    /// Number of the version, from 1; the `ETag` of that state.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: Uuid,
    /// Through which client.
    pub client_id: String,
    /// Whether it was to be learned or to be done.
    pub kind: GoalKindView,
    /// What.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// How.
    #[schema(required = true, min_length = 1, max_length = 2000)]
    pub how: Option<String>,
    /// The day by which.
    #[schema(required = true)]
    pub due_on: Option<NaiveDate>,
    /// Where it stood.
    pub status: GoalStatusView,
    /// Ids of the competencies it was about.
    pub competency_ids: Vec<Uuid>,
    /// Who read it beside the learner.
    pub visibility: VisibilityView,
}

impl Input for NewGoal {}
impl Input for GoalPatch {}

impl From<GoalStatusView> for GoalStatus {
    fn from(status: GoalStatusView) -> Self {
        match status {
            GoalStatusView::Planned => Self::Planned,
            GoalStatusView::Active => Self::Active,
            GoalStatusView::Achieved => Self::Achieved,
            GoalStatusView::Dropped => Self::Dropped,
        }
    }
}

impl From<GoalStatus> for GoalStatusView {
    fn from(status: GoalStatus) -> Self {
        match status {
            GoalStatus::Planned => Self::Planned,
            GoalStatus::Active => Self::Active,
            GoalStatus::Achieved => Self::Achieved,
            GoalStatus::Dropped => Self::Dropped,
        }
    }
}

impl From<VisibilityView> for Visibility {
    fn from(visibility: VisibilityView) -> Self {
        match visibility {
            VisibilityView::Private => Self::Private,
            VisibilityView::Coaches => Self::Coaches,
        }
    }
}

impl From<Visibility> for VisibilityView {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Private => Self::Private,
            Visibility::Coaches => Self::Coaches,
        }
    }
}

impl From<&GoalQuery> for Filter {
    fn from(query: &GoalQuery) -> Self {
        Self {
            learner: query.learner_id.map(UserId::new),
            status: query.status.map(Into::into),
            overdue: query.overdue,
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl NewGoal {
    /// The details, and the reflection it comes from.
    pub fn into_parts(self) -> (GoalDetails, Option<Origin>) {
        let origin =
            self.origin.map(|o| Origin { assessment: AssessmentId::new(o.assessment_id), prompt: o.prompt_code });
        let details = GoalDetails {
            kind: self.kind.into(),
            what: self.what,
            how: self.how,
            due_on: self.due_on,
            competencies: self.competency_ids.into_iter().map(CompetencyId::new).collect(),
            status: GoalStatus::Planned,
            visibility: self.visibility.map_or(Visibility::Private, Into::into),
        };
        (details, origin)
    }
}

impl GoalPatch {
    /// These details, changed.
    pub fn apply(self, before: GoalDetails) -> GoalDetails {
        let ids = |ids: Vec<Uuid>| ids.into_iter().map(CompetencyId::new).collect();
        GoalDetails {
            kind: self.kind.map_or(before.kind, Into::into),
            what: self.what.unwrap_or(before.what),
            how: self.how.unwrap_or(before.how),
            due_on: self.due_on.unwrap_or(before.due_on),
            competencies: self.competency_ids.map_or(before.competencies, ids),
            status: self.status.map_or(before.status, Into::into),
            visibility: self.visibility.map_or(before.visibility, Into::into),
        }
    }
}

fn raw(ids: &[CompetencyId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.raw()).collect()
}

impl From<&OnADay> for GoalView {
    fn from((goal, today): &OnADay) -> Self {
        let d = goal.details.clone();
        let origin = |o: &Origin| GoalOrigin { assessment_id: o.assessment.raw(), prompt_code: o.prompt.clone() };
        Self {
            id: goal.id.raw(),
            learner_id: goal.learner.raw(),
            kind: d.kind.into(),
            what: d.what,
            how: d.how,
            due_on: d.due_on,
            overdue: goal.is_overdue(*today),
            status: d.status.into(),
            status_changed_at: goal.status_at,
            competency_ids: raw(&d.competencies),
            origin: goal.origin.as_ref().map(origin),
            visibility: d.visibility.into(),
            created_at: goal.created_at,
            updated_at: goal.updated_at,
        }
    }
}

impl From<Version> for GoalVersion {
    fn from(version: Version) -> Self {
        let d = version.details;
        Self {
            revision: version.revision,
            saved_at: version.saved_at,
            saved_by: version.actor.raw(),
            client_id: version.client,
            kind: d.kind.into(),
            what: d.what,
            how: d.how,
            due_on: d.due_on,
            status: d.status.into(),
            competency_ids: raw(&d.competencies),
            visibility: d.visibility.into(),
        }
    }
}

impl Example for NewGoal {
    fn example() -> Self {
        Self {
            kind: GoalKindView::Learn,
            what: "Doorvragen naar wat de mantelzorger zelf nodig heeft".to_owned(),
            how: Some("Twee keukentafelgesprekken voorbereiden met mijn begeleider en erop terugkijken.".to_owned()),
            due_on: NaiveDate::from_ymd_opt(2027, 1, 31),
            competency_ids: vec![Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a02)],
            origin: Some(GoalOrigin {
                assessment_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
                prompt_code: "R4".to_owned(),
            }),
            visibility: Some(VisibilityView::Coaches),
        }
    }
}

impl Example for GoalPatch {
    fn example() -> Self {
        Self { status: Some(GoalStatusView::Active), ..Self::default() }
    }
}

impl Example for GoalView {
    fn example() -> Self {
        let new = NewGoal::example();
        let at = DateTime::from_timestamp(1_793_692_800, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a21),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            kind: new.kind,
            what: new.what,
            how: new.how,
            due_on: new.due_on,
            overdue: false,
            status: GoalStatusView::Active,
            status_changed_at: at,
            competency_ids: new.competency_ids,
            origin: new.origin,
            visibility: VisibilityView::Coaches,
            created_at: at,
            updated_at: at,
        }
    }
}

impl Example for GoalVersion {
    fn example() -> Self {
        let now = GoalView::example();
        Self {
            revision: 1,
            saved_at: now.created_at,
            saved_by: now.learner_id,
            client_id: "web".to_owned(),
            kind: now.kind,
            what: now.what,
            how: now.how,
            due_on: now.due_on,
            status: GoalStatusView::Planned,
            competency_ids: now.competency_ids,
            visibility: now.visibility,
        }
    }
}
