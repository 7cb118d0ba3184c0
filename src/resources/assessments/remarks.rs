//! Notes and reasons as they are stored: JSON, sparse, in the row they belong to.

use std::collections::BTreeMap;

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::domain::{
    score::Reason,
    sheet::{RemarkChanges, Remarks},
};

#[derive(Default, Serialize, Deserialize)]
struct Stored {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    notes: BTreeMap<String, Option<String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<String, Option<String>>,
}

/// What stands in the row for these remarks; nothing for none.
pub fn write(remarks: &Remarks) -> Option<String> {
    let stored = Stored {
        notes: remarks.notes.iter().map(|(code, note)| (code.clone(), Some(note.clone()))).collect(),
        reasons: remarks.reasons.iter().map(|(code, r)| (code.clone(), Some(r.code().to_owned()))).collect(),
    };
    (!remarks.is_empty()).then(|| serde_json::json!(stored).to_string())
}

/// What stands in the history for these changes; nothing for none.
pub fn write_changes(changes: &RemarkChanges) -> Option<String> {
    let stored = Stored {
        notes: changes.notes.clone(),
        reasons: changes.reasons.iter().map(|(code, r)| (code.clone(), r.map(|r| r.code().to_owned()))).collect(),
    };
    (!changes.is_empty()).then(|| serde_json::json!(stored).to_string())
}

/// The remarks in a row.
pub fn read(stored: Option<String>) -> Result<Remarks, DbErr> {
    Ok(Remarks::default().after(&read_changes(stored)?))
}

/// The changes in a row of the history.
pub fn read_changes(stored: Option<String>) -> Result<RemarkChanges, DbErr> {
    let Some(text) = stored else { return Ok(RemarkChanges::default()) };
    let stored: Stored = serde_json::from_str(&text).map_err(|e| DbErr::Json(e.to_string()))?;
    let reason = |code: String| Reason::parse(&code).ok_or_else(|| DbErr::Type(format!("reason `{code}`")));
    let reasons = stored.reasons.into_iter().map(|(code, r)| Ok((code, r.map(reason).transpose()?)));
    Ok(RemarkChanges { notes: stored.notes, reasons: reasons.collect::<Result<_, DbErr>>()? })
}
