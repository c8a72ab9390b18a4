//! Transactions: what they keep and take back, savepoints, isolation, deadlocks, ends that nobody asked for.

use std::sync::Arc;
use std::time::Duration;

use oxyde_driver::{Driver, Isolation, Transaction, TransactionOptions};
use oxyde_wire::{ErrorKind, Kind, Value};

use crate::support::{Database, cell, ddl, raw, read, write};

async fn world() -> (Database, Arc<dyn Driver>) {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY, value BIGINT NOT NULL) ENGINE = InnoDB").on(&driver).await.unwrap();
    write("INSERT INTO items VALUES (1, 10), (2, 20)").on(&driver).await.unwrap();
    (database, driver)
}

async fn begin(driver: &Arc<dyn Driver>) -> Box<dyn Transaction> {
    driver.begin(TransactionOptions::default()).await.unwrap()
}

async fn sum(driver: &Arc<dyn Driver>) -> Value {
    cell(&read("SELECT SUM(value) FROM items").returns(&[Kind::Int]).on(driver).await.unwrap())
}

/// Waits until the pool has nothing in use.
async fn settled(driver: &Arc<dyn Driver>) {
    for _ in 0..200 {
        let now = driver.statistics();
        if now.idle == now.size {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a connection never came back: {:?}", driver.statistics());
}

#[tokio::test]
async fn commit_keeps_and_rollback_takes_back() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("UPDATE items SET value = 11 WHERE id = 1").within(&mut transaction).await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(30), "nobody else sees it yet");
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(31));
    let mut transaction = begin(&driver).await;
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(31));
    settled(&driver).await;
}

#[tokio::test]
async fn dropping_rolls_back_and_gives_the_connection_back() {
    let (database, _driver) = world().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    for _ in 0..5 {
        let mut transaction = begin(&driver).await;
        write("DELETE FROM items").within(&mut transaction).await.unwrap();
        drop(transaction);
    }
    assert_eq!(sum(&driver).await, Value::Integer(30));
    assert_eq!(driver.statistics().size, 1);
}

#[tokio::test]
async fn savepoints_nest() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    transaction.savepoint(1).await.unwrap();
    write("UPDATE items SET value = 11 WHERE id = 1").within(&mut transaction).await.unwrap();
    transaction.savepoint(2).await.unwrap();
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    transaction.rollback_to(2).await.unwrap();
    transaction.release(1).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(31));
}

#[tokio::test]
async fn a_failed_statement_leaves_the_transaction_open() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("UPDATE items SET value = 11 WHERE id = 1").within(&mut transaction).await.unwrap();
    let failure = write("INSERT INTO items VALUES (1, 1)").within(&mut transaction).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::UniqueViolation);
    let refused = read("SELECT 2").returns(&[Kind::Boolean]).within(&mut transaction).await.err().unwrap();
    assert_eq!(refused.kind, ErrorKind::DecodeFailed);
    write("UPDATE items SET value = 21 WHERE id = 2").within(&mut transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(32));
}

#[tokio::test]
async fn statements_given_together_run_in_order() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    let runs = vec![
        write("INSERT INTO items VALUES (3, 1)").run(),
        write("INSERT INTO items VALUES (3, 1)").run(),
        write("UPDATE items SET value = value * 2 WHERE id = 3").run(),
    ];
    let outcomes = transaction.execute_all(runs).await;
    let kinds: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().err().map(|failure| failure.kind)).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::UniqueViolation), None]);
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(32));
}

#[tokio::test]
async fn isolation_and_read_only_hold_for_this_transaction_only() {
    let (_database, driver) = world().await;
    for (isolation, name) in [
        (Isolation::ReadUncommitted, "READ-UNCOMMITTED"),
        (Isolation::ReadCommitted, "READ-COMMITTED"),
        (Isolation::RepeatableRead, "REPEATABLE-READ"),
        (Isolation::Serializable, "SERIALIZABLE"),
    ] {
        let options = TransactionOptions { isolation: Some(isolation), is_read_only: true, timeout: None };
        let mut transaction = driver.begin(options).await.unwrap();
        read("SELECT 1 FROM items").returns(&[Kind::Int]).within(&mut transaction).await.unwrap();
        // The server renews this table at most ten times a second.
        tokio::time::sleep(Duration::from_millis(150)).await;
        let sql = "SELECT trx_isolation_level FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = CONNECTION_ID()";
        let found = read(sql).returns(&[Kind::Text]).within(&mut transaction).await.unwrap();
        assert_eq!(cell(&found), Value::Text(name.replace('-', " ")));
        let failure = write("DELETE FROM items").within(&mut transaction).await.err().unwrap();
        assert_eq!((failure.kind, failure.code.as_deref()), (ErrorKind::ReadOnly, Some("1792")));
        transaction.commit().await.unwrap();
    }
    write("UPDATE items SET value = 11 WHERE id = 1").on(&driver).await.expect("the next one may write");
}

#[tokio::test]
async fn a_deadlock_ends_the_transaction_and_says_so() {
    let (_database, driver) = world().await;
    let (mut first, mut second) = (begin(&driver).await, begin(&driver).await);
    write("UPDATE items SET value = 1 WHERE id = 1").within(&mut first).await.unwrap();
    write("UPDATE items SET value = 2 WHERE id = 2").within(&mut second).await.unwrap();
    let update_two = write("UPDATE items SET value = 1 WHERE id = 2");
    let update_one = write("UPDATE items SET value = 2 WHERE id = 1");
    let (one, two) = tokio::join!(update_two.within(&mut first), update_one.within(&mut second));
    let (victim, mut survivor) = if one.is_err() { (first, second) } else { (second, first) };
    assert_eq!(one.err().or(two.err()).unwrap().kind, ErrorKind::Deadlock);
    let mut victim = victim;
    let after = write("INSERT INTO items VALUES (9, 9)").within(&mut victim).await.err().unwrap();
    assert_eq!((after.kind, after.code.as_deref()), (ErrorKind::TransactionRolledBack, Some("1213")));
    assert_eq!(victim.commit().await.err().unwrap().kind, ErrorKind::TransactionRolledBack);
    write("DELETE FROM items WHERE id = 2").within(&mut survivor).await.unwrap();
    survivor.commit().await.unwrap();
    settled(&driver).await;
}

#[tokio::test]
async fn a_lock_timeout_takes_back_the_statement_only() {
    let (_database, driver) = world().await;
    let (mut holder, mut waiter) = (begin(&driver).await, begin(&driver).await);
    write("UPDATE items SET value = 1 WHERE id = 1").within(&mut holder).await.unwrap();
    write("UPDATE items SET value = 21 WHERE id = 2").within(&mut waiter).await.unwrap();
    raw("SET SESSION innodb_lock_wait_timeout = 1").within(&mut waiter).await.unwrap();
    let failure = write("UPDATE items SET value = 2 WHERE id = 1").within(&mut waiter).await.err().unwrap();
    assert_eq!((failure.kind, failure.code.as_deref()), (ErrorKind::LockTimeout, Some("1205")));
    holder.rollback().await.unwrap();
    waiter.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(31));
}

#[tokio::test]
async fn an_implicit_commit_is_no_open_transaction() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("UPDATE items SET value = 11 WHERE id = 1").within(&mut transaction).await.unwrap();
    ddl("CREATE TABLE other (id INT)").within(&mut transaction).await.unwrap();
    let failure = write("DELETE FROM items").within(&mut transaction).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::TransactionClosed);
    assert_eq!(transaction.rollback().await.err().unwrap().kind, ErrorKind::TransactionClosed);
    assert_eq!(sum(&driver).await, Value::Integer(31));
    settled(&driver).await;
}

#[tokio::test]
async fn what_raw_sql_changes_ends_with_its_lease() {
    let (database, _driver) = world().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let mode = read("SELECT CONCAT(@@sql_mode, @@time_zone)").returns(&[Kind::Text]);
    let before = cell(&mode.on(&driver).await.unwrap());
    raw("SET SESSION sql_mode = '', time_zone = '+09:00'").on(&driver).await.unwrap();
    assert_eq!(cell(&mode.on(&driver).await.unwrap()), before);
    raw("START TRANSACTION").on(&driver).await.unwrap();
    write("INSERT INTO items VALUES (5, 5)").on(&driver).await.unwrap();
    assert_eq!(sum(&database.driver()).await, Value::Integer(35), "a raw START TRANSACTION ends with its statement");
    assert_eq!(driver.statistics().size, 1);
}

#[tokio::test]
async fn an_idle_transaction_ends_at_its_deadline() {
    let (database, _driver) = world().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let options = TransactionOptions { timeout: Some(Duration::from_millis(150)), ..Default::default() };
    let mut transaction = driver.begin(options).await.unwrap();
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(30), "the only connection became free and clean");
    assert_eq!(read("SELECT 1").returns(&[Kind::Int]).within(&mut transaction).await.err().unwrap().kind, ErrorKind::TransactionTimeout);
    assert_eq!(transaction.commit().await.err().unwrap().kind, ErrorKind::TransactionTimeout);
}

#[tokio::test]
async fn a_busy_transaction_ends_at_its_deadline_too() {
    let (_database, driver) = world().await;
    let options = TransactionOptions { timeout: Some(Duration::from_millis(200)), ..Default::default() };
    let mut transaction = driver.begin(options).await.unwrap();
    let start = std::time::Instant::now();
    let failure = read("SELECT SLEEP(5)").returns(&[Kind::Int]).within(&mut transaction).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::TransactionTimeout);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    transaction.rollback().await.unwrap();
    settled(&driver).await;
}

#[tokio::test]
async fn a_statement_given_up_ends_its_transaction() {
    let (_database, driver) = world().await;
    for ends_by_commit in [true, false] {
        let mut transaction = begin(&driver).await;
        write("DELETE FROM items").within(&mut transaction).await.unwrap();
        let sleeping = read("SELECT SLEEP(5)").returns(&[Kind::Int]);
        assert!(tokio::time::timeout(Duration::from_millis(50), sleeping.within(&mut transaction)).await.is_err());
        if !ends_by_commit {
            let failure = read("SELECT 1").returns(&[Kind::Int]).within(&mut transaction).await.err().unwrap();
            assert_eq!(failure.kind, ErrorKind::TransactionRolledBack);
        }
        assert_eq!(transaction.commit().await.err().unwrap().kind, ErrorKind::TransactionRolledBack);
        assert_eq!(sum(&driver).await, Value::Integer(30));
    }
    settled(&driver).await;
}
