//! Statements as they cross: MessagePack maps by name, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use oxyde_wire::{ColumnType, ErrorKind, Expression, Kind, Literal, PathStep, Statement, decode_map};
use serde::Serialize;
use serde_json::{Value, json};

fn packed(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    value.serialize(&mut rmp_serde::Serializer::new(&mut out)).unwrap();
    out
}

fn select(columns: Value) -> Value {
    json!({"kind": "select", "from": {"kind": "table", "table": {"name": "posts"}, "alias": "p"}, "columns": columns})
}

fn literal(value: Value) -> Literal {
    match decode_map(&packed(&json!({"kind": "literal", "value": value}))).unwrap() {
        Expression::Literal { value } => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_statement_is_a_map_by_name_and_needs_no_absent_parts() {
    let column = json!({"expression": {"kind": "column", "source": "p", "name": "id", "type": {"kind": "int"}}, "type": {"kind": "int"}, "label": "posts.id"});
    let Statement::Select(select) = decode_map(&packed(&select(json!([column])))).unwrap() else { panic!() };
    assert_eq!(select.columns[0].column_type, ColumnType::of_kind(Kind::Int));
    assert_eq!(select.columns[0].label.as_deref(), Some("posts.id"));
    assert!(select.filter.is_none() && select.order_by.is_empty() && select.lock.is_none() && !select.distinct);
}

#[test]
fn constants_keep_their_type() {
    assert!(matches!(literal(json!(null)), Literal::Null(())));
    assert!(matches!(literal(json!(true)), Literal::Boolean(true)));
    assert!(matches!(literal(json!(-3)), Literal::Integer(-3)));
    assert!(matches!(literal(json!(i64::MAX)), Literal::Integer(i64::MAX)));
    assert!(matches!(literal(json!(1.5)), Literal::Float(1.5)));
    assert!(matches!(literal(json!("1")), Literal::Text(text) if text == "1"));
}

#[test]
fn steps_of_a_path_are_numbers_or_keys() {
    let path = json!({"kind": "jsonPath", "operand": {"kind": "literal", "value": null}, "path": ["a", 0, "0"]});
    let Expression::JsonPath { path, as_text: false, .. } = decode_map(&packed(&path)).unwrap() else { panic!() };
    assert!(matches!(&path[..], [PathStep::Key(a), PathStep::Index(0), PathStep::Key(zero)] if a == "a" && zero == "0"));
}

#[test]
fn a_type_says_how_its_values_cross() {
    let numeric: ColumnType = decode_map(&packed(&json!({"kind": "enum", "numbers": [1, 2]}))).unwrap();
    let textual: ColumnType = decode_map(&packed(&json!({"kind": "enum", "values": ["a"]}))).unwrap();
    assert_eq!((numeric.wire_kind(), textual.wire_kind()), (Kind::Int, Kind::Text));
    assert_eq!(ColumnType::of_kind(Kind::Json).wire_kind(), Kind::Json);
}

#[test]
fn every_kind_has_the_name_that_the_tags_give_it() {
    for name in oxyde_wire::tags::kind_names() {
        let column_type: ColumnType = decode_map(&packed(&json!({"kind": name}))).unwrap();
        let tag = usize::from(oxyde_wire::tags::kind_tag(column_type.kind));
        assert_eq!(oxyde_wire::tags::kind_names().nth(tag), Some(name));
    }
}

#[test]
fn what_is_no_statement_is_a_failure() {
    for value in [json!({}), json!({"kind": "truncate"}), json!({"kind": "select"}), json!(5), select(json!([{"type": {"kind": "money"}}]))]
    {
        assert!(decode_map::<Statement>(&packed(&value)).is_err(), "{value}");
    }
    let bytes = packed(&select(json!([])));
    for length in 0..bytes.len() {
        assert!(decode_map::<Statement>(&bytes[..length]).is_err());
    }
}

/// The decoder stops before the stack does.
#[test]
fn a_bottomless_statement_is_a_failure() {
    let not = [0x82, 0xa4, b'k', b'i', b'n', b'd', 0xa3, b'n', b'o', b't', 0xa7, b'o', b'p', b'e', b'r', b'a', b'n', b'd'];
    let nested = |depth| [not.repeat(depth), packed(&json!({"kind": "and", "operands": []}))].concat();
    assert!(decode_map::<Expression>(&nested(200)).is_ok());
    assert_eq!(decode_map::<Expression>(&nested(100_000)).unwrap_err().kind, ErrorKind::InvalidStatement);
}
