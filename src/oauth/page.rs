//! The page where people sign in, and the page that says why they cannot. Dutch and English, without a script, and nothing is fetched from
//! elsewhere.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER},
    },
};
use maud::{DOCTYPE, Markup, html};

use super::{AUTHORIZE, STYLE, authorize::Ask, elsewhere, forgotten};
use crate::{
    domain::sign_in::{LONGEST_PASSWORD, SHORTEST_PASSWORD, Weakness},
    http::{asset::Asset, edge::OwnWords, language::Language},
};

/// The field with the name, as it is sent.
pub const NAME: &str = "username";
/// The field with the password, as it is sent.
pub const PASSWORD: &str = "password";

/// Something that somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    WrongPassword,
    TooMany {
        wait_s: i64,
    },
    UnknownClient,
    UnknownAddress,
    Malformed,
    Elsewhere,
    /// What began at a provider took too long, came back before, or began in another browser.
    JourneyOver,
    /// A link by which a password is chosen is not good, or not any more.
    LinkOver,
    /// The two passwords that were entered differ.
    Unlike,
    TooWeak(Weakness),
    /// The provider sent her back with nothing.
    Declined,
    Unanswered,
    Untrusted,
    OtherSchool,
    NoAccount,
    NotInUse,
    Failed(StatusCode),
}

impl Notice {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::WrongPassword
            | Self::UnknownClient
            | Self::UnknownAddress
            | Self::Malformed
            | Self::JourneyOver
            | Self::Unlike
            | Self::TooWeak(_)
            | Self::Declined => StatusCode::BAD_REQUEST,
            Self::LinkOver => StatusCode::NOT_FOUND,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Elsewhere | Self::OtherSchool | Self::NoAccount | Self::NotInUse => StatusCode::FORBIDDEN,
            Self::Unanswered => StatusCode::SERVICE_UNAVAILABLE,
            Self::Untrusted => StatusCode::BAD_GATEWAY,
            Self::Failed(status) => status,
        }
    }

    pub(super) fn says(self, language: Language) -> String {
        let say = |nl: &str, en: &str| say(language, nl, en).to_owned();
        match self {
            Self::WrongPassword => say(
                "Deze naam en dit wachtwoord horen niet bij elkaar. Probeer het nog eens.",
                "This name and this password do not belong together. Try again.",
            ),
            Self::TooMany { wait_s } => {
                let minutes = (wait_s + 59) / 60;
                match (language, minutes) {
                    (Language::Dutch, 1) => {
                        "Er is te vaak geprobeerd aan te melden. Probeer het over een minuut nog eens.".to_owned()
                    }
                    (Language::Dutch, _) => {
                        format!("Er is te vaak geprobeerd aan te melden. Probeer het over {minutes} minuten nog eens.")
                    }
                    (Language::English, 1) => "Too many tries to sign in. Try again in a minute.".to_owned(),
                    (Language::English, _) => format!("Too many tries to sign in. Try again in {minutes} minutes."),
                }
            }
            Self::UnknownClient => say(
                "Het programma waarmee je wilt aanmelden is hier niet bekend.",
                "The program that you want to sign in to is not known here.",
            ),
            Self::UnknownAddress => say(
                "Het programma waarmee je wilt aanmelden noemt een adres dat niet van dat programma is.",
                "The program that you want to sign in to names an address that is not its own.",
            ),
            Self::Malformed => say(
                "Het programma waarmee je wilt aanmelden vraagt iets wat hier niet te begrijpen is.",
                "The program that you want to sign in to asks for something that is not understood here.",
            ),
            Self::Elsewhere => say(
                "Dit formulier komt van een andere pagina. Ga terug naar het programma en begin opnieuw.",
                "This form comes from another page. Go back to the program and begin again.",
            ),
            Self::JourneyOver => say(
                "Het aanmelden duurde te lang, of begon in een ander venster. Begin opnieuw.",
                "Signing in took too long, or began in another window. Begin again.",
            ),
            Self::LinkOver => say(
                "Deze link is niet goed, of niet meer: een link is één keer te gebruiken, en niet lang. Vraag om een nieuwe.",
                "This link is not good, or not any more: a link can be used once, and not for long. Ask for a new one.",
            ),
            Self::Unlike => say(
                "De twee wachtwoorden zijn niet gelijk. Vul ze nog eens in.",
                "The two passwords are not the same. Enter them again.",
            ),
            Self::TooWeak(Weakness::TooShort) => match language {
                Language::Dutch => format!("Dit wachtwoord is te kort: neem minstens {SHORTEST_PASSWORD} tekens."),
                Language::English => {
                    format!("This password is too short: take at least {SHORTEST_PASSWORD} characters.")
                }
            },
            Self::TooWeak(Weakness::TooLong) => match language {
                Language::Dutch => format!("Dit wachtwoord is te lang: neem hoogstens {LONGEST_PASSWORD} tekens."),
                Language::English => format!("This password is too long: take at most {LONGEST_PASSWORD} characters."),
            },
            Self::TooWeak(Weakness::Common) => say(
                "Dit wachtwoord is een van de eerste die iemand zou raden. Neem een paar woorden die niets met elkaar te maken hebben.",
                "This password is among the first that somebody would guess. Take some words that have nothing to do with each other.",
            ),
            Self::Declined => say(
                "Het aanmelden bij je school is niet afgemaakt. Probeer het nog eens.",
                "Signing in at your school was not completed. Try again.",
            ),
            Self::Unanswered => say(
                "De aanmelddienst van je school geeft geen antwoord. Probeer het zo nog eens.",
                "The sign-in service of your school does not answer. Try again in a moment.",
            ),
            Self::Untrusted => say(
                "De aanmelddienst van je school geeft een antwoord dat niet klopt. Probeer het nog eens; gaat het weer mis, vraag dan hulp op school.",
                "The sign-in service of your school gives an answer that is not right. Try again; if it fails again, ask for help at school.",
            ),
            Self::OtherSchool => say(
                "Dit account is van een andere school. Meld je aan met het account van deze school.",
                "This account is of another school. Sign in with the account of this school.",
            ),
            Self::NoAccount => say(
                "Je bent hier nog niet bekend. Vraag op school om een account.",
                "You are not known here yet. Ask for an account at school.",
            ),
            Self::NotInUse => say(
                "Je account is niet in gebruik. Vraag ernaar op school.",
                "Your account is not in use. Ask about it at school.",
            ),
            Self::Failed(_) => say(
                "Aanmelden lukt nu niet. Probeer het zo nog eens.",
                "Signing in does not work now. Try again in a moment.",
            ),
        }
    }
}

pub(super) fn say<'a>(language: Language, nl: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Dutch => nl,
        Language::English => en,
    }
}

/// The page where somebody signs in; with what is to be told of her last try, and the name she entered.
pub fn sign_in(ask: &Ask, notice: Option<Notice>, name: &str) -> HttpResponse {
    let language = ask.language;
    let say = |nl: &'static str, en: &'static str| say(language, nl, en);
    let (other, other_tag, other_name) = match language {
        Language::Dutch => (Language::English, "en", "English"),
        Language::English => (Language::Dutch, "nl", "Nederlands"),
    };
    let in_other = format!("{AUTHORIZE}?{}", ask.sent.with("ui_locales", other.tag()).query());
    let main = html! {
        p.from { (ask.client.organisation) }
        h1 { (say("Aanmelden", "Sign in")) }
        p { (say("Je gaat verder naar ", "You go on to ")) strong { (ask.client.title) } "." }
        @if let Some(notice) = notice {
            p #notice .notice role="alert" { (notice.says(language)) }
        }
        @if let Some(provider) = &ask.client.provider {
            a.button href=(elsewhere::way(ask)) { (say("Aanmelden via ", "Sign in with ")) (provider) }
            p.or { (say("Of met een naam en een wachtwoord van hier:", "Or with a name and a password from here:")) }
        }
        form method="post" action=(AUTHORIZE) {
            @for (field, value) in ask.sent.all() {
                input type="hidden" name=(field) value=(value);
            }
            label for="name" { (say("Naam", "Name")) }
            input #name name=(NAME) value=(name) type="text" required maxlength="200" autocomplete="username"
                autocapitalize="none" spellcheck="false" autofocus[name.is_empty() && ask.client.provider.is_none()]
                aria-describedby=[notice.map(|_| "notice")];
            label for="password" { (say("Wachtwoord", "Password")) }
            input #password name=(PASSWORD) type="password" required autocomplete="current-password"
                autofocus[!name.is_empty()] aria-describedby=[notice.map(|_| "notice")];
            button type="submit" { (say("Aanmelden", "Sign in")) }
        }
        @if ask.is_mailed {
            p.other { a href=(forgotten::way(ask)) { (say("Wachtwoord vergeten?", "Forgot your password?")) } }
        }
        p.other { a href=(in_other) lang=(other_tag) hreflang=(other_tag) { (other_name) } }
    };
    let status = notice.map_or(StatusCode::OK, Notice::status);
    let retry_after_s = match notice {
        Some(Notice::TooMany { wait_s }) => Some(wait_s),
        Some(Notice::Unanswered) => Some(5),
        _ => None,
    };
    Page { target: ask.redirect_uri.source(), retry_after_s, ..Page::new(status, language) }.respond(&main)
}

/// A page that says why nobody can sign in.
pub fn notice(language: Language, notice: Notice) -> HttpResponse {
    let main = html! {
        h1 { (say(language, "Aanmelden kan niet", "You cannot sign in")) }
        p role="alert" { (notice.says(language)) }
    };
    let status = notice.status();
    let retry_after_s = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
    Page { retry_after_s, ..Page::new(status, language) }.respond(&main)
}

/// A page of ours.
pub(super) struct Page<'a> {
    pub status: StatusCode,
    pub language: Language,
    /// In Dutch, and in English.
    pub title: [&'a str; 2],
    /// Where the browser may go from its form besides here: a policy counts where it is sent on to.
    pub target: &'a str,
    pub retry_after_s: Option<i64>,
    /// To whom the browser tells where somebody comes from.
    pub referrer: &'static str,
}

impl Page<'_> {
    /// One where nobody is sent on from.
    pub(super) fn new(status: StatusCode, language: Language) -> Self {
        let title = ["Aanmelden", "Sign in"];
        // To us alone: without it the browser does not say either, with the form, where that is from.
        Self { status, language, title, target: "", retry_after_s: None, referrer: "same-origin" }
    }

    /// The page with this in it.
    pub(super) fn respond(&self, main: &Markup) -> HttpResponse {
        let Self { language, target, .. } = *self;
        let [nl, en] = self.title;
        let page = html! {
            (DOCTYPE)
            html lang=(language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (say(language, nl, en)) " – Samenspel" }
                    link rel="stylesheet" href=(STYLE);
                    link rel="icon" type="image/svg+xml" href="/docs/icon.svg";
                }
                body { main { (main) } }
            }
        };
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self' {target}; frame-ancestors 'none'"
        );
        let mut answer = HttpResponse::build(self.status);
        answer
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CONTENT_LANGUAGE, language.tag()))
            .insert_header((CONTENT_SECURITY_POLICY, policy.replace(" ;", ";")))
            .insert_header((REFERRER_POLICY, self.referrer));
        if let Some(seconds) = self.retry_after_s {
            answer.insert_header((RETRY_AFTER, seconds));
        }
        let mut answer = answer.body(page.into_string());
        answer.extensions_mut().insert(OwnWords);
        answer
    }
}

/// The style sheet.
pub async fn style(request: HttpRequest) -> HttpResponse {
    static SHEET: LazyLock<Asset> = LazyLock::new(|| Asset::new("text/css; charset=utf-8", include_str!("style.css")));
    SHEET.answer(&request)
}
