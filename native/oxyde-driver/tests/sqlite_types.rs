//! The type table of SQLite, both ways: boundary values of each kind, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use std::sync::Arc;

use oxyde_driver::{Access, Bind, CompiledStatement, Driver};
use oxyde_wire::{ColumnType, ErrorKind, Failure, Kind, Value};
use sqlite_support::*;

const ANY: &str = "CREATE TABLE things (id INTEGER PRIMARY KEY, value ANY) STRICT";

fn text(value: &str) -> Value {
    Value::Text(value.into())
}

async fn database() -> Arc<dyn Driver> {
    let driver = memory("{}");
    ddl(&driver, ANY).await;
    driver
}

/// Stores a value of this type, reads it back as the type, and tells how it is stored.
async fn through(driver: &Arc<dyn Driver>, column_type: &ColumnType, value: Value) -> Result<(Value, Value), Failure> {
    let types = || vec![column_type.clone()];
    let insert = statement_of("INSERT OR REPLACE INTO things (id, value) VALUES (1, ?)", Access::Write, Some(vec![]), types());
    run(driver, &insert, vec![value]).await?;
    let select = statement_of("SELECT value FROM things WHERE id = 1", Access::PlainRead, Some(types()), vec![]);
    let wire = cells(&run(driver, &select, vec![]).await?).remove(0);
    let stored = read("SELECT quote(value) FROM things WHERE id = 1", &[Kind::Text], &[]);
    let stored = cells(&run(driver, &stored, vec![]).await?).remove(0);
    Ok((wire, stored))
}

/// Reads what an SQL expression gives as a column of this type.
async fn decode(driver: &Arc<dyn Driver>, column_type: ColumnType, expression: &str) -> Result<Value, Failure> {
    let select = statement_of(&format!("SELECT {expression}"), Access::PlainRead, Some(vec![column_type]), vec![]);
    Ok(cells(&run(driver, &select, vec![]).await?).remove(0))
}

#[tokio::test]
async fn t01_each_kind_comes_back_as_it_went() {
    let driver = database().await;
    let long = "é😀".repeat(10_000);
    for (kind, value, stored) in [
        (Kind::Int, Value::Integer(0), "0"),
        (Kind::Int, Value::Integer((1 << 53) - 1), "9007199254740991"),
        (Kind::Int, Value::Integer(1 - (1 << 53)), "-9007199254740991"),
        (Kind::Bigint, Value::Integer(i64::MAX), "9223372036854775807"),
        (Kind::Bigint, Value::Integer(i64::MIN), "-9223372036854775808"),
        (Kind::Duration, Value::Integer(-86_400_000), "-86400000"),
        (Kind::Float, Value::Float(0.1), "0.1"),
        (Kind::Float, Value::Float(f64::MAX), ""),
        (Kind::Float, Value::Float(5e-324), ""),
        (Kind::Float, Value::Float(f64::INFINITY), ""),
        (Kind::Float, Value::Float(f64::NEG_INFINITY), ""),
        (Kind::Boolean, Value::Boolean(true), "1"),
        (Kind::Boolean, Value::Boolean(false), "0"),
        (Kind::String, text(""), "''"),
        (Kind::Text, text("it's"), "'it''s'"),
        (Kind::Text, text(&long), ""),
        (Kind::Text, text("\u{fffd}\u{feff}\r\n\t\u{1}\u{10ffff}"), ""),
        (Kind::Uuid, text("018f2a5e-7c1b-7def-8000-0123456789ab"), "'018f2a5e-7c1b-7def-8000-0123456789ab'"),
        (Kind::Date, text("0001-01-01"), "'0001-01-01'"),
        (Kind::Date, text("2024-02-29"), "'2024-02-29'"),
        (Kind::Date, text("9999-12-31"), "'9999-12-31'"),
        (Kind::Time, text("00:00:00"), "'00:00:00.000000'"),
        (Kind::Time, text("23:59:59.999999"), "'23:59:59.999999'"),
        (Kind::Time, text("12:00:00.5"), "'12:00:00.500000'"),
        (Kind::Timestamp, Value::Integer(0), "'1970-01-01 00:00:00.000'"),
        (Kind::Timestamp, Value::Integer(-1), "'1969-12-31 23:59:59.999'"),
        (Kind::Timestamp, Value::Integer(253_402_300_799_999), "'9999-12-31 23:59:59.999'"),
        (Kind::Timestamp, Value::Integer(-62_135_596_800_000), "'0001-01-01 00:00:00.000'"),
        (Kind::LocalTimestamp, text("2026-03-29T02:30:00"), "'2026-03-29T02:30:00.000000'"),
        (Kind::LocalTimestamp, text("9999-12-31T23:59:59.999999"), "'9999-12-31T23:59:59.999999'"),
        (Kind::Decimal, text("12345678901234567890.1234567890"), "'12345678901234567890.1234567890'"),
        (Kind::Decimal, text("-0.001"), "'-0.001'"),
        (Kind::Bytes, Value::Bytes(vec![]), "X''"),
        (Kind::Bytes, Value::Bytes(vec![0, 255, 39]), "X'00FF27'"),
        (Kind::Json, text("null"), "'null'"),
        (Kind::Json, text(r#"{"a":[1.0,9007199254740993],"é":"\u0000"}"#), ""),
        (Kind::Array, text(r#"["1","2"]"#), r#"'["1","2"]'"#),
    ] {
        let (wire, found) = through(&driver, &ColumnType::of_kind(kind), value.clone()).await.unwrap();
        assert_eq!(wire, value, "{kind:?}");
        assert!(stored.is_empty() || found == text(stored), "{kind:?}: {found:?} where {stored} was expected");
        let (wire, found) = through(&driver, &ColumnType::of_kind(kind), Value::Null).await.unwrap();
        assert_eq!((wire, found), (Value::Null, text("NULL")), "{kind:?}");
    }
}

#[tokio::test]
async fn t02_negative_zero_keeps_its_sign() {
    let driver = database().await;
    let (wire, _) = through(&driver, &ColumnType::of_kind(Kind::Float), Value::Float(-0.0)).await.unwrap();
    let Value::Float(found) = wire else { panic!("{wire:?}") };
    assert!(found == 0.0 && found.is_sign_negative());
}

#[tokio::test]
async fn t03_equivalent_forms_come_back_canonical() {
    let driver = database().await;
    let scaled = ColumnType { precision: Some(6), scale: Some(2), ..ColumnType::of_kind(Kind::Decimal) };
    for (column_type, given, expected) in [
        (ColumnType::of_kind(Kind::Uuid), "018F2A5E-7C1B-7DEF-8000-0123456789AB", "018f2a5e-7c1b-7def-8000-0123456789ab"),
        (ColumnType::of_kind(Kind::Time), "12:00:00.500000", "12:00:00.5"),
        (ColumnType::of_kind(Kind::Time), "12:00:00.000", "12:00:00"),
        (ColumnType::of_kind(Kind::LocalTimestamp), "2026-01-02 03:04:05.100", "2026-01-02T03:04:05.1"),
        (ColumnType::of_kind(Kind::Decimal), "+01.50", "1.50"),
        (ColumnType::of_kind(Kind::Decimal), "1.5e2", "150"),
        (scaled.clone(), "1", "1.00"),
        (scaled.clone(), "9999.9900", "9999.99"),
        (scaled, "-0", "0.00"),
    ] {
        assert_eq!(through(&driver, &column_type, text(given)).await.unwrap().0, text(expected), "{given}");
    }
}

#[tokio::test]
async fn t04_numeric_and_textual_enums_cross_as_what_they_are() {
    let driver = database().await;
    let textual = ColumnType { values: Some(vec!["draft".into()]), ..ColumnType::of_kind(Kind::Enum) };
    assert_eq!(through(&driver, &textual, text("draft")).await.unwrap(), (text("draft"), text("'draft'")));
    let numeric = ColumnType { numbers: Some(vec![2]), ..ColumnType::of_kind(Kind::Enum) };
    assert_eq!(through(&driver, &numeric, Value::Integer(2)).await.unwrap(), (Value::Integer(2), text("2")));
}

#[tokio::test]
async fn t05_what_a_kind_cannot_hold_is_refused_and_not_shown() {
    let driver = database().await;
    let scaled = ColumnType { precision: Some(6), scale: Some(2), ..ColumnType::of_kind(Kind::Decimal) };
    for (column_type, value) in [
        (ColumnType::of_kind(Kind::Float), Value::Float(f64::NAN)),
        (ColumnType::of_kind(Kind::Float), Value::Integer((1 << 53) + 1)),
        (ColumnType::of_kind(Kind::Text), text("secret\0secret")),
        (ColumnType::of_kind(Kind::Uuid), text("secret")),
        (ColumnType::of_kind(Kind::Date), text("2026-02-29")),
        (ColumnType::of_kind(Kind::Date), text("10000-01-01")),
        (ColumnType::of_kind(Kind::Time), text("24:00:00")),
        (ColumnType::of_kind(Kind::Time), text("12:00:00.0000001")),
        (ColumnType::of_kind(Kind::LocalTimestamp), text("2026-01-02T03:04:05Z")),
        (ColumnType::of_kind(Kind::Timestamp), Value::Integer(253_402_300_800_000)),
        (ColumnType::of_kind(Kind::Timestamp), Value::Integer(i64::MIN)),
        (ColumnType::of_kind(Kind::Decimal), text("NaN")),
        (ColumnType::of_kind(Kind::Decimal), text("secret")),
        (scaled.clone(), text("1.001")),
        (scaled, text("10000")),
        (ColumnType::of_kind(Kind::Json), text("{secret")),
        (ColumnType::of_kind(Kind::Int), text("1")),
        (ColumnType::of_kind(Kind::Boolean), Value::Integer(1)),
        (ColumnType::of_kind(Kind::Bytes), text("secret")),
        (ColumnType::of_kind(Kind::Text), Value::Bytes(b"secret".to_vec())),
    ] {
        let failure = through(&driver, &column_type, value.clone()).await.unwrap_err();
        assert_eq!(failure.kind, ErrorKind::EncodeFailed, "{value:?}");
        assert!(!failure.message.contains("secret"), "{}", failure.message);
    }
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 0);
}

#[tokio::test]
async fn t06_stored_values_that_a_kind_cannot_hold_are_failures_that_name_the_column() {
    let driver = database().await;
    for (kind, expression) in [
        (Kind::Int, "'1'"),
        (Kind::Int, "1.0"),
        (Kind::Int, "9007199254740992"),
        (Kind::Float, "'0.5'"),
        (Kind::Float, "9007199254740993"),
        (Kind::Boolean, "2"),
        (Kind::Boolean, "'true'"),
        (Kind::Text, "1"),
        (Kind::Text, "x'00'"),
        (Kind::Text, "CAST(x'ff' AS TEXT)"),
        (Kind::Uuid, "'no uuid'"),
        (Kind::Uuid, "x'018f2a5e7c1b7def80000123456789ab'"),
        (Kind::Date, "'2026-1-1'"),
        (Kind::Date, "2026"),
        (Kind::Time, "'noon'"),
        (Kind::Timestamp, "1767323045"),
        (Kind::Timestamp, "'yesterday'"),
        (Kind::Timestamp, "'2026-01-02 03:04:05.123456'"),
        (Kind::LocalTimestamp, "'2026-01-02T03:04:05Z'"),
        (Kind::Decimal, "'1,5'"),
        (Kind::Decimal, "x'31'"),
        (Kind::Bytes, "'text'"),
        (Kind::Json, "x'31'"),
    ] {
        let failure = decode(&driver, ColumnType::of_kind(kind), expression).await.unwrap_err();
        assert_eq!(failure.kind, ErrorKind::DecodeFailed, "{kind:?} {expression}");
        assert_eq!((failure.table.as_deref(), failure.column.as_deref()), (Some("things"), Some("value")), "{kind:?} {expression}");
    }
}

#[tokio::test]
async fn t07_foreign_tables_are_read_where_nothing_is_lost() {
    let driver = database().await;
    let scaled = ColumnType { scale: Some(2), ..ColumnType::of_kind(Kind::Decimal) };
    for (column_type, expression, expected) in [
        (ColumnType::of_kind(Kind::Float), "3", Value::Float(3.0)),
        (ColumnType::of_kind(Kind::Decimal), "3", text("3")),
        (ColumnType::of_kind(Kind::Decimal), "0.1", text("0.1")),
        (ColumnType::of_kind(Kind::Decimal), "1e21", text("1000000000000000000000")),
        (scaled.clone(), "'3.5'", text("3.50")),
        (scaled.clone(), "3", text("3.00")),
        (scaled, "'3.125'", text("3.125")),
        (ColumnType::of_kind(Kind::Timestamp), "datetime(0, 'unixepoch')", Value::Integer(0)),
        (ColumnType::of_kind(Kind::Timestamp), "strftime('%Y-%m-%dT%H:%M:%fZ', 1.5, 'unixepoch')", Value::Integer(1_500)),
        (ColumnType::of_kind(Kind::Timestamp), "'1970-01-01T01:00:00+01:00'", Value::Integer(0)),
        (ColumnType::of_kind(Kind::Timestamp), "'1970-01-02'", Value::Integer(86_400_000)),
        (ColumnType::of_kind(Kind::Uuid), "'018F2A5E-7C1B-7DEF-8000-0123456789AB'", text("018f2a5e-7c1b-7def-8000-0123456789ab")),
        (ColumnType::of_kind(Kind::Json), "1", text("1")),
        (ColumnType::of_kind(Kind::Json), "json_extract('{\"a\":1.5}', '$.a')", text("1.5")),
    ] {
        assert_eq!(decode(&driver, column_type.clone(), expression).await.unwrap(), expected, "{:?} {expression}", column_type.kind);
    }
}

#[tokio::test]
async fn t08_lists_select_by_json_each() {
    let driver = database().await;
    let insert = statement("INSERT INTO things (value) VALUES (?)", Access::Write, Some(&[]), &[Kind::Timestamp]);
    for millis in [0, 1, 2] {
        run(&driver, &insert, vec![Value::Integer(millis)]).await.unwrap();
    }
    let select = CompiledStatement {
        id: u64::MAX / 2,
        sql: "SELECT id FROM things WHERE value IN (SELECT value FROM json_each(?)) ORDER BY id".into(),
        binds: vec![Bind { column_type: ColumnType::of_kind(Kind::Timestamp), is_list: true }],
        shape: read("SELECT 1", &[Kind::Int], &[]).shape.clone(),
        access: Access::PlainRead,
    };
    let select = Arc::new(select);
    let found = run(&driver, &select, vec![Value::List(vec![Value::Integer(2), Value::Integer(0), Value::Integer(9)])]).await.unwrap();
    assert_eq!(integers(&found), [1, 3]);
    assert!(integers(&run(&driver, &select, vec![Value::List(vec![])]).await.unwrap()).is_empty());
}

#[tokio::test]
async fn t09_raw_results_describe_themselves() {
    let driver = database().await;
    let raw = |sql: &str| statement(sql, Access::Raw, None, &[]);
    let kinds = |completed: &oxyde_wire::Completed| {
        let names: Vec<_> = oxyde_wire::tags::kind_names().collect();
        description(completed).into_iter().map(|(name, tag)| (name, names[tag as usize])).collect::<Vec<_>>()
    };
    let sql = "SELECT NULL AS a, 1 AS b, 'x' AS c, x'01' AS d UNION ALL SELECT 0.5, NULL, NULL, NULL";
    let completed = run(&driver, &raw(sql), vec![]).await.unwrap();
    assert_eq!(kinds(&completed), [("a".into(), "float"), ("b".into(), "int"), ("c".into(), "text"), ("d".into(), "bytes")]);
    let expected =
        [Value::Null, Value::Integer(1), text("x"), Value::Bytes(vec![1]), Value::Float(0.5), Value::Null, Value::Null, Value::Null];
    assert_eq!(cells(&completed), expected);
    let empty = run(&driver, &raw("SELECT id, value FROM things"), vec![]).await.unwrap();
    assert_eq!(kinds(&empty), [("id".into(), "int"), ("value".into(), "text")]);
    let mixed = run(&driver, &raw("SELECT 1 AS a UNION ALL SELECT 'x'"), vec![]).await.err().unwrap();
    assert_eq!((mixed.kind, mixed.message.contains("a holds a value")), (ErrorKind::DecodeFailed, true), "{}", mixed.message);
    let unsafe_integer = run(&driver, &raw("SELECT 9007199254740993 AS a"), vec![]).await.err().unwrap();
    assert!(unsafe_integer.message.contains("bigint"), "{}", unsafe_integer.message);
}

#[tokio::test]
async fn t10_the_functions_mean_what_the_other_dialects_mean() {
    let driver = database().await;
    for (expression, expected) in [
        ("lower('ÄÖÜ ABC')", text("äöü abc")),
        ("upper('straße é')", text("STRAßE É")),
        ("lower(NULL)", Value::Null),
        ("lower(12)", text("12")),
        ("'Post' REGEXP '^p'", Value::Integer(0)),
        ("oxyde_iregexp('^p', 'Post')", Value::Integer(1)),
        ("NULL REGEXP 'a'", Value::Null),
        ("'É' LIKE 'é'", Value::Integer(0)),
        ("'A' LIKE 'a'", Value::Integer(0)),
        ("floor(-1.5)", Value::Float(-2.0)),
        ("ceil(1.2)", Value::Float(2.0)),
        ("floor(NULL)", Value::Null),
        ("mod(-7.5, 2)", Value::Float(-1.5)),
        ("mod(1.5, 0)", Value::Null),
        ("oxyde_decimal_add('0.1', '0.2')", text("0.3")),
        ("oxyde_decimal_sub('1', '0.9')", text("0.1")),
        ("oxyde_decimal_mul('1.5', '1.5')", text("2.25")),
        ("oxyde_decimal_div('1', '8')", text("0.125")),
        ("oxyde_decimal_div('1', '0')", Value::Null),
        ("oxyde_decimal_add('1', NULL)", Value::Null),
        ("(SELECT oxyde_decimal_sum(column1) FROM (VALUES ('0.1'), (NULL), ('0.2')))", text("0.3")),
        ("(SELECT oxyde_decimal_avg(column1) FROM (VALUES ('1'), (NULL), ('2')))", text("1.5")),
        ("(SELECT oxyde_decimal_min(column1) FROM (VALUES ('10'), ('9')))", text("9")),
        ("(SELECT oxyde_decimal_max(column1) FROM (VALUES ('10'), ('9')))", text("10")),
        ("(SELECT oxyde_decimal_sum(column1) FROM (VALUES (NULL)))", Value::Null),
        ("(SELECT oxyde_decimal_sum(1) WHERE 0)", Value::Null),
        ("'10' < '9' COLLATE OXYDE_DECIMAL", Value::Integer(0)),
        ("'1.50' = '1.5' COLLATE OXYDE_DECIMAL", Value::Integer(1)),
        (r#"oxyde_json_contains('{"a":[1,2]}', '{"a":[2]}')"#, Value::Integer(1)),
        (r#"oxyde_json_contains('{"a":1}', NULL)"#, Value::Null),
    ] {
        let select = statement(&format!("SELECT {expression}"), Access::Raw, None, &[]);
        assert_eq!(cells(&run(&driver, &select, vec![]).await.unwrap()), [expected], "{expression}");
    }
    let bad = statement("SELECT 'x' REGEXP ?", Access::Raw, None, &[Kind::Text]);
    let failure = run(&driver, &bad, vec![text("(secret")]).await.err().unwrap();
    assert!(failure.message.contains("regular expression") && !failure.message.contains("secret"), "{}", failure.message);
}

#[tokio::test]
async fn t11_large_results_cross_and_too_large_ones_are_refused() {
    let place = Place::new();
    let driver = place.open_with(r#"{"maxResultBytes":1000000}"#);
    let series = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, 'row ' || i FROM n";
    let select = read(series, &[Kind::Int, Kind::Text], &[Kind::Int]);
    let completed = run(&driver, &select, vec![Value::Integer(20_000)]).await.unwrap();
    assert_eq!(completed.sink.row_count(), 20_000);
    let failure = run(&driver, &select, vec![Value::Integer(200_000)]).await.err().unwrap();
    assert!(failure.message.contains("maxResultBytes"), "{}", failure.message);
}
