//! Reading, making and changing API clients, and what they show who they are with.

use utoipa::path as place;

use super::{
    dto::{ClientCredentialView, ClientPatch, ClientQuery, ClientView, NewClient, NewClientCredential},
    service::{self, Made},
};
use crate::{
    auth::{
        client::Client,
        require::Require,
        right::{ReadClients, WriteClients},
    },
    domain::ids::{ClientId, CredentialId, Id},
    failure::Failure,
    http::{
        State,
        answer::{Created, NoContent, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::{PathId, PathPart},
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// It is for administrators.
    ListClientsRefusal = Forbidden);
refusals!(/// It is for administrators; there may be no such client.
    GetClientRefusal = Forbidden, NotFound);
refusals!(/// It is for administrators; another may have the name.
    CreateClientRefusal = InvalidInput, Forbidden, AlreadyExists);
refusals!(/// It is for administrators, and for the operator where the client acts for somebody who sees more than they may; another may have the name, or
    /// somebody saved in between.
    PatchClientRefusal = InvalidInput, Forbidden, NotFound, AlreadyExists, StaleRevision);
refusals!(/// It is for administrators who are people, and for the operator where the client acts for somebody who sees more than they may; a public client keeps no secret,
    /// and none has more than five.
    CreateCredentialRefusal = InvalidInput, Forbidden, NotFound, KeepsNoSecret, TooManyCredentials);

refusals!(/// It is for administrators; there may be no such credential, or somebody changed the client in between.
    DeleteCredentialRefusal = Forbidden, NotFound, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_clients, list_clients)
        .add(__path_create_client, create_client)
        .add(__path_get_client, get_client)
        .add(__path_patch_client, patch_client)
        .add(__path_create_client_credential, create_client_credential)
        .add(__path_get_client_credential, get_client_credential)
        .add(__path_delete_client_credential, delete_client_credential);
}

fn reply(client: &Client) -> Reply<ClientView> {
    let used = client.credentials.iter().filter_map(|credential| credential.last_used_at).chain(client.last_used_at);
    let latest = used.max().map_or(0, |at| at.timestamp());
    Reply::new(&ClientView::from(client)).with_revision_beside(client.revision, &[latest])
}

/// List clients
///
/// As an administrator: the programs that get tokens of your organisation, those that are disabled too.
#[place(get, path = "/clients", tag = "clients")]
pub async fn list_clients(
    caller: Require<ReadClients>,
    state: State,
    asked: Paged<ClientQuery>,
) -> Result<Reply<Listing<ClientView>>, Problem<ListClientsRefusal>> {
    let page = service::list(&state, caller.actor(), (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |client| ClientView::from(&client)))
}

/// Create a client
///
/// As an administrator. People sign in through a `public` or a `confidential` one; a `service` acts for itself, with an account that is made along with it: give that account a
/// membership as an administrator, of the organisation or of a programme, and it may do what such a person may, as far as its scopes go. One that is
/// not `public` needs a credential next.
#[place(post, path = "/clients", tag = "clients")]
pub async fn create_client(
    caller: Require<WriteClients>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewClient>,
) -> Result<Created<ClientView>, Problem<CreateClientRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let wanted = body.into_inner().wanted().map_err(Failure::Refused)?;
    let render = |client: &Client| {
        Created::answer(&ClientView::from(client), &format!("/v1/clients/{}", client.name.id), client.revision)
    };
    let work = |once| service::create(&state, actor, wanted, once);
    let look = |id| service::get(&state, actor, ClientId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a client
///
/// As an administrator: one client, when it was last used, and what it shows who it is with, but for the secrets.
#[place(get, path = "/clients/{id}", tag = "clients")]
pub async fn get_client(
    caller: Require<ReadClients>,
    state: State,
    id: PathId<ClientId>,
) -> Result<Reply<ClientView>, Problem<GetClientRefusal>> {
    Ok(reply(&service::get(&state, caller.actor(), *id).await?))
}

/// Change a client
///
/// As an administrator. One that is disabled gets no token any more, and the tokens that it has are refused within a second; who signed in through it is signed in
/// again when it is enabled. Fewer scopes count at once for the tokens that are out, too.
#[place(patch, path = "/clients/{id}", tag = "clients")]
pub async fn patch_client(
    caller: Require<WriteClients>,
    state: State,
    id: PathId<ClientId>,
    seen: IfMatch,
    body: MergePatch<ClientPatch>,
) -> Result<Reply<ClientView>, Problem<PatchClientRefusal>> {
    let change = body.into_inner().change().map_err(Failure::Refused)?;
    Ok(reply(&service::change(&state, caller.actor(), *id, &seen.seen(), change).await?))
}

/// Create a credential of a client
///
/// As an administrator, and a person: a secret, which is in this answer and never again, or a public key with whose other half the client signs (`private_key_jwt`, RFC 7523). To
/// exchange one for another, make the new one, let the client use it, and withdraw the old one: both are good meanwhile.
#[place(post, path = "/clients/{id}/credentials", tag = "clients")]
pub async fn create_client_credential(
    caller: Require<WriteClients>,
    state: State,
    id: PathId<ClientId>,
    key: IdempotencyKey,
    body: Body<NewClientCredential>,
) -> Result<Created<ClientCredentialView>, Problem<CreateCredentialRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let wanted = body.into_inner().wanted(state.clock.now()).map_err(Failure::Refused)?;
    let render = |made: &Made| {
        let place = format!("/v1/clients/{}/credentials/{}", made.client, made.credential.id);
        Created::answer(&ClientCredentialView::from(made), &place, made.revision)
    };
    let work = |once| service::add_credential(&state, actor, *id, wanted, once);
    let look = |credential| service::credential(&state, actor, *id, CredentialId::new(credential));
    Ok(key.guarding_a_secret().once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a credential of a client
///
/// As an administrator: what it is, until when it is good, and which revision of the client has it. A secret is not told again.
#[place(get, path = "/clients/{id}/credentials/{credentialId}", tag = "clients")]
pub async fn get_client_credential(
    caller: Require<ReadClients>,
    state: State,
    id: PathId<ClientId>,
    credential: PathPart<CredentialId>,
) -> Result<Reply<ClientCredentialView>, Problem<GetClientRefusal>> {
    let held = service::credential(&state, caller.actor(), *id, *credential).await?;
    Ok(Reply::new(&ClientCredentialView::from(&held)).with_revision(held.revision))
}

/// Delete a credential of a client
///
/// As an administrator, over the revision of the client. It shows nothing by it any more, and every token that it has is refused within a second: it fetches others with another credential.
#[place(delete, path = "/clients/{id}/credentials/{credentialId}", tag = "clients")]
pub async fn delete_client_credential(
    caller: Require<WriteClients>,
    state: State,
    id: PathId<ClientId>,
    credential: PathPart<CredentialId>,
    seen: IfMatch,
) -> Result<NoContent, Problem<DeleteCredentialRefusal>> {
    service::withdraw(&state, caller.actor(), *id, *credential, &seen.seen()).await?;
    Ok(NoContent)
}
