//! API clients as they are sent.

mod credential;
mod examples;
mod key;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

pub use credential::{
    ClientCredentialView, CredentialKindView, HeldCredential, NewClientCredential, NewSecret, SecretKind,
};

use super::service::{Filter, Wanted};
use crate::{
    auth::client::{Client, ClientChange},
    choices,
    domain::{
        client::{ClientSort, WebOrigin},
        ids::Id,
        refusal::{Fault, InputError, Refusal},
        sign_in::redirect::RedirectUri,
    },
    http::{body::Input, scope::ScopeName},
};

/// An API client: a program that gets tokens.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Client)]
#[serde(rename_all = "camelCase")]
pub struct ClientView {
    /// Id.
    pub id: Uuid,
    /// As OAuth knows it: what the client sends as `client_id`.
    pub oauth_client_id: String,
    /// What people read where they sign in, unique in the organisation.
    pub name: String,
    /// What it is.
    pub kind: ClientKindView,
    /// Whether it gets tokens.
    pub status: ClientStatusView,
    /// Since when it gets none; `null`: it does.
    #[schema(required = true)]
    pub disabled_at: Option<DateTime<Utc>>,
    /// Where people may be sent back to, to the letter.
    pub redirect_uris: Vec<String>,
    /// Origins of the web pages whose scripts may call with its tokens.
    pub origins: Vec<String>,
    /// What it may ask for.
    pub scopes: Vec<ScopeName>,
    /// The account that a service acts for; `null`: people sign in through it.
    #[schema(required = true)]
    pub service_user_id: Option<Uuid>,
    /// With what it shows who it is; none of a public one.
    pub credentials: Vec<HeldCredential>,
    /// When it last showed who it is, to within an hour; `null`: never.
    #[schema(required = true)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it, or what it shows who it is with, was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// What a client is.
    ClientKindView as ClientKind {
    /// People sign in through it, where they can read it: in a browser, on a telephone. It keeps no secret.
    Public = "public",
    /// People sign in through it, and it runs on a server.
    Confidential = "confidential",
    /// A program that acts for itself.
    Service = "service",
});

choices!(/// Whether a client gets tokens.
    ClientStatusView as ClientStatus {
    /// It does.
    Active = "active",
    /// It does not, and those that it has are refused.
    Disabled = "disabled",
});

choices!(/// That people sign in through it, where they can read it.
    PublicClientKind {
    /// In a browser, on a telephone.
    Public = "public",
});

choices!(/// That people sign in through it, and it runs on a server.
    ConfidentialClientKind {
    /// On a server.
    Confidential = "confidential",
});

choices!(/// That it acts for itself.
    ServiceClientKind {
    /// A program that acts for itself.
    Service = "service",
});

/// Where people may be sent back to: `https`; `http` on the machine itself; or a scheme of a program's own with a full stop in it (RFC 8252).
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = RedirectUri, example = "https://app.example.nl/back", max_length = 1000,
    pattern = r"^((https://[a-z0-9]([a-z0-9.-]{0,60}[a-z0-9])?|http://(127\.0\.0\.1|\[::1\]|localhost))(:[1-9][0-9]{0,3})?(/[A-Za-z0-9._~/-]{0,200})?|[a-z][a-z0-9+-]{0,30}\.[a-z0-9+.-]{1,60}:/([A-Za-z0-9._~-][A-Za-z0-9._~/-]{0,200})?)(\?[A-Za-z0-9._~=&%-]{0,200})?$")]
#[serde(transparent)]
pub struct RedirectUriText(String);

/// The origin of a web page, as browsers send it: `https`, or `http` on the machine itself.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = WebOrigin, example = "https://app.example.nl",
    pattern = r"^(https://[a-z0-9]([a-z0-9.-]{0,60}[a-z0-9])?|http://(127\.0\.0\.1|\[::1\]|localhost))(:[1-9][0-9]{0,3})?$")]
#[serde(transparent)]
pub struct WebOriginText(String);

/// A client to make.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewClient {
    Public(NewPublicClient),
    Confidential(NewConfidentialClient),
    Service(NewServiceClient),
}

/// A client that people sign in through, where they can read it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPublicClient {
    /// What it is.
    pub kind: PublicClientKind,
    /// What people read where they sign in, unique in the organisation.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where people may be sent back to, to the letter; on the machine itself the port may be another.
    #[schema(min_items = 1, max_items = 10)]
    pub redirect_uris: Vec<RedirectUriText>,
    /// Origins of the web pages whose scripts call with its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub origins: Option<Vec<WebOriginText>>,
    /// What it may ask for.
    #[schema(min_items = 1, max_items = 40)]
    pub scopes: Vec<ScopeName>,
}

/// A client that people sign in through, and that runs on a server.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConfidentialClient {
    /// What it is.
    pub kind: ConfidentialClientKind,
    /// What people read where they sign in, unique in the organisation.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where people may be sent back to, to the letter.
    #[schema(min_items = 1, max_items = 10)]
    pub redirect_uris: Vec<RedirectUriText>,
    /// What it may ask for.
    #[schema(min_items = 1, max_items = 40)]
    pub scopes: Vec<ScopeName>,
}

/// A client that acts for itself. An account is made along with it, without any role.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceClient {
    /// What it is.
    pub kind: ServiceClientKind,
    /// Its name, unique in the organisation; its account is called so, too.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it may ask for.
    #[schema(min_items = 1, max_items = 40)]
    pub scopes: Vec<ScopeName>,
}

/// What changes of a client; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientPatch {
    /// What people read where they sign in, unique in the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub name: Option<String>,
    /// Where people may be sent back to, to the letter. A service sends nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 10, nullable = false)]
    pub redirect_uris: Option<Vec<RedirectUriText>>,
    /// Origins of the web pages whose scripts call with its tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub origins: Option<Vec<WebOriginText>>,
    /// What it may ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 40, nullable = false)]
    pub scopes: Option<Vec<ScopeName>>,
    /// Whether it gets tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<ClientStatusView>,
}

/// Which clients.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ClientQuery {
    /// Only those that get tokens, or only those that do not.
    #[param(inline, example = "active")]
    pub status: Option<ClientStatusView>,
}

impl Input for NewClient {}
impl Input for ClientPatch {}

impl Validate for NewClient {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Public(new) => new.validate(),
            Self::Confidential(new) => new.validate(),
            Self::Service(new) => new.validate(),
        }
    }
}

impl From<&ClientQuery> for Filter {
    fn from(query: &ClientQuery) -> Self {
        Self { is_disabled: query.status.map(|status| status == ClientStatusView::Disabled) }
    }
}

/// Each of these, read; what the schema lets through and is none, with its place.
fn read<T>(
    texts: &[&str],
    member: &str,
    form: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Vec<InputError>> {
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for (at, text) in texts.iter().enumerate() {
        match parse(text) {
            Some(one) => all.push(one),
            None => errors.push(InputError::at(format!("/{member}/{at}"), Fault::Malformed { form: form.to_owned() })),
        }
    }
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

fn redirect_uris(given: &[RedirectUriText]) -> Result<Vec<RedirectUri>, Vec<InputError>> {
    let texts: Vec<&str> = given.iter().map(|uri| uri.0.as_str()).collect();
    read(&texts, "redirectUris", "redirect-uri", RedirectUri::parse)
}

fn origins(given: &[WebOriginText]) -> Result<Vec<WebOrigin>, Vec<InputError>> {
    let texts: Vec<&str> = given.iter().map(|origin| origin.0.as_str()).collect();
    read(&texts, "origins", "web-origin", WebOrigin::parse)
}

/// Both, or what is wrong with either.
fn both<A, B>(a: Result<A, Vec<InputError>>, b: Result<B, Vec<InputError>>) -> Result<(A, B), Refusal> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(Refusal::InvalidInput([a.err(), b.err()].into_iter().flatten().flatten().collect())),
    }
}

impl NewClient {
    /// What is wanted.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for what is no address after all.
    pub fn wanted(self) -> Result<Wanted, Refusal> {
        let (title, sort, uris, from, names) = match self {
            Self::Public(new) => {
                (new.name, ClientSort::Public, new.redirect_uris, new.origins.unwrap_or_default(), new.scopes)
            }
            Self::Confidential(new) => (new.name, ClientSort::Confidential, new.redirect_uris, Vec::new(), new.scopes),
            Self::Service(new) => (new.name, ClientSort::Service, Vec::new(), Vec::new(), new.scopes),
        };
        let (redirect_uris, origins) = both(redirect_uris(&uris), origins(&from))?;
        Ok(Wanted { title, sort, redirect_uris, origins, scopes: ScopeName::set_of(&names) })
    }
}

impl ClientPatch {
    /// What is to change.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for what is no address after all.
    pub fn change(self) -> Result<ClientChange, Refusal> {
        let uris = self.redirect_uris.as_deref().map(redirect_uris).transpose();
        let (redirect_uris, origins) = both(uris, self.origins.as_deref().map(origins).transpose())?;
        Ok(ClientChange {
            title: self.name,
            redirect_uris,
            origins,
            scopes: self.scopes.as_deref().map(ScopeName::set_of),
            is_disabled: self.status.map(|status| status == ClientStatusView::Disabled),
        })
    }
}

impl From<&Client> for ClientView {
    fn from(c: &Client) -> Self {
        Self {
            id: c.name.id.raw(),
            oauth_client_id: c.name.text(),
            name: c.title.clone(),
            kind: match c.sort() {
                ClientSort::Public => ClientKindView::Public,
                ClientSort::Confidential => ClientKindView::Confidential,
                ClientSort::Service => ClientKindView::Service,
            },
            status: if c.disabled_at.is_none() { ClientStatusView::Active } else { ClientStatusView::Disabled },
            disabled_at: c.disabled_at,
            redirect_uris: c.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect(),
            origins: c.origins.iter().map(|origin| origin.as_str().to_owned()).collect(),
            scopes: ScopeName::all_of(c.scopes),
            service_user_id: c.acts_as.map(Id::raw),
            credentials: c.credentials.iter().map(HeldCredential::from).collect(),
            last_used_at: c.last_used_at,
            created_at: c.created_at,
            updated_at: c.updated_at,
        }
    }
}
