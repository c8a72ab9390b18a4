//! What the SQLite tests share: databases in folders of their own, statements from text, answers as plain values.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use oxyde_driver::{Access, Bind, CompiledStatement, DataSourceOptions, Driver, Inline, Run, Transaction, open};
use oxyde_wire::{ColumnType, Completed, Failure, FrameSink, Kind, ResultColumn, Value};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A database of its own; its folder goes with it.
pub struct Place {
    folder: PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let name = format!("oxyde-sqlite-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.join("test.db")
    }

    pub fn open(&self) -> Arc<dyn Driver> {
        self.open_with("{}")
    }

    /// With more options, as a JSON object.
    pub fn open_with(&self, options: &str) -> Arc<dyn Driver> {
        open(options_of(&format!("sqlite:{}", self.file().display()), options)).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn memory(options: &str) -> Arc<dyn Driver> {
    open(options_of("sqlite::memory:", options)).unwrap()
}

pub fn options_of(url: &str, options: &str) -> DataSourceOptions {
    let mut all: serde_json::Value = serde_json::from_str(options).unwrap();
    all["url"] = url.into();
    serde_json::from_value(all).unwrap()
}

/// A statement with columns and parameters of these kinds.
pub fn statement(sql: &str, access: Access, columns: Option<&[Kind]>, binds: &[Kind]) -> Arc<CompiledStatement> {
    statement_of(
        sql,
        access,
        columns.map(|kinds| kinds.iter().map(|kind| ColumnType::of_kind(*kind)).collect()),
        binds.iter().map(|kind| ColumnType::of_kind(*kind)).collect(),
    )
}

pub fn statement_of(sql: &str, access: Access, columns: Option<Vec<ColumnType>>, binds: Vec<ColumnType>) -> Arc<CompiledStatement> {
    let column = |column_type| ResultColumn { column_type, label: Some("things.value".into()) };
    Arc::new(CompiledStatement {
        id: NEXT.fetch_add(1, Ordering::Relaxed),
        sql: sql.into(),
        binds: binds.into_iter().map(|column_type| Bind { column_type, is_list: false }).collect(),
        shape: columns.map(|columns| columns.into_iter().map(column).collect()),
        access,
    })
}

pub fn read(sql: &str, columns: &[Kind], binds: &[Kind]) -> Arc<CompiledStatement> {
    statement(sql, Access::PlainRead, Some(columns), binds)
}

pub fn write(sql: &str, binds: &[Kind]) -> Arc<CompiledStatement> {
    statement(sql, Access::Write, Some(&[]), binds)
}

pub fn run_of(statement: &Arc<CompiledStatement>, parameters: Vec<Value>) -> Run {
    let shape = statement.shape.clone().unwrap_or_else(|| Arc::from([]));
    Run { statement: Arc::clone(statement), parameters, timeout: None, control: None, outlet: None, sink: FrameSink::new(shape) }
}

/// Runs it as the engine does: inline where that is possible.
pub async fn run(driver: &Arc<dyn Driver>, statement: &Arc<CompiledStatement>, parameters: Vec<Value>) -> Result<Completed, Failure> {
    match driver.execute_inline(run_of(statement, parameters)) {
        Inline::Done(result) => result,
        Inline::Deferred(run) => driver.execute(*run).await,
    }
}

/// Runs it on a thread of the driver's own.
pub async fn run_on_thread(
    driver: &Arc<dyn Driver>,
    statement: &Arc<CompiledStatement>,
    parameters: Vec<Value>,
) -> Result<Completed, Failure> {
    driver.execute(run_of(statement, parameters)).await
}

/// Runs SQL without parameters or columns.
pub async fn ddl(driver: &Arc<dyn Driver>, sql: &str) {
    driver.execute(run_of(&statement(sql, Access::Ddl, Some(&[]), &[]), vec![])).await.unwrap();
}

/// The integers of a result of one column.
pub fn integers(completed: &Completed) -> Vec<i64> {
    cells(completed)
        .into_iter()
        .map(|cell| if let Value::Integer(value) = cell { value } else { panic!("{cell:?} is no integer") })
        .collect()
}

pub async fn integer(driver: &Arc<dyn Driver>, sql: &str) -> i64 {
    integers(&run(driver, &read(sql, &[Kind::Int], &[]), vec![]).await.unwrap())[0]
}

pub async fn integer_in(transaction: &mut Box<dyn Transaction>, sql: &str) -> i64 {
    integers(&transaction.execute(run_of(&read(sql, &[Kind::Int], &[]), vec![])).await.unwrap())[0]
}

/// The cells of a small result, read back from its frame.
pub fn cells(completed: &Completed) -> Vec<Value> {
    let mut frame = Vec::new();
    completed.sink.encode(&mut frame);
    let mut bytes = frame.as_slice();
    let mut form = rmp::decode::read_int::<u8, _>(&mut bytes).unwrap();
    if form == oxyde_wire::tags::frame_form::DESCRIBED {
        let columns: u32 = rmp::decode::read_int(&mut bytes).unwrap();
        for _ in 0..columns {
            value(&mut bytes);
            value(&mut bytes);
        }
        form = rmp::decode::read_int(&mut bytes).unwrap();
    }
    assert_eq!(form, oxyde_wire::tags::frame_form::ROWS, "the result is too large for this helper");
    let _rows: u32 = rmp::decode::read_int(&mut bytes).unwrap();
    let mut found = Vec::new();
    while !bytes.is_empty() {
        found.push(value(&mut bytes));
    }
    found
}

/// Names and kind tags of a result that described itself.
pub fn description(completed: &Completed) -> Vec<(String, i64)> {
    let mut frame = Vec::new();
    completed.sink.encode(&mut frame);
    let mut bytes = frame.as_slice();
    assert_eq!(rmp::decode::read_int::<u8, _>(&mut bytes).unwrap(), oxyde_wire::tags::frame_form::DESCRIBED);
    let columns: u32 = rmp::decode::read_int(&mut bytes).unwrap();
    (0..columns)
        .map(|_| match (value(&mut bytes), value(&mut bytes)) {
            (Value::Text(name), Value::Integer(tag)) => (name, tag),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn value(bytes: &mut &[u8]) -> Value {
    match rmp_serde::decode::from_read::<_, AnyValue>(bytes) {
        Ok(value) => value.0,
        Err(error) => panic!("{error}"),
    }
}

/// Any MessagePack value, as a wire value.
struct AnyValue(Value);

impl<'de> serde::Deserialize<'de> for AnyValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = AnyValue;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Null))
            }
            fn visit_bool<E>(self, value: bool) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Boolean(value)))
            }
            fn visit_i64<E>(self, value: i64) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Integer(value)))
            }
            fn visit_u64<E>(self, value: u64) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Integer(value as i64)))
            }
            fn visit_f64<E>(self, value: f64) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Float(value)))
            }
            fn visit_str<E>(self, value: &str) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Text(value.into())))
            }
            fn visit_bytes<E>(self, value: &[u8]) -> Result<AnyValue, E> {
                Ok(AnyValue(Value::Bytes(value.into())))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Waits until the condition holds.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it never came to this: {what}");
}
