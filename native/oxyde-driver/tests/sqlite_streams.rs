//! Streams on SQLite: chunks as they are asked for, and what becomes of the connection when a reader leaves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;
mod stream_reader;

use std::sync::Arc;
use std::time::{Duration, Instant};

use oxyde_driver::{Control, Driver, Halt, Run, TransactionOptions};
use oxyde_wire::{ErrorKind, Kind};

use sqlite_support::{Place, ddl, read, run_of, write};
use stream_reader::Reader;

const ROWS: usize = 100_000;

/// A driver of one writer and one reader.
async fn open_one() -> (Place, Arc<dyn Driver>) {
    let place = Place::new();
    let driver = place.open_with(r#"{ "sqlite": { "readers": 1 } }"#);
    ddl(&driver, "CREATE TABLE items (id INTEGER)").await;
    (place, driver)
}

fn rows() -> Run {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i, '12345678901234567890' FROM n";
    run_of(&read(sql, &[Kind::Int, Kind::Text], &[]), vec![])
}

fn endless() -> Run {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    run_of(&read(sql, &[Kind::Int], &[]), vec![])
}

fn one() -> Run {
    run_of(&read("SELECT 1", &[Kind::Int], &[]), vec![])
}

fn change() -> Run {
    run_of(&write("INSERT INTO items VALUES (1)", &[]), vec![])
}

#[tokio::test]
async fn chunks_come_as_they_are_asked_for() {
    let (_database, driver) = open_one().await;
    let reader = Reader::new();
    let reading = reader.start(&driver, rows());
    reader.ask(2);
    reader.until_chunks(2).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let first = reader.rows();
    assert!(first > 0 && first < ROWS, "{first}");
    reader.ask(1_000);
    let completed = reading.await.unwrap().unwrap();
    assert_eq!(reader.rows() + completed.sink.row_count(), ROWS);
}

#[tokio::test]
async fn a_reader_who_has_enough_leaves_the_connection_to_others() {
    let (_database, driver) = open_one().await;
    for chunks in 0..3 {
        let reader = Reader::new();
        let reading = reader.start(&driver, rows());
        reader.ask(chunks);
        reader.until_chunks(chunks).await;
        reader.control.halt(Halt::Enough);
        assert_eq!(reading.await.unwrap().err().map(|failure| failure.kind), Some(ErrorKind::Cancelled));
        assert!(driver.execute(one()).await.is_ok());
    }
}

#[tokio::test]
async fn a_statement_that_runs_is_cancelled_on_the_server() {
    let (_database, driver) = open_one().await;
    let began = Instant::now();
    let control: Arc<Control> = Arc::default();
    let run = Run { control: Some(Arc::clone(&control)), ..endless() };
    let other = Arc::clone(&driver);
    let running = tokio::spawn(async move { other.execute(run).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    control.halt(Halt::Cancelled);
    assert_eq!(running.await.unwrap().err().map(|failure| failure.kind), Some(ErrorKind::Cancelled));
    assert!(driver.execute(one()).await.is_ok());
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_cancelled_statement_leaves_the_queue() {
    let (_database, driver) = open_one().await;
    let transaction = driver.begin(TransactionOptions::default()).await.unwrap();
    let control: Arc<Control> = Arc::default();
    let run = Run { control: Some(Arc::clone(&control)), ..change() };
    let other = Arc::clone(&driver);
    let waiting = tokio::spawn(async move { other.execute(run).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    control.halt(Halt::Cancelled);
    let failure = waiting.await.unwrap().err().unwrap();
    assert!(failure.kind == ErrorKind::Cancelled && failure.is_retry_safe);
    transaction.rollback().await.unwrap();
}

#[tokio::test]
async fn a_stream_that_is_left_spares_its_transaction() {
    let (_database, driver) = open_one().await;
    let mut transaction = driver.begin(TransactionOptions::default()).await.unwrap();
    transaction.execute(change()).await.unwrap();
    let reader = Reader::new();
    let control = Arc::clone(&reader.control);
    reader.ask(1);
    let watch = reader.clone();
    tokio::spawn(async move {
        watch.until_chunks(1).await;
        control.halt(Halt::Enough);
    });
    assert_eq!(transaction.execute(reader.of(rows())).await.err().map(|failure| failure.kind), Some(ErrorKind::Cancelled));
    transaction.execute(change()).await.unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_stream_has_its_own_deadline() {
    let (_database, driver) = open_one().await;
    let reader = Reader::new();
    reader.ask(1);
    let run = Run { timeout: Some(Duration::from_millis(200)), ..rows() };
    let failure = reader.start(&driver, run).await.unwrap().err().unwrap();
    assert_eq!(failure.kind, ErrorKind::StatementTimeout);
    assert!(driver.execute(one()).await.is_ok());
}

#[tokio::test]
async fn a_database_in_memory_is_free_while_its_rows_are_read() {
    let driver = sqlite_support::memory("{}");
    let reader = Reader::new();
    let reading = reader.start(&driver, rows());
    reader.ask(1);
    reader.until_chunks(1).await;
    assert!(driver.execute(one()).await.is_ok());
    reader.ask(1_000);
    let completed = reading.await.unwrap().unwrap();
    assert_eq!(reader.rows() + completed.sink.row_count(), ROWS);
}
