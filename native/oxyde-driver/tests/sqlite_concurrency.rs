//! Many at once: group commit, reading one's own writes, other processes, deadlines, and closing while work runs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use oxyde_driver::{Access, Inline, TransactionOptions};
use oxyde_wire::{ErrorKind, Kind, Value};
use sqlite_support::*;

const TABLE: &str = "CREATE TABLE things (id INTEGER PRIMARY KEY, value INTEGER NOT NULL UNIQUE) STRICT";
const COUNT: &str = "SELECT count(*) FROM things";
const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT max(i) FROM n";

#[tokio::test]
async fn t01_writers_that_wait_are_committed_together_and_fail_by_themselves() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    // Held up by a transaction, so that they do wait.
    let holder = driver.begin(TransactionOptions::default()).await.unwrap();
    let asked = join_all((0..1_000).map(|number| run_on_thread(&driver, &insert, vec![Value::Integer(number % 900)])));
    let (answers, committed) = tokio::join!(asked, holder.commit());
    committed.unwrap();
    let failures: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(failures.len(), 100);
    assert!(failures.iter().all(|failure| failure.kind == ErrorKind::UniqueViolation));
    assert_eq!(integer(&driver, COUNT).await, 900);
}

#[tokio::test]
async fn t02_a_member_that_ends_the_transaction_does_not_take_the_others_with_it() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    ddl(&driver, "CREATE TABLE parts (thing INTEGER REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)").await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let rolling = write("INSERT OR ROLLBACK INTO things (value) VALUES (?)", &[Kind::Int]);
    let orphan = write("INSERT INTO parts VALUES (?)", &[Kind::Int]);
    let holder = driver.begin(TransactionOptions::default()).await.unwrap();
    let asked = join_all((0..30).map(|number| match number % 3 {
        0 => run_on_thread(&driver, &insert, vec![Value::Integer(number)]),
        1 => run_on_thread(&driver, &rolling, vec![Value::Integer(0)]),
        _ => run_on_thread(&driver, &orphan, vec![Value::Integer(999)]),
    }));
    let (answers, committed) = tokio::join!(asked, holder.commit());
    committed.unwrap();
    for (number, answer) in answers.into_iter().enumerate() {
        let kind = answer.err().map(|failure| failure.kind);
        let expected = [None, Some(ErrorKind::UniqueViolation), Some(ErrorKind::ForeignKeyViolation)][number % 3];
        assert_eq!(kind, expected, "{number}");
    }
    assert_eq!(integer(&driver, COUNT).await, 10);
    assert_eq!(integer(&driver, "SELECT count(*) FROM parts").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t03_who_wrote_reads_what_was_written() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    let insert = statement("INSERT INTO things (value) VALUES (?) RETURNING id", Access::Write, Some(&[Kind::Int]), &[Kind::Int]);
    let select = read("SELECT value FROM things WHERE id = ?", &[Kind::Int], &[Kind::Int]);
    let tasks = (0..8).map(|task| {
        let (driver, insert, select) = (Arc::clone(&driver), Arc::clone(&insert), Arc::clone(&select));
        tokio::spawn(async move {
            for round in 0..100 {
                let value = task * 1_000 + round;
                let id = integers(&run(&driver, &insert, vec![Value::Integer(value)]).await.unwrap())[0];
                let found = if round % 2 == 0 {
                    run(&driver, &select, vec![Value::Integer(id)]).await
                } else {
                    run_on_thread(&driver, &select, vec![Value::Integer(id)]).await
                };
                assert_eq!(integers(&found.unwrap()), [value]);
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    assert_eq!(integer(&driver, COUNT).await, 800);
}

#[tokio::test]
async fn t04_another_process_with_the_lock_is_waited_for_and_then_named() {
    let place = Place::new();
    let driver = place.open_with(r#"{"sqlite":{"busyTimeout":200}}"#);
    ddl(&driver, TABLE).await;
    let other = rusqlite::Connection::open(place.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let insert = write("INSERT INTO things (value) VALUES (1)", &[]);
    let began = Instant::now();
    let Inline::Deferred(deferred) = driver.execute_inline(run_of(&insert, vec![])) else { panic!("it waited here") };
    assert!(began.elapsed() < Duration::from_millis(50), "the calling thread must not wait for a lock");
    let failure = driver.execute(*deferred).await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::Busy, true));
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!(driver.begin(TransactionOptions::default()).await.err().unwrap().kind, ErrorKind::Busy);
    assert_eq!(integer(&driver, COUNT).await, 0, "readers go on");
    let waiting = run(&driver, &insert, vec![]);
    let freeing = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        other.execute_batch("COMMIT").unwrap();
    };
    tokio::join!(waiting, freeing).0.unwrap();
    let other_count: i64 = other.query_row(COUNT, [], |row| row.get(0)).unwrap();
    assert_eq!(other_count, 1);
    other.execute("INSERT INTO things (value) VALUES (2)", []).unwrap();
    assert_eq!(integer(&driver, COUNT).await, 2);
}

#[tokio::test]
async fn t05_a_statement_stops_at_its_deadline() {
    let place = Place::new();
    let driver = place.open_with(r#"{"statementTimeout":60}"#);
    ddl(&driver, TABLE).await;
    let began = Instant::now();
    let failure = run(&driver, &read(SLOW, &[Kind::Int], &[]), vec![]).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::StatementTimeout);
    let write = write(&format!("INSERT INTO things (value) {SLOW}"), &[]);
    assert_eq!(run(&driver, &write, vec![]).await.err().unwrap().kind, ErrorKind::StatementTimeout);
    let mut own = run_of(&read(SLOW, &[Kind::Int], &[]), vec![]);
    own.timeout = Some(Duration::from_millis(20));
    assert_eq!(driver.execute(own).await.err().unwrap().kind, ErrorKind::StatementTimeout);
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn t06_a_slow_member_of_a_batch_costs_the_others_time_only() {
    let place = Place::new();
    let driver = place.open_with(r#"{"statementTimeout":60}"#);
    ddl(&driver, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let slow = write(&format!("INSERT INTO things (value) {SLOW}"), &[]);
    let holder = driver.begin(TransactionOptions::default()).await.unwrap();
    let first = run_on_thread(&driver, &insert, vec![Value::Integer(1)]);
    let second = run_on_thread(&driver, &slow, vec![]);
    let third = run_on_thread(&driver, &insert, vec![Value::Integer(3)]);
    let (first, second, third, _) = tokio::join!(first, second, third, holder.commit());
    assert_eq!(second.err().unwrap().kind, ErrorKind::StatementTimeout);
    assert_eq!((first.unwrap().affected, third.unwrap().affected), (1, 1));
    assert_eq!(integer(&driver, COUNT).await, 2);
}

#[tokio::test]
async fn t07_dropping_the_caller_breaks_the_statement_off() {
    let place = Place::new();
    let driver = place.open_with(r#"{"sqlite":{"readers":1},"statementTimeout":0}"#);
    ddl(&driver, TABLE).await;
    let slow = read(SLOW, &[Kind::Int], &[]);
    assert!(tokio::time::timeout(Duration::from_millis(30), run_on_thread(&driver, &slow, vec![])).await.is_err());
    let quick = read("SELECT 1", &[Kind::Int], &[]);
    let next = tokio::time::timeout(Duration::from_secs(2), run_on_thread(&driver, &quick, vec![])).await;
    assert_eq!(integers(&next.expect("the only reader is still busy").unwrap()), [1]);
}

#[tokio::test]
async fn t08_closing_waits_for_what_runs_and_takes_no_more() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let mut transaction = driver.begin(TransactionOptions::default()).await.unwrap();
    transaction.execute(run_of(&insert, vec![Value::Integer(1)])).await.unwrap();
    let finishing = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(run(&driver, &insert, vec![Value::Integer(2)]).await.err().unwrap().kind, ErrorKind::PoolClosed);
        assert_eq!(driver.begin(TransactionOptions::default()).await.err().unwrap().kind, ErrorKind::PoolClosed);
        transaction.commit().await.unwrap();
    };
    let (closed, ()) = tokio::join!(driver.close(Duration::from_secs(5)), finishing);
    closed.unwrap();
    assert_eq!(driver.connect().await.unwrap_err().kind, ErrorKind::PoolClosed);
    assert_eq!((driver.statistics().size, driver.statistics().idle), (0, 0));
    let leftovers = std::fs::read_dir(place.file().parent().unwrap()).unwrap().count();
    assert_eq!(leftovers, 1, "the WAL was copied into the database and removed");
    assert_eq!(integer(&place.open(), COUNT).await, 1);
}

#[tokio::test]
async fn t09_closing_does_not_wait_beyond_its_deadline() {
    let place = Place::new();
    let driver = place.open_with(r#"{"statementTimeout":0}"#);
    ddl(&driver, TABLE).await;
    let mut transaction = driver.begin(TransactionOptions::default()).await.unwrap();
    transaction.execute(run_of(&write("INSERT INTO things (value) VALUES (1)", &[]), vec![])).await.unwrap();
    let slow = read(SLOW, &[Kind::Int], &[]);
    let began = Instant::now();
    let (answer, closed) = tokio::join!(run_on_thread(&driver, &slow, vec![]), async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        driver.close(Duration::from_millis(50)).await
    });
    closed.unwrap();
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(answer.err().unwrap().kind, ErrorKind::PoolClosed);
    assert_eq!(transaction.commit().await.unwrap_err().kind, ErrorKind::PoolClosed);
    assert_eq!(integer(&place.open(), COUNT).await, 0);
}

#[tokio::test]
async fn t10_waiting_in_memory_is_for_the_only_connection() {
    let driver = memory(r#"{"pool":{"acquireTimeout":40}}"#);
    ddl(&driver, TABLE).await;
    let mut transaction = driver.begin(TransactionOptions::default()).await.unwrap();
    assert_eq!(integer_in(&mut transaction, COUNT).await, 0);
    let select = read(COUNT, &[Kind::Int], &[]);
    assert_eq!(run(&driver, &select, vec![]).await.err().unwrap().kind, ErrorKind::PoolTimeout);
    transaction.commit().await.unwrap();
    assert_eq!(integers(&run(&driver, &select, vec![]).await.unwrap()), [0]);
}

#[tokio::test]
async fn t11_a_full_queue_refuses_at_once() {
    let place = Place::new();
    let driver = place.open_with(r#"{"pool":{"maxQueue":1,"acquireTimeout":1000}}"#);
    ddl(&driver, TABLE).await;
    let holder = driver.begin(TransactionOptions::default()).await.unwrap();
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let asked = join_all((0..3).map(|number| run_on_thread(&driver, &insert, vec![Value::Integer(number)])));
    let (answers, _) = tokio::join!(asked, holder.commit());
    let refused =
        answers.iter().filter(|answer| answer.as_ref().err().is_some_and(|failure| failure.kind == ErrorKind::PoolQueueFull)).count();
    assert_eq!(refused, 2);
}

#[tokio::test]
async fn t12_the_wal_is_copied_back_before_it_grows_large() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, "CREATE TABLE blobs (id INTEGER PRIMARY KEY, value BLOB)").await;
    let insert = write("INSERT INTO blobs (value) VALUES (randomblob(20000))", &[]);
    for _ in 0..2_000 {
        run(&driver, &insert, vec![]).await.unwrap();
    }
    let wal = std::fs::metadata(place.file().with_extension("db-wal")).unwrap().len();
    assert!(wal < 20_000_000, "{wal} bytes of 40 MB written are in the WAL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t13_all_journal_modes_serve_readers_and_writers_at_once() {
    for options in [
        r#"{"sqlite":{"journalMode":"wal","synchronous":"full"}}"#,
        r#"{"sqlite":{"journalMode":"delete"}}"#,
        r#"{"sqlite":{"journalMode":"truncate","synchronous":"off"}}"#,
        r#"{"sqlite":{"journalMode":"memory","synchronous":"off"}}"#,
    ] {
        let place = Place::new();
        let driver = place.open_with(options);
        ddl(&driver, TABLE).await;
        let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
        let select = read("SELECT count(*) FROM things WHERE value >= 0", &[Kind::Int], &[]);
        let tasks = (0..4).map(|task| {
            let (driver, insert, select) = (Arc::clone(&driver), Arc::clone(&insert), Arc::clone(&select));
            tokio::spawn(async move {
                for round in 0..20 {
                    run(&driver, &insert, vec![Value::Integer(task * 100 + round)]).await.unwrap();
                    let seen = integers(&run(&driver, &select, vec![]).await.unwrap())[0];
                    assert!(seen > round);
                }
            })
        });
        for task in join_all(tasks).await {
            task.unwrap();
        }
        assert_eq!(integer(&driver, COUNT).await, 80, "{options}");
        driver.close(Duration::from_secs(5)).await.unwrap();
    }
}

#[tokio::test]
async fn t14_two_data_sources_write_to_one_file() {
    let place = Place::new();
    let (first, second) = (place.open(), place.open());
    ddl(&first, TABLE).await;
    let insert = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let other = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    let answers = join_all((0..200).map(|number| {
        let (driver, statement) = if number % 2 == 0 { (&first, &insert) } else { (&second, &other) };
        run(driver, statement, vec![Value::Integer(number)])
    }));
    assert!(answers.await.into_iter().all(|answer| answer.is_ok()));
    assert_eq!(integer(&second, COUNT).await, 200);
}

#[tokio::test]
async fn t15_dropping_the_driver_ends_its_threads_and_closes_the_file() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, TABLE).await;
    run_on_thread(&driver, &read(COUNT, &[Kind::Int], &[]), vec![]).await.unwrap();
    drop(driver);
    let wal = place.file().with_extension("db-wal");
    until("the last connection is closed", || !wal.exists()).await;
}
