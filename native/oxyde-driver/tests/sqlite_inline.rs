//! The calling thread is never held up: budgets, slow plans, unbreakable steps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use oxyde_driver::{CompiledStatement, Driver, Inline, TransactionOptions};
use oxyde_wire::{Kind, Value};
use sqlite_support::*;

const LIMIT: Duration = Duration::from_millis(20);

async fn million() -> (Place, Arc<dyn Driver>) {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY, value TEXT NOT NULL, number INTEGER NOT NULL) STRICT").await;
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) \
                INSERT INTO things SELECT i, 'value of row ' || i, i % 1000 FROM n";
    run(&driver, &write(fill, &[]), vec![]).await.unwrap();
    (place, driver)
}

/// Tries inline and tells how long that took, then runs it to the end.
async fn timed(driver: &Arc<dyn Driver>, statement: &Arc<CompiledStatement>, parameters: Vec<Value>) -> (Duration, bool) {
    let began = Instant::now();
    let outcome = driver.execute_inline(run_of(statement, parameters));
    let held = began.elapsed();
    match outcome {
        Inline::Done(result) => {
            result.unwrap();
            (held, true)
        }
        Inline::Deferred(run) => {
            driver.execute(*run).await.unwrap();
            (held, false)
        }
    }
}

/// How long the calling thread was held by a statement that does not run inline: the shortest of three attempts, for the machine may be busy.
async fn shortest(driver: &Arc<dyn Driver>, mut statement: impl FnMut() -> Arc<CompiledStatement>) -> Duration {
    let mut shortest = Duration::MAX;
    for _ in 0..3 {
        let statement = statement();
        let (held, is_inline) = timed(driver, &statement, vec![]).await;
        assert!(!is_inline, "{} was not handed over", statement.sql);
        shortest = shortest.min(held);
    }
    shortest
}

#[tokio::test]
async fn t01_a_scan_of_a_million_rows_never_holds_the_calling_thread() {
    let (_place, driver) = million().await;
    for sql in [
        "SELECT count(*) FROM things",
        "SELECT count(*) FROM things WHERE value LIKE '%77%'",
        "SELECT id FROM things ORDER BY value DESC LIMIT 1",
        "SELECT id FROM things",
        "SELECT sum(number) FROM things",
        "SELECT count(*) FROM things WHERE value REGEXP '7+$'",
    ] {
        let unknown = shortest(&driver, || read(sql, &[Kind::Int], &[])).await;
        assert!(unknown < LIMIT, "{sql}: {unknown:?}");
        let statement = read(sql, &[Kind::Int], &[]);
        timed(&driver, &statement, vec![]).await;
        let known = shortest(&driver, || Arc::clone(&statement)).await;
        assert!(known < Duration::from_millis(1), "{sql} is known to be slow: {known:?}");
    }
}

#[tokio::test]
async fn t02_a_large_write_is_handed_to_the_writer_and_done_once() {
    let (_place, driver) = million().await;
    let update = write("UPDATE things SET number = number + 1", &[]);
    let (held, is_inline) = timed(&driver, &update, vec![]).await;
    assert!(held < LIMIT && !is_inline, "{held:?}");
    assert_eq!(integer(&driver, "SELECT sum(number) FROM things").await, 1_000_000 * 999 / 2 + 1_000_000);
    let clear = write("DELETE FROM things", &[]);
    let (held, is_inline) = timed(&driver, &clear, vec![]).await;
    assert!(held < LIMIT && !is_inline, "{held:?}");
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 0);
}

#[tokio::test]
async fn t03_a_plan_that_became_quick_comes_back_to_the_calling_thread() {
    let (_place, driver) = million().await;
    let sql = "SELECT count(*) FROM things WHERE id <= ? AND value LIKE '%7'";
    let statement = read(sql, &[Kind::Int], &[Kind::Int]);
    assert!(!timed(&driver, &statement, vec![Value::Integer(1_000_000)]).await.1);
    for _ in 0..40 {
        if timed(&driver, &statement, vec![Value::Integer(10)]).await.1 {
            return;
        }
    }
    panic!("it stays on a thread for ever");
}

#[tokio::test]
async fn t04_counting_a_small_table_comes_inline_once_it_is_known_to_be_quick() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY)").await;
    let count = read("SELECT count(*) FROM things", &[Kind::Int], &[]);
    assert!(!timed(&driver, &count, vec![]).await.1, "nothing is known of it yet");
    for _ in 0..100 {
        if timed(&driver, &count, vec![]).await.1 {
            return;
        }
    }
    panic!("it stays on a thread for ever");
}

#[tokio::test]
async fn t05_wide_rows_are_noticed_between_few_steps() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY, value BLOB NOT NULL)").await;
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) INSERT INTO things SELECT i, randomblob(1000000) FROM n";
    run(&driver, &write(fill, &[]), vec![]).await.unwrap();
    let held = shortest(&driver, || read("SELECT id, value FROM things", &[Kind::Int, Kind::Bytes], &[])).await;
    assert!(held < LIMIT, "{held:?}");
}

#[tokio::test]
async fn t06_a_commit_that_waits_for_the_disk_is_not_made_inline() {
    for (options, expected) in [
        (r#"{"sqlite":{"synchronous":"full"}}"#, false),
        (r#"{"sqlite":{"journalMode":"delete"}}"#, false),
        (r#"{"sqlite":{"synchronous":"off"}}"#, true),
    ] {
        let place = Place::new();
        let driver = place.open_with(options);
        ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY)").await;
        let insert = write("INSERT INTO things DEFAULT VALUES", &[]);
        assert_eq!(timed(&driver, &insert, vec![]).await.1, expected, "{options}");
    }
}

#[tokio::test]
async fn t07_a_transaction_of_bounded_statements_needs_no_thread() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)").await;
    let mut transaction = driver.begin(TransactionOptions::default()).now_or_never().expect("it waited to begin").unwrap();
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let select = read("SELECT value FROM things WHERE id = ?", &[Kind::Int], &[Kind::Int]);
    for number in 1..=3 {
        let inserted = transaction.execute(run_of(&insert, vec![Value::Integer(number)])).now_or_never();
        assert_eq!(inserted.expect("it waited to insert").unwrap().affected, 1);
        let found = transaction.execute(run_of(&select, vec![Value::Integer(number)])).now_or_never();
        assert_eq!(integers(&found.expect("it waited to read").unwrap()), [number]);
    }
    let slow =
        "UPDATE things SET value = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n)";
    let mut looping = transaction.execute(run_of(&write(slow, &[]), vec![]));
    assert!((&mut looping).now_or_never().is_none(), "a loop may take long");
    looping.await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(integer(&driver, "SELECT count(*) FROM things").await, 3);
}

/// Another process, as far as the database can tell.
fn neighbour(place: &Place) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(place.file()).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF").unwrap();
    connection
}

async fn counter(place: &Place) -> (Arc<dyn Driver>, Arc<CompiledStatement>) {
    let driver = place.open();
    ddl(&driver, "CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT").await;
    run(&driver, &write("INSERT INTO counter VALUES (1, 0)", &[]), vec![]).await.unwrap();
    (driver, read("SELECT value FROM counter WHERE id = 1", &[Kind::Int], &[]))
}

#[tokio::test]
async fn t08_each_of_many_reads_sees_what_others_committed_before_it() {
    let place = Place::new();
    let (driver, value) = counter(&place).await;
    let neighbour = neighbour(&place);
    for expected in 1..=2_000 {
        neighbour.execute("UPDATE counter SET value = ?1", [expected]).unwrap();
        for _ in 0..10 {
            assert_eq!(integers(&run(&driver, &value, vec![]).await.unwrap()), [expected]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn t09_reads_without_end_let_the_wal_of_another_process_begin_anew() {
    let place = Place::new();
    let (driver, value) = counter(&place).await;
    let neighbour = neighbour(&place);
    let writer = std::thread::spawn(move || {
        for value in 1..=30_000 {
            neighbour.execute("UPDATE counter SET value = ?1", [value]).unwrap();
        }
    });
    while !writer.is_finished() {
        run(&driver, &value, vec![]).await.unwrap();
    }
    writer.join().unwrap();
    let wal = std::fs::metadata(place.file().with_extension("db-wal")).unwrap().len();
    assert!(wal < 16 * 1024 * 1024, "the WAL has {wal} bytes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn t10_nothing_is_held_soon_after_the_last_read() {
    let place = Place::new();
    let (driver, value) = counter(&place).await;
    for _ in 0..1_000 {
        run(&driver, &value, vec![]).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let is_busy: i64 = neighbour(&place).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert_eq!(is_busy, 0);
}
