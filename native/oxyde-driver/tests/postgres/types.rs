//! The type table, both ways: what goes in comes out exactly, or is refused.

use std::sync::Arc;

use oxyde_driver::Driver;
use oxyde_wire::{ColumnType, ErrorKind, Kind, RowSink, Value};

use crate::support::{Database, cell, cells, ddl, raw, read, text, write};

/// Stores the value and reads it back; the failure's kind when either is refused.
async fn round_trip(driver: &Arc<dyn Driver>, column_type: &ColumnType, sql_type: &str, value: Value) -> Result<Value, ErrorKind> {
    ddl("DROP TABLE IF EXISTS items").on(driver).await.unwrap();
    ddl(&format!("CREATE TABLE items (value {sql_type} NULL)")).on(driver).await.unwrap();
    let insert = write("INSERT INTO items VALUES ($1)").bind_as(column_type.clone(), value.clone());
    insert.on(driver).await.map_err(|failure| failure.kind)?;
    let sql = "SELECT value FROM items WHERE value IS NOT DISTINCT FROM $1";
    let found = read(sql).bind_as(column_type.clone(), value).returns_as(std::slice::from_ref(column_type)).on(driver).await;
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

fn array(of: Kind) -> ColumnType {
    ColumnType { of: Some(of), ..ColumnType::of_kind(Kind::Array) }
}

#[tokio::test]
async fn integers_come_back() {
    const SAFE: i64 = (1 << 53) - 1;
    assert_exact(Kind::Int, "BIGINT", &integers(&[0, 1, -1, SAFE, -SAFE])).await;
    assert_exact(Kind::Bigint, "BIGINT", &integers(&[i64::MIN, i64::MAX, 0])).await;
    assert_exact(Kind::Int, "SMALLINT", &integers(&[-32_768, 32_767])).await;
    assert_exact(Kind::Int, "INTEGER", &integers(&[-2_147_483_648, 2_147_483_647])).await;
    assert_exact(Kind::Duration, "BIGINT", &integers(&[-1, SAFE])).await;
    assert_exact(Kind::Int, "NUMERIC(20,0)", &integers(&[-5, SAFE])).await;
    let level = ColumnType { numbers: Some(vec![1, 5]), ..ColumnType::of_kind(Kind::Enum) };
    assert_exact_as(&level, "BIGINT", &integers(&[1, 5])).await;
}

#[tokio::test]
async fn integers_out_of_range_are_refused() {
    let int = ColumnType::of_kind(Kind::Int);
    assert_refused(&int, "BIGINT", &integers(&[1 << 53]), ErrorKind::EncodeFailed).await;
    assert_refused(&int, "SMALLINT", &integers(&[32_768, -32_769]), ErrorKind::OutOfRange).await;
    assert_refused(&int, "INTEGER", &integers(&[1 << 31]), ErrorKind::OutOfRange).await;
}

#[tokio::test]
async fn floats_come_back_bit_by_bit() {
    let values =
        [0.0, 1.5, -0.1, 1e308, f64::MIN_POSITIVE, 5e-324, f64::MAX, 1.0 / 3.0, f64::INFINITY, f64::NEG_INFINITY].map(Value::Float);
    assert_exact(Kind::Float, "DOUBLE PRECISION", &values).await;
    let database = Database::create().await;
    let driver = database.driver();
    let nan = read("SELECT $1::float8").bind(Kind::Float, Value::Float(f64::NAN)).returns(&[Kind::Float]).on(&driver).await.unwrap();
    assert!(matches!(cell(&nan), Value::Float(number) if number.is_nan()));
    let single = read("SELECT 0.1::real").returns(&[Kind::Float]).on(&driver).await.unwrap();
    assert_eq!(cell(&single), Value::Float(0.1));
}

#[tokio::test]
async fn booleans_come_back() {
    assert_exact(Kind::Boolean, "BOOLEAN", &[Value::Boolean(true), Value::Boolean(false)]).await;
}

#[tokio::test]
async fn decimals_are_exact() {
    assert_exact_as(&decimal(10, 2), "NUMERIC(10,2)", &texts(&["0.00", "99999999.99", "-99999999.99", "0.01"])).await;
    let long = format!("{}.{}", "9".repeat(100), "9".repeat(60));
    assert_exact(Kind::Decimal, "NUMERIC", &texts(&[&long, &format!("-{long}"), "0", "1.500", "10000", "0.0000", "100000000.00000001"]))
        .await;
    assert_exact(Kind::Decimal, "BIGINT", &texts(&["9223372036854775807"])).await;
    assert_refused(&decimal(10, 2), "NUMERIC(10,2)", &texts(&["0.001", "100000000", "x", "NaN", "1e5"]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn texts_come_back() {
    let values = texts(&["", " ", "a'b\"c\\d`e", "\r\n\t\u{1a}", "žluťoučký 漢字", "😀👩‍👩‍👧‍👦", "trailing  ", "%_", "\u{feff}x", "\u{7f}\u{1}"]);
    assert_exact(Kind::Text, "TEXT", &values).await;
    assert_exact(Kind::String, "VARCHAR(255)", &values).await;
    let colours = ColumnType { values: Some(vec!["red".into(), "blue".into()]), ..ColumnType::of_kind(Kind::Enum) };
    assert_exact_as(&colours, "VARCHAR(4)", &texts(&["red", "blue"])).await;
}

#[tokio::test]
async fn texts_that_would_change_are_refused() {
    let string = ColumnType::of_kind(Kind::String);
    assert_refused(&string, "TEXT", &texts(&["a\0b"]), ErrorKind::EncodeFailed).await;
    assert_refused(&string, "VARCHAR(3)", &texts(&["abcd"]), ErrorKind::ValueTooLong).await;
}

#[tokio::test]
async fn uuids_come_back_in_lower_case() {
    let values = texts(&["00000000-0000-0000-0000-000000000000", "0190f5c2-1a2b-7c3d-8e4f-ffffffffffff"]);
    assert_exact(Kind::Uuid, "UUID", &values).await;
    let uuid = ColumnType::of_kind(Kind::Uuid);
    assert_refused(&uuid, "UUID", &texts(&["0190F5C2-1A2B-7C3D-8E4F-FFFFFFFFFFFF", "x"]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn dates_and_times_come_back() {
    assert_exact(Kind::Date, "DATE", &texts(&["0001-01-01", "1000-01-01", "1970-01-01", "2024-02-29", "9999-12-31"])).await;
    assert_exact(Kind::Time, "TIME(6)", &texts(&["00:00:00", "23:59:59.999999", "12:34:56.1", "00:00:00.000001"])).await;
    let moments = texts(&["0001-01-01T00:00:00", "1000-01-01T00:00:00.000001", "2024-02-29T23:59:59.999999", "9999-12-31T23:59:59.5"]);
    assert_exact(Kind::LocalTimestamp, "TIMESTAMP(6)", &moments).await;
    let instants = integers(&[0, -1, 1, 951_782_400_000, 253_402_300_799_999, -62_135_596_800_000]);
    assert_exact(Kind::Timestamp, "TIMESTAMPTZ(3)", &instants).await;
}

#[tokio::test]
async fn moments_that_do_not_exist_are_refused() {
    let refuse = |kind, values: &[&str]| (ColumnType::of_kind(kind), texts(values));
    for (column_type, sql_type, values) in [
        (refuse(Kind::Date, &["2023-02-29", "0000-00-00", "10000-01-01", "2024-01-01T00:00:00", "infinity", "today"]), "DATE"),
        (refuse(Kind::Time, &["24:00:00", "-01:00:00", "12:00:00.1234567", "now"]), "TIME"),
        (refuse(Kind::LocalTimestamp, &["2024-01-01", "2024-01-01T24:00:00", "2024-01-01T00:00:00Z", "-infinity"]), "TIMESTAMP"),
    ]
    .map(|((column_type, values), sql_type)| (column_type, sql_type, values))
    {
        assert_refused(&column_type, sql_type, &values, ErrorKind::EncodeFailed).await;
    }
    let timestamp = ColumnType::of_kind(Kind::Timestamp);
    assert_refused(&timestamp, "TIMESTAMPTZ", &integers(&[253_402_300_800_000, i64::MIN]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn bytes_come_back() {
    let all: Vec<u8> = (0..=255).collect();
    assert_exact(Kind::Bytes, "BYTEA", &[vec![], vec![0], all, vec![0xff; 70_000]].map(Value::Bytes)).await;
}

#[tokio::test]
async fn json_comes_back_as_its_text() {
    assert_exact(
        Kind::Json,
        "JSONB",
        &texts(&["{\"a\": [1, 2.5, null, \"ž😀\"]}", "\"text\"", "null", "[]", "0", "12345678901234567890.5"]),
    )
    .await;
    let database = Database::create().await;
    let json = ColumnType { native: Some("JSON".into()), ..ColumnType::of_kind(Kind::Json) };
    let kept = text("{\"b\":1,\"a\" : [2]}");
    let found = read("SELECT CAST($1 AS JSON)").bind_as(json, kept.clone()).returns(&[Kind::Json]).on(&database.driver()).await.unwrap();
    assert_eq!(cell(&found), kept);
    assert_refused(&ColumnType::of_kind(Kind::Json), "JSONB", &texts(&["{", "\"a\\u0000b\""]), ErrorKind::InvalidText).await;
}

#[tokio::test]
async fn arrays_come_back_as_the_json_of_their_elements() {
    assert_exact_as(&array(Kind::Text), "TEXT[]", &texts(&["[]", "[\"a\",\"b\\\"c\\\\d{},\",\"NULL\",\"\",null]"])).await;
    let short = ColumnType { max_length: Some(9), ..array(Kind::String) };
    assert_exact_as(&short, "VARCHAR(9)[]", &texts(&["[\"ž😀\"]"])).await;
    assert_refused(&short, "VARCHAR(9)[]", &texts(&["[\"0123456789\"]"]), ErrorKind::ValueTooLong).await;
    assert_exact_as(&array(Kind::Int), "BIGINT[]", &texts(&["[1,-2,9007199254740991]"])).await;
    assert_exact_as(&array(Kind::Bigint), "BIGINT[]", &texts(&["[\"9223372036854775807\",null]"])).await;
    assert_exact_as(&array(Kind::Decimal), "NUMERIC[]", &texts(&["[\"1.50\",\"-0.001\"]"])).await;
    assert_exact_as(&array(Kind::Boolean), "BOOLEAN[]", &texts(&["[true,false]"])).await;
    assert_exact_as(&array(Kind::Float), "DOUBLE PRECISION[]", &texts(&["[0.1,1e300]"])).await;
    assert_exact_as(&array(Kind::Uuid), "UUID[]", &texts(&["[\"0190f5c2-1a2b-7c3d-8e4f-ffffffffffff\"]"])).await;
    assert_exact_as(&array(Kind::Date), "DATE[]", &texts(&["[\"0001-01-01\",\"9999-12-31\"]"])).await;
    assert_exact_as(&array(Kind::Time), "TIME(6)[]", &texts(&["[\"12:34:56.5\"]"])).await;
    assert_exact_as(&array(Kind::LocalTimestamp), "TIMESTAMP(6)[]", &texts(&["[\"2024-02-29T23:59:59.000001\"]"])).await;
    assert_exact_as(&array(Kind::Timestamp), "TIMESTAMPTZ(3)[]", &texts(&["[0,-1,253402300799999]"])).await;
    assert_exact_as(&array(Kind::Bytes), "BYTEA[]", &texts(&["[\"AP8=\",\"\"]"])).await;
    assert_exact_as(&array(Kind::Json), "JSONB[]", &texts(&["[{\"a\": 1},[2]]"])).await;
    assert_refused(&array(Kind::Int), "BIGINT[]", &texts(&["{}", "[1.5]", "[\"x\"]"]), ErrorKind::EncodeFailed).await;
}

#[tokio::test]
async fn lists_are_arrays() {
    let database = Database::create().await;
    let driver = database.driver();
    for (kind, sql, values) in [
        (Kind::Int, "generate_series(1::int8, 9)", integers(&[2, 3])),
        (Kind::Text, "unnest(ARRAY['a', 'b\"', ',', 'd'])", texts(&["b\"", ","])),
        (Kind::Date, "unnest(ARRAY[DATE '2024-01-01', DATE '2024-01-02', DATE '2024-01-03'])", texts(&["2024-01-01", "2024-01-03"])),
        (Kind::Bytes, "unnest(ARRAY['\\x00', '\\xff', '\\x01']::bytea[])", vec![Value::Bytes(vec![0]), Value::Bytes(vec![255])]),
        (Kind::Timestamp, "unnest(ARRAY['2024-01-01 00:00:00.001+00'::timestamptz, now()])", integers(&[1_704_067_200_001])),
        (Kind::Bigint, "unnest(ARRAY[1, 2]::int8[])", vec![]),
    ] {
        let expected = values.clone();
        let found = read(&format!("SELECT value FROM {sql} AS value WHERE value = ANY($1)")).list(kind, values).returns(&[kind]);
        assert_eq!(cells(&found.on(&driver).await.unwrap()), expected, "{kind:?}");
    }
}

#[tokio::test]
async fn stored_values_that_the_kind_cannot_hold_are_errors_that_name_the_column() {
    let database = Database::create().await;
    let driver = database.driver();
    for (expression, kind) in [
        ("9223372036854775808::numeric", Kind::Bigint),
        ("9007199254740993", Kind::Int),
        ("1.5::numeric", Kind::Int),
        ("1", Kind::Boolean),
        ("'NaN'::numeric", Kind::Decimal),
        ("'Infinity'::numeric", Kind::Decimal),
        ("'24:00:00'::time", Kind::Time),
        ("'infinity'::date", Kind::Date),
        ("'0001-01-01 BC'::date", Kind::Date),
        ("'10000-01-01'::date", Kind::Date),
        ("'-infinity'::timestamp", Kind::LocalTimestamp),
        ("'infinity'::timestamptz", Kind::Timestamp),
        ("'4713-01-01 00:00:00 BC'::timestamp", Kind::LocalTimestamp),
        ("'294276-12-31 23:59:59.999999'::timestamptz", Kind::Timestamp),
        ("'2024-01-01 00:00:00.000001+00'::timestamptz", Kind::Timestamp),
        ("now()::timestamp", Kind::Date),
        ("'x'::text", Kind::Uuid),
        ("'x'::text", Kind::Decimal),
        ("'1'::text", Kind::Int),
        ("1", Kind::Bytes),
        ("'{{1,2},{3,4}}'::int8[]", Kind::Array),
        ("'1 day'::interval", Kind::Text),
        ("'{1}'::int8[]", Kind::Text),
    ] {
        let sql = format!("SELECT {expression} AS value");
        for _ in 0..2 {
            let failure = read(&sql).returns(&[kind]).on(&driver).await.err().unwrap_or_else(|| panic!("{sql} as {kind:?}"));
            assert_eq!(
                (failure.kind, failure.table.as_deref(), failure.column.as_deref()),
                (ErrorKind::DecodeFailed, Some("items"), Some("value")),
                "{sql}"
            );
        }
    }
    let after = driver.statistics();
    assert_eq!((after.idle, after.size), (1, 1), "a refused value must not cost the connection");
}

#[tokio::test]
async fn sums_and_averages_fit_their_kinds() {
    let database = Database::create().await;
    let driver = database.driver();
    let sql = "SELECT SUM(value), AVG(value), COUNT(*), MAX(value), SUM(value) FROM generate_series(1::int8, 2) AS value";
    let found = read(sql).returns(&[Kind::Int, Kind::Float, Kind::Int, Kind::Int, Kind::Decimal]).on(&driver).await.unwrap();
    let expected = [Value::Integer(3), Value::Float(1.5), Value::Integer(2), Value::Integer(2), text("3")];
    assert_eq!(cells(&found), expected);
}

#[tokio::test]
async fn raw_results_are_described_by_their_columns() {
    let database = Database::create().await;
    let driver = database.driver();
    let sql = "SELECT 1 AS i, 1.50 AS d, 1e0::float8 AS f, 'x' AS t, '\\x00ff'::bytea AS b, DATE '2024-01-02' AS day, TIME '01:02:03' AS at, \
               TIMESTAMP '2024-01-02 03:04:05.678' AS moment, NULL AS nothing, true AS flag, '{\"a\":1}'::jsonb AS j, ARRAY[1,2] AS list, \
               TIMESTAMPTZ '2024-01-02 03:04:05.678999+00' AS instant, 'abc'::name AS n, '0190f5c2-1a2b-7c3d-8e4f-ffffffffffff'::uuid AS u, \
               'c'::\"char\" AS c, 5::oid AS o, pg_sleep(0) AS v";
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
        Value::Boolean(true),
        text("{\"a\": 1}"),
        text("[1,2]"),
        Value::Integer(1_704_164_645_678),
        text("abc"),
        text("0190f5c2-1a2b-7c3d-8e4f-ffffffffffff"),
        text("c"),
        Value::Integer(5),
        text(""),
    ];
    let statement = raw(sql).compile();
    for _ in 0..3 {
        let found = driver.execute(raw(sql).run_of(statement.clone())).await.unwrap();
        assert_eq!(cells(&found), expected);
    }
    let empty = raw("SELECT 1 AS a, 'x' AS b WHERE false").on(&driver).await.unwrap();
    assert_eq!((empty.sink.row_count(), empty.sink.column_count()), (0, 2), "columns are known without rows");
}

#[tokio::test]
async fn a_column_of_an_unknown_type_is_refused_by_name_with_the_remedy() {
    let database = Database::create().await;
    let driver = database.driver();
    let failure = raw("SELECT 1 AS a, '1 day'::interval AS pause").on(&driver).await.err().unwrap();
    assert_eq!((failure.kind, failure.column.as_deref()), (ErrorKind::Unsupported, Some("pause")));
    assert!(failure.message.contains("::text"), "{}", failure.message);
    assert_eq!(cell(&raw("SELECT '1 day'::interval::text AS pause").on(&driver).await.unwrap()), text("P1D"));
}

#[tokio::test]
async fn types_of_the_users_own_are_asked_for_once_and_read_as_text() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TYPE colour AS ENUM ('red', 'blue')").on(&driver).await.unwrap();
    ddl("CREATE DOMAIN short AS VARCHAR(3)").on(&driver).await.unwrap();
    ddl("CREATE TABLE items (id BIGINT, value colour, tag short)").on(&driver).await.unwrap();
    write("INSERT INTO items SELECT n, 'blue', 'abc' FROM generate_series(1, 50000) AS n").on(&driver).await.unwrap();
    assert_eq!(cells(&raw("SELECT value, tag FROM items LIMIT 1").on(&driver).await.unwrap()), texts(&["blue", "abc"]));
    let sql = read("SELECT value, tag FROM items").returns(&[Kind::Enum, Kind::Text]);
    let statement = sql.compile();
    for _ in 0..2 {
        // On several connections, each of which meets the type for the first time.
        let found = futures_util::future::join_all((0..4).map(|_| driver.execute(sql.run_of(statement.clone())))).await;
        assert!(found.iter().all(|found| found.as_ref().is_ok_and(|found| found.sink.row_count() == 50_000)));
    }
    let native = ColumnType { native: Some("colour".into()), ..ColumnType::of_kind(Kind::Text) };
    let found = read("SELECT COUNT(*) FROM items WHERE value = CAST($1 AS colour)").bind_as(native, text("blue")).returns(&[Kind::Int]);
    assert_eq!(cell(&found.on(&driver).await.unwrap()), Value::Integer(50_000));
}

#[tokio::test]
async fn text_within_raw_sql_is_whatever_the_server_makes_of_it() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id UUID, day DATE, n INTEGER)").on(&driver).await.unwrap();
    let uuid = "0190f5c2-1a2b-7c3d-8e4f-ffffffffffff";
    raw("INSERT INTO items VALUES ($1, $2, $3)").text(uuid).text("2024-01-02").int(5).on(&driver).await.unwrap();
    let found = raw("SELECT n, $4 AS t FROM items WHERE id = $1 AND day = $2 AND n = $3").text(uuid).text("2024-01-02").int(5).text("x");
    assert_eq!(cells(&found.on(&driver).await.unwrap()), [Value::Integer(5), text("x")]);
}
