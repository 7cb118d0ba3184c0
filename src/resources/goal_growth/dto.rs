//! The growth of a goal's competencies as it is sent.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service::GoalSeries;
use crate::{
    domain::{
        framework::{Competency, Framework},
        ids::Id,
        language::Language,
    },
    http::schema::Example,
    resources::{
        comparison::dto::{ComparedScore, ScoreStateView},
        growth::{
            dto::{Growth, GrowthMoment, TransitionView},
            series::Moment,
            words::how_to_read,
        },
    },
};

/// What became of the competencies of a goal in the learner's own self-scores.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalGrowth {
    /// The goal.
    pub goal_id: Uuid,
    /// Whose it is.
    pub learner_id: Uuid,
    /// The learner's submitted self-scores that the caller may see, oldest first.
    pub moments: Vec<GrowthMoment>,
    /// A row per competency of the goal, in its order.
    pub rows: Vec<GoalGrowthRow>,
    /// How to read this and how not, to show with it: a lower score may be insight (response shift). Dutch, or English where
    /// `Accept-Language` prefers it.
    #[schema(min_length = 1, max_length = 1000)]
    pub how_to_read: String,
}

/// One competency of a goal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalGrowthRow {
    /// Id of the competency.
    pub competency_id: Uuid,
    /// Its code, unique within its framework.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Its framework version.
    pub framework_id: Uuid,
    /// What each moment says, in the order of `moments`. One on another scale than the latest, or in a framework version whose competency is
    /// not declared to be the same, is not comparable and shows as not asked.
    pub scores: Vec<ComparedScore>,
    /// The assessment measured from: the last one before the goal was made that asks it, or else the first one after; `null` where there
    /// are no two.
    #[schema(required = true)]
    pub since_id: Option<Uuid>,
    /// The latest assessment that asks it; `null`: none does.
    #[schema(required = true)]
    pub until_id: Option<Uuid>,
    /// Whether the placement is another than then; `null` where it is not known.
    #[schema(required = true)]
    pub placement_changed: Option<bool>,
    /// What became of it; `null` where there are no two.
    #[schema(required = true)]
    pub transition: Option<TransitionView>,
    /// Steps on the scale among the levels that count, up or down; `null` unless it was rated both times.
    #[schema(required = true, minimum = -250, maximum = 250)]
    pub steps: Option<i32>,
}

impl GoalGrowth {
    /// The growth in these self-scores, told in this language.
    pub fn of(series: &GoalSeries, language: Language) -> Self {
        let rows = series.competencies.iter().map(|of| row(series, of));
        Self {
            goal_id: series.goal.id.raw(),
            learner_id: series.goal.learner.raw(),
            moments: series.moments.iter().map(|(a, _)| GrowthMoment::of(a)).collect(),
            rows: rows.collect(),
            how_to_read: how_to_read(language).to_owned(),
        }
    }
}

fn row(series: &GoalSeries, of: &(Arc<Framework>, Competency)) -> GoalGrowthRow {
    let (framework, competency) = of;
    let moments = &series.moments;
    let followed = series.follow(of);
    let change = followed.as_ref().and_then(|followed| followed.change(moments));
    let id = |at: Option<usize>| at.and_then(|at| moments.get(at)).map(|(a, _)| a.id.raw());
    let compared = |moment: &Moment| match &followed {
        Some(followed) => ComparedScore::of(&moment.1.scale, followed.score(moment)),
        None => ComparedScore { state: ScoreStateView::NotAsked, level: None },
    };
    GoalGrowthRow {
        competency_id: competency.id.raw(),
        code: competency.code.clone(),
        framework_id: framework.id.raw(),
        scores: moments.iter().map(compared).collect(),
        since_id: id(followed.as_ref().and_then(|followed| followed.since)),
        until_id: id(followed.as_ref().map(|followed| followed.until)),
        placement_changed: followed.as_ref().and_then(|followed| followed.placement_changed(moments)),
        transition: change.map(|c| c.transition.into()),
        steps: change.and_then(|c| c.steps),
    }
}

impl Example for GoalGrowth {
    fn example() -> Self {
        let growth = Growth::example();
        let content = |last: u128| Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a00 + last);
        let rows = growth.rows.into_iter().map(|row| GoalGrowthRow {
            competency_id: content(2),
            code: row.code,
            framework_id: content(1),
            scores: row.scores,
            since_id: growth.since_id,
            until_id: Some(growth.until_id),
            placement_changed: growth.placement_changed,
            transition: row.transition,
            steps: row.steps,
        });
        Self {
            goal_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a21),
            learner_id: growth.learner_id,
            rows: rows.collect(),
            moments: growth.moments,
            how_to_read: growth.how_to_read,
        }
    }
}
