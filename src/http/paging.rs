//! Lists come in pages, by cursor: stable while others add and remove.

use std::{
    borrow::Cow,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{self, schema::Type},
};
use uuid::Uuid;

use super::{
    answer::{Reply, View},
    describe::{Describe, Draft},
    problem::{Parts, Problem},
    query::{self, Parameters},
    schema::{self, Example},
};
use crate::{
    db::page::{Page, PageOf},
    domain::refusal::{Fault, InputError},
};

/// How many items a page has where the caller does not say.
const USUAL: u64 = 50;

/// The query keys of every list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct PageKeys {
    /// Items per page; a page may hold fewer and still be followed by another.
    #[param(minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<u64>,
    /// Where to go on: the `nextCursor` of the page before. Opaque.
    #[param(pattern = "^[A-Za-z0-9_-]{21}[AQgw]$", example = "AZLToHscfgCKTzwdLk9aaw")]
    cursor: Option<String>,
}

/// For lists without filters.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
pub struct Everything {}

/// Which page of a list, and of what.
pub struct Paged<F = Everything> {
    /// The filters of this list.
    pub filter: F,
    page: Page,
    path: String,
    others: Vec<(String, String)>,
}

impl<F> Paged<F> {
    /// The page that is meant.
    pub fn page(&self) -> Page {
        self.page
    }

    /// Where the page after this cursor is: the same path and query, going on from there.
    fn target(&self, cursor: &str) -> String {
        let pairs = self.others.iter().map(|(k, v)| (k.as_str(), v.as_str())).chain([("cursor", cursor)]);
        let encoded: Vec<String> = pairs.map(|(key, value)| format!("{key}={}", percent(value))).collect();
        format!("{}?{}", self.path, encoded.join("&"))
    }
}

fn percent(value: &str) -> String {
    use std::fmt::Write;
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

/// The filters of a list together with the keys of its pages.
struct Both<F>(std::marker::PhantomData<F>);

impl<F: IntoParams + 'static> Parameters for Both<F> {
    fn all() -> Vec<openapi::path::Parameter> {
        query::parameters::<F>().into_iter().chain(query::parameters::<PageKeys>()).collect()
    }
}

impl<F: IntoParams + DeserializeOwned + 'static> FromRequest for Paged<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request.path(), request.query_string()).map_err(|errors| Problem::new(Parts::invalid(errors))))
    }
}

fn read<F: IntoParams + DeserializeOwned + 'static>(path: &str, text: &str) -> Result<Paged<F>, Vec<InputError>> {
    let (value, mut others) = query::read::<Both<F>>(text)?;
    others.retain(|(key, _)| key != "cursor");
    let keys: PageKeys = query::typed(value.clone())?;
    let after = keys.cursor.as_deref().map(decode).transpose().map_err(|error| vec![error])?;
    let page = Page { limit: keys.limit.unwrap_or(USUAL), after };
    Ok(Paged { filter: query::typed(value)?, page, path: path.to_owned(), others })
}

fn decode(cursor: &str) -> Result<Uuid, InputError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|b| Uuid::from_slice(&b).ok());
    bytes.ok_or_else(|| InputError::at("/query/cursor", Fault::Malformed { form: "cursor".to_owned() }))
}

impl<F: IntoParams + DeserializeOwned + 'static> Describe for Paged<F> {
    const READS_QUERY: bool = true;

    fn describe(operation: &mut Draft) {
        for parameter in query::parameters::<F>() {
            operation.parameter(parameter);
        }
        for (name, parameter) in ["Limit", "Cursor"].into_iter().zip(query::parameters::<PageKeys>()) {
            operation.shared_parameter(name, parameter);
        }
        operation.refuses_input(query::read::<Both<F>>("limit=1000&colour=blue").err().unwrap_or_default());
        operation.listed();
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing<T> {
    /// The items of this page, in the order of the list.
    pub items: Vec<T>,
    /// Pass as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

/// What the items of a list are called: `AssessmentView` makes an `AssessmentList`.
fn noun<T: ToSchema>() -> String {
    let name = T::name();
    let noun = name.strip_suffix("View").or_else(|| name.strip_suffix("Summary"));
    noun.unwrap_or(&name).to_owned()
}

impl<T: ToSchema> ToSchema for Listing<T> {
    fn name() -> Cow<'static, str> {
        format!("{}List", noun::<T>()).into()
    }

    fn schemas(all: &mut Vec<(String, openapi::RefOr<openapi::Schema>)>) {
        all.extend(schema::named::<T>());
    }
}

impl<T: ToSchema> PartialSchema for Listing<T> {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        let items = openapi::schema::ArrayBuilder::new()
            .items(schema::reference::<T>())
            .description(Some("The items of this page, in the order of the list."));
        let cursor = openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::SchemaType::from_iter([Type::String, Type::Null]))
            .pattern(Some("^[A-Za-z0-9_-]{21}[AQgw]$"))
            .description(Some("Pass as `cursor` for the next page; `null` on the last."));
        let of = schema::says::<T>();
        openapi::ObjectBuilder::new()
            .description(Some(format!("One page of a list. Each item: {of}")))
            .property("items", items)
            .required("items")
            .property("nextCursor", cursor)
            .required("nextCursor")
            .into()
    }
}

impl<T: Example> Example for Listing<T> {
    fn example() -> Self {
        Self { items: vec![T::example()], next_cursor: None }
    }
}

impl<T> Listing<T>
where
    Self: View,
{
    /// The reply for the page that was asked for, each item as `view` shows it.
    pub fn reply<F, S>(asked: &Paged<F>, page: PageOf<S>, view: impl Fn(S) -> T) -> Reply<Self> {
        let next_cursor = page.next.map(|id| URL_SAFE_NO_PAD.encode(id.as_bytes()));
        let target = next_cursor.as_ref().map(|cursor| asked.target(cursor));
        let listing = Self { items: page.items.into_iter().map(view).collect(), next_cursor };
        Reply::new(&listing).with_next(target.as_deref())
    }
}
