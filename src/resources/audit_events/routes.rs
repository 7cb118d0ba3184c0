//! Reading the audit trail.

use utoipa::path as place;

use super::{
    dto::{AuditEventQuery, AuditEventView},
    service,
};
use crate::{
    auth::{require::Require, right::ReadAudit},
    http::{
        State,
        answer::Reply,
        operation::Api,
        paging::{Listing, Paged},
        problem::{Nothing, Problem},
    },
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_audit_events, list_audit_events);
}

/// List audit events
///
/// Who did or read what about you; for an administrator, about everybody in the organisation. Oldest first. It tells that something was done and to
/// which thing, never what is in it: that a score sheet was saved, submitted, disclosed or reopened is told, its levels and notes stand in the history of
/// the sheet alone. Of a sheet or feedback that you may not see yet, nothing is told about you until you may. What a learner does to a reflection or
/// a goal that nobody else may read is told to her alone. An administrator's reading stands in the trail too.
#[place(get, path = "/audit-events", tag = "audit-events")]
pub async fn list_audit_events(
    caller: Require<ReadAudit>,
    state: State,
    asked: Paged<AuditEventQuery>,
) -> Result<Reply<Listing<AuditEventView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |event| AuditEventView::from(&event)))
}
