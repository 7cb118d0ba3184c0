//! How the caller stands to a learner, as SQL: facts come along with the row they are about, so that no request asks twice.
//!
//! In every statement `$1` is the tenant, `$2` the caller, `$3` the present moment.

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

pub(crate) use {caller_coaches, caller_is, caller_is_active};
