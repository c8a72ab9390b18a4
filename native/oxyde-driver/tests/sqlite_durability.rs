//! What was acknowledged is there after the process was killed in the middle of its work.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sqlite_support;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use futures_util::future::join_all;
use oxyde_driver::{DataSourceOptions, open};
use oxyde_wire::{Kind, Value};
use sqlite_support::*;

/// Names the file to write to in the process that will be killed.
const FILE: &str = "OXYDE_TEST_SQLITE_KILLED";
const ENOUGH: usize = 3_000;

fn options(file: &str) -> DataSourceOptions {
    options_of(&format!("sqlite:{file}"), "{}")
}

/// The process that is killed: tells each acknowledged value on its output, for ever.
#[tokio::test]
#[ignore = "runs as a process of its own, started by the other test"]
async fn writer_to_be_killed() {
    let file = std::env::var(FILE).unwrap();
    let driver = open(options(&file)).unwrap();
    ddl(&driver, "CREATE TABLE things (value INTEGER NOT NULL) STRICT").await;
    let insert = write("INSERT INTO things VALUES (?)", &[Kind::Int]);
    for round in 0.. {
        let values = (round * 20)..(round * 20 + 20);
        let alone = run(&driver, &insert, vec![Value::Integer(values.end - 1)]).await;
        let together = join_all(values.clone().take(19).map(|value| run_on_thread(&driver, &insert, vec![Value::Integer(value)]))).await;
        assert!(alone.is_ok() && together.iter().all(Result::is_ok));
        let mut out = std::io::stdout().lock();
        values.for_each(|value| writeln!(out, "acknowledged {value}").unwrap());
        out.flush().unwrap();
    }
}

#[tokio::test]
async fn t01_acknowledged_writes_survive_a_kill() {
    let place = Place::new();
    let file = place.file().display().to_string();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["writer_to_be_killed", "--exact", "--ignored", "--nocapture"])
        .env(FILE, &file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let values = lines.filter_map(|line| line.strip_prefix("acknowledged ").and_then(|value| value.parse::<i64>().ok()));
    let acknowledged: Vec<_> = values.take(ENOUGH).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(acknowledged.len(), ENOUGH, "the writer ended by itself");
    let kept = rusqlite::Connection::open(&file).unwrap();
    let check: String = kept.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let mut statement = kept.prepare("SELECT value FROM things").unwrap();
    let stored: HashSet<i64> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let lost: Vec<_> = acknowledged.iter().filter(|value| !stored.contains(value)).collect();
    assert!(lost.is_empty(), "acknowledged, but lost: {lost:?}");
}
