//! Pictures as they are sent.

use std::{borrow::Cow, sync::LazyLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{self, schema::Type},
};

use crate::{
    choices,
    domain::language::Language,
    http::form::{self, Form},
    picture::{
        Subject,
        chart::{self, Wanted},
        document::{self, Document},
    },
};

/// What of the chart is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ChartQuery {
    /// Code of the one domain that is drawn. Left out: all in which something is asked.
    #[param(min_length = 1, max_length = 100, example = "basishouding")]
    pub domain_code: Option<String>,
    /// The one form that is drawn. Left out: both.
    #[param(inline, example = "bars")]
    pub form: Option<ChartForm>,
}

choices!(/// A form in which a domain is drawn.
    ChartForm {
    /// A web with an axis per competency.
    Radar = "radar",
    /// A bar per competency and rater.
    Bars = "bars",
});

impl From<ChartQuery> for Wanted {
    fn from(query: ChartQuery) -> Self {
        let (radar, bars) = match query.form {
            Some(ChartForm::Radar) => (true, false),
            Some(ChartForm::Bars) => (false, true),
            None => (true, true),
        };
        Self { domain: query.domain_code, radar, bars }
    }
}

/// A chart.
pub struct Chart {
    pub subject: Subject,
    pub wanted: Wanted,
}

impl PartialSchema for Chart {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        let says =
            "A picture of a score sheet (SVG). It loads nothing, and its description holds every figure in words.";
        openapi::ObjectBuilder::new().schema_type(Type::String).description(Some(says)).into()
    }
}

impl ToSchema for Chart {
    fn name() -> Cow<'static, str> {
        "Chart".into()
    }
}

impl Form for Chart {
    const MEDIA_TYPE: &'static str = "image/svg+xml";
    const CONTENT_TYPE: &'static str = "image/svg+xml";

    fn policy() -> &'static str {
        form::PICTURE
    }

    fn example() -> &'static str {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1060 820\" role=\"img\" lang=\"nl\" \
         aria-labelledby=\"title description\"><title id=\"title\">Zelfscore van Noor de Vries, Eindmeting, ingeleverd op \
         2 november 2026</title><desc id=\"description\">Basishouding.\nSO-BH-G-01 Maakt actief contact met informele en formele \
         zorgverleners op basis van gelijkwaardigheid en oprechte interesse. Zelfscore 3; Slb’er 2.</desc></svg>"
    }

    fn render(&self, language: Language) -> String {
        chart::svg(&self.subject, &self.wanted, language)
    }
}

/// A page to print.
pub struct Page(pub Document);

impl PartialSchema for Page {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        let says = "A filled instrument as a page to print (HTML). It loads nothing and holds no script.";
        openapi::ObjectBuilder::new().schema_type(Type::String).description(Some(says)).into()
    }
}

impl ToSchema for Page {
    fn name() -> Cow<'static, str> {
        "Document".into()
    }
}

/// What a page may load: the style sheet that stands in it, which is known by its digest.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = BASE64_STANDARD.encode(Sha256::digest(document::STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

impl Form for Page {
    const MEDIA_TYPE: &'static str = "text/html";
    const CONTENT_TYPE: &'static str = "text/html; charset=utf-8";

    fn policy() -> &'static str {
        &POLICY
    }

    fn example() -> &'static str {
        "<!DOCTYPE html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>Zelfscore van Noor de Vries, Eindmeting, ingeleverd op \
         2 november 2026</title></head><body><h1>Competenties in het samenspel met informele zorg</h1></body></html>"
    }

    fn render(&self, language: Language) -> String {
        document::html(&self.0, language)
    }
}
