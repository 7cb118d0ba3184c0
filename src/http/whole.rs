//! Whole numbers as JSON has them: `2.0` is 2, as the published schema says (JSON Schema 2020-12, section 6.1.1).

use serde::{Deserialize, Deserializer, de::Error};

/// For a member that may be left out: a number without a fraction, within the bounds of its schema.
pub fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i32>, D::Error> {
    let Some(number) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
    // Written out, a number without a fraction has none.
    number.to_string().parse().map(Some).map_err(|_| D::Error::custom("not a whole number"))
}

/// The same in a merge patch: `None` where it is left out, `Some(None)` for `null`.
pub fn patched<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i32>>, D::Error> {
    given(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Given {
        #[serde(default, deserialize_with = "given")]
        number: Option<i32>,
    }

    #[test]
    fn a_number_without_a_fraction_is_whole_however_it_is_written() {
        let read = |text: &str| serde_json::from_str::<Given>(text).ok().map(|given| given.number);
        for (text, number) in [("2", 2), ("2.0", 2), ("2e0", 2), ("20e-1", 2), ("-0.0", 0), ("90", 90)] {
            assert_eq!(read(&format!("{{\"number\":{text}}}")), Some(Some(number)), "{text}");
        }
        assert_eq!(read("{}"), Some(None));
        for text in ["2.5", "\"2\"", "1e99", "true"] {
            assert_eq!(read(&format!("{{\"number\":{text}}}")), None, "{text}");
        }
    }
}
