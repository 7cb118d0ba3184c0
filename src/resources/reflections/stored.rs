//! An answer as it is stored: JSON, in the row it belongs to. SQL never looks inside.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::{
    db::sql,
    domain::{
        goal::GoalKind,
        reflection::{Answer, Intention, PracticeExample},
    },
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    competencies: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    examples: Vec<StoredExample>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    intentions: Vec<StoredIntention>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredExample {
    competencies: Vec<String>,
    practice_example: String,
    effect: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredIntention {
    competencies: Vec<String>,
    kind: String,
    what: String,
    how: Option<String>,
}

/// What stands in the row for this answer.
pub fn write(answer: &Answer) -> String {
    let examples = answer.examples.iter().cloned().map(|e| StoredExample {
        competencies: e.competencies,
        practice_example: e.practice_example,
        effect: e.effect,
    });
    let intentions = answer.intentions.iter().cloned().map(|i| StoredIntention {
        competencies: i.competencies,
        kind: i.kind.code().to_owned(),
        what: i.what,
        how: i.how,
    });
    let stored = Stored {
        text: answer.text.clone(),
        competencies: answer.competencies.clone(),
        examples: examples.collect(),
        intentions: intentions.collect(),
    };
    serde_json::json!(stored).to_string()
}

/// The answer in a row.
pub fn read(text: &str) -> Result<Answer, DbErr> {
    let stored: Stored = serde_json::from_str(text).map_err(|e| DbErr::Json(e.to_string()))?;
    let examples = stored.examples.into_iter().map(|e| PracticeExample {
        competencies: e.competencies,
        practice_example: e.practice_example,
        effect: e.effect,
    });
    let intentions = stored.intentions.into_iter().map(|i| {
        let kind = sql::known("kind", &i.kind, GoalKind::parse)?;
        Ok(Intention { competencies: i.competencies, kind, what: i.what, how: i.how })
    });
    Ok(Answer {
        text: stored.text,
        competencies: stored.competencies,
        examples: examples.collect(),
        intentions: intentions.collect::<Result<_, DbErr>>()?,
    })
}
