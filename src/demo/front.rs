//! What somebody needs who builds a frontend against the demo: a client that signs people in, and people who can.

use crate::{
    auth::{client::ClientName, right::Scopes},
    db::{idempotency::Once, page::Page, tenant::Tenant},
    domain::{
        client::{ClientSort, WebOrigin},
        ids::OrganisationId,
        sign_in::redirect::RedirectUri,
    },
    failure::Failure,
    resources::{
        clients::{self, repo::Filter, service::Wanted},
        sign_in::service::accounts,
    },
    state::AppState,
};

use super::school::{People, unsaid};

/// The password of all who have one.
pub const PASSWORD: &str = "vier fietsen in de regen";

/// Who can sign in.
pub const PEOPLE: [&str; 4] = ["learner-01", "coach-01", "curriculum-01", "admin-01"];

/// Where frontends usually are while they are built.
pub const ORIGINS: [&str; 2] = ["http://localhost:5173", "http://localhost:3000"];

/// Where they are sent back to.
pub const CALLBACK: &str = "/callback";

/// Lets a frontend on one's own machine sign people in.
pub async fn open(state: &AppState, people: &People) -> Result<(), Failure> {
    let back = ORIGINS.iter().filter_map(|origin| RedirectUri::parse(&format!("{origin}{CALLBACK}")));
    let wanted = Wanted {
        title: "Frontend in aanbouw".to_owned(),
        sort: ClientSort::Public,
        redirect_uris: back.collect(),
        origins: ORIGINS.into_iter().filter_map(WebOrigin::parse).collect(),
        scopes: Scopes::grantable(),
    };
    let administrator = people.actor(people.administrator);
    clients::service::create(state, &administrator, wanted, Once::unkeyed(&unsaid)).await?;
    for name in PEOPLE {
        accounts::set_password(state, people.tenant.organisation(), name, PASSWORD.to_owned()).await?;
    }
    Ok(())
}

/// The client that was made for that.
pub async fn client(state: &AppState, organisation: OrganisationId) -> Result<Option<ClientName>, Failure> {
    let page = Page { limit: 1, after: None };
    let found = clients::repo::list(state.db.reader(), Tenant::of(organisation), Filter::default(), page).await?;
    Ok(found.first().map(|client| client.name))
}
