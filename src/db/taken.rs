//! What could not be written because another has it already.

use sea_orm::DbErr;

use super::sql;
use crate::{domain::refusal::Refusal, failure::Failure};

/// Why a row was not written: where it is because something in it must be nobody else's, which members of it another has, as `clashes` finds them.
pub async fn taken_by_others(error: DbErr, clashes: impl Future<Output = Result<Vec<&'static str>, DbErr>>) -> Failure {
    if !sql::is_duplicate(&error) {
        return error.into();
    }
    match clashes.await {
        Ok(members) => Refusal::AlreadyExists { members }.into(),
        Err(error) => error.into(),
    }
}
