//! Parameters to SQLite's five storage classes, by kind; what a kind cannot hold is refused, never rounded.

use std::ffi::c_int;

use oxyde_wire::{ColumnType, ErrorKind, Failure, Kind, Value};
use rusqlite::ffi;

use super::{decimal, forms};
use crate::Bind;

/// A parameter in the form in which it is stored.
enum Stored<'a> {
    Null,
    Integer(i64),
    Real(f64),
    /// As it came.
    Text(&'a str),
    /// Made here.
    Made(String),
    Blob(&'a [u8]),
}

/// Binds all parameters.
///
/// # Safety
/// `raw` is a prepared statement that is not running; the values must stay where they are until it is reset and its bindings are cleared.
pub unsafe fn bind_all(raw: *mut ffi::sqlite3_stmt, binds: &[Bind], values: &[Value]) -> Result<(), Failure> {
    if binds.len() != values.len() {
        return Err(Failure::new(ErrorKind::Internal, "the number of parameters is not that of the statement"));
    }
    for (index, (bind, value)) in binds.iter().zip(values).enumerate() {
        let stored = stored(bind, value).map_err(|reason| refusal(index, bind, reason))?;
        // SAFETY: the caller's promise.
        let code = unsafe { bind_one(raw, index as c_int + 1, &stored) };
        if code != ffi::SQLITE_OK {
            return Err(refusal(index, bind, Refused::Value("it is larger than SQLite can store")));
        }
    }
    Ok(())
}

unsafe fn bind_one(raw: *mut ffi::sqlite3_stmt, index: c_int, value: &Stored<'_>) -> c_int {
    // SAFETY: pointer and length belong together; texts made here are copied by SQLite, the others outlive the run.
    unsafe {
        match value {
            Stored::Null => ffi::sqlite3_bind_null(raw, index),
            Stored::Integer(value) => ffi::sqlite3_bind_int64(raw, index, *value),
            Stored::Real(value) => ffi::sqlite3_bind_double(raw, index, *value),
            Stored::Text(text) => bind_text(raw, index, text, ffi::SQLITE_STATIC()),
            Stored::Made(text) => bind_text(raw, index, text, ffi::SQLITE_TRANSIENT()),
            Stored::Blob([]) => ffi::sqlite3_bind_zeroblob(raw, index, 0),
            Stored::Blob(bytes) => ffi::sqlite3_bind_blob64(raw, index, bytes.as_ptr().cast(), bytes.len() as u64, ffi::SQLITE_STATIC()),
        }
    }
}

unsafe fn bind_text(raw: *mut ffi::sqlite3_stmt, index: c_int, text: &str, keep: ffi::sqlite3_destructor_type) -> c_int {
    // SAFETY: as in `bind_one`.
    unsafe { ffi::sqlite3_bind_text64(raw, index, text.as_ptr().cast(), text.len() as u64, keep, ffi::SQLITE_UTF8 as u8) }
}

/// Why a parameter was refused; never shows it.
enum Refused {
    Value(&'static str),
    Unsupported(&'static str),
}

impl From<&'static str> for Refused {
    fn from(reason: &'static str) -> Self {
        Self::Value(reason)
    }
}

fn refusal(index: usize, bind: &Bind, reason: Refused) -> Failure {
    let (kind, reason) = match reason {
        Refused::Value(reason) => (ErrorKind::EncodeFailed, reason),
        Refused::Unsupported(reason) => (ErrorKind::Unsupported, reason),
    };
    Failure::new(kind, format!("parameter {} of kind {:?} cannot be stored: {reason}", index + 1, bind.column_type.kind))
}

fn stored<'a>(bind: &Bind, value: &'a Value) -> Result<Stored<'a>, Refused> {
    if bind.is_list {
        return list_text(&bind.column_type, value).map(Stored::Made);
    }
    Ok(stored_single(&bind.column_type, value)?)
}

fn stored_single<'a>(column_type: &ColumnType, value: &'a Value) -> Result<Stored<'a>, &'static str> {
    match (column_type.wire_kind(), value) {
        (_, Value::Null) => Ok(Stored::Null),
        (Kind::Int | Kind::Bigint | Kind::Duration, Value::Integer(value)) => Ok(Stored::Integer(*value)),
        (Kind::Boolean, Value::Boolean(value)) => Ok(Stored::Integer(i64::from(*value))),
        (Kind::Float, Value::Float(value)) => float(*value).map(Stored::Real),
        (Kind::Float, Value::Integer(value)) => whole_float(*value).map(Stored::Real),
        (Kind::Timestamp, Value::Integer(millis)) => instant(*millis).map(Stored::Made),
        (Kind::Bytes, Value::Bytes(bytes)) => Ok(Stored::Blob(bytes)),
        (kind, Value::Text(text)) => stored_text(column_type, kind, text),
        _ => Err("it is a value of another kind"),
    }
}

fn stored_text<'a>(column_type: &ColumnType, kind: Kind, text: &'a str) -> Result<Stored<'a>, &'static str> {
    match kind {
        Kind::String | Kind::Text | Kind::Enum => plain(text),
        Kind::Json | Kind::Array => json(text),
        Kind::Uuid => uuid(text),
        Kind::Date => forms::parse_day(text).map(|_| Stored::Text(text)).ok_or("it is not a date of the form YYYY-MM-DD"),
        Kind::Time => time(text).map(Stored::Made),
        Kind::LocalTimestamp => local_timestamp(text).map(Stored::Made),
        Kind::Decimal => decimal_text(column_type, text).map(Stored::Made),
        _ => Err("it is a text"),
    }
}

/// Text functions and other programs stop at a NUL character, so such a text would come back shorter in places.
fn plain(text: &str) -> Result<Stored<'_>, &'static str> {
    if text.as_bytes().contains(&0) { Err("it holds the character U+0000") } else { Ok(Stored::Text(text)) }
}

fn json(text: &str) -> Result<Stored<'_>, &'static str> {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Ok(Stored::Text(text)),
        Err(_) => Err("it is not JSON"),
    }
}

fn uuid(text: &str) -> Result<Stored<'_>, &'static str> {
    if !is_uuid(text) {
        return Err("it is not a UUID of the form 8-4-4-4-12");
    }
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    Ok(if is_lower { Stored::Text(text) } else { Stored::Made(text.to_ascii_lowercase()) })
}

/// Whether the text is a hyphenated UUID in either case.
pub fn is_uuid(text: &str) -> bool {
    let is_hyphen = |index: usize| matches!(index, 8 | 13 | 18 | 23);
    let fits = |(index, byte): (usize, u8)| if is_hyphen(index) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

/// SQLite stores NaN as NULL.
fn float(value: f64) -> Result<f64, &'static str> {
    if value.is_nan() { Err("it is NaN, which SQLite cannot store") } else { Ok(value) }
}

fn whole_float(value: i64) -> Result<f64, &'static str> {
    let float = value as f64;
    // Saturates at the ends, where the way back would hide the loss.
    if float as i128 == i128::from(value) { Ok(float) } else { Err("it is an integer that a float cannot hold exactly") }
}

fn instant(millis: i64) -> Result<String, &'static str> {
    let mut out = String::with_capacity(23);
    if forms::write_instant(&mut out, millis) { Ok(out) } else { Err("it lies outside the years 0000 to 9999") }
}

fn time(text: &str) -> Result<String, &'static str> {
    let clock = forms::parse_clock(text).ok_or("it is not a time of the form HH:mm:ss[.ffffff]")?;
    let mut out = String::with_capacity(15);
    forms::write_clock_stored(&mut out, clock);
    Ok(out)
}

fn local_timestamp(text: &str) -> Result<String, &'static str> {
    let (day, clock) = forms::parse_local(text).ok_or("it is not of the form YYYY-MM-DDTHH:mm:ss[.ffffff]")?;
    let mut out = String::with_capacity(26);
    forms::write_day(&mut out, day);
    out.push('T');
    forms::write_clock_stored(&mut out, clock);
    Ok(out)
}

fn decimal_text(column_type: &ColumnType, text: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(text.len() + 4);
    decimal::write_canonical(&mut out, text, column_type.precision, column_type.scale)?;
    Ok(out)
}

/// A list as one JSON array for `json_each`, each element in its stored form.
fn list_text(column_type: &ColumnType, value: &Value) -> Result<String, Refused> {
    let Value::List(elements) = value else { return Err(Refused::Value("it is not a list")) };
    let mut out = String::with_capacity(elements.len() * 8 + 2);
    out.push('[');
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_element(&mut out, &stored_single(column_type, element)?)?;
    }
    out.push(']');
    Ok(out)
}

fn write_element(out: &mut String, element: &Stored<'_>) -> Result<(), Refused> {
    match element {
        Stored::Integer(value) => out.push_str(&value.to_string()),
        Stored::Real(value) => out.push_str(&real_element(*value)),
        Stored::Text(text) => out.push_str(&quoted(text)?),
        Stored::Made(text) => out.push_str(&quoted(text)?),
        Stored::Null => return Err(Refused::Value("a list cannot hold NULL; ask with isNull instead")),
        Stored::Blob(_) => return Err(Refused::Unsupported("SQLite takes no list of bytes; compare the values one by one")),
    }
    Ok(())
}

/// JSON has no infinity, but SQLite reads a number that large as one.
fn real_element(value: f64) -> String {
    match value.is_infinite() {
        true => if value > 0.0 { "9e999" } else { "-9e999" }.to_owned(),
        // Debug is the shortest text that reads back, always with a point or an exponent: it stays a REAL.
        false => format!("{value:?}"),
    }
}

fn quoted(text: &str) -> Result<String, &'static str> {
    serde_json::to_string(text).map_err(|_| "it cannot be written as JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(kind: Kind, elements: Vec<Value>) -> Result<String, ErrorKind> {
        let bind = Bind { column_type: ColumnType::of_kind(kind), is_list: true };
        match stored(&bind, &Value::List(elements)) {
            Ok(Stored::Made(text)) => Ok(text),
            Ok(_) => Err(ErrorKind::Internal),
            Err(reason) => Err(refusal(0, &bind, reason).kind),
        }
    }

    #[test]
    fn lists_become_json_by_kind() {
        assert_eq!(list(Kind::Bigint, vec![Value::Integer(i64::MIN), Value::Integer(7)]).unwrap(), "[-9223372036854775808,7]");
        assert_eq!(list(Kind::Float, vec![Value::Float(0.1), Value::Float(1.0), Value::Float(f64::INFINITY)]).unwrap(), "[0.1,1.0,9e999]");
        assert_eq!(list(Kind::Text, vec![Value::Text("a\"\n\u{1F600}".into())]).unwrap(), "[\"a\\\"\\n\u{1F600}\"]");
        assert_eq!(list(Kind::Timestamp, vec![Value::Integer(0)]).unwrap(), "[\"1970-01-01 00:00:00.000\"]");
        assert_eq!(list(Kind::Decimal, vec![Value::Text("01.50".into())]).unwrap(), "[\"1.50\"]");
        assert_eq!(list(Kind::Boolean, vec![Value::Boolean(true)]).unwrap(), "[1]");
        assert_eq!(list(Kind::Int, vec![]).unwrap(), "[]");
    }

    #[test]
    fn lists_refuse_null_and_bytes() {
        assert_eq!(list(Kind::Int, vec![Value::Null]), Err(ErrorKind::EncodeFailed));
        assert_eq!(list(Kind::Bytes, vec![Value::Bytes(vec![1])]), Err(ErrorKind::Unsupported));
    }

    #[test]
    fn a_refusal_does_not_show_the_value() {
        let bind = Bind { column_type: ColumnType::of_kind(Kind::Uuid), is_list: false };
        let Err(reason) = stored(&bind, &Value::Text("s3cret".into())).map(|_| ()) else { panic!("accepted") };
        let message = refusal(1, &bind, reason).message;
        assert!(message.starts_with("parameter 2 of kind Uuid"), "{message}");
        assert!(!message.contains("s3cret"));
    }

    #[test]
    fn integers_that_a_float_cannot_hold_are_refused() {
        assert!(whole_float(1 << 53).is_ok());
        assert!(whole_float((1 << 53) + 1).is_err());
        assert!(whole_float(i64::MAX).is_err());
        assert!(whole_float(i64::MIN).is_ok());
    }
}
