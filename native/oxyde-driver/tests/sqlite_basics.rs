//! The first things: open, write, read, transactions, and where each of them runs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use oxyde_driver::{Access, Dialect, Inline, TransactionOptions, open};
use oxyde_wire::{ErrorKind, Kind, Value};
use sqlite_support::*;

const TABLE: &str = "CREATE TABLE things (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT";

#[tokio::test]
async fn t01_connecting_tells_what_the_server_is() {
    let place = Place::new();
    let driver = place.open();
    let profile = driver.connect().await.unwrap();
    assert_eq!(profile.dialect, Dialect::Sqlite);
    assert!(profile.version_number >= 35_103, "{}", profile.version_number);
    assert!(profile.has_insert_returning && profile.has_update_returning);
    assert!(profile.max_parameters >= 32_766);
    assert!(place.file().exists());
}

#[tokio::test]
async fn t02_what_was_written_is_read() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Text]);
    for number in 1..=3_u64 {
        let completed = run(&driver, &insert, vec![Value::Text(format!("n{number}"))]).await.unwrap();
        assert_eq!((completed.affected, completed.last_insert_id), (1, number));
    }
    let select = read("SELECT value, id FROM things WHERE id > ? ORDER BY id", &[Kind::Text, Kind::Int], &[Kind::Int]);
    let completed = run(&driver, &select, vec![Value::Integer(1)]).await.unwrap();
    let expected = [Value::Text("n2".into()), Value::Integer(2), Value::Text("n3".into()), Value::Integer(3)];
    assert_eq!(cells(&completed), expected);
    let delete = write("DELETE FROM things WHERE id < ?", &[Kind::Int]);
    assert_eq!(run(&driver, &delete, vec![Value::Integer(3)]).await.unwrap().affected, 2);
}

#[tokio::test]
async fn t03_quick_statements_run_inline_once_the_database_is_open() {
    let place = Place::new();
    let driver = place.open();
    assert!(driver.runs_inline());
    let select = read("SELECT 7", &[Kind::Int], &[]);
    assert!(matches!(driver.execute_inline(run_of(&select, vec![])), Inline::Deferred(_)), "nothing is open yet");
    ddl(&driver, TABLE).await;
    let Inline::Done(Ok(completed)) = driver.execute_inline(run_of(&select, vec![])) else { panic!("not inline") };
    assert_eq!(integers(&completed), [7]);
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Text]);
    let Inline::Done(Ok(completed)) = driver.execute_inline(run_of(&insert, vec![Value::Text("x".into())])) else { panic!("not inline") };
    assert_eq!(completed.affected, 1);
}

#[tokio::test]
async fn t04_a_transaction_commits_or_rolls_back() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Text]);
    let mut first = driver.begin(TransactionOptions::default()).await.unwrap();
    first.execute(run_of(&insert, vec![Value::Text("a".into())])).await.unwrap();
    assert_eq!(integer_in(&mut first, "SELECT count(*) FROM things").await, 1);
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 0, "others do not see it yet");
    first.commit().await.unwrap();
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 1);
    let mut second = driver.begin(TransactionOptions::default()).await.unwrap();
    second.execute(run_of(&insert, vec![Value::Text("b".into())])).await.unwrap();
    second.rollback().await.unwrap();
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 1);
}

#[tokio::test]
async fn t05_inserts_give_their_rows_back() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    let insert = statement(
        "INSERT INTO things (value) VALUES (?), (?) RETURNING id, value",
        Access::Write,
        Some(&[Kind::Int, Kind::Text]),
        &[Kind::Text, Kind::Text],
    );
    let completed = run(&driver, &insert, vec![Value::Text("a".into()), Value::Text("b".into())]).await.unwrap();
    assert_eq!(completed.affected, 2);
    assert_eq!(cells(&completed), [Value::Integer(1), Value::Text("a".into()), Value::Integer(2), Value::Text("b".into())]);
}

#[tokio::test]
async fn t06_a_database_in_memory_does_the_same() {
    let driver = memory("{}");
    ddl(&driver, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Text]);
    let mut transaction = driver.begin(TransactionOptions::default()).await.unwrap();
    transaction.execute(run_of(&insert, vec![Value::Text("a".into())])).await.unwrap();
    transaction.commit().await.unwrap();
    run(&driver, &insert, vec![Value::Text("b".into())]).await.unwrap();
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 2);
    assert_eq!(driver.statistics().max, 1);
}

#[tokio::test]
async fn t07_addresses_and_options_that_make_no_sense_are_refused() {
    for (url, options) in [
        ("sqlite:", "{}"),
        ("sqlite:a.db?mode=ro", "{}"),
        ("sqlite:a.db", r#"{"sqlite":{"journalMode":"off"}}"#),
        ("sqlite:a.db", r#"{"sqlite":{"synchronous":"1; DROP TABLE x"}}"#),
        ("sqlite:a.db", r#"{"sqlite":{"readers":0}}"#),
    ] {
        assert_eq!(open(options_of(url, options)).err().map(|failure| failure.kind), Some(ErrorKind::InvalidOptions), "{url} {options}");
    }
}

#[tokio::test]
async fn t08_a_file_that_cannot_be_opened_is_a_failure_with_a_remedy() {
    let place = Place::new();
    let absent = place.open_with(r#"{"sqlite":{"createIfMissing":false}}"#);
    let failure = absent.connect().await.unwrap_err();
    assert_eq!(failure.kind, ErrorKind::ConnectFailed);
    assert!(failure.message.contains("createIfMissing"), "{}", failure.message);
    assert!(!place.file().exists());
    std::fs::write(place.file(), "this is a text file, long enough to be read as the header of a database, but it is none".repeat(20))
        .unwrap();
    assert_eq!(place.open().connect().await.unwrap_err().kind, ErrorKind::ConnectFailed);
}
