//! Rows as files in a ZIP: each kind as JSON and as CSV. Written as it is made, so that nobody holds all of it in memory.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use serde::de::IgnoredAny;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions, write::StreamWriter};

/// What stands in one column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Nothing,
    Text(String),
    Number(i64),
    Flag(bool),
    /// JSON already.
    Json(String),
}

/// A file that is being written, and what of it has not been taken away yet.
#[derive(Clone, Debug, Default)]
pub struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    /// Bytes that wait to be taken.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether none do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes what there is.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The form of a file of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Csv,
}

impl Form {
    /// How the name of such a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// A ZIP that is being written.
pub struct Archive<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    rows: u64,
}

impl<W: Write> Archive<W> {
    /// An empty one, written to this.
    pub fn new(to: W) -> Self {
        Self { zip: ZipWriter::new_stream(to), rows: 0 }
    }

    /// A file with this text.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn text(&mut self, name: &str, text: &str) -> Result<(), String> {
        self.begin(name)?;
        self.zip.write_all(text.as_bytes()).map_err(|e| e.to_string())
    }

    /// Begins a file of rows with these columns.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin_rows(&mut self, name: &str, form: Form, columns: &[String]) -> Result<(), String> {
        self.begin(&format!("{name}.{}", form.ending()))?;
        self.rows = 0;
        match form {
            Form::Json => self.zip.write_all(b"[").map_err(|e| e.to_string()),
            Form::Csv => {
                let mut line = "\u{feff}".as_bytes().to_vec();
                line.extend(record(columns.iter().map(String::as_str))?);
                self.zip.write_all(&line).map_err(|e| e.to_string())
            }
        }
    }

    /// Adds a row to the file that was begun.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn row(&mut self, form: Form, columns: &[String], values: &[Value]) -> Result<(), String> {
        let bytes = match form {
            Form::Json => {
                let before = if self.rows == 0 { "\n" } else { ",\n" };
                format!("{before}{}", object(columns, values)).into_bytes()
            }
            Form::Csv => {
                let fields: Vec<String> = values.iter().map(field).collect();
                record(fields.iter().map(String::as_str))?
            }
        };
        self.rows += 1;
        self.zip.write_all(&bytes).map_err(|e| e.to_string())
    }

    /// Ends the file that was begun.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn end_rows(&mut self, form: Form) -> Result<(), String> {
        match form {
            Form::Json => self.zip.write_all(b"\n]\n").map_err(|e| e.to_string()),
            Form::Csv => Ok(()),
        }
    }

    /// Ends all of it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(self) -> Result<(), String> {
        self.zip.finish().map(drop).map_err(says)
    }

    fn begin(&mut self, name: &str) -> Result<(), String> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options).map_err(says)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn says(error: ZipError) -> String {
    error.to_string()
}

/// A row as a JSON object. What is said to be JSON and is none stands there as a text.
fn object(columns: &[String], values: &[Value]) -> String {
    let member = |(name, value): (&String, &Value)| format!("{}: {}", quoted(name), json(value));
    let members: Vec<String> = columns.iter().zip(values).map(member).collect();
    format!("{{{}}}", members.join(", "))
}

fn json(value: &Value) -> String {
    match value {
        Value::Nothing => "null".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Json(text) if serde_json::from_str::<IgnoredAny>(text).is_ok() => text.clone(),
        Value::Text(text) | Value::Json(text) => quoted(text),
    }
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A map of texts to values as JSON.
pub fn map(members: impl IntoIterator<Item = (String, Value)>) -> Value {
    let members = members.into_iter().map(|(name, value)| format!("{}:{}", quoted(&name), json(&value)));
    Value::Json(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
}

fn field(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) | Value::Json(text) => crate::tabular::csv::harmless(text),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
    }
}

fn record<'a>(fields: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(fields).map_err(|e| e.to_string())?;
    writer.into_inner().map_err(|e| e.to_string())
}

/// The name of a column as it stands in JSON: `learner_id` is `learnerId`.
pub fn camel(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, rest) = word.split_at_checked(1).unwrap_or(("", word));
        format!("{name}{}{rest}", head.to_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_json_and_csv_and_what_is_taken_on_the_way_is_the_file() {
        let buffer = Buffer::default();
        let mut archive = Archive::new(buffer.clone());
        let columns: Vec<String> = ["learner_id", "text", "number", "flag", "more"].map(camel).to_vec();
        let row = vec![
            Value::Text("=1+1".to_owned()),
            Value::Text("Zegt \"hoi\",\nen dan".to_owned()),
            Value::Number(-3),
            Value::Flag(true),
            Value::Json("{\"a\":[1]}".to_owned()),
        ];
        let empty = vec![Value::Nothing, Value::Nothing, Value::Nothing, Value::Nothing, Value::Json("{".to_owned())];
        archive.text("README.txt", "Lees mij").unwrap();
        let mut file = buffer.take();
        for form in [Form::Json, Form::Csv] {
            archive.begin_rows("things", form, &columns).unwrap();
            for row in [&row, &empty] {
                archive.row(form, &columns, row).unwrap();
                file.extend(buffer.take());
            }
            archive.end_rows(form).unwrap();
        }
        archive.finish().unwrap();
        file.extend(buffer.take());
        assert!(buffer.is_empty());

        let mut read = zip::ZipArchive::new(io::Cursor::new(file)).unwrap();
        let mut text = |name: &str| io::read_to_string(read.by_name(name).unwrap()).unwrap();
        assert_eq!(text("README.txt"), "Lees mij");
        let json: serde_json::Value = serde_json::from_str(&text("things.json")).unwrap();
        assert_eq!(
            json,
            serde_json::json!([
                { "learnerId": "=1+1", "text": "Zegt \"hoi\",\nen dan", "number": -3, "flag": true, "more": { "a": [1] } },
                { "learnerId": null, "text": null, "number": null, "flag": null, "more": "{" },
            ])
        );
        let wanted = "\u{feff}learnerId,text,number,flag,more\r\n'=1+1,\"Zegt \"\"hoi\"\",\nen dan\",-3,true,\"{\"\"a\"\":[1]}\"\r\n,,,,{\r\n";
        assert_eq!(text("things.csv"), wanted);
    }
}
