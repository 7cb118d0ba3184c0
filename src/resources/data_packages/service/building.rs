//! Building data packages, in the background: one page at a time, each piece kept as soon as it is made. Several servers may do so at once: one claims
//! a package, and who is silent for a minute loses it. A package that was interrupted is begun anew.

use sha2::{Digest, Sha256};

use super::super::{
    kinds::{self, Kind, Source},
    readme,
    repo::{self, Attempt, moment},
};
use crate::{
    archive::{self, Archive, Buffer, Form, Value, camel},
    auth::principal::Actor,
    db::{page::Page, tenant::Tenant},
    digest,
    domain::{
        clock::Timestamp,
        data_package::{DataPackage, KEPT, LEASE, Ready},
        history,
        ids::{AssessmentId, Id},
        instrument::Instrument,
        score::Score,
        sheet::{RemarkChanges, Sheet},
    },
    failure::Failure,
    resources::{
        assessments::{
            access,
            repo::{self as assessments, Seen},
        },
        scores::repo as scores,
    },
    state::AppState,
};

/// A piece is kept when it has so many bytes.
const PIECE: usize = 256 * 1024;

/// Who builds, as far as anything asks: she whose data it is, and nothing is read that she may not read.
const CLIENT: &str = "data-package";

/// Builds the packages that nobody builds; how many.
pub async fn build_due(state: &AppState) -> Result<usize, Failure> {
    let mut built = 0;
    for (tenant, package) in repo::due(state.db.reader(), state.clock.now()).await? {
        // Box: it holds a whole writer of ZIP files.
        match Box::pin(build(state, tenant, &package)).await {
            Ok(true) => built += 1,
            Ok(false) => {}
            // One that cannot be built must not keep others from it.
            Err(error) => tracing::error!(%error, data_package.id = %package.id, "building a data package failed"),
        }
    }
    Ok(built)
}

/// Builds one; `false` where somebody else does.
async fn build(state: &AppState, tenant: Tenant, package: &DataPackage) -> Result<bool, Failure> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !repo::claim(&*tx, tenant, package.id, (now, now + LEASE), kinds::count()).await? {
        return Ok(false);
    }
    tx.commit().await?;
    let actor = Actor { tenant, user: package.user, client: CLIENT.to_owned() };
    let attempt = Attempt { tenant, id: package.id, started_at: now };
    let buffer = Buffer::default();
    let mut work = Work {
        state,
        actor,
        attempt,
        now,
        archive: Archive::new(buffer.clone()),
        buffer,
        hash: Sha256::new(),
        size: 0,
        pieces: 0,
    };
    Ok(work.texts().await? && work.kinds().await? && Box::pin(work.finish()).await?)
}

/// A package that is being built.
struct Work<'a> {
    state: &'a AppState,
    actor: Actor,
    attempt: Attempt,
    /// The moment whose rules decide what she may read.
    now: Timestamp,
    archive: Archive<Buffer>,
    buffer: Buffer,
    hash: Sha256,
    size: u32,
    pieces: i32,
}

fn bug(says: String) -> Failure {
    Failure::Bug(says)
}

impl Work<'_> {
    async fn texts(&mut self) -> Result<bool, Failure> {
        for (name, text) in readme::texts(self.now) {
            self.archive.text(name, &text).map_err(bug)?;
        }
        self.keep(PIECE).await
    }

    async fn kinds(&mut self) -> Result<bool, Failure> {
        for (done, kind) in (1..).zip(kinds::all()) {
            for form in [Form::Json, Form::Csv] {
                if !self.kind(kind, form).await? {
                    return Ok(false);
                }
            }
            let until = self.state.clock.now() + LEASE;
            if !repo::tell(self.state.db.writer(), self.actor.tenant, &self.attempt, done, until).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn kind(&mut self, kind: &Kind, form: Form) -> Result<bool, Failure> {
        let columns: Vec<String> = kind.columns.iter().map(|(name, _)| camel(name)).collect();
        self.archive.begin_rows(kind.name, form, &columns).map_err(bug)?;
        let goes_on = match kind.source {
            Source::Rows { .. } => self.rows(kind, form, &columns).await?,
            Source::Scores | Source::ScoreHistory => self.sheets(kind.source, form, &columns).await?,
        };
        self.archive.end_rows(form).map_err(bug)?;
        Ok(goes_on)
    }

    async fn rows(&mut self, kind: &Kind, form: Form, columns: &[String]) -> Result<bool, Failure> {
        let mut after = 0;
        loop {
            let rows = repo::rows(self.state.db.reader(), &self.actor, self.now, kind, after).await?;
            for row in &rows {
                self.archive.row(form, columns, row).map_err(bug)?;
            }
            let read = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            if !self.keep(PIECE).await? {
                return Ok(false);
            }
            if read < repo::AT_ONCE {
                return Ok(true);
            }
            after += read;
        }
    }

    async fn sheets(&mut self, source: Source, form: Form, columns: &[String]) -> Result<bool, Failure> {
        let mut after = None;
        loop {
            let sheets = repo::sheets(self.state.db.reader(), &self.actor, self.now, after).await?;
            for id in &sheets {
                for row in self.sheet(source, *id).await? {
                    self.archive.row(form, columns, &row).map_err(bug)?;
                }
                if !self.keep(PIECE).await? {
                    return Ok(false);
                }
            }
            after = sheets.last().copied();
            if after.is_none() {
                return Ok(true);
            }
        }
    }

    async fn sheet(&self, source: Source, id: AssessmentId) -> Result<Vec<Vec<Value>>, Failure> {
        // It may be gone by now.
        let Some(seen) = assessments::find(self.state.db.reader(), &self.actor, self.now, id).await? else {
            return Ok(Vec::new());
        };
        let instrument = access::instrument(self.state, &self.actor, &seen.assessment)?;
        match source {
            Source::Scores => Ok(scored(id, &instrument, &seen.assessment.sheet)),
            Source::ScoreHistory => self.history(&seen, &instrument).await,
            Source::Rows { .. } => Ok(Vec::new()),
        }
    }

    async fn history(&self, seen: &Seen, instrument: &Instrument) -> Result<Vec<Vec<Value>>, Failure> {
        let (db, tenant, id) = (self.state.db.reader(), self.actor.tenant, seen.assessment.id);
        let steps = scores::steps(db, tenant, id).await?;
        let shown = if seen.facts.is_rater { Some(history::ALL) } else { history::shown_to_others(&steps) };
        let Some(shown) = shown else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        let mut page = Page { limit: 200, after: None };
        loop {
            let found = scores::history(db, tenant, id, &shown, page).await?;
            let cut = page.cut(found, |saved| crate::db::page::place(saved.revision));
            for saved in cut.items {
                let changes = if saved.revision == *shown.start() {
                    let before = history::remarks_at(&steps, saved.revision);
                    RemarkChanges::between(&crate::domain::sheet::Remarks::default(), &before)
                } else {
                    saved.changes
                };
                rows.push(vec![
                    text(id),
                    Value::Number(saved.revision.into()),
                    Value::Text(saved.cause.code().to_owned()),
                    moment(saved.saved_at),
                    text(saved.actor),
                    Value::Text(saved.client),
                    saved.reason.map_or(Value::Nothing, Value::Text),
                    levels(instrument, &saved.bytes),
                    notes(&changes),
                    reasons(&changes),
                ]);
            }
            let Some(next) = cut.next else { return Ok(rows) };
            page.after = Some(next);
        }
    }

    /// Keeps what is made by now, if it is enough for a piece; `false` where somebody else builds the package.
    async fn keep(&mut self, enough: usize) -> Result<bool, Failure> {
        if self.buffer.len() < enough {
            return Ok(true);
        }
        let bytes = self.buffer.take();
        self.hash.update(&bytes);
        self.size = self.size.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.pieces += 1;
        let db = self.state.db.writer();
        Ok(repo::add_piece(db, self.actor.tenant, &self.attempt, self.pieces, bytes).await?)
    }

    async fn finish(mut self) -> Result<bool, Failure> {
        // The end of a ZIP lists what is in it.
        let archive = std::mem::replace(&mut self.archive, Archive::new(Buffer::default()));
        archive.finish().map_err(bug)?;
        if !self.keep(1).await? {
            return Ok(false);
        }
        let at = self.state.clock.now();
        let digest = digest::hexadecimal(&self.hash.clone().finalize());
        let ready = Ready { at, expires_at: at + KEPT, size: self.size, digest };
        Ok(repo::finish(self.state.db.writer(), self.actor.tenant, &self.attempt, &ready).await?)
    }
}

fn text(id: impl Id) -> Value {
    Value::Text(id.to_string())
}

/// Every competency of a sheet: what was said of it.
fn scored(id: AssessmentId, instrument: &Instrument, sheet: &Sheet) -> Vec<Vec<Value>> {
    let remarks = sheet.remarks();
    let row = |(code, score): (String, Score)| {
        let (state, level) = told(score);
        vec![
            text(id),
            Value::Text(code.clone()),
            Value::Text(state.to_owned()),
            level,
            remarks.notes.get(&code).map_or(Value::Nothing, |note| Value::Text(note.clone())),
            remarks.reasons.get(&code).map_or(Value::Nothing, |reason| Value::Text(reason.code().to_owned())),
        ]
    };
    instrument.competencies().map(|competency| competency.code.clone()).zip(sheet.scores()).map(row).collect()
}

fn told(score: Score) -> (&'static str, Value) {
    match score {
        Score::Level(level) => ("level", Value::Number(level.into())),
        Score::Unanswered => ("unanswered", Value::Nothing),
        Score::NotAsked => ("notAsked", Value::Nothing),
        Score::NotObserved => ("notObserved", Value::Nothing),
    }
}

/// The levels of a save: a number, or what was said in its place.
fn levels(instrument: &Instrument, bytes: &[u8]) -> Value {
    let said = |score: Score| match told(score) {
        (_, Value::Number(level)) => Value::Number(level),
        (state, _) => Value::Text(state.to_owned()),
    };
    let codes = instrument.competencies().map(|competency| competency.code.clone());
    let scores = bytes.iter().map(|byte| Score::from_byte(*byte).map_or(Value::Nothing, said));
    archive::map(codes.zip(scores))
}

fn notes(changes: &RemarkChanges) -> Value {
    let notes = changes.notes.iter();
    archive::map(notes.map(|(code, note)| (code.clone(), note.clone().map_or(Value::Nothing, Value::Text))))
}

fn reasons(changes: &RemarkChanges) -> Value {
    let said = |reason: Option<crate::domain::score::Reason>| {
        reason.map_or(Value::Nothing, |reason| Value::Text(reason.code().to_owned()))
    };
    archive::map(changes.reasons.iter().map(|(code, reason)| (code.clone(), said(*reason))))
}
