//! The rows of the tally, and the sheets that they count.
//!
//! A change of a row begins by locking it, and nothing is locked after it. The lock is an insertion: of two learners who are the
//! first of their group at the same moment, one makes the row, and the other waits and finds it. A row that was read can also be written
//! over without having been locked, if it is still what was read.

mod beside;

use std::sync::Arc;

use entity::tally;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryResult, Value};

use crate::{
    db::{Work, sql, tenant::Tenant},
    domain::{
        assessment::RaterKind,
        ids::{GroupId, Id, InstrumentId, OwnerId, RoundId, UserId},
        instrument::Instrument,
        tally::{Misfit, Slot, Tally},
    },
};

pub(crate) use beside::beside;
pub use beside::{Beside, write_over};

/// A row of the tally.
#[derive(Clone, Debug)]
pub struct TallyRow {
    pub slot: Slot,
    pub tally: Tally,
}

/// A submitted sheet, and where it is counted.
#[derive(Clone, Debug)]
pub struct CountedSheet {
    pub slot: Slot,
    pub bytes: Vec<u8>,
}

/// The instruments by which rows are read; from memory.
pub type Instruments<'a> = &'a (dyn Fn(InstrumentId) -> Option<Arc<Instrument>> + Sync);

/// Begins an insertion of a row without sheets.
macro_rules! row_without_sheets {
    () => {
        "INSERT INTO tally (organisation_id, round_id, group_id, profession, instrument_owner_id, instrument_id, rater_kind, sheets, counts) "
    };
}

/// Ends it: where there is such a row, that one is locked; told is what is there.
macro_rules! or_the_one_there {
    () => {
        " ON CONFLICT (organisation_id, round_id, group_id, profession, instrument_id, rater_kind) DO UPDATE SET sheets = tally.sheets \
         RETURNING group_id, profession, instrument_owner_id, instrument_id, rater_kind, sheets, counts"
    };
}

/// The participant's own row, exempted or not: whether she is must be looked at in the row as it is once nobody else changes it.
macro_rules! participant {
    () => {
        "SELECT p.organisation_id, p.round_id, p.group_id, COALESCE(p.profession, '') AS profession, p.exempted_reason \
         FROM round_participant p WHERE p.organisation_id = $1 AND p.round_id = $2 AND p.learner_id = $3"
    };
}

/// Where she counts, unless she is exempted.
macro_rules! where_she_counts {
    () => {
        "SELECT h.organisation_id, h.round_id, h.group_id, h.profession, $4, $5, $6, 0, $7 FROM her_row h WHERE h.exempted_reason IS NULL"
    };
}

/// Locks the row in which sheets about this learner by this kind of rater are counted, as she takes part now; `None` where she is
/// exempted, or no participant, and nothing is counted. She stays what she is until the end of the transaction.
pub async fn lock_for_learner(
    tx: &Work,
    tenant: Tenant,
    round: RoundId,
    learner: UserId,
    instrument: &Instrument,
    rater_kind: RaterKind,
) -> Result<Option<TallyRow>, DbErr> {
    // SQLite has one writer, and needs no lock.
    let text = if tx.get_database_backend() == DbBackend::Postgres {
        concat!(
            "WITH her_row AS MATERIALIZED (",
            participant!(),
            " FOR SHARE) ",
            row_without_sheets!(),
            where_she_counts!(),
            or_the_one_there!()
        )
    } else {
        concat!(
            "WITH her_row AS (",
            participant!(),
            ") ",
            row_without_sheets!(),
            where_she_counts!(),
            or_the_one_there!()
        )
    };
    let values = vec![
        tenant.raw().into(),
        round.raw().into(),
        learner.raw().into(),
        instrument.name.owner.raw().into(),
        instrument.id.raw().into(),
        rater_kind.code().into(),
        Tally::none(instrument).to_bytes().into(),
    ];
    tx.ask(text, values).await?.map(|row| read_on(&row, instrument)).transpose()
}

/// Locks this row.
pub async fn lock(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    slot: &Slot,
    instrument: &Instrument,
) -> Result<TallyRow, DbErr> {
    const LOCK: &str =
        concat!(row_without_sheets!(), "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)", or_the_one_there!());
    let mut values = key(tenant, round, slot);
    values.insert(4, slot.instrument_owner.raw().into());
    values.push(Tally::none(instrument).to_bytes().into());
    let row = sql::one(db, LOCK, values).await?;
    read_on(&row.ok_or_else(|| DbErr::RecordNotFound("a row of the tally".to_owned()))?, instrument)
}

/// Writes a row that is locked.
pub async fn write(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId, row: &TallyRow) -> Result<(), DbErr> {
    let mut values = key(tenant, round, &row.slot);
    values.extend([stored(row.tally.sheets())?.into(), row.tally.to_bytes().into()]);
    let text = "UPDATE tally SET sheets = $7, counts = $8 WHERE organisation_id = $1 AND round_id = $2 AND group_id = $3 \
                AND profession = $4 AND instrument_id = $5 AND rater_kind = $6";
    match sql::run(db, text, values).await? {
        1 => Ok(()),
        _ => Err(DbErr::RecordNotUpdated),
    }
}

/// The tally of a round: a row for each group, profession and kind of rater of whom there are, or were, submitted sheets.
///
/// # Errors
/// [`DbErr::Custom`] where the tally of the round is not made yet: then it must not be taken for one.
pub async fn of_round(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    instruments: Instruments<'_>,
) -> Result<Vec<TallyRow>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT r.tally_is_due, t.group_id, t.profession, t.instrument_owner_id, t.instrument_id, t.rater_kind, t.sheets, t.counts \
         FROM round r LEFT JOIN tally t ON t.organisation_id = r.organisation_id AND t.round_id = r.id \
         WHERE r.organisation_id = $1 AND r.id = $2 ORDER BY t.group_id, t.profession, t.instrument_id, t.rater_kind",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    let mut tallies = Vec::new();
    for row in rows {
        if row.try_get("", "tally_is_due")? {
            return Err(DbErr::Custom(format!("the tally of round {round} is not made yet")));
        }
        if row.try_get::<Option<i32>>("", "sheets")?.is_some() {
            tallies.push(read(&row, instruments)?);
        }
    }
    Ok(tallies)
}

/// What a sheet of a round is counted by: that of the participant it is about, unless she is exempted.
macro_rules! counted {
    () => {
        "p.group_id, COALESCE(p.profession, '') AS profession, a.instrument_owner_id, a.instrument_id, a.rater_kind, 1 AS sheets, \
         a.levels AS counts FROM round_participant p JOIN assessment a ON a.organisation_id = p.organisation_id \
           AND a.round_id = p.round_id AND a.learner_id = p.learner_id AND a.state <> 'draft' \
         WHERE p.organisation_id = $1 AND p.round_id = $2 AND p.exempted_reason IS NULL"
    };
}

/// The sheets of a round that are to be counted.
pub async fn sheets(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId) -> Result<Vec<CountedSheet>, DbErr> {
    let rows = sql::all(db, concat!("SELECT ", counted!()), vec![tenant.raw().into(), round.raw().into()]).await?;
    rows.iter().map(sheet).collect()
}

/// What is kept of a round, and the sheets that there are: both as they are at one moment.
pub async fn kept_and_sheets(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    instruments: Instruments<'_>,
) -> Result<(Vec<TallyRow>, Vec<CountedSheet>), DbErr> {
    const BOTH: &str = concat!(
        "SELECT TRUE AS is_kept, group_id, profession, instrument_owner_id, instrument_id, rater_kind, sheets, counts FROM tally \
         WHERE organisation_id = $1 AND round_id = $2 UNION ALL SELECT FALSE AS is_kept, ",
        counted!()
    );
    let (mut kept, mut sheets) = (Vec::new(), Vec::new());
    for row in sql::all(db, BOTH, vec![tenant.raw().into(), round.raw().into()]).await? {
        if row.try_get("", "is_kept")? {
            kept.push(read(&row, instruments)?);
        } else {
            sheets.push(sheet(&row)?);
        }
    }
    Ok((kept, sheets))
}

/// Instrument, kind of rater and bytes of the submitted sheets about a learner in a round, exempted or not.
pub async fn submitted_about(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    learner: UserId,
) -> Result<Vec<(InstrumentId, RaterKind, Vec<u8>)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT instrument_id, rater_kind, levels FROM assessment \
         WHERE organisation_id = $1 AND round_id = $2 AND learner_id = $3 AND state <> 'draft'",
        vec![tenant.raw().into(), round.raw().into(), learner.raw().into()],
    )
    .await?;
    let read = |row: &QueryResult| {
        Ok((InstrumentId::new(row.try_get("", "instrument_id")?), rater_kind(row)?, row.try_get("", "levels")?))
    };
    rows.iter().map(read).collect()
}

/// Takes the rows of a round away, to count it anew. Until the transaction ends nobody changes any row of the tally, and whoever was
/// about to had not changed it yet: what she counts is added to what was counted anew.
pub async fn start_again(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("LOCK TABLE tally IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    let of_round = || vec![tenant.raw().into(), round.raw().into()];
    let made = "UPDATE round SET tally_is_due = FALSE WHERE organisation_id = $1 AND id = $2";
    sql::run(db, made, of_round()).await?;
    sql::run(db, "DELETE FROM tally WHERE organisation_id = $1 AND round_id = $2", of_round()).await?;
    Ok(())
}

/// Adds the rows of a round that has none.
pub async fn insert(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    tallies: &[(Slot, Tally)],
) -> Result<(), DbErr> {
    let row = |(slot, tally): &(Slot, Tally)| {
        Ok(tally::ActiveModel {
            organisation_id: Set(tenant.raw()),
            round_id: Set(round.raw()),
            group_id: Set(slot.group.raw()),
            profession: Set(slot.profession.clone().unwrap_or_default()),
            instrument_owner_id: Set(slot.instrument_owner.raw()),
            instrument_id: Set(slot.instrument.raw()),
            rater_kind: Set(slot.rater_kind.code().to_owned()),
            sheets: Set(stored(tally.sheets())?),
            counts: Set(tally.to_bytes()),
        })
    };
    let rows = tallies.iter().map(row).collect::<Result<Vec<_>, DbErr>>()?;
    // Far below the number of values that a statement may have.
    for some in rows.chunks(500) {
        tally::Entity::insert_many(some.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The rounds of an organisation.
pub async fn rounds(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Vec<RoundId>, DbErr> {
    let text = "SELECT id FROM round WHERE organisation_id = $1 ORDER BY id";
    let rows = sql::all(db, text, vec![tenant.raw().into()]).await?;
    rows.iter().map(|row| Ok(RoundId::new(row.try_get("", "id")?))).collect()
}

fn key(tenant: Tenant, round: RoundId, slot: &Slot) -> Vec<Value> {
    vec![
        tenant.raw().into(),
        round.raw().into(),
        slot.group.raw().into(),
        slot.profession.clone().unwrap_or_default().into(),
        slot.instrument.raw().into(),
        slot.rater_kind.code().into(),
    ]
}

fn stored(sheets: u32) -> Result<i32, DbErr> {
    i32::try_from(sheets).map_err(|_| DbErr::Type("more sheets than a row can count".to_owned()))
}

fn read(row: &QueryResult, instruments: Instruments<'_>) -> Result<TallyRow, DbErr> {
    let id = InstrumentId::new(row.try_get("", "instrument_id")?);
    let instrument = instruments(id).ok_or_else(|| DbErr::Type(format!("a tally on the unknown instrument {id}")))?;
    read_on(row, &instrument)
}

fn read_on(row: &QueryResult, instrument: &Instrument) -> Result<TallyRow, DbErr> {
    let counts: Vec<u8> = row.try_get("", "counts")?;
    Ok(TallyRow { slot: slot(row)?, tally: tally(row.try_get("", "sheets")?, &counts, instrument)? })
}

fn tally(sheets: i32, counts: &[u8], instrument: &Instrument) -> Result<Tally, DbErr> {
    let misfit = |misfit: Misfit| DbErr::Type(format!("a row of the tally cannot be read: {misfit}"));
    let sheets = u32::try_from(sheets).map_err(|_| misfit(Misfit::BelowZero))?;
    Tally::from_bytes(instrument, sheets, counts).map_err(misfit)
}

fn sheet(row: &QueryResult) -> Result<CountedSheet, DbErr> {
    Ok(CountedSheet { slot: slot(row)?, bytes: row.try_get("", "counts")? })
}

fn slot(row: &QueryResult) -> Result<Slot, DbErr> {
    let profession: String = row.try_get("", "profession")?;
    Ok(Slot {
        group: GroupId::new(row.try_get("", "group_id")?),
        profession: Some(profession).filter(|code| !code.is_empty()),
        instrument_owner: OwnerId::new(row.try_get("", "instrument_owner_id")?),
        instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
        rater_kind: rater_kind(row)?,
    })
}

fn rater_kind(row: &QueryResult) -> Result<RaterKind, DbErr> {
    sql::known("rater_kind", &row.try_get::<String>("", "rater_kind")?, RaterKind::parse)
}
