//! The short forms of the corpus: strings that stand for the nodes that occur most.
//!
//! | written | stands for |
//! |---|---|
//! | `"@p.title text"` | a column; `"@p.title text as x"` names it in a result |
//! | `"?0 int"`, `"?0 int[]"` | a parameter, a list parameter |
//! | `"#d.n int"` | a column of a derived table |
//! | `"=:5"`, `"=:true"`, `"=:word"` | a constant |
//! | `{"eq": [a, b]}`, `{"and": [...]}`, `{"not": a}` | a comparison, AND, OR, NOT |
//! | `"posts p"` in `from` and `source`, `"blog.posts"` in `table` | a source, a table |
//! | `"@p.id int desc nulls last"` in `orderBy` | an order |
//! | `"title string(200)?"` in the columns of a table | a column that may be NULL |
//! | `"string(200)"`, `"decimal(10,2)"`, `"array(string)"`, `"enum(a\|b)"`, `"text:CITEXT"` as a type | a column type |

use serde_json::{Map, Value, json};

const COMPARISONS: [&str; 6] = ["eq", "ne", "gt", "gte", "lt", "lte"];

/// The statement in full.
pub fn expand(value: Value) -> Value {
    match value {
        Value::Object(map) => object(map),
        Value::Array(items) => items.into_iter().map(expand).collect(),
        Value::String(text) => expression(&text).unwrap_or(Value::String(text)),
        other => other,
    }
}

fn object(map: Map<String, Value>) -> Value {
    if let Some(node) = operator(&map) {
        return node;
    }
    let is_join = map.contains_key("on");
    let is_array_has = map.get("kind") == Some(&json!("arrayHas"));
    let members = map.into_iter().map(|(key, value)| {
        let value = match (key.as_str(), value) {
            ("type", Value::String(text)) => column_type(&text).unwrap_or(Value::String(text)),
            ("of", Value::String(text)) if is_array_has => column_type(&text).unwrap_or(Value::String(text)),
            ("from", Value::String(text)) => source(&text),
            ("source", Value::String(text)) if is_join => source(&text),
            ("table" | "references", Value::String(text)) => table(&text),
            ("columns" | "returning", Value::Array(items)) => items.into_iter().map(column).collect(),
            ("orderBy", Value::Array(items)) => items.into_iter().map(order).collect(),
            (_, value) => expand(value),
        };
        (key, value)
    });
    Value::Object(members.collect())
}

fn operator(map: &Map<String, Value>) -> Option<Value> {
    let (key, value) = map.iter().next().filter(|_| map.len() == 1)?;
    if COMPARISONS.contains(&key.as_str()) {
        return Some(json!({"kind": "compare", "operator": key, "left": expand(value[0].clone()), "right": expand(value[1].clone())}));
    }
    match key.as_str() {
        "and" | "or" => Some(json!({"kind": key, "operands": expand(value.clone())})),
        "not" => Some(json!({"kind": "not", "operand": expand(value.clone())})),
        _ => None,
    }
}

fn expression(text: &str) -> Option<Value> {
    if let Some(constant) = text.strip_prefix("=:") {
        let value = serde_json::from_str(constant).unwrap_or_else(|_| json!(constant));
        return Some(json!({"kind": "literal", "value": value}));
    }
    let (place, type_text) = text.split_at_checked(1).and_then(|(_, rest)| rest.split_once(' '))?;
    let (plain, is_list) = type_text.strip_suffix("[]").map_or((type_text, false), |plain| (plain, true));
    let column_type = column_type(plain)?;
    if text.starts_with('?') {
        return Some(json!({"kind": "parameter", "index": place.parse::<u32>().ok()?, "type": column_type, "list": is_list}));
    }
    let (source, name) = place.split_once('.')?;
    match &text[..1] {
        "@" => Some(json!({"kind": "column", "source": source, "name": name, "type": column_type})),
        "#" => Some(json!({"kind": "reference", "source": source, "name": name})),
        _ => None,
    }
}

/// A column of a result or of a table; a mere name stays one.
fn column(item: Value) -> Value {
    let Value::String(text) = item else { return expand(item) };
    let (bare, name) = text.split_once(" as ").map_or((text.as_str(), None), |(bare, name)| (bare, Some(name)));
    if let Some(expression) = expression(bare) {
        let type_text = bare.rsplit(' ').next().unwrap_or_default();
        return json!({"expression": expression, "type": column_type(type_text), "name": name});
    }
    let Some((name, type_text)) = text.split_once(' ') else { return Value::String(text) };
    let (plain, is_nullable) = type_text.strip_suffix('?').map_or((type_text, false), |plain| (plain, true));
    json!({"name": name, "type": column_type(plain), "nullable": is_nullable})
}

fn order(item: Value) -> Value {
    let Value::String(text) = item else { return expand(item) };
    let (rest, nulls) = text.split_once(" nulls ").map_or((text.as_str(), None), |(rest, nulls)| (rest, Some(nulls)));
    let (rest, is_descending) = rest.strip_suffix(" desc").map_or((rest, false), |rest| (rest, true));
    json!({"expression": expression(rest), "descending": is_descending, "nulls": nulls})
}

fn source(text: &str) -> Value {
    let (name, alias) = text.split_once(' ').expect("a source is a table and an alias");
    json!({"kind": "table", "table": table(name), "alias": alias})
}

fn table(text: &str) -> Value {
    match text.split_once('.') {
        Some((schema, name)) => json!({"schema": schema, "name": name}),
        None => json!({"name": text}),
    }
}

fn column_type(text: &str) -> Option<Value> {
    let (text, native) = text.split_once(':').map_or((text, None), |(text, native)| (text, Some(native)));
    let (kind, facts) = text.split_once('(').map_or((text, None), |(kind, facts)| (kind, facts.strip_suffix(')')));
    if !oxyde_wire::tags::kind_names().any(|known| known == kind) {
        return None;
    }
    let mut out = json!({"kind": kind, "native": native});
    match (kind, facts) {
        (_, None) => {}
        ("decimal", Some(facts)) => {
            let (precision, scale) = facts.split_once(',')?;
            out["precision"] = json!(precision.parse::<u32>().ok()?);
            out["scale"] = json!(scale.parse::<u32>().ok()?);
        }
        ("array", Some(facts)) => {
            let element = column_type(facts)?;
            out["of"] = element["kind"].clone();
            out["maxLength"] = element.get("maxLength").cloned().unwrap_or_default();
        }
        ("enum", Some(facts)) => {
            let numbers: Option<Vec<i64>> = facts.split('|').map(|value| value.parse().ok()).collect();
            match numbers {
                Some(numbers) => out["numbers"] = json!(numbers),
                None => out["values"] = facts.split('|').collect(),
            }
        }
        (_, Some(facts)) => out["maxLength"] = json!(facts.parse::<u32>().ok()?),
    }
    Some(out)
}
