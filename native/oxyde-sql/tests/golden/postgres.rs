//! The texts of the corpus on PostgreSQL, in a database of their own.

use std::error::Error;

use oxyde_sql::{Access, Placeholder};
use oxyde_wire::{ColumnType, Kind};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls};

use crate::corpus::{Case, files};
use crate::outcome::compiled;
use crate::sample::sample;
use crate::server::{SEED, connected, database_name, url, with_database};

const VARIABLE: &str = "OXYDE_TEST_POSTGRES_URL";

#[tokio::test]
async fn postgres_runs_every_statement() {
    let Some(url) = url(VARIABLE, "postgres://postgres@127.0.0.1:5432") else { return };
    let Some(server) = connected(client(&with_database(&url, "postgres")).await, VARIABLE) else { return };
    let name = database_name();
    server.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let client = client(&with_database(&url, &name)).await.unwrap();
    let faults = faults(&client).await;
    server.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn client(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn faults(client: &Client) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files() {
        for case in file.cases.iter().filter(|case| case.is_run) {
            faults.extend(run(client, case).await.err());
        }
        if file.is_schema() {
            faults.extend(client.batch_execute(&SEED.join(";")).await.err().map(|error| error.to_string()));
        }
    }
    faults
}

async fn run(client: &Client, case: &Case) -> Result<(), String> {
    let Ok(compiled) = compiled(case, "postgres") else { return Ok(()) };
    let fault = |error: tokio_postgres::Error| {
        format!("{}: {}\n  {}", case.title, error.as_db_error().map_or(error.to_string(), ToString::to_string), compiled.sql)
    };
    if compiled.access == Access::Ddl {
        let sql: Vec<_> = std::iter::once(&compiled.sql).chain(&compiled.more).cloned().collect();
        return client.batch_execute(&sql.join(";")).await.map_err(fault);
    }
    client.batch_execute("BEGIN").await.map_err(fault)?;
    let outcome = execute(client, &compiled.sql, &compiled.placeholders).await.map_err(fault);
    client.batch_execute("ROLLBACK").await.map_err(fault)?;
    outcome
}

async fn execute(client: &Client, sql: &str, placeholders: &[Placeholder]) -> Result<(), tokio_postgres::Error> {
    let types: Vec<_> = placeholders.iter().map(parameter_type).collect();
    let statement = client.prepare_typed(sql, &types).await?;
    let texts: Vec<_> = placeholders.iter().enumerate().map(|(number, placeholder)| Text(value(placeholder, number))).collect();
    let parameters: Vec<_> = texts.iter().map(|text| text as &(dyn ToSql + Sync)).collect();
    client.query(&statement, &parameters).await.map(drop)
}

fn value(placeholder: &Placeholder, number: usize) -> String {
    let text = sample(placeholder, number);
    match (placeholder.is_list, placeholder.column_type.kind) {
        (true, _) => format!("{{\"{}\"}}", text.replace('"', "\\\"")),
        (false, Kind::Array) => "{a,b}".to_owned(),
        _ => text,
    }
}

/// The types that the driver declares.
fn parameter_type(placeholder: &Placeholder) -> Type {
    let column_type = &placeholder.column_type;
    match (placeholder.is_list, column_type.of) {
        (true, _) => array_of(column_type.wire_kind()),
        (false, Some(of)) => array_of(of),
        (false, None) => scalar(column_type),
    }
}

fn scalar(column_type: &ColumnType) -> Type {
    match column_type.wire_kind() {
        Kind::Int | Kind::Bigint | Kind::Duration => Type::INT8,
        Kind::Float => Type::FLOAT8,
        Kind::Decimal => Type::NUMERIC,
        Kind::Boolean => Type::BOOL,
        Kind::Uuid => Type::UUID,
        Kind::Date => Type::DATE,
        Kind::Time => Type::TIME,
        Kind::Timestamp => Type::TIMESTAMPTZ,
        Kind::LocalTimestamp => Type::TIMESTAMP,
        Kind::Bytes => Type::BYTEA,
        Kind::Json => Type::JSONB,
        _ => Type::TEXT,
    }
}

fn array_of(kind: Kind) -> Type {
    match kind {
        Kind::Int | Kind::Bigint | Kind::Duration => Type::INT8_ARRAY,
        Kind::Float => Type::FLOAT8_ARRAY,
        Kind::Decimal => Type::NUMERIC_ARRAY,
        Kind::Boolean => Type::BOOL_ARRAY,
        Kind::Uuid => Type::UUID_ARRAY,
        Kind::Date => Type::DATE_ARRAY,
        Kind::Time => Type::TIME_ARRAY,
        Kind::Timestamp => Type::TIMESTAMPTZ_ARRAY,
        Kind::LocalTimestamp => Type::TIMESTAMP_ARRAY,
        Kind::Bytes => Type::BYTEA_ARRAY,
        Kind::Json => Type::JSONB_ARRAY,
        _ => Type::TEXT_ARRAY,
    }
}

/// A value in the text form of its type.
#[derive(Debug)]
struct Text(String);

impl ToSql for Text {
    fn to_sql(&self, _type: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
    fn accepts(_type: &Type) -> bool {
        true
    }
    fn encode_format(&self, _type: &Type) -> Format {
        Format::Text
    }
    to_sql_checked!();
}
