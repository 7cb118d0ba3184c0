//! Many things at once, as the school's own system has them: each row is done, or told why not; all of it in one transaction, or for a dry run none of it.

use super::{
    repo,
    writing::{self, Stored},
};
use crate::{
    auth::principal::Actor,
    db::{Tx, audit::Deed, idempotency::Once, race::on_what_is_there},
    domain::{
        batch::{self, Batch, Row},
        sign_in::Because,
    },
    failure::Failure,
    resources::{
        me::access::must_administer,
        sign_in::ending::{self, Ended},
    },
    state::AppState,
};

/// A row that can be brought over.
pub trait Brought: Row<Of: Stored> {
    /// What is there with an external id of these rows or could be in the way of them, and what they refer to. Held until the end of the transaction,
    /// where another could otherwise get in between.
    fn look(
        state: &AppState,
        tx: &Tx,
        actor: &Actor,
        rows: &[Self],
    ) -> impl Future<Output = Result<(Vec<Self::Of>, Self::Around), Failure>>;
}

/// Brings these rows over.
pub async fn bring<R: Brought>(
    state: &AppState,
    actor: &Actor,
    rows: &[R],
    is_dry_run: bool,
    once: Once<'_, Batch<R::Of>>,
) -> Result<Batch<R::Of>, Failure> {
    on_what_is_there(|| try_to_bring(state, actor, rows, is_dry_run, &once)).await
}

async fn try_to_bring<R: Brought>(
    state: &AppState,
    actor: &Actor,
    rows: &[R],
    is_dry_run: bool,
    once: &Once<'_, Batch<R::Of>>,
) -> Result<Batch<R::Of>, Failure> {
    must_administer(state, actor).await?;
    let tx = state.db.begin().await?;
    repo::lock(&*tx, actor.tenant).await?;
    let (there, around) = R::look(state, &tx, actor, rows).await?;
    let planned = batch::plan(rows, there, &around, state.clock.now(), || state.ids.next());
    let batch = Batch { id: state.ids.next(), is_dry_run, rows: planned };
    let mut ended = Ended::default();
    if !is_dry_run {
        let steps = batch.rows.iter().map(|(_, step)| step);
        let disabled = writing::all(state, &tx, actor, steps).await?.into_iter();
        let disabled = disabled.filter(|(deed, _)| *deed == Deed::UserDisabled).filter_map(|(_, user)| user.about());
        for user in disabled {
            ended = ended.and(ending::all_of(state, &tx, actor, user, Because::AccountDisabled).await?);
        }
    }
    once.seal(&*tx, &batch).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(batch)
}

/// Nothing, to who may see what became of a batch.
pub async fn may_see_batches(state: &AppState, actor: &Actor) -> Result<(), Failure> {
    must_administer(state, actor).await
}
