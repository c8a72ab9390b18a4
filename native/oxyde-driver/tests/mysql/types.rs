//! The type table, both ways: what goes in comes out exactly, or is refused.

use std::sync::Arc;

use oxyde_driver::Driver;
use oxyde_wire::{ColumnType, ErrorKind, Kind, Value};

use crate::support::{Database, cell, cells, ddl, raw, read, text, write};

/// Stores the value and reads it back; the failure's kind when either is refused.
async fn round_trip(driver: &Arc<dyn Driver>, column_type: &ColumnType, sql_type: &str, value: Value) -> Result<Value, ErrorKind> {
    ddl(&format!("CREATE OR REPLACE TABLE items (value {sql_type} NULL)")).on(driver).await.unwrap();
    let insert = write("INSERT INTO items VALUES (?)").bind_as(column_type.clone(), value.clone());
    insert.on(driver).await.map_err(|failure| failure.kind)?;
    let kind = if column_type.numbers.is_some() { Kind::Int } else { column_type.kind };
    let found = read("SELECT value FROM items WHERE value <=> ?").bind_as(column_type.clone(), value).returns(&[kind]).on(driver).await;
    Ok(cell(&found.map_err(|failure| failure.kind)?))
}

async fn assert_exact(kind: Kind, sql_type: &str, values: &[Value]) {
    assert_exact_as(&ColumnType::of_kind(kind), sql_type, values).await;
}

async fn assert_exact_as(column_type: &ColumnType, sql_type: &str, values: &[Value]) {
    let database = Database::create().await;
    let driver = database.driver();
    for value in values.iter().chain([&Value::Null]) {
        let back = round_trip(&driver, column_type, sql_type, value.clone()).await;
        assert_eq!(back.as_ref(), Ok(value), "{:?} in {sql_type}", column_type.kind);
    }
}

async fn assert_refused(column_type: &ColumnType, sql_type: &str, values: &[Value], expected: ErrorKind) {
    let database = Database::create().await;
    let driver = database.driver();
    for value in values {
        assert_eq!(round_trip(&driver, column_type, sql_type, value.clone()).await, Err(expected), "{value:?} in {sql_type}");
    }
}

fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|value| text(value)).collect()
}

fn integers(values: &[i64]) -> Vec<Value> {
    values.iter().map(|value| Value::Integer(*value)).collect()
}

fn decimal(precision: u32, scale: u32) -> ColumnType {
    ColumnType { precision: Some(precision), scale: Some(scale), ..ColumnType::of_kind(Kind::Decimal) }
}

#[tokio::test]
async fn integers_come_back() {
    const SAFE: i64 = (1 << 53) - 1;
    assert_exact(Kind::Int, "BIGINT", &integers(&[0, 1, -1, SAFE, -SAFE])).await;
    assert_exact(Kind::Bigint, "BIGINT", &integers(&[i64::MIN, i64::MAX, 0])).await;
    assert_exact(Kind::Int, "TINYINT", &integers(&[-128, 127])).await;
    assert_exact(Kind::Int, "SMALLINT UNSIGNED", &integers(&[0, 65_535])).await;
    assert_exact(Kind::Int, "MEDIUMINT", &integers(&[-8_388_608, 8_388_607])).await;
    assert_exact(Kind::Int, "INT UNSIGNED", &integers(&[4_294_967_295])).await;
    assert_exact(Kind::Bigint, "BIGINT UNSIGNED", &integers(&[0, i64::MAX])).await;
    assert_exact(Kind::Duration, "BIGINT", &integers(&[-1, SAFE])).await;
    assert_exact(Kind::Int, "YEAR", &integers(&[1901, 2155])).await;
    assert_exact(Kind::Int, "DECIMAL(20,0)", &integers(&[-5, SAFE])).await;
}

#[tokio::test]
async fn integers_out_of_range_are_refused() {
    let int = ColumnType::of_kind(Kind::Int);
    assert_refused(&int, "BIGINT", &integers(&[1 << 53]), ErrorKind::EncodeFailed).await;
    assert_refused(&int, "TINYINT", &integers(&[128, -129]), ErrorKind::OutOfRange).await;
    assert_refused(&int, "INT UNSIGNED", &integers(&[-1]), ErrorKind::OutOfRange).await;
}

#[tokio::test]
async fn numeric_enums_cross_as_integers() {
    let level = ColumnType { numbers: Some(vec![1, 5]), ..ColumnType::of_kind(Kind::Enum) };
    assert_exact_as(&level, "INT", &integers(&[1, 5])).await;
}

#[tokio::test]
async fn floats_come_back_bit_by_bit() {
    let values = [0.0, 1.5, -0.1, 1e308, f64::MIN_POSITIVE, 5e-324, f64::MAX, 1.0 / 3.0].map(Value::Float);
    assert_exact(Kind::Float, "DOUBLE", &values).await;
    let float = ColumnType::of_kind(Kind::Float);
    assert_refused(&float, "DOUBLE", &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(Value::Float), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn booleans_come_back() {
    assert_exact(Kind::Boolean, "TINYINT(1)", &[Value::Boolean(true), Value::Boolean(false)]).await;
    assert_exact(Kind::Boolean, "BIT(1)", &[Value::Boolean(true), Value::Boolean(false)]).await;
}

#[tokio::test]
async fn decimals_are_exact() {
    assert_exact_as(&decimal(10, 2), "DECIMAL(10,2)", &texts(&["0.00", "99999999.99", "-99999999.99", "0.01"])).await;
    let long = format!("{}.{}", "9".repeat(35), "9".repeat(30));
    assert_exact_as(&decimal(65, 30), "DECIMAL(65,30)", &texts(&[&long, &format!("-{long}")])).await;
    assert_refused(&decimal(10, 2), "DECIMAL(10,2)", &texts(&["0.001", "100000000", "x", "NaN", "1e5"]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn texts_come_back() {
    let values = texts(&["", " ", "a'b\"c\\d`e", "\r\n\t\u{1a}", "žluťoučký 漢字", "😀👩‍👩‍👧‍👦", "trailing  ", "%_", "\u{feff}x", "\u{7f}\u{1}"]);
    assert_exact(Kind::Text, "LONGTEXT CHARACTER SET utf8mb4", &values).await;
    assert_exact(Kind::String, "VARCHAR(255) CHARACTER SET utf8mb4", &values).await;
    let colours = ColumnType { values: Some(vec!["red".into(), "blue".into()]), ..ColumnType::of_kind(Kind::Enum) };
    assert_exact_as(&colours, "ENUM('red','blue')", &texts(&["red", "blue"])).await;
}

#[tokio::test]
async fn texts_that_would_change_are_refused() {
    let string = ColumnType::of_kind(Kind::String);
    assert_refused(&string, "TEXT", &texts(&["a\0b"]), ErrorKind::EncodeFailed).await;
    assert_refused(&string, "VARCHAR(3)", &texts(&["abcd"]), ErrorKind::ValueTooLong).await;
    assert_refused(&string, "VARCHAR(9) CHARACTER SET utf8mb3", &texts(&["😀"]), ErrorKind::InvalidText).await;
    assert_refused(&string, "ENUM('red')", &texts(&["green"]), ErrorKind::InvalidText).await;
}

#[tokio::test]
async fn uuids_come_back_in_lower_case() {
    let values = texts(&["00000000-0000-0000-0000-000000000000", "0190f5c2-1a2b-7c3d-8e4f-ffffffffffff"]);
    assert_exact(Kind::Uuid, "CHAR(36) CHARACTER SET ascii", &values).await;
    let uuid = ColumnType::of_kind(Kind::Uuid);
    assert_refused(&uuid, "CHAR(36)", &texts(&["0190F5C2-1A2B-7C3D-8E4F-FFFFFFFFFFFF", "x"]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn dates_and_times_come_back() {
    assert_exact(Kind::Date, "DATE", &texts(&["0001-01-01", "1000-01-01", "1970-01-01", "2024-02-29", "9999-12-31"])).await;
    assert_exact(Kind::Time, "TIME(6)", &texts(&["00:00:00", "23:59:59.999999", "12:34:56.1", "00:00:00.000001"])).await;
    let moments = texts(&["0001-01-01T00:00:00", "1000-01-01T00:00:00.000001", "2024-02-29T23:59:59.999999", "9999-12-31T23:59:59.5"]);
    assert_exact(Kind::LocalTimestamp, "DATETIME(6)", &moments).await;
    let instants = integers(&[0, -1, 1, 951_782_400_000, 253_402_300_799_999, -62_135_596_800_000]);
    assert_exact(Kind::Timestamp, "DATETIME(3)", &instants).await;
    assert_exact(Kind::Timestamp, "TIMESTAMP(3) NULL", &integers(&[1000, 1_700_000_000_123])).await;
}

#[tokio::test]
async fn moments_that_do_not_exist_are_refused() {
    let refuse = |kind, values: &[&str]| (ColumnType::of_kind(kind), texts(values));
    for (column_type, values) in [
        refuse(Kind::Date, &["2023-02-29", "0000-00-00", "10000-01-01", "2024-01-01T00:00:00"]),
        refuse(Kind::Time, &["24:00:00", "-01:00:00", "12:00:00.1234567"]),
        refuse(Kind::LocalTimestamp, &["2024-01-01", "2024-01-01T24:00:00", "2024-01-01T00:00:00Z"]),
    ] {
        assert_refused(&column_type, "DATETIME(6)", &values, ErrorKind::EncodeFailed).await;
    }
    let timestamp = ColumnType::of_kind(Kind::Timestamp);
    assert_refused(&timestamp, "DATETIME(3)", &integers(&[253_402_300_800_000, i64::MIN]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn bytes_come_back() {
    let all: Vec<u8> = (0..=255).collect();
    let values = [vec![], vec![0], all, vec![0xff; 70_000]].map(Value::Bytes);
    assert_exact(Kind::Bytes, "LONGBLOB", &values).await;
}

#[tokio::test]
async fn json_and_arrays_come_back_as_their_text() {
    assert_exact(Kind::Json, "JSON", &texts(&["{\"a\":[1,2.5,null,\"ž😀\"]}", "\"text\"", "null", "[]"])).await;
    let array = ColumnType { of: Some(Kind::Text), ..ColumnType::of_kind(Kind::Array) };
    assert_exact_as(&array, "LONGTEXT", &texts(&["[]", "[\"a\",\"b\"]"])).await;
}

#[tokio::test]
async fn stored_values_that_the_kind_cannot_hold_are_errors_that_name_the_column() {
    let database = Database::create().await;
    let driver = database.driver();
    for (expression, kind) in [
        ("CAST(18446744073709551615 AS UNSIGNED)", Kind::Bigint),
        ("9007199254740993", Kind::Int),
        ("CAST(1.5 AS DECIMAL(5,1))", Kind::Int),
        ("2", Kind::Boolean),
        ("CAST('25:00:00' AS TIME)", Kind::Time),
        ("CAST('-01:00:00' AS TIME)", Kind::Time),
        ("CAST('2024-01-01 10:00:00' AS DATETIME)", Kind::Date),
        ("CAST('2024-01-01 00:00:00.000001' AS DATETIME(6))", Kind::Timestamp),
        ("x'ff'", Kind::Text),
        ("'x'", Kind::Uuid),
        ("'x'", Kind::Decimal),
        ("'1'", Kind::Int),
        ("1", Kind::Bytes),
    ] {
        let sql = format!("SELECT {expression} AS value");
        let failure = read(&sql).returns(&[kind]).on(&driver).await.err().unwrap_or_else(|| panic!("{sql} as {kind:?}"));
        assert_eq!(
            (failure.kind, failure.table.as_deref(), failure.column.as_deref()),
            (ErrorKind::DecodeFailed, Some("items"), Some("value")),
            "{sql}"
        );
    }
    assert_eq!(driver.statistics().idle, driver.statistics().size, "a refused value must not cost the connection");
}

#[tokio::test]
async fn zero_dates_of_others_are_errors_and_never_null() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (a DATE, b DATETIME)").on(&driver).await.unwrap();
    database
        .admin(&format!("SET STATEMENT sql_mode = '' FOR INSERT INTO {}.items VALUES ('0000-00-00', '0000-00-00 00:00:00')", database.name))
        .await;
    for (column, kind) in [("a", Kind::Date), ("b", Kind::LocalTimestamp), ("b", Kind::Timestamp)] {
        let failure = read(&format!("SELECT {column} FROM items")).returns(&[kind]).on(&driver).await.err().unwrap();
        assert_eq!(failure.kind, ErrorKind::DecodeFailed);
    }
}

#[tokio::test]
async fn sums_and_averages_fit_their_kinds() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (value BIGINT)").on(&driver).await.unwrap();
    write("INSERT INTO items VALUES (1), (2)").on(&driver).await.unwrap();
    let sql = "SELECT SUM(value), AVG(value), COUNT(*), MAX(value), SUM(value) FROM items";
    let found = read(sql).returns(&[Kind::Int, Kind::Float, Kind::Int, Kind::Int, Kind::Decimal]).on(&driver).await.unwrap();
    let expected = [Value::Integer(3), Value::Float(1.5), Value::Integer(2), Value::Integer(2), text("3")];
    assert_eq!(cells(&found), expected);
}

#[tokio::test]
async fn raw_results_are_described_by_their_columns() {
    let database = Database::create().await;
    let driver = database.driver();
    let sql = "SELECT 1 AS i, 1.50 AS d, 1e0 AS f, 'x' AS t, x'00ff' AS b, DATE'2024-01-02' AS day, TIME'01:02:03' AS at, \
               TIMESTAMP'2024-01-02 03:04:05.678' AS moment, NULL AS nothing";
    let found = raw(sql).on(&driver).await.unwrap();
    let expected = [
        Value::Integer(1),
        text("1.50"),
        Value::Float(1.0),
        text("x"),
        Value::Bytes(vec![0, 255]),
        text("2024-01-02"),
        text("01:02:03"),
        text("2024-01-02T03:04:05.678"),
        Value::Null,
    ];
    assert_eq!(cells(&found), expected);
}

#[tokio::test]
async fn statements_that_cannot_be_prepared_run_as_text() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY, at DATETIME)").on(&driver).await.unwrap();
    write("INSERT INTO items VALUES (7, '2024-01-02 03:04:05')").on(&driver).await.unwrap();
    raw("LOCK TABLES items READ").on(&driver).await.unwrap();
    write("INSERT INTO items VALUES (8, NULL)").on(&driver).await.expect("the lock of a raw statement ends with it");
    let found = ddl("SELECT id, at FROM items ORDER BY id LIMIT 1").returns(&[Kind::Int, Kind::LocalTimestamp]).on(&driver).await.unwrap();
    assert_eq!(cells(&found), [Value::Integer(7), text("2024-01-02T03:04:05")], "the text protocol gives the same values");
}

#[tokio::test]
async fn text_that_looks_like_named_parameters_stays_as_it_is() {
    let database = Database::create().await;
    let driver = database.driver();
    let found = raw("SELECT 0-'1 :a', ':b', ?").int(5).on(&driver).await.unwrap();
    assert_eq!(cells(&found)[1..], [text(":b"), Value::Integer(5)]);
}
