//! A database of its own for each test, statements in one line, and results as values.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use oxyde_driver::{Access, Bind, CompiledStatement, DataSourceOptions, Driver, Run, Transaction, open};
use oxyde_wire::{ColumnType, Completed, Failure, FrameSink, Kind, RequestReader, ResultColumn, RowSink, Value};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The server of the tests, without a database.
pub fn server_url() -> String {
    std::env::var("OXYDE_TEST_POSTGRES_URL").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432".into())
}

fn with_database(url: &str, database: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let authority = rest.split(['/', '?']).next().unwrap();
    format!("{scheme}://{authority}/{database}")
}

/// A database that is dropped with this value.
pub struct Database {
    pub name: String,
    pub url: String,
    server: String,
}

impl Database {
    pub async fn create() -> Self {
        Self::create_at(&server_url()).await
    }

    pub async fn create_at(server: &str) -> Self {
        let name = format!("oxyde_driver_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let database = Self { url: with_database(server, &name), name, server: with_database(server, "postgres") };
        admin(&database.server, &format!("CREATE DATABASE {} TEMPLATE template0", database.name)).await;
        database
    }

    /// Another database of the same server, for questions about this one.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Runs SQL beside the driver.
    pub async fn admin(&self, sql: &str) {
        admin(&self.url, sql).await;
    }

    pub fn driver(&self) -> Arc<dyn Driver> {
        self.driver_with(serde_json::json!({}))
    }

    pub fn driver_with(&self, mut options: serde_json::Value) -> Arc<dyn Driver> {
        options["url"] = self.url.clone().into();
        open(serde_json::from_value::<DataSourceOptions>(options).unwrap()).unwrap()
    }
}

/// A connection beside the driver.
pub async fn client(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(async move { drop(connection.await) });
    client
}

pub async fn admin(url: &str, sql: &str) {
    client(url).await.batch_execute(sql).await.unwrap();
}

impl Drop for Database {
    fn drop(&mut self) {
        let (url, sql) = (self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let drop_it = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), admin(&url, &sql)).await })
        };
        let _ = std::thread::spawn(drop_it).join();
    }
}

/// A statement before it is run.
#[derive(Clone)]
pub struct Sql {
    text: String,
    binds: Vec<(ColumnType, Value, bool)>,
    shape: Option<Vec<ColumnType>>,
    access: Access,
    timeout: Option<Duration>,
}

pub fn read(text: &str) -> Sql {
    Sql { text: text.into(), binds: vec![], shape: Some(vec![]), access: Access::PlainRead, timeout: None }
}

pub fn write(text: &str) -> Sql {
    Sql { access: Access::Write, ..read(text) }
}

pub fn ddl(text: &str) -> Sql {
    Sql { access: Access::Ddl, ..read(text) }
}

pub fn raw(text: &str) -> Sql {
    Sql { access: Access::Raw, shape: None, ..read(text) }
}

impl Sql {
    pub fn bind(self, kind: Kind, value: Value) -> Self {
        self.bind_as(ColumnType::of_kind(kind), value)
    }

    pub fn bind_as(mut self, column_type: ColumnType, value: Value) -> Self {
        self.binds.push((column_type, value, false));
        self
    }

    /// A list parameter.
    pub fn list(mut self, kind: Kind, values: Vec<Value>) -> Self {
        self.binds.push((ColumnType::of_kind(kind), Value::List(values), true));
        self
    }

    pub fn int(self, value: i64) -> Self {
        self.bind(Kind::Int, Value::Integer(value))
    }

    pub fn text(self, value: &str) -> Self {
        self.bind(Kind::Text, Value::Text(value.into()))
    }

    pub fn returns(self, kinds: &[Kind]) -> Self {
        let types: Vec<_> = kinds.iter().map(|kind| ColumnType::of_kind(*kind)).collect();
        self.returns_as(&types)
    }

    pub fn returns_as(mut self, types: &[ColumnType]) -> Self {
        self.shape = Some(types.to_vec());
        self
    }

    pub fn timeout(mut self, milliseconds: u64) -> Self {
        self.timeout = Some(Duration::from_millis(milliseconds));
        self
    }

    /// A compiled statement to be run any number of times.
    pub fn compile(&self) -> Arc<CompiledStatement> {
        let column = |column_type: &ColumnType| ResultColumn { column_type: column_type.clone(), label: Some("items.value".into()) };
        Arc::new(CompiledStatement {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            sql: self.text.clone(),
            binds: self
                .binds
                .iter()
                .map(|(column_type, _, is_list)| Bind { column_type: column_type.clone(), is_list: *is_list })
                .collect(),
            shape: self.shape.as_ref().map(|types| types.iter().map(column).collect()),
            access: self.access,
        })
    }

    pub fn run(&self) -> Run {
        self.run_of(self.compile())
    }

    pub fn run_of(&self, statement: Arc<CompiledStatement>) -> Run {
        let sink = FrameSink::new(statement.shape.clone().unwrap_or_default());
        Run {
            statement,
            parameters: self.binds.iter().map(|(_, value, _)| value.clone()).collect(),
            timeout: self.timeout,
            control: None,
            outlet: None,
            sink,
        }
    }

    pub async fn on(&self, driver: &Arc<dyn Driver>) -> Result<Completed, Failure> {
        driver.execute(self.run()).await
    }

    pub async fn within(&self, transaction: &mut Box<dyn Transaction>) -> Result<Completed, Failure> {
        transaction.execute(self.run()).await
    }
}

/// The cells of a small result, row after row.
pub fn cells(completed: &Completed) -> Vec<Value> {
    let mut bytes = Vec::new();
    completed.sink.encode(&mut bytes);
    let items = unpack(&bytes);
    let skipped = if items.first() == Some(&Value::Integer(2)) { 4 + 2 * completed.sink.column_count() } else { 2 };
    items[skipped..].to_vec()
}

/// The first cell of a result.
pub fn cell(completed: &Completed) -> Value {
    cells(completed).into_iter().next().unwrap()
}

/// Reads the items of a frame as if they were parameters of a request.
fn unpack(bytes: &[u8]) -> Vec<Value> {
    let mut found = Vec::new();
    for count in 1..128 {
        let mut request = vec![0, 0, 0, 0, count];
        request.extend_from_slice(bytes);
        match RequestReader::new(&request).next() {
            Some(Ok(request)) => found = request.parameters,
            _ => break,
        }
    }
    found
}

/// A value that is text.
pub fn text(value: &str) -> Value {
    Value::Text(value.into())
}
