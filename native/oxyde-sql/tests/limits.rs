//! What the corpus is too small for: deep and wide statements, sizes, and servers that lack something.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use oxyde_sql::{Dialect, Sizes, Slot, Target, compile, spreads_lists};
use oxyde_wire::{Delete, ErrorKind, Expression, Failure, Select, Statement, TableName};
use serde_json::{Value, json};

const DIALECTS: [Dialect; 3] = [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite];

fn target(dialect: Dialect) -> Target {
    Target { dialect, is_mariadb: false, version_number: 0, has_insert_returning: true, has_update_returning: true, time_zone: None }
}

fn mariadb(version_number: u32) -> Target {
    Target { is_mariadb: true, version_number, ..target(Dialect::Mysql) }
}

fn sql(statement: Value, target: &Target, sizes: &Sizes) -> Result<String, Failure> {
    let statement: Statement = serde_json::from_value(statement).unwrap();
    compile(&statement, target, sizes).map(|compiled| compiled.sql)
}

fn column(name: &str, kind: &str) -> Value {
    json!({"kind": "column", "source": "u", "name": name, "type": {"kind": kind}})
}

fn parameter(index: usize) -> Value {
    json!({"kind": "parameter", "index": index, "type": {"kind": "int"}})
}

fn select(filter: Value) -> Value {
    json!({"kind": "select", "from": {"kind": "table", "table": {"name": "users"}, "alias": "u"},
        "columns": [{"expression": column("id", "int"), "type": {"kind": "int"}}], "where": filter})
}

/// A select whose filter is NOT of NOT and so on; JSON text cannot nest so deep.
fn nested(depth: usize) -> Statement {
    let Statement::Select(mut select) = serde_json::from_value(select(column("active", "boolean"))).unwrap() else { unreachable!() };
    select.filter = (0..depth).fold(select.filter, |operand, _| operand.map(|operand| Expression::Not { operand: Box::new(operand) }));
    Statement::Select(select)
}

#[test]
fn a_deep_statement_is_refused_before_the_stack_ends() {
    for dialect in DIALECTS {
        assert!(compile(&nested(190), &target(dialect), &Sizes::default()).is_ok());
        let failure = compile(&nested(1000), &target(dialect), &Sizes::default()).unwrap_err();
        assert_eq!(failure.kind, ErrorKind::InvalidStatement);
    }
}

#[test]
fn selects_nest_deep_enough() {
    let Statement::Select(plain) = serde_json::from_value(select(column("active", "boolean"))).unwrap() else { unreachable!() };
    let nested =
        (0..60).fold(plain.clone(), |inner, _| Box::new(Select { filter: Some(Expression::Exists { select: inner }), ..*plain.clone() }));
    let delete = Delete {
        table: TableName { name: "users".into(), schema: None },
        alias: "u".into(),
        filter: nested.filter,
        returning: Vec::new(),
        comment: None,
    };
    for dialect in DIALECTS {
        assert!(compile(&Statement::Delete(Box::new(delete.clone())), &target(dialect), &Sizes::default()).is_ok());
    }
}

#[test]
fn a_filter_of_ten_thousand_parts_does_not_nest() {
    let operands: Vec<_> = (0..10_000)
        .map(|index| json!({"kind": "compare", "operator": "eq", "left": column("id", "int"), "right": parameter(index)}))
        .collect();
    for dialect in DIALECTS {
        let sql = sql(select(json!({"kind": "or", "operands": operands})), &target(dialect), &Sizes::default()).unwrap();
        assert_eq!(sql.matches(" OR ").count(), 9_999);
    }
}

#[test]
fn rows_of_an_insert_number_their_parameters_one_after_another() {
    let insert: Statement = serde_json::from_value(
        json!({"kind": "insert", "table": {"name": "users"}, "columns": ["a", "b"], "values": [parameter(0), parameter(1)]}),
    )
    .unwrap();
    for dialect in DIALECTS {
        let compiled = compile(&insert, &target(dialect), &Sizes { rows: 500, lists: Vec::new() }).unwrap();
        let slots: Vec<_> = compiled.placeholders.iter().map(|placeholder| placeholder.slot).collect();
        assert_eq!(slots, (0..1000).map(Slot::Parameter).collect::<Vec<_>>());
    }
}

#[test]
fn only_a_dialect_that_spreads_lists_needs_their_lengths() {
    let list = json!({"kind": "parameter", "index": 0, "type": {"kind": "int"}, "list": true});
    let statement = select(json!({"kind": "in", "operand": column("id", "int"), "list": list}));
    for dialect in DIALECTS {
        let outcome = sql(statement.clone(), &target(dialect), &Sizes::default());
        assert_eq!(outcome.is_err(), spreads_lists(dialect), "{dialect:?}");
    }
}

#[test]
fn an_old_mariadb_refuses_what_it_does_not_have() {
    let document = json!({"kind": "parameter", "index": 0, "type": {"kind": "json"}});
    let equals = select(json!({"kind": "compare", "operator": "eq", "left": column("meta", "json"), "right": document}));
    let mut skipping = select(Value::Null);
    skipping["lock"] = json!({"strength": "update", "wait": "skipLocked"});
    for statement in [equals, skipping] {
        assert_eq!(sql(statement.clone(), &mariadb(100_500), &Sizes::default()).unwrap_err().kind, ErrorKind::Unsupported);
        assert!(sql(statement, &mariadb(101_100), &Sizes::default()).is_ok());
    }
}

#[test]
fn a_server_without_returning_says_so() {
    let insert = json!({"kind": "insert", "table": {"name": "users"}, "columns": ["a"], "values": [parameter(0)],
        "returning": [{"expression": column("id", "int"), "type": {"kind": "int"}}]});
    let old = Target { has_insert_returning: false, ..target(Dialect::Sqlite) };
    assert_eq!(sql(insert, &old, &Sizes::default()).unwrap_err().kind, ErrorKind::Unsupported);
}

/// Each level of such selects used to be compiled twice.
#[test]
fn nested_reads_of_the_changed_table_do_not_grow_without_bound() {
    let rows = |inner: Option<Value>| {
        json!({"from": {"kind": "table", "table": {"name": "posts"}, "alias": "q"},
            "columns": [{"expression": {"kind": "column", "source": "q", "name": "id", "type": {"kind": "int"}}, "type": {"kind": "int"}}], "where": inner})
    };
    let filter = |alias: &str, select: Value| json!({"kind": "inSelect", "operand": {"kind": "column", "source": alias, "name": "id", "type": {"kind": "int"}}, "select": select});
    let innermost = (0..12).fold(rows(None), |inner, _| rows(Some(filter("q", inner))));
    let delete = json!({"kind": "delete", "table": {"name": "posts"}, "alias": "p", "where": filter("p", innermost)});
    let sql = sql(delete, &target(Dialect::Mysql), &Sizes::default()).unwrap();
    assert!(sql.len() < 20_000, "{} bytes", sql.len());
}
