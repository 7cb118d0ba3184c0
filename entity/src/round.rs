//! A round (meetmoment): one instrument, asked of some groups in one period.

use sea_orm::entity::prelude::*;

/// Open from `opens_at` up to, not including, `closes_at`; reported on from `releases_at`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub label: String,
    /// `baseline`, `interim`, `final`, `retrospective` or `other`.
    pub kind: String,
    /// With `instrument_id`, the definition: of this organisation or shipped.
    pub instrument_owner_id: Uuid,
    pub instrument_id: Uuid,
    /// When self and coach see each other's: `afterBothSubmitted`, `afterCoachReleased` or `open`.
    pub disclosure: String,
    /// What a submission needs: `complete` (every asked competency answered) or `partial`.
    pub completeness: String,
    /// Whether one's own earlier scores stay hidden while scoring.
    pub hides_earlier: bool,
    /// JSON array of the codes of the domains asked; null: all.
    pub domains: Option<String>,
    pub opens_at: DateTimeUtc,
    pub closes_at: DateTimeUtc,
    /// When reports are due; not before `closes_at`.
    pub releases_at: DateTimeUtc,
    /// When they were released; null until then.
    pub released_at: Option<DateTimeUtc>,
    /// When the participants were frozen, as of `opens_at`; null until somebody or the job needed to know.
    pub frozen_at: Option<DateTimeUtc>,
    /// When those who have not submitted are reminded; null: not by itself.
    pub reminds_at: Option<DateTimeUtc>,
    /// When that was done.
    pub reminded_at: Option<DateTimeUtc>,
    /// From 1, one more at every change; with where the round stands, the `ETag`.
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// Its tally is not made yet: its sheets were submitted before there was one.
    pub tally_is_due: bool,
}

impl ActiveModelBehavior for ActiveModel {}
