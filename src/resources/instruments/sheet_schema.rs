//! The exact shape of a score sheet, which depends on its instrument: a JSON Schema of what `PUT …/scores` takes.

use serde_json::{Map, Value, json};

use crate::domain::{ids::Id, instrument::Instrument, score::Reason, sheet::LONGEST_NOTE};

/// The schema of a sheet on this instrument (JSON Schema 2020-12), for a learner of this profession; `None`: of any.
pub fn of(instrument: &Instrument, profession: Option<&str>, public_url: &str) -> Value {
    let asked: Vec<_> =
        instrument.competencies().filter(|c| profession.is_none_or(|p| Instrument::asks(c, Some(p), None))).collect();
    let each = |schema: Value| -> Map<String, Value> {
        let described = |text: &str| {
            let mut schema = schema.clone();
            schema["description"] = json!(text);
            schema
        };
        asked.iter().map(|c| (c.code.clone(), described(&c.text))).collect()
    };
    let levels: Vec<Value> = instrument.scale.values().into_iter().map(Value::from).chain([Value::Null]).collect();
    let reasons: Vec<Value> = Reason::ALL.iter().map(|r| json!(r.code())).chain([Value::Null]).collect();
    let object = |properties: Map<String, Value>| json!({ "type": "object", "additionalProperties": false, "properties": properties });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{public_url}/v1/instruments/{}/sheet-schema", instrument.id.raw()),
        "title": instrument.parts.title,
        "type": "object",
        "additionalProperties": false,
        "required": ["levels"],
        "properties": {
            "levels": object(each(json!({ "enum": levels }))),
            "notes": object(each(json!({ "type": ["string", "null"], "maxLength": LONGEST_NOTE }))),
            "reasons": object(each(json!({ "enum": reasons }))),
        },
    })
}
