//! The contract: what the operations say of themselves, and the words around it. Generated, committed, compared by a test.

pub mod older;

use std::sync::LazyLock;

use utoipa::openapi::{
    self, Contact, Info, OpenApi, Server, Tag,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::{auth::right::Scope, http::operation::Api, resources};

/// The full version of the API (semantic versioning); answered in the header `API-Version`.
pub const VERSION: &str = "1.1.0";

static V1: LazyLock<String> = LazyLock::new(|| {
    let mut text = serde_json::to_string_pretty(&v1()).unwrap_or_default();
    text.push('\n');
    text
});

/// The contract of `/v1` as it is published: OpenAPI 3.1, JSON.
pub fn v1_json() -> &'static str {
    &V1
}

static V1_IN_3_0: LazyLock<String> = LazyLock::new(|| {
    let older = serde_json::to_value(v1()).map(|newer| older::in_3_0(&newer));
    let Ok(older::Older { document, unsaid }) = older else { return String::new() };
    debug_assert!(unsaid.is_empty(), "not in OpenAPI 3.0: {unsaid:?}");
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
});

/// The contract of `/v1` for tools that read no OpenAPI 3.1: OpenAPI 3.0.3, JSON.
pub fn v1_in_3_0_json() -> &'static str {
    &V1_IN_3_0
}

/// The contract of `/v1`.
pub fn v1() -> OpenApi {
    let mut api = Api::describing();
    resources::operations(&mut api);
    let contract = api.contract();
    let mut document = OpenApi::new(info(), contract.paths);
    document.servers = Some(vec![server()]);
    document.tags = Some(tags());
    let mut components = contract.components;
    components.add_security_scheme("accessToken", access_token());
    document.components = Some(components);
    document
}

fn info() -> Info {
    let mut info = Info::new("Samenspel", VERSION);
    info.description = Some(include_str!("openapi/description.md").to_owned());
    info.license =
        Some(openapi::LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build());
    let mut contact = Contact::new();
    contact.name = Some("Samenspel".to_owned());
    contact.url = Some("https://samenspel.example/contact".to_owned());
    contact.email = Some("api@samenspel.example".to_owned());
    info.contact = Some(contact);
    info
}

fn server() -> Server {
    let mut server = Server::new("/v1");
    server.description = Some("This server.".to_owned());
    server
}

fn tags() -> Vec<Tag> {
    let tag = |name: &str, says: &str| {
        let mut tag = Tag::new(name);
        tag.description = Some(says.to_owned());
        tag
    };
    vec![
        tag("frameworks", "Competency frameworks (competentieprofielen, keuzedelen) and their competencies."),
        tag("scales", "Scales: what each level means."),
        tag("instruments", "Instruments: what is asked, in which order, on which scale."),
        tag(
            "crosswalks",
            "Crosswalks: what of one framework is met by another, and each alignment (koppeling) in them.",
        ),
        tag("people", "Yourself, the organisation, programmes, groups, users, memberships, coaching, learning teams."),
        tag("clients", "API clients: the programs of frontends and other systems, and how they show who they are."),
        tag("placements", "Placements (stages, bpv-plekken): the practice an assessment is about."),
        tag("rounds", "Rounds (meetmomenten)."),
        tag("invitations", "Invitations to rate: of fellow students by account, of guests by a link."),
        tag("assessments", "Assessments: start, submit, reopen."),
        tag("scores", "Score sheets and their history."),
        tag(
            "reflections",
            "Reflections: a learner's answers to the questions of an instrument, hers alone until she shares them.",
        ),
        tag("goals", "Goals (leerdoelen), what is added to them, and the growth of their competencies."),
        tag("conversations", "The conversation (gesprek) about a self-score."),
        tag("feedback", "Feedback of coaches: its life, replies to it, actions agreed on with it."),
        tag("reports", "Reports about many learners that give nobody away."),
        tag("audit-events", "The audit trail: who did or read what, about whom."),
        tag(
            "rights",
            "Everybody's rights to her own data: a package of all of it, erasure, for how long it is kept, and what she is signed in with.",
        ),
    ]
}

fn access_token() -> SecurityScheme {
    let scopes: Vec<String> = Scope::ALL.iter().map(|s| format!("- `{}`: {}", s.code(), s.says())).collect();
    let says = format!(
        "A JWT access token (RFC 9068), sent as `Authorization: Bearer …`. It lives at most 15 minutes. Its scopes limit what a \
         client may do; whose data it may be done with follows from memberships and coaching.\n\n{}",
        scopes.join("\n")
    );
    let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(says));
    SecurityScheme::Http(http.build())
}
