//! A filled-in instrument: one rater's scores about one learner.

use sea_orm::entity::prelude::*;

/// Pins the instrument version, group, profession and placement it was made for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Null: made outside any round.
    pub round_id: Option<Uuid>,
    /// Whom it is about.
    pub learner_id: Uuid,
    /// Who scores; the learner where `rater_kind` is `self`.
    pub rater_id: Uuid,
    /// `self`, `studyCoach`, `practiceSupervisor`, `peer` or `guest`.
    pub rater_kind: String,
    /// With `instrument_id`, the definition: of this organisation or shipped.
    pub instrument_owner_id: Uuid,
    pub instrument_id: Uuid,
    pub group_id: Option<Uuid>,
    /// Decides which competencies are asked; null: the generic ones only.
    pub profession: Option<String>,
    pub placement_id: Option<Uuid>,
    /// The rater's own name for it.
    pub label: Option<String>,
    /// `draft`, `submitted` or `discussed`.
    pub state: String,
    /// One byte per competency in the instrument's order: the level, 255 unanswered, 254 not asked, 253 not observed.
    pub levels: Vec<u8>,
    /// JSON of the current notes and reasons; null when there are none.
    pub remarks: Option<String>,
    /// From 1, one more at every save, and when notes go for their age; the `ETag`. Of a save, the key of its `sheet_save`.
    pub revision: i32,
    pub started_at: DateTimeUtc,
    /// Of the newest save.
    pub saved_at: DateTimeUtc,
    /// When `state` last became `submitted`; null in a draft.
    pub submitted_at: Option<DateTimeUtc>,
    /// When `state` became `discussed`; null before.
    pub discussed_at: Option<DateTimeUtc>,
    /// When it last became a draft again; null where it never did.
    pub reopened_at: Option<DateTimeUtc>,
    /// From when on who it is not by may read it, under the round's disclosure; null until then.
    pub disclosed_at: Option<DateTimeUtc>,
    /// Whether there is a level among `levels`: an empty sheet opens no other.
    pub has_levels: bool,
    /// When it was last reopened after its rater could see another's in the round; null where it never was.
    pub reopened_after_sight_at: Option<DateTimeUtc>,
    /// How far the revisions of reflections on it went that are gone for their age; null where none is.
    pub reflections_through: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
