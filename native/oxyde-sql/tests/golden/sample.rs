//! A value for each placeholder, so that the servers do not only prepare the texts but run them.

use oxyde_sql::Placeholder;
use oxyde_wire::Kind;

/// The text of a value of the placeholder's kind; `number` keeps those of one statement apart.
pub fn sample(placeholder: &Placeholder, number: usize) -> String {
    of_kind(placeholder.column_type.wire_kind(), &placeholder.column_type.values, number)
}

fn of_kind(kind: Kind, values: &Option<Vec<String>>, number: usize) -> String {
    if let Some(first) = values.as_ref().and_then(|values| values.first()) {
        return first.clone();
    }
    match kind {
        Kind::Int | Kind::Bigint | Kind::Duration => "1".to_owned(),
        Kind::Float | Kind::Decimal => "1.5".to_owned(),
        Kind::Boolean => "1".to_owned(),
        Kind::Uuid => "0190a0b0-0000-7000-8000-000000000001".to_owned(),
        Kind::Date => "2024-02-29".to_owned(),
        Kind::Time => "12:30:00.000000".to_owned(),
        Kind::Timestamp => "2024-02-29 12:30:00.123".to_owned(),
        Kind::LocalTimestamp => "2024-02-29T12:30:00.000000".to_owned(),
        Kind::Json => "{\"a\": 1}".to_owned(),
        Kind::Array => "[\"a\", \"b\"]".to_owned(),
        // A number is a text, a pattern and a regular expression as well.
        Kind::String | Kind::Text | Kind::Bytes | Kind::Enum => format!("1{number}"),
    }
}

/// A list as a JSON array.
pub fn json_list(placeholder: &Placeholder) -> String {
    let element = sample(placeholder, 0);
    match placeholder.column_type.wire_kind() {
        Kind::Int | Kind::Bigint | Kind::Duration | Kind::Float | Kind::Boolean => format!("[{element}]"),
        _ => format!("[\"{}\"]", element.replace('"', "\\\"")),
    }
}
