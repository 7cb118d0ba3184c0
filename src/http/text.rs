//! What the contract says of every text that is sent: it may hold any character but U+0000, which no database keeps.

use utoipa::openapi::{
    ObjectBuilder, RefOr, Schema,
    schema::{AdditionalProperties, ArrayItems, SchemaType, Type},
};

/// A text, as a pattern.
pub const TEXT: &str = r"^[^\x00]*$";

/// Gives this pattern to every text in a schema that has no format, pattern or choices of its own.
pub fn state(schema: &mut RefOr<Schema>) {
    if let RefOr::T(schema) = schema {
        state_in(schema);
    }
}

fn state_in(schema: &mut Schema) {
    match schema {
        Schema::Object(object) => {
            let free = object.format.is_none() && object.pattern.is_none() && object.enum_values.is_none();
            if free && is_text(&object.schema_type) {
                object.pattern = Some(TEXT.to_owned());
            }
            object.properties.values_mut().for_each(state);
            if let Some(AdditionalProperties::RefOr(others)) = object.additional_properties.as_deref_mut() {
                state(others);
                // Names that are somebody's own are texts too.
                let text = || Box::new(ObjectBuilder::new().schema_type(Type::String).into());
                state_in(object.property_names.get_or_insert_with(text));
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                state(items);
            }
        }
        Schema::OneOf(of) => of.items.iter_mut().for_each(state),
        Schema::AllOf(of) => of.items.iter_mut().for_each(state),
        Schema::AnyOf(of) => of.items.iter_mut().for_each(state),
        _ => {}
    }
}

fn is_text(of: &SchemaType) -> bool {
    match of {
        SchemaType::Type(one) => *one == Type::String,
        SchemaType::Array(several) => several.contains(&Type::String),
        SchemaType::AnyValue => false,
    }
}
