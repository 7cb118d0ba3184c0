//! Saving a score sheet as one goes, without overwriting what was saved elsewhere in the meantime.

use std::collections::HashMap;

use uuid::Uuid;

use crate::client::{Client, Failure, ResponseValue, etag, problem, types};

/// The level of a competency; `None` is unanswered, which is not 0.
pub type Level = Option<i32>;

/// Levels by the code of a competency.
pub type Levels = HashMap<String, Level>;

/// A sheet as it was seen, and the tag of that state.
#[derive(Clone, Debug)]
pub struct Seen {
    pub sheet: types::ScoreSheet,
    pub etag: String,
}

impl Seen {
    fn of(answer: ResponseValue<types::ScoreSheet>) -> Result<Self, Failure> {
        let etag = etag(&answer)?;
        Ok(Self { sheet: answer.into_inner(), etag })
    }

    /// The level of a competency as it was seen.
    pub fn level(&self, code: &str) -> Level {
        self.sheet.levels.get(code).copied().flatten()
    }
}

/// The sheet as it is now.
pub async fn read(client: &Client, assessment: Uuid) -> Result<Seen, Failure> {
    Seen::of(client.get_scores().id(assessment).send().await?)
}

/// Saves some levels onto the state that was seen. Refused with 412 when that is no longer the state.
pub async fn save(client: &Client, assessment: Uuid, seen: &Seen, levels: Levels) -> Result<Seen, Failure> {
    let patch = types::ScoreSheetPatch { levels, ..types::ScoreSheetPatch::default() };
    let sent = client.patch_scores().id(assessment).if_match(seen.etag.as_str()).body(patch).send();
    Seen::of(sent.await?)
}

/// Saves some levels. Where somebody saved in between: fetches that, merges, and sends again.
///
/// `decide` is asked where the same competency was changed in two places: its code, mine, theirs.
pub async fn autosave(
    client: &Client,
    assessment: Uuid,
    mut seen: Seen,
    mut levels: Levels,
    decide: impl Fn(&str, Level, Level) -> Level,
) -> Result<Seen, Failure> {
    let mut attempts = 5;
    loop {
        attempts -= 1;
        match save(client, assessment, &seen, levels.clone()).await {
            Err(failure) if attempts > 0 && problem(&failure).is_some_and(|p| p.status == 412) => {}
            done => return done,
        }
        let now = read(client, assessment).await?;
        // Whatever only they changed stays as it is, since a patch leaves it out.
        for (code, mine) in &mut levels {
            let theirs = now.level(code);
            if theirs != seen.level(code) && theirs != *mine {
                *mine = decide(code, *mine, theirs);
            }
        }
        seen = now;
    }
}
