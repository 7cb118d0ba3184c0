//! JSON read strictly: a member that stands twice and the character U+0000 are errors, each with its place.
//!
//! `serde_json` keeps the last of two equal members without a word; on a score sheet that would be a lost answer.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::domain::refusal::{Fault, InputError, escape};

/// The value in these bytes, and what is wrong inside it.
///
/// # Errors
/// Where the bytes are not JSON (or more than 128 deep): the place.
pub fn read(bytes: &[u8]) -> Result<(Value, Vec<InputError>), InputError> {
    let errors = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Seed { at: Place::Whole, errors: &errors }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|e| InputError::at("", Fault::NotJson { line: e.line(), column: e.column() }))?;
    Ok((value, errors.into_inner()))
}

/// Where a value stands. Its pointer is only written out for an error.
#[derive(Clone, Copy)]
enum Place<'a> {
    Whole,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Member(of, name) => write!(f, "{of}/{}", escape(name)),
            Self::Item(of, number) => write!(f, "{of}/{number}"),
        }
    }
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    at: Place<'a>,
    errors: &'a RefCell<Vec<InputError>>,
}

impl Seed<'_> {
    fn tell(&self, fault: Fault) {
        self.errors.borrow_mut().push(InputError::at(self.at.to_string(), fault));
    }

    fn check(&self, text: &str) {
        if text.contains('\0') {
            self.tell(Fault::ControlCharacter);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        self.check(value);
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed { at: Place::Item(&self.at, list.len()), ..self })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let member = Seed { at: Place::Member(&self.at, &name), ..self };
            member.check(&name);
            let value = members.next_value_seed(member)?;
            if object.contains_key(&name) {
                member.tell(Fault::DuplicateMember);
            }
            object.insert(name, value);
        }
        if object.len() > 10_000 {
            return Err(A::Error::custom("too many members"));
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(String, &'static str)> {
        let (_, errors) = read(text.as_bytes()).unwrap();
        errors.into_iter().map(|e| (e.pointer, e.fault.code())).collect()
    }

    #[test]
    fn a_member_that_stands_twice_is_told_where() {
        assert_eq!(
            faults(r#"{"a":{"b/c":1,"b/c":2},"d":[{"e":1,"e":1}]}"#),
            [("/a/b~1c".to_owned(), "duplicate-member"), ("/d/0/e".to_owned(), "duplicate-member")]
        );
    }

    #[test]
    fn a_null_character_is_told_where() {
        assert_eq!(faults(r#"{"a":["x","\u0000"]}"#), [("/a/1".to_owned(), "control-character")]);
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        let deep = "[".repeat(20_000);
        for bad in ["", "{", "{\"a\":1}x", "\"\\ud800\"", "1e999", "nul", deep.as_str()] {
            let error = read(bad.as_bytes()).unwrap_err();
            assert_eq!(error.fault.code(), "not-json", "{}", &bad[..bad.len().min(20)]);
        }
        assert!(read(&[b'"', 0xff, b'"']).is_err());
    }

    #[test]
    fn numbers_and_texts_come_through_as_they_are() {
        let text = r#"{"a":1,"b":-2,"c":2.5,"d":"é","e":null,"f":[true]}"#;
        let (value, errors) = read(text.as_bytes()).unwrap();
        assert_eq!(value, serde_json::from_str::<Value>(text).unwrap());
        assert!(errors.is_empty());
    }
}
