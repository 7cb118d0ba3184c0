//! How the caller stands to a learner, as SQL: facts come along with the row they are about, so that no request asks twice.
//!
//! In every statement `$1` is the tenant, `$2` the caller, `$3` the present moment.

use sea_orm::{ConnectionTrait, DbErr, Value};

use super::{circle::caller_rates_by_invitation, sql};
use crate::{
    auth::principal::Actor,
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, RoundId, UserId},
    },
};

/// Whether what has these columns for its start and its end is in force now.
macro_rules! is_now {
    ($table:literal) => {
        concat!($table, ".starts_at <= $3 AND (", $table, ".ends_at IS NULL OR ", $table, ".ends_at > $3)")
    };
}

/// Whether the caller's account is in use.
macro_rules! caller_is_active {
    () => {
        "EXISTS (SELECT 1 FROM user_account cu WHERE cu.organisation_id = $1 AND cu.id = $2 AND cu.disabled_at IS NULL)"
    };
}

/// Whether the caller holds this role now.
macro_rules! caller_is {
    ($role:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM membership cm WHERE cm.organisation_id = $1 AND cm.user_id = $2 AND cm.role = '",
            $role,
            "' AND cm.starts_at <= $3 AND (cm.ends_at IS NULL OR cm.ends_at > $3))"
        )
    };
}

/// Whether the caller coaches the learner in this column now: one by one, or through a group she is in now. Both the role of
/// coach and the coaching itself must hold. Nobody coaches herself, in a group of her own neither.
macro_rules! caller_coaches {
    ($learner:literal) => {
        concat!(
            "(",
            $learner,
            " <> $2 AND EXISTS (SELECT 1 FROM coaching c WHERE c.organisation_id = $1 AND c.coach_id = $2 \
              AND c.starts_at <= $3 AND (c.ends_at IS NULL OR c.ends_at > $3) AND (c.learner_id = ",
            $learner,
            " OR c.group_id IN (SELECT lm.group_id FROM membership lm WHERE lm.organisation_id = $1 AND lm.user_id = ",
            $learner,
            " AND lm.role = 'learner' AND lm.starts_at <= $3 AND (lm.ends_at IS NULL OR lm.ends_at > $3)))) AND ",
            $crate::db::relation::caller_is!("coach"),
            ")"
        )
    };
}

/// Whether the caller is an administrator of the whole organisation now.
macro_rules! caller_is_admin {
    () => {
        "EXISTS (SELECT 1 FROM membership cm WHERE cm.organisation_id = $1 AND cm.user_id = $2 AND cm.role = 'admin' \
           AND cm.programme_id IS NULL AND cm.starts_at <= $3 AND (cm.ends_at IS NULL OR cm.ends_at > $3))"
    };
}

/// Whether the group in this row is the caller's to hold rounds for: she coaches all of it now, or administers its programme. What
/// `domain::permission::may_use_group` says of facts, once more for lists.
macro_rules! caller_uses_group {
    ($group:literal) => {
        concat!(
            "((EXISTS (SELECT 1 FROM coaching gc WHERE gc.organisation_id = $1 AND gc.coach_id = $2 AND gc.group_id = ",
            $group,
            ".id AND gc.starts_at <= $3 AND (gc.ends_at IS NULL OR gc.ends_at > $3)) AND ",
            $crate::db::relation::caller_is!("coach"),
            ") OR EXISTS (SELECT 1 FROM membership ga WHERE ga.organisation_id = $1 AND ga.user_id = $2 AND ga.role = 'admin' \
               AND (ga.programme_id IS NULL OR ga.programme_id = ",
            $group,
            ".programme_id) AND ga.starts_at <= $3 AND (ga.ends_at IS NULL OR ga.ends_at > $3)))"
        )
    };
}

/// Whether a group and its programme were in use at this moment, as far as is known now. What is over takes part in no round that opens from then on.
macro_rules! group_in_use {
    ($group:literal, $($at:literal),+) => {
        concat!(
            "EXISTS (SELECT 1 FROM learner_group ug JOIN programme up \
               ON up.organisation_id = ug.organisation_id AND up.id = ug.programme_id \
             WHERE ug.organisation_id = $1 AND ug.id = ",
            $group,
            " AND (ug.deactivated_at IS NULL OR ug.deactivated_at > ",
            $($at),+,
            ") AND (up.deactivated_at IS NULL OR up.deactivated_at > ",
            $($at),+,
            "))"
        )
    };
}

/// Whether a learner takes part in the round in this row: as it was frozen, or, where nothing froze it yet, by being a learner in one of
/// its groups when it opened, one that was in use; in one that is planned, by being so at this moment.
macro_rules! takes_part {
    ($round:literal, $learner:literal, $now:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM round_participant tp WHERE tp.organisation_id = $1 AND tp.round_id = ",
            $round,
            ".id AND tp.learner_id = ",
            $learner,
            ") OR (",
            $round,
            ".frozen_at IS NULL AND EXISTS (SELECT 1 FROM round_group tg JOIN membership tm \
               ON tm.organisation_id = tg.organisation_id AND tm.group_id = tg.group_id \
               WHERE tg.organisation_id = $1 AND tg.round_id = ",
            $round,
            ".id AND tm.user_id = ",
            $learner,
            " AND tm.role = 'learner' AND tm.starts_at <= ",
            $now,
            " AND tm.starts_at <= ",
            $round,
            ".opens_at AND (tm.ends_at IS NULL OR tm.ends_at > ",
            $now,
            " OR tm.ends_at > ",
            $round,
            ".opens_at) AND ",
            $crate::db::relation::group_in_use!("tg.group_id", $round, ".opens_at"),
            ")))"
        )
    };
}

const MAY_STILL_SEE: &str = concat!(
    "SELECT 1 FROM user_account l WHERE l.organisation_id = $1 AND l.id = $4 AND ",
    caller_is_active!(),
    " AND (l.id = $2 OR ($5 AND ",
    caller_is_admin!(),
    ") OR ",
    caller_coaches!("l.id"),
    " OR ",
    caller_rates_by_invitation!("i.learner_id = l.id"),
    ")"
);

/// Whether the caller still has to do with a learner: is she herself, coaches her, rates her by an invitation, or, where that is
/// enough, administers the organisation.
///
/// # Errors
/// What the database says.
pub async fn may_still_see(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learner: UserId,
    admin_is_enough: bool,
) -> Result<bool, DbErr> {
    let (tenant, caller) = (actor.tenant.raw(), actor.user.raw());
    let values = vec![tenant.into(), caller.into(), now.into(), learner.raw().into(), admin_is_enough.into()];
    Ok(sql::one(db, MAY_STILL_SEE, values).await?.is_some())
}

/// The first values of every statement that asks how the caller stands to somebody.
pub fn caller(actor: &Actor, now: Timestamp) -> Vec<Value> {
    vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into()]
}

const MAY_STILL_USE: &str = concat!(
    "SELECT 1 FROM round_group rg JOIN learner_group g ON g.organisation_id = rg.organisation_id AND g.id = rg.group_id \
     WHERE rg.organisation_id = $1 AND rg.round_id = $4 AND ($5 IS NULL OR g.id = $5) AND ",
    caller_is_active!(),
    " AND ",
    caller_uses_group!("g"),
    " LIMIT 1"
);

/// Whether the caller may still act in a round: for this group of it, or for any.
///
/// # Errors
/// What the database says.
pub async fn may_still_act(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: RoundId,
    group: Option<GroupId>,
) -> Result<bool, DbErr> {
    let (tenant, caller) = (actor.tenant.raw(), actor.user.raw());
    let values = vec![tenant.into(), caller.into(), now.into(), round.raw().into(), group.map(Id::raw).into()];
    Ok(sql::one(db, MAY_STILL_USE, values).await?.is_some())
}

pub(crate) use {
    caller_coaches, caller_is, caller_is_active, caller_is_admin, caller_uses_group, group_in_use, is_now, takes_part,
};
