//! What SQLite reports, as failures that name kind, table, column and constraint.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use oxyde_driver::Access;
use oxyde_wire::{ErrorKind, Failure, Kind, Value};
use sqlite_support::*;

const TABLES: [&str; 4] = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, tenant INTEGER, age INTEGER, name TEXT, \
     CONSTRAINT users_email_key UNIQUE (email), CONSTRAINT age_positive CHECK (age >= 0)) STRICT",
    "CREATE UNIQUE INDEX users_tenant_name_key ON users (tenant, name)",
    "CREATE UNIQUE INDEX users_lower_name ON users (lower(name)) WHERE tenant = 2",
    "CREATE TABLE posts (author INTEGER NOT NULL REFERENCES users (id))",
];

/// Runs one statement after a few rows were stored.
async fn failure_of(sql: &str, access: Access) -> Failure {
    let driver = memory("{}");
    for table in TABLES {
        ddl(&driver, table).await;
    }
    run(&driver, &write("INSERT INTO users VALUES (1, 'a', 1, 1, 'n'), (2, 'b', 1, 1, 'm'), (3, 'z', 2, 1, 'q')", &[]), vec![])
        .await
        .unwrap();
    run(&driver, &statement(sql, access, Some(&[]), &[]), vec![]).await.err().unwrap()
}

fn facts(failure: &Failure) -> [Option<&str>; 4] {
    [failure.table.as_deref(), failure.column.as_deref(), failure.constraint.as_deref(), failure.code.as_deref()]
}

#[tokio::test]
async fn t01_violations_name_what_was_violated() {
    for (sql, kind, expected) in [
        (
            "INSERT INTO users (email) VALUES ('a')",
            ErrorKind::UniqueViolation,
            [Some("users"), Some("email"), Some("users_email_key"), Some("2067")],
        ),
        (
            "UPDATE users SET name = 'n' WHERE id = 2",
            ErrorKind::UniqueViolation,
            [Some("users"), Some("tenant, name"), Some("users_tenant_name_key"), Some("2067")],
        ),
        (
            "INSERT INTO users (email, tenant, name) VALUES ('c', 2, 'Q')",
            ErrorKind::UniqueViolation,
            [None, None, Some("users_lower_name"), Some("2067")],
        ),
        ("INSERT INTO users (id, email) VALUES (1, 'c')", ErrorKind::UniqueViolation, [Some("users"), Some("id"), None, Some("1555")]),
        ("INSERT INTO users (email) VALUES (NULL)", ErrorKind::NotNullViolation, [Some("users"), Some("email"), None, Some("1299")]),
        ("INSERT INTO users (email, age) VALUES ('c', -1)", ErrorKind::CheckViolation, [None, None, Some("age_positive"), Some("275")]),
        ("INSERT INTO posts VALUES (9)", ErrorKind::ForeignKeyViolation, [None, None, None, Some("787")]),
        ("INSERT INTO users (email, age) VALUES ('c', 'x')", ErrorKind::InvalidText, [Some("users"), Some("age"), None, Some("3091")]),
    ] {
        let failure = failure_of(sql, Access::Write).await;
        assert_eq!((failure.kind, facts(&failure)), (kind, expected), "{sql}: {failure}");
    }
}

#[tokio::test]
async fn t02_statements_that_make_no_sense_say_why() {
    for (sql, kind) in [
        ("SELECT * FROM nowhere", ErrorKind::UndefinedTable),
        ("SELECT absent FROM users", ErrorKind::UndefinedColumn),
        ("SELECT \"absent\" FROM users", ErrorKind::UndefinedColumn),
        ("INSERT INTO users (absent) VALUES (1)", ErrorKind::UndefinedColumn),
        ("SELEC 1", ErrorKind::InvalidStatement),
        ("", ErrorKind::InvalidStatement),
        ("CREATE TABLE users (id INTEGER)", ErrorKind::DuplicateTable),
    ] {
        let failure = failure_of(sql, Access::Raw).await;
        assert_eq!(failure.kind, kind, "{sql}: {failure}");
    }
}

#[tokio::test]
async fn t03_the_columns_of_a_declared_shape_are_counted() {
    let driver = memory("{}");
    let declared = read("SELECT 1, 2", &[Kind::Int], &[]);
    assert_eq!(run(&driver, &declared, vec![]).await.err().unwrap().kind, ErrorKind::InvalidStatement);
    let bound = read("SELECT ?", &[Kind::Int], &[Kind::Int, Kind::Int]);
    assert_eq!(run(&driver, &bound, vec![Value::Integer(1), Value::Integer(2)]).await.err().unwrap().kind, ErrorKind::InvalidStatement);
}

#[tokio::test]
async fn t04_a_changed_schema_is_noticed_by_prepared_statements() {
    let place = Place::new();
    let driver = place.open();
    ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY, value TEXT)").await;
    let select = read("SELECT value FROM things", &[Kind::Text], &[]);
    let all = statement("SELECT * FROM things", Access::PlainRead, Some(&[Kind::Int, Kind::Text]), &[]);
    run(&driver, &write("INSERT INTO things VALUES (1, 'x')", &[]), vec![]).await.unwrap();
    for _ in 0..2 {
        run(&driver, &select, vec![]).await.unwrap();
        run_on_thread(&driver, &select, vec![]).await.unwrap();
        run(&driver, &all, vec![]).await.unwrap();
    }
    ddl(&driver, "ALTER TABLE things ADD COLUMN more TEXT").await;
    assert_eq!(cells(&run(&driver, &select, vec![]).await.unwrap()), [Value::Text("x".into())]);
    assert_eq!(cells(&run_on_thread(&driver, &select, vec![]).await.unwrap()), [Value::Text("x".into())]);
    assert_eq!(run(&driver, &all, vec![]).await.err().unwrap().kind, ErrorKind::InvalidStatement, "no column may be lost silently");
    ddl(&driver, "DROP TABLE things").await;
    assert_eq!(run(&driver, &select, vec![]).await.err().unwrap().kind, ErrorKind::UndefinedTable);
}

#[tokio::test]
async fn t05_the_least_used_statements_leave_the_cache_and_still_work() {
    let place = Place::new();
    let driver = place.open_with(r#"{"statementCacheSize":2}"#);
    driver.connect().await.unwrap();
    let statements: Vec<_> = (0..10).map(|number| read(&format!("SELECT {number}"), &[Kind::Int], &[])).collect();
    for _ in 0..3 {
        for (number, statement) in statements.iter().enumerate() {
            assert_eq!(integers(&run(&driver, statement, vec![]).await.unwrap()), [number as i64]);
        }
    }
}

#[tokio::test]
async fn t06_changes_of_the_schema_affect_no_rows() {
    let driver = memory("{}");
    ddl(&driver, "CREATE TABLE things (id INTEGER PRIMARY KEY, value TEXT)").await;
    run(&driver, &write("INSERT INTO things (value) VALUES ('x'), ('y')", &[]), vec![]).await.unwrap();
    let counts = |sql: &'static str| {
        let driver = &driver;
        async move {
            let completed = run(driver, &statement(sql, Access::Raw, None, &[]), vec![]).await.unwrap();
            (completed.affected, completed.last_insert_id)
        }
    };
    assert_eq!(counts("ALTER TABLE things RENAME COLUMN value TO name").await, (0, 0));
    assert_eq!(counts("CREATE TABLE copies AS SELECT * FROM things").await, (0, 0));
    assert_eq!(counts("DELETE FROM things WHERE id = 99").await, (0, 0));
    assert_eq!(counts("UPDATE things SET name = 'z'").await, (2, 0));
    assert_eq!(counts("INSERT INTO things (name) VALUES ('a')").await, (1, 3));
    assert_eq!(counts("INSERT INTO things (id) VALUES (1) ON CONFLICT DO NOTHING").await, (0, 0));
    assert_eq!(counts("WITH n AS (SELECT 'b') INSERT INTO things (name) SELECT * FROM n").await.0, 1);
}
