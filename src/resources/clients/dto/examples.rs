//! Examples of what is sent about clients.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    ClientCredentialView, ClientKindView, ClientPatch, ClientStatusView, ClientView, CredentialKindView,
    HeldCredential, NewClient, NewClientCredential, NewPublicClient, NewSecret, PublicClientKind, RedirectUriText,
    ScopeName, SecretKind, WebOriginText,
};
use crate::{auth::right::Scopes, http::schema::Example};

fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last)
}

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default()
}

fn names(codes: &[&str]) -> Vec<ScopeName> {
    ScopeName::all_of(Scopes::parse(&codes.join(" ")))
}

impl Example for NewClient {
    fn example() -> Self {
        Self::Public(NewPublicClient {
            kind: PublicClientKind::Public,
            name: "Portaal".to_owned(),
            redirect_uris: vec![RedirectUriText("https://portaal.example.nl/terug".to_owned())],
            origins: Some(vec![WebOriginText("https://portaal.example.nl".to_owned())]),
            scopes: names(&["definitions:read", "school:read", "assessments:read", "assessments:write"]),
        })
    }
}

impl Example for ClientPatch {
    fn example() -> Self {
        Self { status: Some(ClientStatusView::Disabled), ..Self::default() }
    }
}

impl Example for NewClientCredential {
    fn example() -> Self {
        Self::Secret(NewSecret { kind: SecretKind::Secret, expires_in_days: Some(365) })
    }
}

impl Example for ClientView {
    fn example() -> Self {
        Self {
            id: id(0x41),
            oauth_client_id: "AZLToHscfgCKTzwdLk9aAQGS06B7HH4Aik88HS5PWkE".to_owned(),
            name: "Rooster".to_owned(),
            kind: ClientKindView::Service,
            status: ClientStatusView::Active,
            disabled_at: None,
            redirect_uris: Vec::new(),
            origins: Vec::new(),
            scopes: names(&["school:read", "users:read", "users:write"]),
            service_user_id: Some(id(0x42)),
            credentials: vec![HeldCredential {
                id: id(0x43),
                kind: CredentialKindView::Secret,
                key_id: None,
                expires_at: None,
                created_by_id: Some(id(2)),
                last_used_at: Some(at()),
                created_at: at(),
            }],
            last_used_at: Some(at()),
            created_at: at(),
            updated_at: at(),
        }
    }
}

impl Example for ClientCredentialView {
    fn example() -> Self {
        Self {
            id: id(0x43),
            client_id: id(0x41),
            kind: CredentialKindView::Secret,
            key_id: None,
            secret: Some("8s0R2yT5cJmW1dQvXbZkLhNfGqEoPaUiKtYxCrVnBzA".to_owned()),
            expires_at: None,
            created_at: at(),
        }
    }
}
