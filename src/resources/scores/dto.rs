//! Score sheets as they are sent: one object, keyed by competency code.

mod difference;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

pub use difference::{DifferenceQuery, DifferenceRow, DifferenceSide, SheetDifference, SheetPoint};

use super::{
    schema::{ReasonChange, level_map, note_map},
    service::{Cause, Saved},
};
use crate::{
    choices,
    domain::{
        ids::Id,
        instrument::Instrument,
        refusal::{Fault, InputError},
        score::{Reason, Score},
        sheet::{GivenSheet, Sheet},
    },
    http::{body::Input, schema::Example},
};

choices!(/// Why a competency is not applied.
    ReasonView as NotAppliedReason {
    /// Not mastered (yet).
    NotMastered = "notMastered",
    /// Not at issue here.
    NotAtIssue = "notAtIssue",
    /// Never thought of.
    NotThoughtOf = "notThoughtOf",
});

/// Levels by competency code, in the instrument's order; `null` is unanswered.
#[derive(Clone, Debug)]
pub struct Levels(Vec<(String, Option<u8>)>);

impl Serialize for Levels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (code, level) in &self.0 {
            map.serialize_entry(code, level)?;
        }
        map.end()
    }
}

/// A whole score sheet. What is left out is cleared.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[schema(as = ScoreSheetReplacement)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutScores {
    /// Level by competency code; `null`, or left out, is unanswered. The level that means "not called upon" is an answer.
    #[schema(schema_with = level_map)]
    pub levels: Map<String, Value>,
    /// Note by competency code, at most 2000 characters. May hold data about clients: write no more than is needed.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(schema_with = note_map, required = false)]
    pub notes: Map<String, Value>,
    /// Why a competency is not applied, by its code.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<String, ReasonChange>, required = false)]
    pub reasons: Map<String, Value>,
}

/// Some scores. What is left out stays; `null` takes one away.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[schema(as = ScoreSheetPatch)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PatchScores {
    /// Level by competency code; `null` is unanswered. The level that means "not called upon" is an answer.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(schema_with = level_map, required = false)]
    pub levels: Map<String, Value>,
    /// Note by competency code, at most 2000 characters; `null` takes it away.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(schema_with = note_map, required = false)]
    pub notes: Map<String, Value>,
    /// Why a competency is not applied, by its code; `null` takes it away.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<String, ReasonChange>, required = false)]
    pub reasons: Map<String, Value>,
}

/// What is wrong inside the three maps is told together with what only the instrument can say.
fn inside_a_map(pointer: &str) -> bool {
    ["/levels/", "/notes/", "/reasons/"].iter().any(|map| pointer.starts_with(map))
}

/// The maps of a sheet, without what is no map of it: what is wrong around them is told together with what is wrong inside.
fn maps_of(broken: Value) -> Option<Value> {
    let Value::Object(mut sheet) = broken else { return None };
    sheet.retain(|name, map| map.is_object() && ["levels", "notes", "reasons"].contains(&name.as_str()));
    sheet.entry("levels").or_insert_with(|| Map::new().into());
    Some(Value::Object(sheet))
}

/// Two of the things an instrument can say of a sheet.
fn wrong_sheet() -> Vec<InputError> {
    vec![
        InputError::at_member("/levels", "SO-BH-G-01", Fault::OffScale { levels: vec![0, 1, 2, 3, 4] }),
        InputError::at_member("/notes", "SO-XX-G-01", Fault::UnknownCompetency),
    ]
}

impl Input for PutScores {
    fn defers(pointer: &str) -> bool {
        inside_a_map(pointer)
    }

    fn salvage(broken: Value) -> Option<Value> {
        maps_of(broken)
    }

    fn example_errors() -> Vec<InputError> {
        wrong_sheet()
    }
}

impl Input for PatchScores {
    fn defers(pointer: &str) -> bool {
        inside_a_map(pointer)
    }

    fn salvage(broken: Value) -> Option<Value> {
        maps_of(broken)
    }

    fn example_errors() -> Vec<InputError> {
        wrong_sheet()
    }
}

impl PutScores {
    /// What was given, with what was wrong with its shape.
    pub fn into_given(self, errors: Vec<InputError>) -> GivenSheet {
        given(self.levels, self.notes, self.reasons, errors)
    }
}

impl PatchScores {
    /// What was given, with what was wrong with its shape.
    pub fn into_given(self, errors: Vec<InputError>) -> GivenSheet {
        given(self.levels, self.notes, self.reasons, errors)
    }
}

fn given(
    levels: Map<String, Value>,
    notes: Map<String, Value>,
    reasons: Map<String, Value>,
    errors: Vec<InputError>,
) -> GivenSheet {
    let mut given = GivenSheet { errors, ..GivenSheet::default() };
    for (code, value) in levels {
        match (&value, whole(&value)) {
            (Value::Null, _) => given.levels.push((code, None)),
            (_, Some(level)) => given.levels.push((code, Some(level))),
            _ => given.errors.push(InputError::at_member("/levels", &code, Fault::NotALevel)),
        }
    }
    texts(notes, "/notes", &mut given.notes, &mut given.errors);
    texts(reasons, "/reasons", &mut given.reasons, &mut given.errors);
    given
}

/// A whole number, however it is written: to JSON Schema `3.0` is an integer too, and so is one that is far off any scale.
fn whole(value: &Value) -> Option<i64> {
    let from_fraction = || {
        let number = value.as_f64().filter(|n| n.fract() == 0.0)?;
        format!("{:.0}", number.clamp(-1e9, 1e9)).parse().ok()
    };
    value.as_i64().or_else(from_fraction)
}

fn texts(map: Map<String, Value>, at: &str, into: &mut Vec<(String, Option<String>)>, errors: &mut Vec<InputError>) {
    for (code, value) in map {
        match value {
            Value::Null => into.push((code, None)),
            Value::String(text) => into.push((code, Some(text))),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                errors.push(InputError::at_member(at, &code, Fault::NotAText));
            }
        }
    }
}

/// A score sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreSheet {
    /// Level by code of every asked competency, in the instrument's order; `null`: no level (see `unanswered`, `notObserved`).
    #[schema(schema_with = level_map)]
    pub levels: Levels,
    /// Notes by code, where there are any.
    pub notes: BTreeMap<String, String>,
    /// Reasons by code, where there are any.
    pub reasons: BTreeMap<String, ReasonView>,
    /// Codes of the asked competencies that are not answered yet.
    pub unanswered: Vec<String>,
    /// Codes that a rater other than the learner has not observed.
    pub not_observed: Vec<String>,
    /// Codes that are not asked in this assessment: out of scope, or of another profession.
    pub not_asked: Vec<String>,
}

impl ScoreSheet {
    /// A sheet on its instrument.
    pub fn of(sheet: &Sheet, instrument: &Instrument) -> Self {
        let remarks = sheet.remarks();
        Self {
            levels: levels(sheet, instrument),
            notes: remarks.notes.clone(),
            reasons: remarks.reasons.iter().map(|(code, r)| (code.clone(), (*r).into())).collect(),
            unanswered: sheet.codes_in(instrument, Score::Unanswered),
            not_observed: sheet.codes_in(instrument, Score::NotObserved),
            not_asked: sheet.codes_in(instrument, Score::NotAsked),
        }
    }
}

fn levels(sheet: &Sheet, instrument: &Instrument) -> Levels {
    let level = |score| match score {
        Score::NotAsked => None,
        Score::Level(value) => Some(Some(value)),
        Score::Unanswered | Score::NotObserved => Some(None),
    };
    let pairs = instrument.competencies().zip(sheet.scores());
    Levels(pairs.filter_map(|(c, score)| Some((c.code.clone(), level(score)?))).collect())
}

impl From<Reason> for ReasonView {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotMastered => Self::NotMastered,
            Reason::NotAtIssue => Self::NotAtIssue,
            Reason::NotThoughtOf => Self::NotThoughtOf,
        }
    }
}

choices!(/// What made a point in the history.
    CauseView as SaveCause {
    /// The assessment was started.
    Started = "started",
    /// Scores were saved.
    Saved = "saved",
    /// It was submitted.
    Submitted = "submitted",
    /// It was made a draft again.
    Reopened = "reopened",
    /// A coach let the learner see it.
    Disclosed = "disclosed",
    /// The conversation about it was recorded.
    Discussed = "discussed",
});

impl From<Cause> for CauseView {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Started => Self::Started,
            Cause::Saved => Self::Saved,
            Cause::Submitted => Self::Submitted,
            Cause::Reopened => Self::Reopened,
            Cause::Disclosed => Self::Disclosed,
            Cause::Discussed => Self::Discussed,
        }
    }
}

/// One point in the history of a sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SheetSave)]
#[serde(rename_all = "camelCase")]
pub struct SaveView {
    /// Number of the save, from 1; the `ETag` of that state.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// What it was.
    pub cause: CauseView,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: Uuid,
    /// Through which client.
    pub client_id: String,
    /// Why, for a reopening.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// The whole sheet as it was left: level by code of every asked competency.
    #[schema(schema_with = level_map)]
    pub levels: Levels,
    /// Notes that changed, by code; `null`: taken away. At the first point that you see: those that were there.
    #[schema(schema_with = note_map)]
    pub note_changes: BTreeMap<String, Option<String>>,
    /// Reasons that changed, by code; `null`: taken away. At the first point that you see: those that were there.
    #[schema(value_type = BTreeMap<String, ReasonChange>)]
    pub reason_changes: BTreeMap<String, Option<ReasonView>>,
}

impl SaveView {
    /// A point in the history of a sheet on its instrument.
    pub fn of(saved: Saved, instrument: &Instrument) -> Self {
        let changes = saved.changes;
        Self {
            revision: saved.revision,
            cause: saved.cause.into(),
            saved_at: saved.saved_at,
            saved_by: saved.actor.raw(),
            client_id: saved.client,
            reason: saved.reason,
            levels: levels(&Sheet::stored(saved.bytes, crate::domain::sheet::Remarks::default()), instrument),
            note_changes: changes.notes,
            reason_changes: changes.reasons.into_iter().map(|(code, r)| (code, r.map(Into::into))).collect(),
        }
    }
}

fn map<T: Into<Value>>(pairs: impl IntoIterator<Item = (&'static str, T)>) -> Map<String, Value> {
    pairs.into_iter().map(|(code, value)| (code.to_owned(), value.into())).collect()
}

impl Example for PutScores {
    fn example() -> Self {
        Self {
            levels: map([("SO-BH-G-01", 3), ("SO-BH-G-02", 0), ("SO-BH-G-03", 2)]),
            notes: map([("SO-BH-G-03", "Vooral in het keukentafelgesprek.")]),
            reasons: map([("SO-BH-G-02", "notThoughtOf")]),
        }
    }
}

impl Example for PatchScores {
    fn example() -> Self {
        Self { levels: map([("SO-BH-G-01", Value::from(4)), ("SO-BH-G-03", Value::Null)]), ..Self::default() }
    }
}

impl Example for ScoreSheet {
    fn example() -> Self {
        Self {
            levels: Levels(vec![("SO-BH-G-01".to_owned(), Some(3)), ("SO-BH-G-02".to_owned(), None)]),
            notes: BTreeMap::from([("SO-BH-G-01".to_owned(), "Vooral in het keukentafelgesprek.".to_owned())]),
            reasons: BTreeMap::new(),
            unanswered: vec!["SO-BH-G-02".to_owned()],
            not_observed: vec![],
            not_asked: vec!["SO-DN-S-01".to_owned()],
        }
    }
}

impl Example for SaveView {
    fn example() -> Self {
        let started = DateTime::from_timestamp(1_793_606_400, 0).unwrap_or_default();
        Self {
            revision: 2,
            cause: CauseView::Saved,
            saved_at: started + TimeDelta::minutes(9),
            saved_by: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            client_id: "web".to_owned(),
            reason: None,
            levels: ScoreSheet::example().levels,
            note_changes: BTreeMap::new(),
            reason_changes: BTreeMap::new(),
        }
    }
}
