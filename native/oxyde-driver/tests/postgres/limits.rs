//! Deadlines, queues, sharing, caches and the size of results.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use oxyde_driver::Driver;
use oxyde_wire::{ErrorKind, Kind, Value};

use crate::support::{Database, Sql, cell, cells, client, ddl, raw, read, text, write};

fn sleep(seconds: f64) -> Sql {
    read("SELECT pg_sleep($1)").bind(Kind::Float, Value::Float(seconds)).returns(&[Kind::Text])
}

async fn connection_id(driver: &Arc<dyn Driver>) -> Value {
    cell(&read("SELECT pg_backend_pid()").returns(&[Kind::Int]).on(driver).await.unwrap())
}

async fn count_running(database: &Database) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{}' AND state = 'active'", database.name);
    client(database.server()).await.query_one(&sql, &[]).await.unwrap().get(0)
}

async fn wait_until_nothing_runs(database: &Database) {
    for _ in 0..100 {
        if count_running(database).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the server still runs it");
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
    assert_eq!(count_running(&database).await, 0);
}

#[tokio::test]
async fn the_default_deadline_is_the_servers_and_one_of_its_own_may_be_longer() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "statementTimeout": 300, "pool": { "max": 1 } }));
    let before = connection_id(&driver).await;
    let failure = sleep(5.0).on(&driver).await.err().unwrap();
    assert_eq!((failure.kind, failure.code.as_deref()), (ErrorKind::StatementTimeout, Some("57014")));
    sleep(0.6).timeout(5_000).on(&driver).await.expect("its own deadline counts");
    assert_eq!(sleep(5.0).on(&driver).await.err().unwrap().kind, ErrorKind::StatementTimeout, "and ends with it");
    let mut transaction = driver.begin(Default::default()).await.unwrap();
    sleep(0.6).timeout(5_000).within(&mut transaction).await.expect("in a transaction, too");
    assert_eq!(sleep(5.0).within(&mut transaction).await.err().unwrap().kind, ErrorKind::StatementTimeout);
    transaction.rollback().await.unwrap();
    assert_eq!(connection_id(&driver).await, before);
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
    assert!(tokio::time::timeout(Duration::from_millis(100), sleep(5.0).on(&driver)).await.is_err());
    connection_id(&driver).await;
    wait_until_nothing_runs(&database).await;
    assert_eq!(driver.statistics().size, 1);
}

#[tokio::test]
async fn callers_who_go_away_cost_nobody_a_place() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 3 } }));
    let quick = read("SELECT $1::int8").int(7).returns(&[Kind::Int]);
    let statement = quick.compile();
    for round in 0..20_u64 {
        let gone = join_all((0..40).map(|number| {
            let work = driver.execute(quick.run_of(statement.clone()));
            tokio::time::timeout(Duration::from_micros((number * 37 + round * 11) % 1500), work)
        }));
        gone.await;
    }
    let outcomes = join_all((0..50).map(|_| driver.execute(quick.run_of(statement.clone())))).await;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|completed| cell(completed) == Value::Integer(7))));
    for _ in 0..200 {
        let now = driver.statistics();
        if now.idle == now.size && now.waiting == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a place was lost: {:?}", driver.statistics());
}

#[tokio::test]
async fn ten_thousand_callers_on_ten_connections_are_all_answered() {
    let database = Database::create().await;
    let driver = database.driver();
    let sql = read("SELECT $1").int(7).returns(&[Kind::Int]);
    let statement = sql.compile();
    let outcomes = join_all((0..10_000).map(|_| driver.execute(sql.run_of(statement.clone())))).await;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|completed| cell(completed) == Value::Integer(7))));
    let after = driver.statistics();
    assert_eq!((after.idle, after.waiting, after.size <= 10), (after.size, 0, true));
}

#[tokio::test]
async fn quick_reads_share_a_connection_and_keep_their_errors_apart() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let sql = |divisor| read("SELECT 6 / $1, pg_backend_pid()").int(divisor).returns(&[Kind::Int, Kind::Int]);
    let statement = sql(1).compile();
    for _ in 0..5 {
        driver.execute(sql(2).run_of(statement.clone())).await.unwrap();
    }
    let outcomes = join_all((0..200).map(|number| driver.execute(sql(number % 3).run_of(statement.clone())))).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        match number % 3 {
            0 => assert_eq!(outcome.as_ref().err().unwrap().code.as_deref(), Some("22012")),
            divisor => assert_eq!(cells(outcome.as_ref().unwrap())[0], Value::Integer(6 / divisor as i64)),
        }
    }
    assert_eq!(driver.statistics().size, 1);
}

#[tokio::test]
async fn a_write_never_shares_and_is_not_starved_by_reads() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 2 } }));
    ddl("CREATE TABLE items (id BIGINT PRIMARY KEY)").on(&driver).await.unwrap();
    let quick = read("SELECT 1").returns(&[Kind::Int]);
    let statement = quick.compile();
    driver.execute(quick.run_of(statement.clone())).await.unwrap();
    let until = Instant::now() + Duration::from_secs(1);
    let reads = join_all((0..50).map(|_| async {
        while Instant::now() < until {
            driver.execute(quick.run_of(statement.clone())).await.unwrap();
        }
    }));
    let writes = async {
        for id in 0..20 {
            write("INSERT INTO items VALUES ($1)").int(id).on(&driver).await.unwrap();
        }
        Instant::now()
    };
    let (_, done) = tokio::join!(reads, writes);
    assert!(done < until, "twenty writes within a second of reads");
}

#[tokio::test]
async fn the_cache_of_statements_is_bounded_on_both_ends() {
    let database = Database::create().await;
    for (size, most) in [(0, 0), (3, 4)] {
        let driver = database.driver_with(serde_json::json!({ "statementCacheSize": size, "pool": { "max": 1 } }));
        for number in 0..10 {
            let sql = read(&format!("SELECT {number}")).returns(&[Kind::Int]);
            let statement = sql.compile();
            for _ in 0..3 {
                assert_eq!(cell(&driver.execute(sql.run_of(statement.clone())).await.unwrap()), Value::Integer(number));
            }
        }
        let kept = read("SELECT COUNT(*) FROM pg_prepared_statements").returns(&[Kind::Int]).on(&driver).await.unwrap();
        assert!(matches!(cell(&kept), Value::Integer(count) if count <= most), "{kept:?} with a cache of {size}", kept = cell(&kept));
    }
}

#[tokio::test]
async fn a_result_beyond_the_limit_is_an_error_and_keeps_the_connection() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "maxResultBytes": 100_000, "pool": { "max": 1 } }));
    let before = connection_id(&driver).await;
    let sql = "SELECT repeat('x', 1000) FROM generate_series(1, 1000)";
    let failure = read(sql).returns(&[Kind::Text]).on(&driver).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::OutOfRange);
    assert_eq!(connection_id(&driver).await, before);
}

#[tokio::test]
async fn many_rows_arrive() {
    let database = Database::create().await;
    let driver = database.driver();
    let sql = read("SELECT n, 'row ' || n FROM generate_series(1, 20000) AS n").returns(&[Kind::Int, Kind::Text]);
    let found = sql.on(&driver).await.unwrap();
    assert_eq!((found.sink.row_count(), found.affected), (20_000, 20_000));
}

#[tokio::test]
async fn a_long_parameter_arrives() {
    let database = Database::create().await;
    let driver = database.driver();
    let long = "x".repeat((15 << 20) + 17);
    let found = read("SELECT length($1)").text(&long).returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&found), Value::Integer((15 << 20) + 17));
}

#[tokio::test]
async fn a_kept_statement_follows_its_table() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let statement = raw("SELECT * FROM items").compile();
    let declared = read("SELECT value FROM items").returns(&[Kind::Text]);
    let kept = declared.compile();
    for (definition, expected) in [
        ("value INT NOT NULL DEFAULT 7", Value::Integer(7)),
        ("value VARCHAR(9) NOT NULL DEFAULT 'x'", text("x")),
        ("value DATE NOT NULL DEFAULT '2024-01-02'", text("2024-01-02")),
    ] {
        ddl("DROP TABLE IF EXISTS items").on(&driver).await.unwrap();
        ddl(&format!("CREATE TABLE items ({definition})")).on(&driver).await.unwrap();
        write("INSERT INTO items DEFAULT VALUES").on(&driver).await.unwrap();
        for _ in 0..2 {
            let found = driver.execute(raw("").run_of(statement.clone())).await.unwrap();
            assert_eq!(cell(&found), expected, "{definition}");
            driver.execute(declared.run_of(kept.clone())).await.unwrap();
        }
    }
    assert_eq!(driver.statistics().size, 1);
}

#[tokio::test]
async fn a_statement_that_the_server_forgot_is_prepared_again() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "pool": { "max": 1 } }));
    let sql = read("SELECT $1").int(5).returns(&[Kind::Int]);
    let statement = sql.compile();
    for _ in 0..3 {
        driver.execute(sql.run_of(statement.clone())).await.unwrap();
        raw("DEALLOCATE ALL").on(&driver).await.unwrap();
        assert_eq!(cell(&driver.execute(sql.run_of(statement.clone())).await.unwrap()), Value::Integer(5));
    }
    let mut transaction = driver.begin(Default::default()).await.unwrap();
    raw("DEALLOCATE ALL").within(&mut transaction).await.unwrap();
    let failure = transaction.execute(sql.run_of(statement.clone())).await.err().unwrap();
    assert_eq!(failure.code.as_deref(), Some("26000"), "within a transaction nothing is run twice");
    transaction.rollback().await.unwrap();
    assert_eq!(cell(&driver.execute(sql.run_of(statement.clone())).await.unwrap()), Value::Integer(5));
}

#[tokio::test]
async fn behind_a_transaction_pooler_nothing_is_named_and_deadlines_are_kept_here() {
    let database = Database::create().await;
    let options = serde_json::json!({ "isTransactionPooled": true, "statementTimeout": 300, "pool": { "max": 1 } });
    let driver = database.driver_with(options);
    let sql = read("SELECT $1").int(5).returns(&[Kind::Int]);
    let statement = sql.compile();
    for _ in 0..3 {
        assert_eq!(cell(&driver.execute(sql.run_of(statement.clone())).await.unwrap()), Value::Integer(5));
    }
    assert_eq!(cell(&raw("SELECT 7 AS n").on(&driver).await.unwrap()), Value::Integer(7));
    let mut transaction = driver.begin(Default::default()).await.unwrap();
    let outcomes = transaction.execute_all(vec![sql.run_of(statement.clone()), sql.run_of(statement)]).await;
    assert!(outcomes.iter().all(Result::is_ok));
    transaction.commit().await.unwrap();
    let named = read("SELECT COUNT(*) FROM pg_prepared_statements").returns(&[Kind::Int]).on(&driver).await.unwrap();
    assert_eq!(cell(&named), Value::Integer(0));
    assert_eq!(sleep(5.0).on(&driver).await.err().unwrap().kind, ErrorKind::StatementTimeout);
    connection_id(&driver).await;
}

#[tokio::test]
async fn the_session_is_set_up_and_named() {
    let database = Database::create().await;
    let driver = database.driver_with(serde_json::json!({ "applicationName": "shop \\ 'x'", "statementTimeout": 1234 }));
    let sql = "SELECT current_setting('TimeZone'), current_setting('application_name'), current_setting('statement_timeout'), \
               current_setting('client_encoding')";
    let found = read(sql).returns(&[Kind::Text; 4]).on(&driver).await.unwrap();
    assert_eq!(cells(&found), [text("UTC"), text("shop \\ 'x'"), text("1234ms"), text("UTF8")]);
    let profile = driver.connect().await.unwrap();
    assert!(profile.version_number > 90_000 && profile.has_update_returning && profile.max_parameters == 65_535);
}
