//! Constant defaults of array columns on PostgreSQL: from the wire's JSON text to an ARRAY.

use oxyde_wire::{ColumnType, Kind};
use serde_json::Value;

use crate::literal::quoted_text;
use crate::moment::instant_text;
use crate::refusal::{Result, invalid};
use crate::syntax::Syntax;
use crate::types;

/// `CAST(ARRAY['a', 'b'] AS TEXT[])`.
pub fn array_default(syntax: &dyn Syntax, column_type: &ColumnType, json: &str) -> Result<String> {
    let Ok(Value::Array(elements)) = serde_json::from_str(json) else {
        return invalid("the default of an array column is not a JSON array");
    };
    let kind = types::element_kind(column_type)?;
    let elements: Result<Vec<_>> = elements.iter().map(|element| element_text(syntax, kind, element)).collect();
    Ok(format!("CAST(ARRAY[{}] AS {})", elements?.join(", "), types::postgres(column_type)?))
}

fn element_text(syntax: &dyn Syntax, kind: Kind, element: &Value) -> Result<String> {
    match (kind, element) {
        (Kind::Json, element) => quoted_text(syntax, &element.to_string()),
        (_, Value::Null) => Ok("NULL".to_owned()),
        (Kind::Timestamp, Value::Number(millis)) => match millis.as_i64() {
            Some(millis) => quoted_text(syntax, &format!("{}+00", instant_text(millis)?)),
            None => invalid("the default of an array of timestamps holds what is not whole milliseconds"),
        },
        (Kind::Bytes, Value::String(base64)) => Ok(format!("DECODE({}, 'base64')", quoted_text(syntax, base64)?)),
        (_, Value::String(text)) => quoted_text(syntax, text),
        (_, Value::Number(number)) => quoted_text(syntax, &number.to_string()),
        (_, Value::Bool(value)) => Ok(syntax.boolean(*value).to_owned()),
        _ => invalid("the default of an array column nests deeper than its kind"),
    }
}
