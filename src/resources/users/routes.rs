//! Reading, making and changing users.

use utoipa::path as place;

use super::{
    dto::{NewUser, UserPatch, UserQuery, UserView, batch::NewUserBatch},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadUsers, WriteUsers},
    },
    domain::{
        account::Account,
        ids::{Id, UserId},
    },
    http::{
        State,
        answer::{Created, Reply, Told},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
    resources::kept::{self, dto::BatchView, routes::BatchRefusal},
};

refusals!(/// It is for administrators.
    ListUsersRefusal = Forbidden);
refusals!(/// It is for administrators; there may be no such user.
    GetUserRefusal = Forbidden, NotFound);
refusals!(/// It is for administrators; another may have the name or the external id.
    CreateUserRefusal = Forbidden, AlreadyExists);
refusals!(/// It is for other administrators; another may have the name or the external id, or somebody saved in between.
    PatchUserRefusal = Forbidden, NotFound, NotForOneself, AlreadyExists, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_users, list_users)
        .add(__path_create_user, create_user)
        .add(__path_get_user, get_user)
        .add(__path_patch_user, patch_user)
        .add(__path_create_user_batch, create_user_batch);
}

/// List users
///
/// As an administrator: the people and machine clients of your organisation. Guests are not among them. It stands on the record.
#[place(get, path = "/users", tag = "people")]
pub async fn list_users(
    caller: Require<ReadUsers>,
    state: State,
    asked: Paged<UserQuery>,
) -> Result<Reply<Listing<UserView>>, Problem<ListUsersRefusal>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |account| UserView::from(&account)))
}

/// Create a user
///
/// As an administrator. She is a person without any role: give her memberships next. What another has already (a sign-in name, an identifier in the school's
/// systems) is told in `errors`; look that user up by it.
#[place(post, path = "/users", tag = "people")]
pub async fn create_user(
    caller: Require<WriteUsers>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewUser>,
) -> Result<Created<UserView>, Problem<CreateUserRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |a: &Account| Created::answer(&UserView::from(a), &format!("/v1/users/{}", a.id), a.revision);
    let work = |once| service::add(&state, actor, body.into_inner().into(), once);
    let look = |id| service::get(&state, actor, UserId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a user
///
/// As an administrator: one user of your organisation. It stands on the record.
#[place(get, path = "/users/{id}", tag = "people")]
pub async fn get_user(
    caller: Require<ReadUsers>,
    state: State,
    id: PathId<UserId>,
) -> Result<Reply<UserView>, Problem<GetUserRefusal>> {
    let account = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&UserView::from(&account)).with_revision(account.revision))
}

/// Change a user
///
/// As an administrator, and not yourself: her names, her identifier, and whether her account is in use. Who is disabled gets nothing of the school from her next request on. Her roles,
/// and what she wrote, stay as they are, and count again when she is enabled.
#[place(patch, path = "/users/{id}", tag = "people")]
pub async fn patch_user(
    caller: Require<WriteUsers>,
    state: State,
    id: PathId<UserId>,
    seen: IfMatch,
    body: MergePatch<UserPatch>,
) -> Result<Reply<UserView>, Problem<PatchUserRefusal>> {
    let account = service::change(&state, caller.actor(), *id, &seen.seen(), body.into_inner().into()).await?;
    Ok(Reply::new(&UserView::from(&account)).with_revision(account.revision))
}

/// Create or change many users
///
/// As an administrator: up to 200 users as the school's own system has them, found by `externalId`. Who is not there is made; who is there and differs is changed; nobody is
/// disabled for not being in it. Every row is accounted for in the answer, in its order. Rows that can be done are done together or, where the database fails, not at
/// all; one that cannot says why and holds up no other. With `isDryRun` nothing is done.
#[place(post, path = "/user-batches", tag = "people")]
pub async fn create_user_batch(
    caller: Require<WriteUsers>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewUserBatch>,
) -> Result<Told<BatchView>, Problem<BatchRefusal>> {
    kept::routes::bring(&state, caller.actor(), key, body).await
}
