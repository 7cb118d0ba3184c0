//! An answer of a learner to one reflection question of the instrument of her self-score.

use sea_orm::entity::prelude::*;

/// The learner's alone, unless she shares it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reflection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assessment_id: Uuid,
    /// Who writes it; the assessment's learner.
    pub learner_id: Uuid,
    /// The question, by its code in the instrument.
    pub prompt_code: String,
    /// JSON: the text, the competencies, and the examples or intentions that go with it.
    pub answer: String,
    /// The revision from which the coaches may read it; null while it is private to them.
    pub coaches_from: Option<i32>,
    /// Since when they may.
    pub coaches_since: Option<DateTimeUtc>,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub written_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
