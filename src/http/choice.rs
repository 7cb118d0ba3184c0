//! Enumerations as they are sent: what each value means stands in the contract too, from the same words as in the code.

use utoipa::openapi::{self, schema::Type};

/// Declares an enumeration that is sent or taken: each value with its words and its name in JSON. `PhaseView as RoundPhase` is
/// `RoundPhase` in the contract.
#[macro_export]
macro_rules! choices {
    ($(#[doc = $says:literal])+ $name:ident $(as $called:ident)? { $($(#[doc = $means:literal])+ $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[doc = $says])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
        pub enum $name {
            $($(#[doc = $means])+ #[serde(rename = $code)] $variant),+
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::http::choice::schema(concat!($($says),+), &[$(($code, concat!($($means),+))),+])
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                let called: &[&'static str] = &[$(stringify!($called),)? stringify!($name)];
                called[0].into()
            }
        }
    };
}

/// The schema of an enumeration with these words, of these values, each with what it means.
pub fn schema(says: &str, values: &[(&str, &str)]) -> openapi::RefOr<openapi::Schema> {
    let each = values.iter().map(|(code, means)| format!("- `{code}`: {}", means.trim()));
    let description = format!("{}\n\n{}", says.trim(), each.collect::<Vec<_>>().join("\n"));
    openapi::ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(values.iter().map(|(code, _)| *code)))
        .into()
}
