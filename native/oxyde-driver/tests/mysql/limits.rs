//! Deadlines, queues, caches and the size of results.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use oxyde_driver::Driver;
use oxyde_wire::{ErrorKind, Kind, RowSink, Value};

use crate::support::{Database, Sql, cell, ddl, raw, read, write};

fn sleep(seconds: f64) -> Sql {
    read("SELECT SLEEP(?)").bind(Kind::Float, Value::Float(seconds)).returns(&[Kind::Int])
}

async fn connection_id(driver: &Arc<dyn Driver>) -> Value {
    cell(&read("SELECT CONNECTION_ID()").returns(&[Kind::Int]).on(driver).await.unwrap())
}

async fn count_running(database: &Database) -> Value {
    let sql = format!(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{}' AND command <> 'Sleep' AND id <> CONNECTION_ID()",
        database.name
    );
    cell(&read(&sql).returns(&[Kind::Int]).on(&database.driver()).await.unwrap())
}

#[tokio::test]
async fn a_statement_ends_at_its_deadline_and_keeps_its_connection() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let before = connection_id(&driver).await;
    let start = Instant::now();
    let failure = sleep(5.0).timeout(100).on(&driver).await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::StatementTimeout, false));
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(connection_id(&driver).await, before);
    assert_eq!(count_running(&database).await, Value::Integer(0));
}

#[tokio::test]
async fn the_default_deadline_is_the_servers_and_one_of_its_own_may_be_longer() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "statementTimeout": 300, "pool": { "max": 1 } }));
    let failure = sleep(5.0).on(&driver).await.err().unwrap();
    assert_eq!((failure.kind, failure.code.as_deref()), (ErrorKind::StatementTimeout, Some("1969")));
    sleep(0.6).timeout(5_000).on(&driver).await.expect("its own deadline counts");
    assert_eq!(sleep(5.0).on(&driver).await.err().unwrap().kind, ErrorKind::StatementTimeout, "and ends with it");
}

#[tokio::test]
async fn a_write_that_waits_for_a_lock_ends_at_its_deadline() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY)").on(&driver).await.unwrap();
    write("INSERT INTO items VALUES (1)").on(&driver).await.unwrap();
    let mut holder = driver.begin(Default::default()).await.unwrap();
    write("DELETE FROM items").within(&mut holder).await.unwrap();
    let failure = write("UPDATE items SET id = 2").timeout(100).on(&driver).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::StatementTimeout);
    holder.rollback().await.unwrap();
    let found = read("SELECT id FROM items").returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&found), Value::Integer(1), "it did not run later");
}

#[tokio::test]
async fn a_caller_who_goes_away_stops_the_statement() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    connection_id(&driver).await;
    let gone = tokio::time::timeout(Duration::from_millis(100), sleep(5.0).on(&driver)).await;
    assert!(gone.is_err());
    connection_id(&driver).await;
    for _ in 0..100 {
        if count_running(&database).await == Value::Integer(0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the server still runs it");
}

#[tokio::test]
async fn ten_thousand_callers_on_ten_connections_are_all_answered() {
    let database = Database::create().await;
    let driver = database.driver();
    let sql = read("SELECT ?").int(7).returns(&[Kind::Int]);
    let statement = sql.compile();
    let outcomes = join_all((0..10_000).map(|_| driver.execute(sql.run_of(statement.clone())))).await;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|completed| cell(completed) == Value::Integer(7))));
    let after = driver.statistics();
    assert_eq!((after.idle, after.waiting, after.size <= 10), (after.size, 0, true));
}

#[tokio::test]
async fn the_cache_of_statements_is_bounded_on_both_ends() {
    let database = Database::create().await;
    for (size, expected) in [(0, 1), (3, 4)] {
        let driver = database.driver_with(serde_json::json!({ "statementCacheSize": size, "pool": { "max": 1 } }));
        for number in 0..10 {
            read(&format!("SELECT {number}")).returns(&[Kind::Int]).on(&driver).await.unwrap();
        }
        let sql = "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Com_stmt_prepare'";
        let again = read(sql).returns(&[Kind::Text]);
        let statement = again.compile();
        driver.execute(again.run_of(statement.clone())).await.unwrap();
        let prepared = driver.execute(again.run_of(statement)).await.unwrap();
        let count: i64 = match cell(&prepared) {
            Value::Text(text) => text.parse().unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!(count, if size == 0 { 12 } else { 11 }, "a kept statement is not prepared twice");
        let closed = raw("SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Com_stmt_close'")
            .on(&driver)
            .await
            .unwrap();
        let Value::Text(closed) = cell(&closed) else { panic!("text expected") };
        assert!(closed.parse::<i64>().unwrap() >= 12 - expected, "{closed} closed with a cache of {size}");
    }
}

#[tokio::test]
async fn a_result_beyond_the_limit_is_an_error_and_keeps_the_connection() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "maxResultBytes": 100_000, "pool": { "max": 1 } }));
    let before = connection_id(&driver).await;
    let sql = "SELECT REPEAT('x', 1000) FROM seq_1_to_1000";
    let failure = read(sql).returns(&[Kind::Text]).on(&driver).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::OutOfRange);
    assert_eq!(connection_id(&driver).await, before);
}

#[tokio::test]
async fn many_rows_arrive() {
    let database = Database::create().await;
    let driver = database.driver();
    let found = read("SELECT seq, CONCAT('row ', seq) FROM seq_1_to_20000").returns(&[Kind::Int, Kind::Text]).on(&driver).await.unwrap();
    assert_eq!((found.sink.row_count(), found.affected), (20_000, 20_000));
}

#[tokio::test]
async fn a_long_parameter_arrives() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "maxResultBytes": 64 << 20 }));
    let long = "x".repeat((15 << 20) + 17);
    let found = read("SELECT LENGTH(?)").text(&long).returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&found), Value::Integer((15 << 20) + 17));
}

#[tokio::test]
async fn a_kept_statement_follows_its_table() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let statement = raw("SELECT value FROM items").compile();
    for (definition, expected) in [
        ("value INT NOT NULL DEFAULT 7", Value::Integer(7)),
        ("value VARCHAR(9) NOT NULL DEFAULT 'x'", Value::Text("x".into())),
        ("value DATE NOT NULL DEFAULT '2024-01-02'", Value::Text("2024-01-02".into())),
    ] {
        ddl(&format!("CREATE OR REPLACE TABLE items ({definition})")).on(&driver).await.unwrap();
        write("INSERT INTO items VALUES ()").on(&driver).await.unwrap();
        for _ in 0..2 {
            let found = driver.execute(raw("").run_of(statement.clone())).await.unwrap();
            assert_eq!(cell(&found), expected, "{definition}");
        }
    }
}

#[tokio::test]
async fn a_procedure_gives_its_first_rows_and_leaves_nothing_behind() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    raw("CREATE PROCEDURE two_results() BEGIN SELECT 1 AS a; SELECT 2 AS b, 3 AS c; END").on(&driver).await.unwrap();
    let found = raw("CALL two_results()").on(&driver).await.unwrap();
    assert_eq!((cell(&found), found.sink.column_count()), (Value::Integer(1), 1));
    let next = read("SELECT 4").returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&next), Value::Integer(4));
}

#[tokio::test]
async fn no_file_of_this_machine_is_ever_sent() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (value TEXT)").on(&driver).await.unwrap();
    let failure = raw("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE items").on(&driver).await.err().unwrap();
    assert!(matches!(failure.kind, ErrorKind::Unsupported | ErrorKind::Database | ErrorKind::PermissionDenied), "{failure:?}");
    let count = read("SELECT COUNT(*) FROM items").returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&count), Value::Integer(0));
}
