//! Each construct in 3.0, and what 3.0 has no words for.

use super::*;

/// A document with this schema, and one of each type to refer to.
fn holding(schema: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "summary": "s", "version": "1.0.0", "license": { "name": "MIT", "identifier": "MIT" } },
        "components": { "schemas": {
            "It": schema,
            "Word": { "type": "string", "enum": ["a"] },
            "Thing": { "type": "object" },
        } },
    })
}

fn rendered(schema: &Value) -> (Value, Vec<String>) {
    let older = in_3_0(&holding(schema));
    (older.document["components"]["schemas"]["It"].clone(), older.unsaid)
}

#[test]
fn every_construct_has_its_words_in_3_0() {
    let word = json!({ "$ref": "#/components/schemas/Word" });
    for (newer, older) in [
        (json!({ "type": "string", "maxLength": 3 }), json!({ "type": "string", "maxLength": 3 })),
        (json!({ "type": ["integer", "null"] }), json!({ "type": "integer", "nullable": true })),
        (
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
            json!({ "type": "string", "nullable": true, "enum": ["a", null] }),
        ),
        (json!({ "const": "a" }), json!({ "enum": ["a"] })),
        (
            json!({ "oneOf": [word, { "type": "null" }], "description": "d" }),
            json!({ "allOf": [word], "type": "string", "nullable": true, "description": "d" }),
        ),
        (
            json!({ "oneOf": [{ "$ref": "#/components/schemas/Thing" }, { "type": "object" }, { "type": "null" }] }),
            json!({
                "oneOf": [{ "$ref": "#/components/schemas/Thing" }, { "type": "object" }],
                "type": "object",
                "nullable": true,
            }),
        ),
        (word.clone(), word.clone()),
        (
            json!({ "$ref": "#/components/schemas/Word", "description": "d" }),
            json!({ "description": "d", "allOf": [word] }),
        ),
        (json!({ "exclusiveMinimum": 0 }), json!({ "minimum": 0, "exclusiveMinimum": true })),
        (json!({ "exclusiveMaximum": 1 }), json!({ "maximum": 1, "exclusiveMaximum": true })),
        (json!({ "examples": ["a", "b"] }), json!({ "example": "a" })),
        (
            json!({ "additionalProperties": { "type": ["string", "null"] }, "propertyNames": { "type": "string" } }),
            json!({ "additionalProperties": { "type": "string", "nullable": true } }),
        ),
        (
            json!({ "properties": { "a": { "items": { "const": 1 } } }, "additionalProperties": false }),
            json!({ "properties": { "a": { "items": { "enum": [1] } } }, "additionalProperties": false }),
        ),
    ] {
        assert_eq!(rendered(&newer), (older, Vec::new()), "{newer}");
    }
}

#[test]
fn what_3_0_has_no_words_for_is_told() {
    for newer in [
        json!({ "type": ["string", "integer"] }),
        json!({ "type": "null" }),
        json!({ "type": "array", "prefixItems": [] }),
        json!({ "properties": { "a": { "if": {} } } }),
        json!({ "items": true }),
        json!({ "minimum": 1, "exclusiveMinimum": 1 }),
        json!({ "$ref": "#/components/schemas/Word", "type": "string" }),
        json!({ "oneOf": [{ "$ref": "#/components/schemas/Word" }, { "type": "object" }, { "type": "null" }] }),
    ] {
        assert_eq!(rendered(&newer).1.len(), 1, "{newer}");
    }
    let mut document = holding(&json!({}));
    document["webhooks"] = json!({});
    document["components"]["pathItems"] = json!({});
    assert_eq!(in_3_0(&document).unsaid, ["/components/pathItems: unknown", "/webhooks: unknown"]);
}

#[test]
fn scopes_become_words_and_the_licence_loses_its_identifier() {
    let mut document = holding(&json!({}));
    document["paths"] = json!({ "/a": { "get": {
        "description": "Reads.",
        "security": [{ "accessToken": ["a:read"] }],
        "responses": { "200": { "$ref": "#/components/responses/A", "description": "beside" } },
    } } });
    let Older { document, unsaid } = in_3_0(&document);
    let get = json!({
        "description": "Reads.\n\nScope: `a:read`.",
        "security": [{ "accessToken": [] }],
        "responses": { "200": { "$ref": "#/components/responses/A" } },
    });
    assert_eq!((&document["paths"]["/a"]["get"], unsaid), (&get, Vec::new()));
    assert_eq!((&document["info"]["license"], &document["info"]["summary"]), (&json!({ "name": "MIT" }), &Value::Null));
    assert_eq!(document["openapi"], "3.0.3");
}
