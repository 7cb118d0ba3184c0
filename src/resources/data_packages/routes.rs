//! Asking for a data package, and fetching it.

use std::sync::Arc;

use utoipa::path as place;

use super::{
    dto::DataPackageView,
    service::{self, Shown},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadOwnData, WriteOwnData},
    },
    domain::ids::{DataPackageId, Id},
    http::{
        State,
        accepted::Accepted,
        answer::Reply,
        file::{Piece, ZipFile},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
    },
    refusals,
};

refusals!(/// An account that is not in use has no more to ask.
    CreateDataPackageRefusal = Forbidden);
refusals!(/// There may be no such package, or not any more.
    GetDataPackageRefusal = NotFound);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_data_packages, list_data_packages)
        .add(__path_create_data_package, create_data_package)
        .add(__path_get_data_package, get_data_package)
        .add(__path_get_data_package_content, get_data_package_content);
}

/// List your data packages
///
/// Those that are built by now or can be fetched, oldest first; one whose time is over is gone.
#[place(get, path = "/data-packages", tag = "rights")]
pub async fn list_data_packages(
    caller: Require<ReadOwnData>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<DataPackageView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |shown| DataPackageView::from(&shown)))
}

/// Ask for your data package
///
/// All of your data in one ZIP: each kind as JSON and as CSV, with a text that says what is in it. Everybody may, whatever she is here, and who has left
/// too. It is built by itself within a minute or so: ask at its `Location` how far it is. Where one is under way already, that is the one. What
/// you may not read yet is not in it.
#[place(post, path = "/data-packages", tag = "rights")]
pub async fn create_data_package(
    caller: Require<WriteOwnData>,
    state: State,
    key: IdempotencyKey,
) -> Result<Accepted<DataPackageView>, Problem<CreateDataPackageRefusal>> {
    let actor = caller.actor();
    let render = |shown: &Shown| {
        Accepted::answer(&DataPackageView::from(shown), &format!("/v1/data-packages/{}", shown.package.id))
    };
    let work = |once| service::request(&state, actor, once);
    let look = |id| service::get(&state, actor, DataPackageId::new(id));
    Ok(key.once_as_long_as(&state, actor, "", &render, work, look).await?.into())
}

/// Get a data package
///
/// How far yours is. Ask again every few seconds while it is not `ready`.
#[place(get, path = "/data-packages/{id}", tag = "rights")]
pub async fn get_data_package(
    caller: Require<ReadOwnData>,
    state: State,
    id: PathId<DataPackageId>,
) -> Result<Reply<DataPackageView>, Problem<GetDataPackageRefusal>> {
    let shown = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&DataPackageView::from(&shown)))
}

/// Get the content of a data package
///
/// The file itself, until it expires. It holds personal data, of others too where they wrote to you: keep it as you would keep a letter.
#[place(get, path = "/data-packages/{id}/content", tag = "rights")]
pub async fn get_data_package_content(
    caller: Require<ReadOwnData>,
    state: State,
    id: PathId<DataPackageId>,
) -> Result<ZipFile, Problem<GetDataPackageRefusal>> {
    let (actor, id) = (caller.actor().clone(), *id);
    let ready = service::open(&state, &actor, id).await?;
    let pieces = move |number| -> Piece {
        let (state, actor) = (state.clone(), actor.clone());
        Box::pin(async move { service::piece(&state, &actor, id, number).await })
    };
    let name = format!("samenspel-{}.zip", ready.at.format("%Y-%m-%d"));
    Ok(ZipFile { name, size: ready.size.into(), digest: ready.digest, pieces: Arc::new(pieces) })
}
