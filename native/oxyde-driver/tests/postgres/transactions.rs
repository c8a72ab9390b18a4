//! Transactions: what they keep and take back, savepoints, isolation, deadlocks, ends that nobody asked for.

use std::sync::Arc;
use std::time::Duration;

use oxyde_driver::{Driver, Isolation, Transaction, TransactionOptions};
use oxyde_wire::{ErrorKind, Kind, Value};

use crate::support::{Database, cell, ddl, raw, read, write};

async fn world() -> (Database, Arc<dyn Driver>) {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)").on(&driver).await.unwrap();
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
async fn a_dropped_transaction_is_rolled_back() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    drop(transaction);
    settled(&driver).await;
    assert_eq!(sum(&driver).await, Value::Integer(30));
    assert_eq!(driver.statistics().size, 1, "its connection is used again");
}

#[tokio::test]
async fn savepoints_take_back_a_part() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("UPDATE items SET value = 11 WHERE id = 1").within(&mut transaction).await.unwrap();
    transaction.savepoint(1).await.unwrap();
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    transaction.savepoint(2).await.unwrap();
    transaction.release(2).await.unwrap();
    transaction.rollback_to(1).await.unwrap();
    transaction.release(1).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(31));
}

#[tokio::test]
async fn a_failure_aborts_until_the_savepoint() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("UPDATE items SET value = 11 WHERE id = 1").within(&mut transaction).await.unwrap();
    transaction.savepoint(1).await.unwrap();
    let first = write("INSERT INTO items VALUES (1, 1)").within(&mut transaction).await.err().unwrap();
    assert_eq!(first.kind, ErrorKind::UniqueViolation);
    let second = read("SELECT 1").returns(&[Kind::Int]).within(&mut transaction).await.err().unwrap();
    assert_eq!((second.kind, second.code.as_deref()), (ErrorKind::TransactionRolledBack, Some("23505")));
    assert_eq!(transaction.savepoint(2).await.err().unwrap().kind, ErrorKind::TransactionRolledBack);
    transaction.rollback_to(1).await.unwrap();
    write("UPDATE items SET value = 21 WHERE id = 2").within(&mut transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(32));
}

#[tokio::test]
async fn committing_what_failed_says_so() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    assert!(write("INSERT INTO nowhere VALUES (1)").within(&mut transaction).await.is_err());
    assert_eq!(transaction.commit().await.err().unwrap().kind, ErrorKind::TransactionRolledBack);
    assert_eq!(sum(&driver).await, Value::Integer(30));
    settled(&driver).await;
}

#[tokio::test]
async fn what_is_deferred_fails_at_commit_and_takes_all_back() {
    let (_database, driver) = world().await;
    let sql =
        "CREATE TABLE parts (id BIGINT PRIMARY KEY, item BIGINT CONSTRAINT parts_item REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED)";
    ddl(sql).on(&driver).await.unwrap();
    let mut transaction = begin(&driver).await;
    write("INSERT INTO parts VALUES (1, 99)").within(&mut transaction).await.unwrap();
    let failure = transaction.commit().await.err().unwrap();
    assert_eq!((failure.kind, failure.constraint.as_deref()), (ErrorKind::ForeignKeyViolation, Some("parts_item")));
    let count = read("SELECT COUNT(*) FROM parts").returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&count), Value::Integer(0));
    settled(&driver).await;
}

#[tokio::test]
async fn statements_sent_together_are_answered_one_by_one() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    let runs = (3..=22).map(|id| write("INSERT INTO items VALUES ($1, 1)").int(id).run()).collect();
    let outcomes = transaction.execute_all(runs).await;
    assert!(outcomes.len() == 20 && outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|completed| completed.affected == 1)));
    let mixed = vec![
        read("SELECT COUNT(*) FROM items").returns(&[Kind::Int]).run(),
        write("UPDATE items SET value = value + 1").run(),
        read("SELECT SUM(value) FROM items").returns(&[Kind::Int]).run(),
    ];
    let outcomes = transaction.execute_all(mixed).await;
    let found: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap()).collect();
    assert_eq!((cell(found[0]), found[1].affected, cell(found[2])), (Value::Integer(22), 22, Value::Integer(72)));
    transaction.commit().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(72));
}

#[tokio::test]
async fn statements_sent_together_keep_their_order() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    let known = write("UPDATE items SET value = (value * 3 + $1) % 1000003 WHERE id = 1");
    let statement = known.clone().int(0).compile();
    let mut expected = 10;
    // One that is known already must not overtake those that are new.
    transaction.execute(known.clone().int(0).run_of(statement.clone())).await.unwrap();
    expected = expected * 3 % 1_000_003;
    let mut runs = Vec::new();
    for number in 0..200_i64 {
        let update = known.clone().int(number);
        runs.push(if number % 7 == 0 { update.run() } else { update.run_of(statement.clone()) });
        expected = (expected * 3 + number) % 1_000_003;
    }
    assert!(transaction.execute_all(runs).await.iter().all(Result::is_ok));
    let found = read("SELECT value FROM items WHERE id = 1").returns(&[Kind::Int]).within(&mut transaction).await.unwrap();
    assert_eq!(cell(&found), Value::Integer(expected));
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn tables_may_be_made_and_filled_together() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    let runs = vec![ddl("CREATE TABLE other (id BIGINT)").run(), write("INSERT INTO other VALUES (1)").run()];
    assert!(transaction.execute_all(runs).await.iter().all(Result::is_ok));
    transaction.rollback().await.unwrap();
    assert_eq!(read("SELECT id FROM other").returns(&[Kind::Int]).on(&driver).await.err().unwrap().kind, ErrorKind::UndefinedTable);
}

#[tokio::test]
async fn after_the_first_failure_of_many_the_rest_is_refused() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    let runs = vec![
        write("INSERT INTO items VALUES (3, 1)").run(),
        write("INSERT INTO items VALUES (3, 1)").run(),
        write("UPDATE items SET value = value * 2 WHERE id = 3").run(),
    ];
    let outcomes = transaction.execute_all(runs).await;
    let kinds: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().err().map(|failure| failure.kind)).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::UniqueViolation), Some(ErrorKind::TransactionRolledBack)]);
    assert_eq!(transaction.commit().await.err().unwrap().kind, ErrorKind::TransactionRolledBack);
    assert_eq!(sum(&driver).await, Value::Integer(30));
}

#[tokio::test]
async fn isolation_and_read_only_hold_for_this_transaction_only() {
    let (_database, driver) = world().await;
    for (isolation, name) in [
        (Isolation::ReadUncommitted, "read uncommitted"),
        (Isolation::ReadCommitted, "read committed"),
        (Isolation::RepeatableRead, "repeatable read"),
        (Isolation::Serializable, "serializable"),
    ] {
        let options = TransactionOptions { isolation: Some(isolation), is_read_only: true, timeout: None };
        let mut transaction = driver.begin(options).await.unwrap();
        let found = read("SELECT current_setting('transaction_isolation')").returns(&[Kind::Text]).within(&mut transaction).await.unwrap();
        assert_eq!(cell(&found), Value::Text(name.into()));
        let failure = write("DELETE FROM items").within(&mut transaction).await.err().unwrap();
        assert_eq!((failure.kind, failure.code.as_deref()), (ErrorKind::ReadOnly, Some("25006")));
        transaction.rollback().await.unwrap();
    }
    write("UPDATE items SET value = 11 WHERE id = 1").on(&driver).await.expect("the next one may write");
    assert_eq!(driver.statistics().size, 1, "none of these costs a connection");
}

#[tokio::test]
async fn serialization_failures_are_told_apart() {
    let (_database, driver) = world().await;
    let options = TransactionOptions { isolation: Some(Isolation::RepeatableRead), ..Default::default() };
    let (mut first, mut second) = (driver.begin(options).await.unwrap(), driver.begin(options).await.unwrap());
    for transaction in [&mut first, &mut second] {
        read("SELECT value FROM items").returns(&[Kind::Int]).within(transaction).await.unwrap();
    }
    write("UPDATE items SET value = 1 WHERE id = 1").within(&mut first).await.unwrap();
    first.commit().await.unwrap();
    let failure = write("UPDATE items SET value = 2 WHERE id = 1").within(&mut second).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::SerializationFailure);
    second.rollback().await.unwrap();
}

#[tokio::test]
async fn a_deadlock_ends_one_of_the_two() {
    let (_database, driver) = world().await;
    let (mut first, mut second) = (begin(&driver).await, begin(&driver).await);
    write("UPDATE items SET value = 1 WHERE id = 1").within(&mut first).await.unwrap();
    write("UPDATE items SET value = 2 WHERE id = 2").within(&mut second).await.unwrap();
    let update_two = write("UPDATE items SET value = 1 WHERE id = 2");
    let update_one = write("UPDATE items SET value = 2 WHERE id = 1");
    // The transaction that fails must end before the other can go on.
    let one = async {
        let outcome = update_two.within(&mut first).await;
        (outcome.err(), if first.commit().await.is_ok() { 1 } else { 0 })
    };
    let two = async {
        let outcome = update_one.within(&mut second).await;
        (outcome.err(), if second.commit().await.is_ok() { 1 } else { 0 })
    };
    let ((one, first_kept), (two, second_kept)) = tokio::join!(one, two);
    assert_eq!(one.or(two).unwrap().kind, ErrorKind::Deadlock);
    assert_eq!(first_kept + second_kept, 1);
    settled(&driver).await;
}

#[tokio::test]
async fn raw_sql_cannot_end_a_transaction_behind_its_back() {
    let (_database, driver) = world().await;
    let mut transaction = begin(&driver).await;
    write("DELETE FROM items").within(&mut transaction).await.unwrap();
    for sql in ["COMMIT", "/* x */ rollback", "BEGIN"] {
        assert_eq!(raw(sql).within(&mut transaction).await.err().unwrap().kind, ErrorKind::Unsupported, "{sql}");
    }
    raw("SAVEPOINT mine").within(&mut transaction).await.unwrap();
    raw("ROLLBACK TO SAVEPOINT mine").within(&mut transaction).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(sum(&driver).await, Value::Integer(30));
}

#[tokio::test]
async fn what_raw_sql_changes_ends_with_its_lease() {
    let (database, _driver) = world().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let settings =
        "SELECT current_setting('search_path') || current_setting('TimeZone') || current_setting('statement_timeout') || CURRENT_USER";
    let mode = read(settings).returns(&[Kind::Text]);
    let before = cell(&mode.on(&driver).await.unwrap());
    for sql in [
        "SET search_path = nowhere",
        "SET TimeZone = 'Asia/Tokyo'",
        "SET statement_timeout = 1",
        "SELECT set_config('search_path', 'nowhere', false)",
        "SET ROLE pg_monitor",
        "BEGIN",
        "CREATE TEMP TABLE items (value BIGINT)",
        "SELECT pg_advisory_lock(7)",
        "PREPARE mine AS SELECT 1",
    ] {
        raw(sql).on(&driver).await.unwrap();
        assert_eq!(cell(&mode.on(&driver).await.unwrap()), before, "{sql}");
        assert_eq!(sum(&driver).await, Value::Integer(30), "{sql}");
    }
    let locks = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'";
    assert_eq!(cell(&read(locks).returns(&[Kind::Int]).on(&driver).await.unwrap()), Value::Integer(0));
    let kept = "SELECT COUNT(*) FROM pg_prepared_statements WHERE name = 'mine'";
    assert_eq!(cell(&read(kept).returns(&[Kind::Int]).on(&driver).await.unwrap()), Value::Integer(0));
    let mut transaction = begin(&driver).await;
    raw("SET search_path = nowhere").within(&mut transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(cell(&mode.on(&driver).await.unwrap()), before);
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
    let failure = read("SELECT pg_sleep(5)").returns(&[Kind::Text]).within(&mut transaction).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::TransactionTimeout);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    transaction.rollback().await.unwrap();
    settled(&driver).await;
}

#[tokio::test]
async fn a_statement_given_up_ends_its_transaction() {
    let (_database, driver) = world().await;
    for ends_by_commit in [true, false] {
        let mut transaction = begin(&driver).await;
        write("DELETE FROM items").within(&mut transaction).await.unwrap();
        let sleeping = read("SELECT pg_sleep(5)").returns(&[Kind::Text]);
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
