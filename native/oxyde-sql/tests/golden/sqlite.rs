//! The texts of the corpus on SQLite, in memory.

use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use oxyde_sql::{Access, Placeholder};
use oxyde_wire::Kind;

use crate::corpus::{Case, files};
use crate::outcome::compiled;
use crate::sample::{json_list, sample};
use crate::server::SEED;

#[test]
fn sqlite_runs_every_statement() {
    let connection = Connection::open_in_memory().unwrap();
    register(&connection);
    let mut faults = Vec::new();
    for file in files() {
        faults.extend(file.cases.iter().filter(|case| case.is_run).filter_map(|case| run(&connection, case).err()));
        if file.is_schema() {
            SEED.iter().for_each(|sql| connection.execute_batch(sql).unwrap());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn run(connection: &Connection, case: &Case) -> Result<(), String> {
    let Ok(compiled) = compiled(case, "sqlite") else { return Ok(()) };
    let fault = |error: rusqlite::Error| format!("{}: {error}\n  {}", case.title, compiled.sql);
    if compiled.access == Access::Ddl {
        return connection.execute_batch(&compiled.sql).map_err(fault);
    }
    connection.execute_batch("BEGIN").map_err(fault)?;
    let values = compiled.placeholders.iter().enumerate().map(|(number, placeholder)| value(placeholder, number));
    let outcome = drain(connection, &compiled.sql, values).map_err(fault);
    connection.execute_batch("ROLLBACK").map_err(fault)?;
    outcome
}

fn drain(connection: &Connection, sql: &str, values: impl Iterator<Item = Value>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while rows.next()?.is_some() {}
    Ok(())
}

fn value(placeholder: &Placeholder, number: usize) -> Value {
    if placeholder.is_list {
        return Value::Text(json_list(placeholder));
    }
    let text = sample(placeholder, number);
    match placeholder.column_type.wire_kind() {
        Kind::Int | Kind::Bigint | Kind::Duration | Kind::Boolean => Value::Integer(text.parse().unwrap()),
        Kind::Float => Value::Real(text.parse().unwrap()),
        Kind::Bytes => Value::Blob(text.into_bytes()),
        _ => Value::Text(text),
    }
}

/// Functions and the numbers of their arguments.
const NUMBERS: [(&str, i32); 8] = [
    ("floor", 1),
    ("ceil", 1),
    ("mod", 2),
    ("oxyde_decimal_floor", 1),
    ("oxyde_decimal_ceil", 1),
    ("oxyde_sqrt", 1),
    ("oxyde_pad_start", 3),
    ("oxyde_pad_end", 3),
];

/// The names that the driver registers on its connections; here they are only there.
fn register(connection: &Connection) {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for name in [
        "oxyde_decimal_add",
        "oxyde_decimal_sub",
        "oxyde_decimal_mul",
        "oxyde_decimal_div",
        "oxyde_decimal_mod",
        "oxyde_decimal_round",
        "oxyde_json_contains",
        "oxyde_json_equals",
        "oxyde_iregexp",
        "oxyde_power",
        "oxyde_repeat",
        "oxyde_round",
        "regexp",
    ] {
        connection.create_scalar_function(name, 2, flags, |_: &mut Context<'_>| Ok(Option::<i64>::None)).unwrap();
    }
    for (name, count) in NUMBERS {
        connection.create_scalar_function(name, count, flags, |_: &mut Context<'_>| Ok(Option::<f64>::None)).unwrap();
    }
    for name in ["oxyde_decimal_sum", "oxyde_decimal_avg"] {
        connection.create_window_function(name, 1, flags, Nothing).unwrap();
    }
    for name in ["oxyde_decimal_min", "oxyde_decimal_max"] {
        connection.create_aggregate_function(name, 1, flags, Nothing).unwrap();
    }
    connection.create_collation("OXYDE_DECIMAL", |left, right| left.cmp(right)).unwrap();
}

struct Nothing;

impl Aggregate<(), Option<i64>> for Nothing {
    fn init(&self, _context: &mut Context<'_>) -> rusqlite::Result<()> {
        Ok(())
    }
    fn step(&self, _context: &mut Context<'_>, (): &mut ()) -> rusqlite::Result<()> {
        Ok(())
    }
    fn finalize(&self, _context: &mut Context<'_>, _state: Option<()>) -> rusqlite::Result<Option<i64>> {
        Ok(None)
    }
}

impl WindowAggregate<(), Option<i64>> for Nothing {
    fn value(&self, _state: Option<&mut ()>) -> rusqlite::Result<Option<i64>> {
        Ok(None)
    }
    fn inverse(&self, _context: &mut Context<'_>, (): &mut ()) -> rusqlite::Result<()> {
        Ok(())
    }
}
