//! Whether one JSON document contains another or equals it, as PostgreSQL's `@>` and `=` of jsonb see it.

use serde_json::{Map, Number, Value};

/// `document @> candidate`. An array may also contain a scalar that is given by itself, which holds at the top only.
pub fn contains(document: &Value, candidate: &Value) -> bool {
    match (document, candidate) {
        (Value::Array(elements), scalar) if is_scalar(scalar) => elements.iter().any(|element| contains_within(element, scalar)),
        _ => contains_within(document, candidate),
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

fn contains_within(document: &Value, candidate: &Value) -> bool {
    match (document, candidate) {
        (Value::Object(fields), Value::Object(wanted)) => contains_fields(fields, wanted),
        (Value::Array(elements), Value::Array(wanted)) => {
            wanted.iter().all(|value| elements.iter().any(|element| contains_within(element, value)))
        }
        (Value::Number(left), Value::Number(right)) => is_same_number(left, right),
        _ => document == candidate,
    }
}

fn contains_fields(fields: &Map<String, Value>, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(key, value)| fields.get(key).is_some_and(|field| contains_within(field, value)))
}

/// Neither the order of keys nor the way in which a number is written counts.
pub fn equals(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len() && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| equals(value, other)))
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(value, other)| equals(value, other))
        }
        (Value::Number(left), Value::Number(right)) => is_same_number(left, right),
        _ => left == right,
    }
}

/// 1 and 1.0 are the same number; integers are compared exactly.
fn is_same_number(left: &Number, right: &Number) -> bool {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left == right,
        _ => left.as_f64() == right.as_f64(),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_equal_whatever_the_order_of_their_keys() {
        for (left, right, expected) in [
            (r#"{"a":1,"b":[1,2]}"#, r#"{"b":[1,2],"a":1.0}"#, true),
            (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, false),
            ("[1,2]", "[2,1]", false),
            ("[1]", "[1,1]", false),
            ("null", "null", true),
            ("\"1\"", "1", false),
        ] {
            let (first, second) = (serde_json::from_str(left).unwrap(), serde_json::from_str(right).unwrap());
            assert_eq!(equals(&first, &second), expected, "{left} = {right}");
        }
    }

    #[test]
    fn it_answers_as_postgresql_does() {
        for (document, candidate, expected) in [
            (r#"{"a":1,"b":2}"#, r#"{"a":1}"#, true),
            (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, false),
            (r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":2}}"#, true),
            (r#"{"a":{"b":1}}"#, r#"{"b":1}"#, false),
            ("[1,2,3]", "[3,1,1]", true),
            ("[1,2]", "[4]", false),
            ("[1,[2,3]]", "[[2]]", true),
            ("[1,[2,3]]", "[2]", false),
            (r#"["foo","bar"]"#, r#""bar""#, true),
            (r#""bar""#, r#"["bar"]"#, false),
            ("[[1]]", "1", false),
            (r#"{"tags":["a"]}"#, r#"{"tags":"a"}"#, false),
            ("1", "1.0", true),
            ("9007199254740993", "9007199254740992", false),
            ("null", "null", true),
            (r#"{"a":null}"#, r#"{"a":null}"#, true),
            (r#"{}"#, "[]", false),
            ("[]", "[]", true),
            (r#"{"a":1}"#, "{}", true),
        ] {
            let (left, right) = (serde_json::from_str(document).unwrap(), serde_json::from_str(candidate).unwrap());
            assert_eq!(contains(&left, &right), expected, "{document} @> {candidate}");
        }
    }
}
