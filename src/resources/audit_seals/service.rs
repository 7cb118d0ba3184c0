//! Sealing the trail, and holding it against its seals.

use std::{collections::HashSet, fmt::Write};

use super::repo;
use crate::{
    auth::seal::SealKey,
    db::{sql, tenant::Tenant},
    domain::{
        clock::{Timestamp, whole_micros},
        ids::{AssessmentId, OrganisationId},
        seal::{self, LATEST, Line, MOST_ROWS, SILENCE, Seal, Sealed, Wrong},
    },
    failure::Failure,
    resources::organisations,
    state::AppState,
};

/// How many seals are read at once where all are.
const AT_ONCE: i64 = 100;

/// How many rows without a seal are told, at most: where nothing was sealed at all the first ones say so.
const TOLD: usize = 1_000;

/// Seals what there is of every organisation; how many rows. Several servers may do so at once: one makes a seal, and the others find
/// that its number is taken.
pub async fn seal_due(state: &AppState) -> Result<usize, Failure> {
    let mut rows = 0;
    for tenant in repo::due(state.db.reader(), state.clock.now() - SILENCE).await? {
        match seal_all(state, tenant).await {
            Ok(sealed) => rows += sealed,
            // The trail of one organisation must not keep others from being sealed.
            Err(error) => {
                tracing::error!(%error, organisation.id = %tenant.organisation(), "sealing the audit trail failed");
            }
        }
    }
    Ok(rows)
}

async fn seal_all(state: &AppState, tenant: Tenant) -> Result<usize, Failure> {
    let mut rows = 0;
    loop {
        let sealed = seal_some(state, tenant).await?;
        rows += sealed;
        if sealed < MOST_ROWS {
            return Ok(rows);
        }
    }
}

/// Makes the next seal; how many rows are in it. All is reckoned before the transaction, so that nobody waits for it.
async fn seal_some(state: &AppState, tenant: Tenant) -> Result<usize, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let last = repo::last(db, tenant).await?;
    let from = last.as_ref().map_or(Timestamp::UNIX_EPOCH, |last| last.through);
    let found = repo::unsealed(db, tenant, (from, whole_micros(Timestamp::MAX_UTC)), MOST_ROWS).await?;
    let is_silent = last.as_ref().is_some_and(|last| last.sealed_at <= now - SILENCE);
    if found.is_empty() && !is_silent {
        return Ok(0);
    }
    let more = if found.len() < MOST_ROWS { None } else { found.last().map(|record| record.at) };
    let seal_row = |record: &seal::Record| Sealed {
        line: record.line,
        digest: state.seal_key.digest(record.form.as_bytes()).to_vec(),
    };
    let rows: Vec<Sealed> = found.iter().map(seal_row).collect();
    let mut next = Seal {
        number: last.as_ref().map_or(0, |last| last.number) + 1,
        key_name: state.seal_key.name().to_owned(),
        through: seal::through(last.as_ref().map(|last| last.through), more, now),
        previous: last.map(|last| last.hash).unwrap_or_default(),
        row_count: i32::try_from(rows.len()).unwrap_or(i32::MAX),
        sealed_at: now,
        hash: Vec::new(),
    };
    next.hash = state.seal_key.digest(next.form(tenant.organisation(), &rows).as_bytes()).to_vec();
    let tx = state.db.begin().await?;
    match repo::insert(&*tx, tenant, &next, &rows).await {
        Ok(()) => tx.commit().await?,
        Err(error) if sql::is_duplicate(&error) => {
            drop(tx);
            return if_another_did(state, tenant, next.number).await;
        }
        Err(error) => return Err(error.into()),
    }
    // The log is kept elsewhere: with what it says here, a chain that was cut off or made anew is found.
    let hash = hexadecimal(&next.hash);
    tracing::info!(organisation.id = %tenant.organisation(), seal = next.number, rows = rows.len(), hash, "audit trail sealed");
    Ok(rows.len())
}

/// Nothing is left to do where another server made the seal. Where none is there, somebody took one away and left its rows.
async fn if_another_did(state: &AppState, tenant: Tenant, number: i32) -> Result<usize, Failure> {
    let last = repo::last(state.db.reader(), tenant).await?;
    if last.is_some_and(|last| last.number >= number) {
        return Ok(0);
    }
    Err(Failure::Bug(format!("seal {number} of the audit trail is gone; `samenspel audit verify` tells more")))
}

/// What a seal is noted by, outside the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub number: i32,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

/// What was held against its seals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub seals: usize,
    pub rows: usize,
    /// The newest seal; `None` where there is none.
    pub head: Option<Head>,
}

/// One organisation, or all of them: with the code of each.
pub async fn organisations(
    state: &AppState,
    only: Option<OrganisationId>,
) -> Result<Vec<(OrganisationId, String)>, Failure> {
    let mut all = organisations::repo::all(state.db.reader()).await?;
    all.retain(|(organisation, _)| only.is_none_or(|only| only == *organisation));
    Ok(all)
}

/// Holds the trail of an organisation against its seals, and says each thing that is wrong. `keys` are those that seals may be made
/// with, `noted` is a seal that must be there. Others may go on meanwhile.
pub async fn verify(
    state: &AppState,
    organisation: OrganisationId,
    keys: &[SealKey],
    noted: Option<&Head>,
    say: &mut impl FnMut(Wrong),
) -> Result<Verified, Failure> {
    let (db, tenant, now) = (state.db.reader(), Tenant::of(organisation), state.clock.now());
    let mut done = Verified::default();
    let erased = repo::erased(db, tenant).await?;
    let (mut number, mut hash) = (0, Vec::new());
    let mut is_as_noted = noted.is_none();
    loop {
        let seals = repo::after(db, tenant, number, AT_ONCE).await?;
        if seals.is_empty() {
            break;
        }
        for seal in seals {
            (number + 1..seal.number).for_each(|gone| say(Wrong::SealGone(gone)));
            if seal.previous != hash {
                say(Wrong::NotChained(seal.number));
            }
            let rows = repo::rows_of(db, tenant, seal.number).await?;
            done.rows += rows.len();
            check(organisation, &seal, rows, keys, &mut |wrong| {
                if !is_erased(&wrong, &erased) {
                    say(wrong);
                }
            });
            done.seals += 1;
            let head = Head { number: seal.number, hash: hexadecimal(&seal.hash) };
            is_as_noted |= noted == Some(&head);
            done.head = Some(head);
            (number, hash) = (seal.number, seal.hash);
        }
    }
    if let Some(noted) = noted.filter(|_| !is_as_noted) {
        say(Wrong::NotAsNoted(noted.number));
    }
    // A gap among the seals was told above.
    repo::gone(db, tenant).await?.into_iter().filter(|gone| *gone > number).for_each(|gone| say(Wrong::SealGone(gone)));
    let late = repo::unsealed(db, tenant, (whole_micros(Timestamp::MIN_UTC), now - LATEST), TOLD).await?;
    for record in late {
        say(Wrong::NotSealed(record.line, record.at));
    }
    Ok(done)
}

/// Whether what is wrong with a row is that it was erased, as a line of the trail says that is sealed like any other.
fn is_erased(wrong: &Wrong, [gone, without_notes]: &[HashSet<AssessmentId>; 2]) -> bool {
    match wrong {
        Wrong::Gone(Line::Save(sheet, _), _) => gone.contains(sheet),
        Wrong::Changed(Line::Save(sheet, _), _) => without_notes.contains(sheet),
        Wrong::Gone(Line::Event(_), _)
        | Wrong::Changed(Line::Event(_), _)
        | Wrong::NotSealed(..)
        | Wrong::SealChanged(_)
        | Wrong::SealGone(_)
        | Wrong::NotChained(_)
        | Wrong::UnknownKey(..)
        | Wrong::NotAsNoted(_) => false,
    }
}

/// Holds a seal and the rows in it against the key they were made with.
fn check(
    organisation: OrganisationId,
    seal: &Seal,
    rows: Vec<(Sealed, Option<seal::Record>)>,
    keys: &[SealKey],
    say: &mut impl FnMut(Wrong),
) {
    let Some(key) = keys.iter().find(|key| key.name() == seal.key_name) else {
        say(Wrong::UnknownKey(seal.number, seal.key_name.clone()));
        return;
    };
    for (sealed, record) in &rows {
        match record {
            None => say(Wrong::Gone(sealed.line, seal.number)),
            Some(record) if !key.confirms(record.form.as_bytes(), &sealed.digest) => {
                say(Wrong::Changed(sealed.line, seal.number));
            }
            Some(_) => {}
        }
    }
    let rows: Vec<Sealed> = rows.into_iter().map(|(sealed, _)| sealed).collect();
    if !key.confirms(seal.form(organisation, &rows).as_bytes(), &seal.hash) {
        say(Wrong::SealChanged(seal.number));
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
