//! Reading and setting terms of retention.

use utoipa::path as place;

use super::{
    dto::{RetentionReplacement, RetentionView},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadPersonalData, WritePersonalData},
    },
    domain::ids::OrganisationId,
    http::{State, answer::Reply, body::Body, operation::Api, path::PathId, problem::Problem, revision::IfMatch},
    refusals,
};

refusals!(/// An account that is not in use has no more to ask; another organisation is not there for the caller.
    GetRetentionRefusal = Forbidden, NotFound);
refusals!(/// It is for administrators of the whole organisation.
    PutRetentionRefusal = Forbidden, NotFound, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_retention, get_retention).add(__path_put_retention, put_retention);
}

/// Get the terms of retention
///
/// For how long your organisation keeps what is about people. Everybody in it may know.
#[place(get, path = "/organisations/{id}/retention", tag = "rights")]
pub async fn get_retention(
    caller: Require<ReadPersonalData>,
    state: State,
    id: PathId<OrganisationId>,
) -> Result<Reply<RetentionView>, Problem<GetRetentionRefusal>> {
    let terms = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&RetentionView::from(&terms)).with_revision(terms.revision))
}

/// Replace the terms of retention
///
/// As an administrator. A job keeps to them every hour: what is past its term by then goes for good. Ask the operator for a dry run first
/// (`samenspel retention --dry-run`). It stands on the record.
#[place(put, path = "/organisations/{id}/retention", tag = "rights")]
pub async fn put_retention(
    caller: Require<WritePersonalData>,
    state: State,
    id: PathId<OrganisationId>,
    seen: IfMatch,
    body: Body<RetentionReplacement>,
) -> Result<Reply<RetentionView>, Problem<PutRetentionRefusal>> {
    let wanted = body.into_inner();
    let terms = service::put(&state, caller.actor(), *id, &seen.seen(), |revision| wanted.after(revision)).await?;
    Ok(Reply::new(&RetentionView::from(&terms)).with_revision(terms.revision))
}
