//! Transactions of SQLite: isolation, savepoints, order, deadlines, and ends that nobody asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use oxyde_driver::{Access, Driver, Transaction, TransactionOptions};
use oxyde_wire::{ErrorKind, Failure, Kind, Value};
use sqlite_support::*;

const TABLE: &str = "CREATE TABLE things (id INTEGER PRIMARY KEY, value INTEGER NOT NULL UNIQUE) STRICT";
const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT max(i) FROM n";
const COUNT: &str = "SELECT count(*) FROM things";

async fn prepared(place: &Place, options: &str) -> Arc<dyn Driver> {
    let driver = place.open_with(options);
    ddl(&driver, TABLE).await;
    driver
}

async fn begin(driver: &Arc<dyn Driver>) -> Box<dyn Transaction> {
    driver.begin(TransactionOptions::default()).await.unwrap()
}

async fn insert(transaction: &mut Box<dyn Transaction>, value: i64) -> Result<(), Failure> {
    let statement = write("INSERT INTO things (value) VALUES (?)", &[Kind::Int]);
    transaction.execute(run_of(&statement, vec![Value::Integer(value)])).await.map(|_| ())
}

#[tokio::test]
async fn t01_a_read_outside_does_not_wait_and_does_not_see_what_is_open() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 1).await.unwrap();
    let select = read(COUNT, &[Kind::Int], &[]);
    assert_eq!(integers(&run_on_thread(&driver, &select, vec![]).await.unwrap()), [0]);
    assert_eq!(integers(&run(&driver, &select, vec![]).await.unwrap()), [0]);
    transaction.commit().await.unwrap();
    assert_eq!(integers(&run(&driver, &select, vec![]).await.unwrap()), [1]);
}

#[tokio::test]
async fn t02_savepoints_nest() {
    for driver in [prepared(&Place::new(), "{}").await, memory("{}")] {
        let _ = run(&driver, &statement(TABLE, Access::Ddl, Some(&[]), &[]), vec![]).await;
        let mut transaction = begin(&driver).await;
        insert(&mut transaction, 1).await.unwrap();
        transaction.savepoint(1).await.unwrap();
        insert(&mut transaction, 2).await.unwrap();
        transaction.savepoint(2).await.unwrap();
        insert(&mut transaction, 3).await.unwrap();
        transaction.rollback_to(2).await.unwrap();
        transaction.release(2).await.unwrap();
        assert_eq!(integer_in(&mut transaction, COUNT).await, 2);
        transaction.rollback_to(1).await.unwrap();
        insert(&mut transaction, 4).await.unwrap();
        transaction.release(1).await.unwrap();
        transaction.commit().await.unwrap();
        let select = read("SELECT value FROM things ORDER BY id", &[Kind::Int], &[]);
        assert_eq!(integers(&run(&driver, &select, vec![]).await.unwrap()), [1, 4]);
    }
}

#[tokio::test]
async fn t03_a_failed_statement_leaves_the_transaction_usable() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 1).await.unwrap();
    assert_eq!(insert(&mut transaction, 1).await.unwrap_err().kind, ErrorKind::UniqueViolation);
    insert(&mut transaction, 2).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(integer(&driver, COUNT).await, 2);
}

#[tokio::test]
async fn t04_rows_that_cannot_be_read_back_undo_their_change() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let bad = statement("INSERT INTO things (value) VALUES (?) RETURNING 'x'", Access::Write, Some(&[Kind::Int]), &[Kind::Int]);
    for inline in [true, false] {
        let result = if inline {
            run(&driver, &bad, vec![Value::Integer(1)]).await
        } else {
            run_on_thread(&driver, &bad, vec![Value::Integer(1)]).await
        };
        assert_eq!(result.err().unwrap().kind, ErrorKind::DecodeFailed);
        assert_eq!(integer(&driver, COUNT).await, 0);
    }
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 2).await.unwrap();
    assert_eq!(transaction.execute(run_of(&bad, vec![Value::Integer(1)])).await.err().unwrap().kind, ErrorKind::DecodeFailed);
    transaction.commit().await.unwrap();
    assert_eq!(integer(&driver, "SELECT value FROM things").await, 2);
}

#[tokio::test]
async fn t05_transactions_that_wait_get_their_turn_in_order() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let first = begin(&driver).await;
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..10 {
        let (waiting, order) = (Arc::clone(&driver), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let mut transaction = begin(&waiting).await;
            order.lock().unwrap().push(number);
            insert(&mut transaction, number).await.unwrap();
            transaction.commit().await.unwrap();
        }));
        until("it waits", || driver.statistics().waiting == number as u32 + 1).await;
    }
    first.commit().await.unwrap();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..10).collect::<Vec<_>>());
    assert_eq!(integer(&driver, COUNT).await, 10);
}

#[tokio::test]
async fn t06_waiting_too_long_is_a_pool_timeout_with_a_remedy() {
    let place = Place::new();
    let driver = prepared(&place, r#"{"pool":{"acquireTimeout":50}}"#).await;
    let holder = begin(&driver).await;
    let failure = driver.begin(TransactionOptions::default()).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::PoolTimeout);
    assert!(failure.message.contains("pool.acquireTimeout") && failure.is_retry_safe, "{}", failure.message);
    let statement = write("INSERT INTO things (value) VALUES (1)", &[]);
    assert_eq!(run(&driver, &statement, vec![]).await.err().unwrap().kind, ErrorKind::PoolTimeout);
    holder.rollback().await.unwrap();
    assert_eq!(integer(&driver, COUNT).await, 0, "what was given up must not run later");
    run(&driver, &statement, vec![]).await.unwrap();
}

#[tokio::test]
async fn t07_a_dropped_transaction_is_rolled_back_and_frees_the_writer() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 1).await.unwrap();
    drop(transaction);
    let mut next = begin(&driver).await;
    assert_eq!(integer_in(&mut next, COUNT).await, 0);
    next.rollback().await.unwrap();
}

#[tokio::test]
async fn t08_a_transaction_that_outlives_its_timeout_is_rolled_back() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let options = TransactionOptions { timeout: Some(Duration::from_millis(50)), ..TransactionOptions::default() };
    let mut idle = driver.begin(options).await.unwrap();
    insert(&mut idle, 1).await.unwrap();
    tokio::time::sleep(Duration::from_millis(80)).await;
    run(&driver, &write("INSERT INTO things (value) VALUES (7)", &[]), vec![]).await.unwrap();
    assert_eq!(insert(&mut idle, 2).await.unwrap_err().kind, ErrorKind::TransactionTimeout);
    assert_eq!(idle.commit().await.unwrap_err().kind, ErrorKind::TransactionTimeout);
    let mut busy = driver.begin(options).await.unwrap();
    let began = Instant::now();
    let failure = busy.execute(run_of(&read(SLOW, &[Kind::Int], &[]), vec![])).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::TransactionTimeout);
    assert!(began.elapsed() < Duration::from_secs(2));
    assert_eq!(integer(&driver, COUNT).await, 1);
}

#[tokio::test]
async fn t09_a_read_only_transaction_keeps_its_view_and_cannot_write() {
    let place = Place::new();
    for (driver, sees) in [(prepared(&place, "{}").await, 0), (memory("{}"), -1)] {
        let _ = run(&driver, &statement(TABLE, Access::Ddl, Some(&[]), &[]), vec![]).await;
        let options = TransactionOptions { is_read_only: true, ..TransactionOptions::default() };
        let mut transaction = driver.begin(options).await.unwrap();
        assert_eq!(integer_in(&mut transaction, COUNT).await, 0);
        if sees == 0 {
            run(&driver, &write("INSERT INTO things (value) VALUES (1)", &[]), vec![]).await.unwrap();
        }
        assert_eq!(integer_in(&mut transaction, COUNT).await, 0);
        assert_eq!(insert(&mut transaction, 2).await.unwrap_err().kind, ErrorKind::ReadOnly);
        transaction.commit().await.unwrap();
        // The connection is as before: for one in memory that means it may write.
        run(&driver, &write("INSERT INTO things (value) VALUES (9)", &[]), vec![]).await.unwrap();
    }
}

#[tokio::test]
async fn t10_a_full_disk_ends_the_transaction_and_says_so() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let limit = statement("PRAGMA max_page_count = 20", Access::Raw, None, &[]);
    run(&driver, &limit, vec![]).await.unwrap();
    ddl(&driver, "CREATE TABLE blobs (value BLOB)").await;
    let fill = write("INSERT INTO blobs VALUES (zeroblob(10000000))", &[]);
    assert_eq!(run(&driver, &fill, vec![]).await.err().unwrap().kind, ErrorKind::DiskFull);
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 1).await.unwrap();
    assert_eq!(transaction.execute(run_of(&fill, vec![])).await.err().unwrap().kind, ErrorKind::DiskFull);
    let after = insert(&mut transaction, 2).await;
    let committed = transaction.commit().await;
    match after {
        // SQLite undid the statement alone.
        Ok(()) => assert!(committed.is_ok()),
        Err(failure) => {
            assert_eq!(failure.kind, ErrorKind::TransactionRolledBack);
            assert_eq!(committed.unwrap_err().kind, ErrorKind::TransactionRolledBack);
        }
    }
    let count = integer(&driver, COUNT).await;
    assert!(count == 0 || count == 2, "half a transaction: {count}");
}

#[tokio::test]
async fn t11_a_conflict_clause_that_rolls_back_is_noticed() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 1).await.unwrap();
    let rolling = write("INSERT OR ROLLBACK INTO things (value) VALUES (1)", &[]);
    assert_eq!(transaction.execute(run_of(&rolling, vec![])).await.err().unwrap().kind, ErrorKind::UniqueViolation);
    assert_eq!(insert(&mut transaction, 2).await.unwrap_err().kind, ErrorKind::TransactionRolledBack);
    assert_eq!(transaction.commit().await.unwrap_err().kind, ErrorKind::TransactionRolledBack);
    assert_eq!(integer(&driver, COUNT).await, 0);
}

#[tokio::test]
async fn t12_a_deferred_foreign_key_fails_at_the_commit() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    ddl(&driver, "CREATE TABLE parts (thing INTEGER REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)").await;
    let orphan = write("INSERT INTO parts VALUES (99)", &[]);
    let mut transaction = begin(&driver).await;
    transaction.execute(run_of(&orphan, vec![])).await.unwrap();
    assert_eq!(transaction.commit().await.unwrap_err().kind, ErrorKind::ForeignKeyViolation);
    assert_eq!(integer(&driver, "SELECT count(*) FROM parts").await, 0);
    assert_eq!(run(&driver, &orphan, vec![]).await.err().unwrap().kind, ErrorKind::ForeignKeyViolation);
}

#[tokio::test]
async fn t13_a_statement_whose_caller_went_away_does_not_spoil_the_transaction() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let mut transaction = begin(&driver).await;
    insert(&mut transaction, 1).await.unwrap();
    let slow = read(SLOW, &[Kind::Int], &[]);
    let given_up = tokio::time::timeout(Duration::from_millis(30), transaction.execute(run_of(&slow, vec![]))).await;
    assert!(given_up.is_err());
    insert(&mut transaction, 2).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(integer(&driver, COUNT).await, 2);
}

#[tokio::test]
async fn t14_control_statements_of_the_user_are_refused() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let raw = |sql: &str| statement(sql, Access::Raw, None, &[]);
    for sql in ["BEGIN", "COMMIT", "SAVEPOINT x", "ATTACH ':memory:' AS other"] {
        assert_eq!(run(&driver, &raw(sql), vec![]).await.err().unwrap().kind, ErrorKind::Unsupported, "{sql}");
        let mut transaction = begin(&driver).await;
        assert_eq!(transaction.execute(run_of(&raw(sql), vec![])).await.err().unwrap().kind, ErrorKind::Unsupported, "{sql}");
    }
    assert_eq!(run(&driver, &raw("SELECT 1; SELECT 2"), vec![]).await.err().unwrap().kind, ErrorKind::InvalidStatement);
}

#[tokio::test]
async fn t15_a_session_that_a_raw_statement_changed_is_restored() {
    let place = Place::new();
    let driver = prepared(&place, "{}").await;
    let raw = |sql: &str| statement(sql, Access::Raw, None, &[]);
    run(&driver, &raw("PRAGMA foreign_keys = OFF"), vec![]).await.unwrap();
    run(&driver, &raw("PRAGMA query_only = ON"), vec![]).await.unwrap();
    run(&driver, &raw("PRAGMA busy_timeout = 0"), vec![]).await.unwrap();
    let state = run(&driver, &raw("PRAGMA foreign_keys"), vec![]).await.unwrap();
    assert_eq!(cells(&state), [Value::Integer(1)]);
    run(&driver, &write("INSERT INTO things (value) VALUES (1)", &[]), vec![]).await.unwrap();
}
