//! Lists and arrays as PostgreSQL reads them from text: `{"a","b",NULL}`.

use std::fmt::Write;

use oxyde_wire::{ColumnType, Kind, Value};
use serde_json::value::RawValue;

use super::bind;
use crate::calendar;

const NOT_AN_ARRAY: &str = "it is not a JSON array";

/// A list parameter.
///
/// # Errors
/// Why an element cannot be of the kind.
pub fn of_list(values: Vec<Value>, column_type: &ColumnType) -> Result<String, &'static str> {
    let kind = column_type.wire_kind();
    let mut out = Literal::new(values.len());
    for value in values {
        out.push_value(kind, value, column_type)?;
    }
    Ok(out.finish())
}

/// An array from the JSON text of its elements.
///
/// # Errors
/// Why it is no array of the kind.
pub fn of_json(json: &str, kind: Kind) -> Result<String, &'static str> {
    let elements: Vec<&RawValue> = serde_json::from_str(json).map_err(|_| NOT_AN_ARRAY)?;
    let column_type = ColumnType::of_kind(kind);
    let mut out = Literal::new(elements.len());
    for element in elements {
        let value = read_element(kind, element.get())?;
        out.push_value(kind, value, &column_type)?;
    }
    Ok(out.finish())
}

/// An element of the wire: bigint and decimal as strings, timestamps as milliseconds, bytes as base64.
fn read_element(kind: Kind, json: &str) -> Result<Value, &'static str> {
    const WRONG: &str = "an element has another type";
    if json == "null" && kind != Kind::Json {
        return Ok(Value::Null);
    }
    match kind {
        Kind::Int | Kind::Duration | Kind::Timestamp => serde_json::from_str(json).map(Value::Integer).map_err(|_| WRONG),
        // serde_json's own reading of floats is off by one bit at times.
        Kind::Float => json.parse().map(Value::Float).map_err(|_| WRONG),
        Kind::Boolean => serde_json::from_str(json).map(Value::Boolean).map_err(|_| WRONG),
        Kind::Json => Ok(Value::Text(json.to_owned())),
        Kind::Bigint => text(json)?.parse().map(Value::Integer).map_err(|_| WRONG),
        Kind::Bytes => from_base64(&text(json)?).map(Value::Bytes).ok_or("an element is not base64"),
        _ => text(json).map(Value::Text),
    }
}

fn text(json: &str) -> Result<String, &'static str> {
    serde_json::from_str(json).map_err(|_| "an element has another type")
}

struct Literal(String);

impl Literal {
    fn new(elements: usize) -> Self {
        let mut text = String::with_capacity(2 + elements * 8);
        text.push('{');
        Self(text)
    }

    fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn push_value(&mut self, kind: Kind, value: Value, column_type: &ColumnType) -> Result<(), &'static str> {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        match (kind, value) {
            (_, Value::Null) => self.0.push_str("NULL"),
            (Kind::Boolean, Value::Boolean(flag)) => self.0.push(if flag { 't' } else { 'f' }),
            (Kind::Timestamp, Value::Integer(milliseconds)) => self.push_instant(milliseconds)?,
            // Not by way of the binary form, in which they could not be told from whole numbers.
            (Kind::Date | Kind::Time | Kind::LocalTimestamp | Kind::Uuid, Value::Text(text)) => {
                bind::bind_scalar(kind, Value::Text(text.clone()), column_type, false)?;
                self.push_quoted(&text);
            }
            (kind, value) => self.push_bound(bind::bind_scalar(kind, value, column_type, false)?),
        }
        Ok(())
    }

    fn push_bound(&mut self, bound: bind::Bound) {
        // Writing to a String cannot fail.
        let _ = match bound {
            bind::Bound::Integer(number) => write!(self.0, "{number}"),
            // Shortest and exact; NaN, inf and -inf are words that the server knows.
            bind::Bound::Float(number) => write!(self.0, "{number:?}"),
            bind::Bound::Bytes(bytes) => return self.push_bytes(&bytes),
            bind::Bound::Text(text) => return self.push_quoted(&text),
            _ => Ok(()),
        };
    }

    fn push_quoted(&mut self, text: &str) {
        self.0.push('"');
        for character in text.chars() {
            if matches!(character, '"' | '\\') {
                self.0.push('\\');
            }
            self.0.push(character);
        }
        self.0.push('"');
    }

    fn push_bytes(&mut self, bytes: &[u8]) {
        self.0.push_str("\"\\\\x");
        for byte in bytes {
            let _ = write!(self.0, "{byte:02x}");
        }
        self.0.push('"');
    }

    fn push_instant(&mut self, milliseconds: i64) -> Result<(), &'static str> {
        let (date, time) = calendar::from_instant(milliseconds).ok_or("an element is outside the years 1 to 9999")?;
        self.0.push('"');
        calendar::write_date_time(date, time, &mut self.0);
        self.0.push_str("+00\"");
        Ok(())
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let bits = group.iter().try_fold(0_u32, |sum, digit| Some(sum << 6 | base64_value(*digit)?))?;
        match group.len() {
            4 => bytes.extend_from_slice(&bits.to_be_bytes()[1..]),
            3 => bytes.extend_from_slice(&(bits << 6).to_be_bytes()[1..3]),
            2 => bytes.push((bits >> 4) as u8),
            _ => return None,
        }
    }
    Some(bytes)
}

fn base64_value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_quoted_where_they_could_be_misread() {
        assert_eq!(of_json(r#"["a\"b","c\\d","NULL","",null,"{,}"]"#, Kind::Text).unwrap(), r#"{"a\"b","c\\d","NULL","",NULL,"{,}"}"#);
        assert_eq!(of_json("[]", Kind::Text).unwrap(), "{}");
    }

    #[test]
    fn each_kind_has_its_form() {
        assert_eq!(of_json("[1,-2]", Kind::Int).unwrap(), "{1,-2}");
        assert_eq!(of_json(r#"["9223372036854775807"]"#, Kind::Bigint).unwrap(), "{9223372036854775807}");
        assert_eq!(of_json(r#"["1.50"]"#, Kind::Decimal).unwrap(), r#"{"1.50"}"#);
        assert_eq!(of_json("[true,false]", Kind::Boolean).unwrap(), "{t,f}");
        assert_eq!(of_json("[0.1,1e300]", Kind::Float).unwrap(), "{0.1,1e300}");
        assert_eq!(of_json("[-1]", Kind::Timestamp).unwrap(), r#"{"1969-12-31T23:59:59.999+00"}"#);
        assert_eq!(of_json(r#"["AP8="]"#, Kind::Bytes).unwrap(), r#"{"\\x00ff"}"#);
        assert_eq!(of_json(r#"[{"a":12345678901234567890},null]"#, Kind::Json).unwrap(), r#"{"{\"a\":12345678901234567890}","null"}"#);
    }

    #[test]
    fn wrong_elements_are_refused() {
        for (json, kind) in [
            ("{}", Kind::Int),
            ("[1.5]", Kind::Int),
            ("[\"1\"]", Kind::Int),
            ("[1]", Kind::Bigint),
            ("[\"x\"]", Kind::Decimal),
            ("[\"2023-02-29\"]", Kind::Date),
            ("[\"a\\u0000b\"]", Kind::Text),
            ("[[1]]", Kind::Int),
        ] {
            assert!(of_json(json, kind).is_err(), "{json}");
        }
    }

    #[test]
    fn base64_comes_back() {
        for (text, bytes) in [("", vec![]), ("AA==", vec![0]), ("AAE=", vec![0, 1]), ("AAEC", vec![0, 1, 2]), ("//79", vec![255, 254, 253])]
        {
            assert_eq!(from_base64(text), Some(bytes));
        }
        assert_eq!(from_base64("A"), None);
    }
}
