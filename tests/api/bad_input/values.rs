//! Values on both sides of every bound that a schema sets: the last that is right, the first that is wrong, and what looks like one.

use serde_json::{Value, json};

use crate::support::contract::resolved;

/// Letters of one, two and four bytes, one that is two characters, and one that is seven.
const LETTERS: [&str; 5] = ["x", "é", "𝄞", "e\u{301}", "👩\u{200d}👩\u{200d}👧\u{200d}👧"];

const UUIDS: [&str; 10] = [
    "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b",
    "0192D3A0-7B1C-7E00-8A4F-3C1D2E4F5A6B",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "0192d3a07b1c7e008a4f3c1d2e4f5a6b",
    "{0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b}",
    "urn:uuid:0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b",
    "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6",
    "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6g",
    "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b\n",
];

const DATES: [&str; 18] = [
    "2026-09-01",
    "2024-02-29",
    "2000-02-29",
    "0000-02-29",
    "0000-01-01",
    "9999-12-31",
    "2023-02-29",
    "1900-02-29",
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-9-1",
    "20260901",
    "10000-01-01",
    "+2026-09-01",
    "-0001-09-01",
    "2026-09-01T00:00:00Z",
    "２０２６-09-01",
];

const MOMENTS: [&str; 42] = [
    "2026-09-01T00:00:00Z",
    "2026-09-01T00:00:00z",
    "2.26-09-01T00:00:00Z",
    "2026-09-01T0.:00:00Z",
    "2026-09-01t00:00:00Z",
    "2026-09-01T00:00:00+02:00",
    "2026-09-01T00:00:00-00:00",
    "2026-09-01T00:00:00+23:59",
    "2026-09-01T00:00:00+24:00",
    "2026-09-01T00:00:00+02:60",
    "2026-09-01T00:00:00+0200",
    "2026-09-01T00:00:00+02",
    "2026-09-01T00:00:00",
    "2026-09-01T00:00Z",
    "2026-09-01 00:00:00Z",
    "2026-09-01",
    "20260901T000000Z",
    "2026-W36-2T00:00:00Z",
    "2026-09-01T24:00:00Z",
    "2026-09-01T23:60:00Z",
    "2026-09-01T00:00:00.1Z",
    "2026-09-01T00:00:00.123456789Z",
    "2026-09-01T00:00:00.1234567890123Z",
    "2026-09-01T00:00:00.Z",
    "2026-09-01T00:00:00,5Z",
    "2016-12-31T23:59:60Z",
    "2016-12-31T15:59:60.5-08:00",
    "2016-12-31T23:59:60+01:00",
    "2026-09-01T12:30:60Z",
    "2016-12-31T23:59:61Z",
    "2024-02-29T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999999Z",
    "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:60Z",
    "10000-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "２０２６-09-01T00:00:00Z",
    "2026-09-01T00:00:00Z\n",
    "1788213600",
];

/// For a pattern: cursors, keys, tags, lists of tags, addresses, and what is nearly one.
const PATTERNED: [&str; 41] = [
    "AZLToHscfgCKTzwdLk9aaw",
    "AZLToHscfgCKTzwdLk9aaA",
    "AZLToHscfgCKTzwdLk9aax",
    "AZLToHscfgCKTzwdLk9aa",
    "AZLToHscfgCKTzwdLk9aaww",
    "AZLToHscfgCKTzwdLk9aaw==",
    "AZLToHscfg+KTzwdLk9aaw",
    "__________-----------A",
    "",
    "x",
    "two words",
    "é",
    "~!",
    "*",
    "**",
    "* , \"1\"",
    "\"1\"",
    "\"\"",
    "\"",
    "1",
    "W/\"1\"",
    "w/\"1\"",
    "W/1",
    "\"a\"b\"",
    "\"a b\"",
    "\"a,b\"",
    "\"a\tb\"",
    "\"é\"",
    "\"1\",\"2\"",
    "\"1\" , W/\"2\",  \"x\"",
    "\"1\"\t,\t\"2\"",
    "\"1\",,\"2\"",
    "\"1\",",
    "https://portfolio.example/gesprek-1?deel=2",
    "https://portfolio.example",
    "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "AQAB",
    "t3Xr5ZSqKqlUzGc-iN3m40ZM7rHL_GVQTu8AbMiddWah9EOhcHp2RCNUmTVugBuYTuhUjc7tOLXKabn8YrUTKnX15h8LkNIIvAazk4PxFTh7dQGaLDlTgbgRe-O8saPe\
     0ILIsvC4EQEdFJxOgJBg0sGGOx-AcrtT1Urg8PrcCVH5LD7_zjGvmiMyCfv9k5r3LE-lvL8mDsKFFKkwSsUiXUJBI_UmO2h_7IbYL58gUBVFdB0yRdPOmo1l2xdiBkOz\
     gzmzlkShP2opbhQ130peAyuoFyHWab1FcYyOogdq1X2Bn6ejvCezxojqFOZkI77hQ9LLlLowpxY3NYj_zjaT9w",
    "https://portfolio.example/gesprek 1",
    "http://portfolio.example/gesprek-1",
    "javascript:alert(1)",
];

/// Texts as people seldom write them; in the last three stands U+0000.
const ODD: [&str; 9] =
    ["", " ", "\u{1}\u{7f}\u{fffe}", "\u{feff}", "\r\n", "🏳\u{fe0f}\u{200d}🌈", "\0", "een\0twee", "𝄞\0"];

/// Values around the bounds of a schema that is no object's, and one of every other kind.
pub fn around(schema: &Value) -> Vec<Value> {
    let schema = resolved(schema);
    let mut values =
        vec![json!(null), json!(true), json!(7), json!(1.5), json!([]), json!([1]), json!({}), json!("nonsense")];
    if let Some(choices) = schema["enum"].as_array() {
        values.extend(choices.iter().cloned());
        let texts = choices.iter().filter_map(Value::as_str);
        values.extend(texts.flat_map(|text| [json!(text.to_uppercase()), json!(format!("{text} ")), json!(text[1..])]));
        values.push(json!(""));
    } else if of_type(schema, "integer") || of_type(schema, "number") {
        values.extend(numbers(schema));
    } else if of_type(schema, "string") {
        values.extend(texts(schema).into_iter().map(Value::from));
    } else if of_type(schema, "boolean") {
        values.push(json!(false));
    } else if of_type(schema, "array") {
        values.extend(lists(schema));
    }
    values
}

/// Whether a value may be of this type.
pub fn of_type(schema: &Value, wanted: &str) -> bool {
    let one = &schema["type"];
    one.as_array().map_or(one == wanted, |several| several.iter().any(|one| one == wanted))
}

fn numbers(schema: &Value) -> Vec<Value> {
    let mut numbers =
        vec![json!(0), json!(-1), json!(2.0), json!(-0.0), json!(1e2), json!(1e99), json!(u64::MAX), json!(i64::MIN)];
    for bound in ["minimum", "maximum"].iter().filter_map(|bound| schema[bound].as_i64()) {
        numbers.extend([json!(bound - 1), json!(bound), json!(bound + 1), json!(bound.to_string())]);
        numbers.extend(
            [format!("{bound}.0"), format!("{bound}.5")].iter().map(|n| serde_json::from_str::<Value>(n).unwrap()),
        );
    }
    numbers
}

fn lists(schema: &Value) -> Vec<Value> {
    let item = least(&schema["items"]);
    let bounds = ["minItems", "maxItems"].iter().filter_map(|bound| schema[bound].as_u64());
    let bounds = bounds.map(|bound| usize::try_from(bound).unwrap());
    let lengths = bounds.flat_map(|bound| [bound.saturating_sub(1), bound, bound + 1]);
    lengths.map(|length| Value::Array(vec![item.clone(); length])).collect()
}

fn texts(schema: &Value) -> Vec<String> {
    let known = match schema["format"].as_str() {
        Some("uuid") => &UUIDS[..],
        Some("date") => &DATES,
        Some("date-time") => &MOMENTS,
        Some(other) => panic!("say in tests/api/bad_input/values.rs what is nearly a {other}"),
        None => &PATTERNED,
    };
    let mut texts: Vec<String> = known.iter().map(|&text| text.to_owned()).collect();
    if schema["format"].is_null() {
        texts.extend(ODD.iter().map(|&text| text.to_owned()));
    }
    texts.extend(known.iter().take(1).flat_map(|text| [format!(" {text}"), format!("{text} ")]));
    for bound in ["minLength", "maxLength"].iter().filter_map(|bound| schema[bound].as_u64()) {
        let bound = usize::try_from(bound).unwrap();
        for length in [bound.saturating_sub(1), bound, bound + 1] {
            texts.extend(LETTERS.iter().map(|letter| letter.chars().cycle().take(length).collect::<String>()));
        }
    }
    texts
}

/// What an instance of a schema can be at its least.
pub fn least(schema: &Value) -> Value {
    let schema = resolved(schema);
    if let Some(first) = schema["oneOf"].as_array().or(schema["enum"].as_array()).and_then(|all| all.first()) {
        return if schema["enum"].is_array() { first.clone() } else { least(first) };
    }
    if of_type(schema, "object") {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        return required
            .map(|name| (name.to_owned(), least(&schema["properties"][name])))
            .collect::<serde_json::Map<_, _>>()
            .into();
    }
    let validator = crate::support::contract::validator(schema);
    around(schema).into_iter().find(|value| !value.is_null() && validator.is_valid(value)).unwrap_or(Value::Null)
}
