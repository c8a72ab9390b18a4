//! The texts of the corpus on MySQL or MariaDB, whichever the server is, in a database of their own.

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Params, Value};
use oxyde_sql::{Access, Placeholder};
use oxyde_wire::Kind;

use crate::corpus::{Case, files};
use crate::outcome::compiled;
use crate::sample::sample;
use crate::server::{SEED, connected, database_name, url, with_database};

const VARIABLE: &str = "OXYDE_TEST_MYSQL_URL";

#[tokio::test]
async fn mysql_runs_every_statement() {
    let Some(url) = url(VARIABLE, "mysql://root@127.0.0.1:3306") else { return };
    let Some(mut conn) = connected(Conn::from_url(with_database(&url, "")).await, VARIABLE) else { return };
    let name = database_name();
    conn.query_drop(format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).await.unwrap();
    conn.query_drop(format!("USE {name}")).await.unwrap();
    let faults = faults(&mut conn).await;
    conn.query_drop(format!("DROP DATABASE {name}")).await.unwrap();
    conn.disconnect().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn faults(conn: &mut Conn) -> Vec<String> {
    let version: String = conn.query_first("SELECT VERSION()").await.unwrap().unwrap();
    let dialect = if version.contains("MariaDB") { "mariadb" } else { "mysql" };
    let mut faults = Vec::new();
    for file in files() {
        for case in file.cases.iter().filter(|case| case.is_run) {
            faults.extend(run(conn, case, dialect).await.err());
        }
        if file.is_schema() {
            for sql in SEED {
                faults.extend(conn.query_drop(sql).await.err().map(|error| error.to_string()));
            }
        }
    }
    faults
}

async fn run(conn: &mut Conn, case: &Case, dialect: &str) -> Result<(), String> {
    let Ok(compiled) = compiled(case, dialect) else { return Ok(()) };
    let fault = |error: Error| format!("{}: {error}\n  {}", case.title, compiled.sql);
    if compiled.access == Access::Ddl {
        return conn.query_drop(&compiled.sql).await.map_err(fault);
    }
    conn.query_drop("BEGIN").await.map_err(fault)?;
    let values = compiled.placeholders.iter().enumerate().map(|(number, placeholder)| value(placeholder, number)).collect();
    let outcome = execute(conn, &compiled.sql, values).await.map_err(fault);
    conn.query_drop("ROLLBACK").await.map_err(fault)?;
    outcome
}

async fn execute(conn: &mut Conn, sql: &str, values: Vec<Value>) -> Result<(), Error> {
    let statement = conn.prep(sql).await?;
    let parameters = if values.is_empty() { Params::Empty } else { Params::Positional(values) };
    conn.exec_drop(&statement, parameters).await?;
    conn.close(statement).await
}

fn value(placeholder: &Placeholder, number: usize) -> Value {
    let text = sample(placeholder, number);
    match placeholder.column_type.wire_kind() {
        Kind::Int | Kind::Bigint | Kind::Duration | Kind::Boolean => Value::Int(text.parse().unwrap()),
        Kind::Float => Value::Double(text.parse().unwrap()),
        _ => Value::Bytes(text.into_bytes()),
    }
}
