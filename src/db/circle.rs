//! Whom a learner lets in, as SQL: her learning teams, what she shares with them, whom she invited. As in `db::relation`, `$1` is
//! the tenant, `$2` the caller, `$3` the present moment.

/// Whether the caller is in a learning team with the learner in this column now. Both must be in it, and the caller a learner.
macro_rules! caller_is_teammate {
    ($learner:literal) => {
        concat!(
            "(",
            $learner,
            " <> $2 AND EXISTS (SELECT 1 FROM learning_team_member th JOIN learning_team_member tc \
               ON tc.organisation_id = th.organisation_id AND tc.team_id = th.team_id \
              WHERE th.organisation_id = $1 AND th.learner_id = ",
            $learner,
            " AND ",
            $crate::db::relation::is_now!("th"),
            " AND tc.learner_id = $2 AND ",
            $crate::db::relation::is_now!("tc"),
            ") AND ",
            $crate::db::relation::caller_is!("learner"),
            ")"
        )
    };
}

/// Whether the learner shares the assessment `a` with a team in which both she and the caller are now.
macro_rules! is_shared_with_caller {
    () => {
        concat!(
            "(a.learner_id <> $2 AND EXISTS (SELECT 1 FROM assessment_share sh \
               JOIN learning_team_member th ON th.organisation_id = sh.organisation_id AND th.team_id = sh.team_id \
                 AND th.learner_id = sh.learner_id \
               JOIN learning_team_member tc ON tc.organisation_id = sh.organisation_id AND tc.team_id = sh.team_id \
              WHERE sh.organisation_id = $1 AND sh.assessment_id = a.id AND sh.revoked_at IS NULL AND ",
            $crate::db::relation::is_now!("th"),
            " AND tc.learner_id = $2 AND ",
            $crate::db::relation::is_now!("tc"),
            ") AND ",
            $crate::db::relation::caller_is!("learner"),
            ")"
        )
    };
}

/// Whether both the learner and the caller are now in the team that the share in this row is with; false where there is no such row. The
/// same rule as of sheets.
macro_rules! is_share_with_caller {
    ($share:literal) => {
        concat!(
            "(",
            $share,
            ".id IS NOT NULL AND ",
            $share,
            ".learner_id <> $2 AND EXISTS (SELECT 1 FROM learning_team_member th JOIN learning_team_member tc \
               ON tc.organisation_id = th.organisation_id AND tc.team_id = th.team_id \
              WHERE th.organisation_id = $1 AND th.team_id = ",
            $share,
            ".team_id AND th.learner_id = ",
            $share,
            ".learner_id AND ",
            $crate::db::relation::is_now!("th"),
            " AND tc.learner_id = $2 AND ",
            $crate::db::relation::is_now!("tc"),
            ") AND ",
            $crate::db::relation::caller_is!("learner"),
            ")"
        )
    };
}

/// Whether the caller rates by an invitation that holds now, where the use `iu` of the invitation `i` is the one that is meant.
/// None does once the account of who invited is in use no more; a peer's as long as she is in a learning team with her.
macro_rules! caller_rates_by_invitation {
    ($meant:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM invitation_use iu \
               JOIN invitation i ON i.organisation_id = iu.organisation_id AND i.id = iu.invitation_id \
               JOIN user_account il ON il.organisation_id = i.organisation_id AND il.id = i.learner_id \
              WHERE iu.organisation_id = $1 AND iu.rater_id = $2 AND il.disabled_at IS NULL AND ",
            $meant,
            " AND i.revoked_at IS NULL AND i.expires_at > $3 AND (i.kind = 'guest' OR ",
            $crate::db::circle::caller_is_teammate!("i.learner_id"),
            "))"
        )
    };
}

pub(crate) use {caller_is_teammate, caller_rates_by_invitation, is_share_with_caller, is_shared_with_caller};
