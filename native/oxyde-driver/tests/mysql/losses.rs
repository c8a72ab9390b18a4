//! Lost connections: killed, unreachable, restarted under load, secured, closed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use mysql_async::prelude::Queryable;
use oxyde_driver::{Driver, open};
use oxyde_wire::{ErrorKind, Failure, Kind, Value};

use crate::server::PrivateServer;
use crate::support::{Database, cell, ddl, read, server_url, write};

async fn one(driver: &Arc<dyn Driver>) -> Result<Value, Failure> {
    read("SELECT 1").returns(&[Kind::Int]).on(driver).await.map(|completed| cell(&completed))
}

fn driver_at(url: &str, extra: serde_json::Value) -> Arc<dyn Driver> {
    let mut options = extra;
    options["url"] = url.into();
    open(serde_json::from_value(options).unwrap()).unwrap()
}

/// Kills every connection to the database.
async fn kill_all(database: &Database) {
    let mut conn = mysql_async::Conn::from_url(server_url()).await.unwrap();
    let sql = format!("SELECT id FROM information_schema.processlist WHERE db = '{}'", database.name);
    let ids: Vec<u64> = conn.query(sql).await.unwrap();
    for id in ids {
        let _ = conn.query_drop(format!("KILL {id}")).await;
    }
    conn.disconnect().await.unwrap();
}

async fn wait_until_lost(driver: &Arc<dyn Driver>) {
    for _ in 0..200 {
        let now = driver.statistics();
        if now.idle == now.size {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a place in the pool was lost: {:?}", driver.statistics());
}

#[tokio::test]
async fn killed_while_idle_costs_at_most_one_error() {
    let database = Database::create().await;
    let driver = database.driver();
    join_all((0..10).map(|_| one(&driver))).await;
    kill_all(&database).await;
    let mut failures = 0;
    for _ in 0..20 {
        match one(&driver).await {
            Ok(_) => {}
            Err(failure) => {
                assert_eq!(failure.kind, ErrorKind::ConnectionLost);
                failures += 1;
            }
        }
    }
    assert!(failures <= 1, "{failures}");
    wait_until_lost(&driver).await;
}

#[tokio::test]
async fn killed_connections_are_found_before_use_when_asked_for() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "testBeforeAcquire": true } }));
    one(&driver).await.unwrap();
    kill_all(&database).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    one(&driver).await.unwrap();
}

#[tokio::test]
async fn killed_while_busy_is_a_typed_error() {
    let database = Database::create().await;
    let driver = database.driver();
    let sleeping = tokio::spawn({
        let driver = driver.clone();
        async move { read("SELECT SLEEP(10)").returns(&[Kind::Int]).on(&driver).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    kill_all(&database).await;
    let failure = sleeping.await.unwrap().err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::ConnectionLost, false));
    one(&driver).await.unwrap();
    wait_until_lost(&driver).await;
}

#[tokio::test]
async fn killed_in_a_transaction_ends_it() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY)").on(&driver).await.unwrap();
    let mut transaction = driver.begin(Default::default()).await.unwrap();
    write("INSERT INTO items VALUES (1)").within(&mut transaction).await.unwrap();
    kill_all(&database).await;
    let first = write("INSERT INTO items VALUES (2)").within(&mut transaction).await.err().unwrap();
    assert_eq!(first.kind, ErrorKind::ConnectionLost);
    let second = write("INSERT INTO items VALUES (3)").within(&mut transaction).await.err().unwrap();
    assert_eq!(second.kind, ErrorKind::ConnectionLost);
    transaction.rollback().await.unwrap();
    let count = read("SELECT COUNT(*) FROM items").returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&count), Value::Integer(0));
    wait_until_lost(&driver).await;
}

#[tokio::test]
async fn a_commit_without_an_answer_is_unknown() {
    let database = Database::create().await;
    let driver = database.driver();
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY)").on(&driver).await.unwrap();
    let mut transaction = driver.begin(Default::default()).await.unwrap();
    write("INSERT INTO items VALUES (1)").within(&mut transaction).await.unwrap();
    kill_all(&database).await;
    let failure = transaction.commit().await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::CommitOutcomeUnknown, false));
    wait_until_lost(&driver).await;
}

#[tokio::test]
async fn an_unreachable_server_is_told_at_once_and_a_silent_one_in_time() {
    let refused = driver_at("mysql://root@127.0.0.1:1/x", serde_json::json!({}));
    let failure = refused.connect().await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::ConnectFailed, true));

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("mysql://root:secret@{}/x", silent.local_addr().unwrap());
    let start = Instant::now();
    let options = serde_json::json!({ "connectTimeout": 200, "pool": { "acquireTimeout": 2_000 } });
    let failure = driver_at(&url, options).connect().await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::ConnectTimeout);
    assert!(!failure.message.contains("secret") && start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn closing_waits_for_what_runs_and_stops_what_takes_too_long() {
    let database = Database::create().await;
    for (seconds, deadline, expected) in [(0.2, 5_000, None), (20.0, 200, Some(ErrorKind::ConnectionLost))] {
        let driver = database.driver();
        one(&driver).await.unwrap();
        let running = tokio::spawn({
            let driver = driver.clone();
            let sql = read("SELECT SLEEP(?)").bind(Kind::Float, Value::Float(seconds)).returns(&[Kind::Int]);
            async move { sql.on(&driver).await.err().map(|failure| failure.kind) }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        driver.close(Duration::from_millis(deadline)).await.unwrap();
        assert_eq!(running.await.unwrap(), expected);
        assert_eq!(one(&driver).await.err().unwrap().kind, ErrorKind::PoolClosed);
        assert_eq!(driver.statistics().size, 0);
    }
}

#[tokio::test]
async fn closing_ends_a_transaction_that_nobody_ends() {
    let database = Database::create().await;
    let driver = database.driver();
    let mut transaction = driver.begin(Default::default()).await.unwrap();
    driver.close(Duration::from_millis(100)).await.unwrap();
    assert_eq!(driver.statistics().size, 0);
    let failure = read("SELECT 1").returns(&[Kind::Int]).within(&mut transaction).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::ConnectionLost);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_under_load_costs_typed_errors_and_nothing_else() {
    let Some(mut server) = PrivateServer::start(&[]).await else {
        eprintln!("left out: mariadbd and mariadb-install-db are needed for the restart test");
        return;
    };
    let database = Database::create_at(&server.url()).await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "acquireTimeout": 5_000 } }));
    ddl("CREATE TABLE items (id BIGINT AUTO_INCREMENT PRIMARY KEY, worker BIGINT NOT NULL) ENGINE = InnoDB").on(&driver).await.unwrap();
    let until = Instant::now() + Duration::from_secs(4);
    let workers: Vec<_> = (0..30).map(|worker| tokio::spawn(work(driver.clone(), worker, until))).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.kill();
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.run().await;
    let (mut acknowledged, mut unknown) = (0, 0);
    for worker in workers {
        let (known, doubtful) = worker.await.unwrap();
        acknowledged += known;
        unknown += doubtful;
    }
    recover(&driver).await;
    let count = read("SELECT COUNT(*) FROM items").returns(&[Kind::Int]).on(&driver).await.unwrap();
    let Value::Integer(stored) = cell(&count) else { panic!("a count expected") };
    assert!(
        (acknowledged..=acknowledged + unknown).contains(&stored),
        "{acknowledged} to {} expected, {stored} found",
        acknowledged + unknown
    );
    assert!(unknown > 0, "the restart must have hit somebody");
    wait_until_lost(&driver).await;
    assert!(driver.statistics().size <= 10);
}

/// Waits until a query works: between two attempts to connect the pool answers with the last failure.
async fn recover(driver: &Arc<dyn Driver>) {
    let start = Instant::now();
    while let Err(failure) = one(driver).await {
        assert!(start.elapsed() < Duration::from_secs(3), "{failure:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Inserts until the time is over; counts what was acknowledged and what may or may not have happened.
async fn work(driver: Arc<dyn Driver>, worker: i64, until: Instant) -> (i64, i64) {
    let sql = write("INSERT INTO items (worker) VALUES (?)").int(worker);
    let statement = sql.compile();
    let (mut acknowledged, mut unknown) = (0, 0);
    while Instant::now() < until {
        match driver.execute(sql.run_of(statement.clone())).await {
            Ok(_) => acknowledged += 1,
            Err(failure) => {
                let is_expected = matches!(
                    failure.kind,
                    ErrorKind::ConnectionLost | ErrorKind::ConnectFailed | ErrorKind::ConnectTimeout | ErrorKind::PoolTimeout
                );
                assert!(is_expected, "{failure:?}");
                unknown += i64::from(!failure.is_retry_safe);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
    (acknowledged, unknown)
}

#[tokio::test]
async fn a_server_that_turns_read_only_loses_its_connections() {
    let Some(server) = PrivateServer::start(&[]).await else {
        eprintln!("left out: mariadbd and mariadb-install-db are needed for the read-only test");
        return;
    };
    let database = Database::create_at(&server.url()).await;
    database.admin("CREATE USER plain@'%' IDENTIFIED BY 'secret'").await;
    database.admin(&format!("GRANT ALL ON {}.* TO plain@'%'", database.name)).await;
    database.admin(&format!("CREATE TABLE {}.items (id INT)", database.name)).await;
    let driver = driver_at(&format!("mysql://plain:secret@127.0.0.1:{}/{}", server.port(), database.name), serde_json::json!({}));
    write("INSERT INTO items VALUES (1)").on(&driver).await.unwrap();
    database.admin("SET GLOBAL read_only = 1").await;
    let failure = write("INSERT INTO items VALUES (2)").on(&driver).await.err().unwrap();
    assert_eq!((failure.kind, failure.code.as_deref()), (ErrorKind::ReadOnly, Some("1290")));
    assert_eq!(driver.statistics().size, 0, "the next attempt may reach another server");
    database.admin("SET GLOBAL read_only = 0").await;
}

#[tokio::test]
async fn a_server_that_keeps_few_statements_is_served_all_the_same() {
    let Some(server) = PrivateServer::start(&["--max-prepared-stmt-count=3"]).await else {
        eprintln!("left out: mariadbd and mariadb-install-db are needed for this test");
        return;
    };
    let driver = driver_at(&server.url(), serde_json::json!({ "pool": { "max": 1 } }));
    for number in 0..10 {
        let found = read(&format!("SELECT {number}")).returns(&[Kind::Int]).on(&driver).await.unwrap();
        assert_eq!(cell(&found), Value::Integer(number));
    }
}
