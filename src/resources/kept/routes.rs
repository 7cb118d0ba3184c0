//! How a batch is answered, whatever it is of.

use super::{
    dto::{BatchView, Rows},
    service::{self, Brought},
};
use crate::{
    auth::principal::Actor,
    domain::batch::Batch,
    http::{State, answer::Told, body::Body, idempotency::IdempotencyKey, problem::Problem},
    refusals,
};

refusals!(/// It is for administrators.
    BatchRefusal = Forbidden);

/// Brings over what was sent, and tells what became of each row.
pub async fn bring<B: Rows<Row: Brought>>(
    state: &State,
    actor: &Actor,
    key: IdempotencyKey,
    body: Body<B>,
) -> Result<Told<BatchView>, Problem<BatchRefusal>> {
    let digest = body.digest().to_owned();
    let (rows, is_dry_run) = body.into_inner().into_rows();
    let render = |batch: &Batch<_>| Told::answer(&BatchView::from(batch));
    let work = |once| service::bring(state, actor, &rows, is_dry_run, once);
    let look = |_| service::may_see_batches(state, actor);
    Ok(key.once_as_long_as(state, actor, &digest, &render, work, look).await?.into())
}
