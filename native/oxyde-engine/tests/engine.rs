//! The engine on SQLite: plans, sizes, what runs at once, transactions, and its end.
#![allow(clippy::unwrap_used)]

mod support;

use oxyde_wire::ErrorKind;
use oxyde_wire::tags::{mode, status};
use serde_json::json;
use support::{Bench, failure_kind, single_integer};

const MEMORY: &str = "sqlite::memory:";

fn insert_statement() -> serde_json::Value {
    let parameter = |index: u32| json!({ "kind": "parameter", "index": index, "type": { "kind": "int" } });
    json!({ "kind": "insert", "table": { "name": "pairs" }, "columns": ["a", "b"], "values": [parameter(0), parameter(1)] })
}

#[test]
fn a_statement_connects_by_itself_and_then_runs_at_once() {
    let mut bench = Bench::new();
    let data_source = bench.open(MEMORY);
    let select = json!({
        "kind": "select", "from": { "kind": "table", "table": { "name": "pairs" }, "alias": "p" },
        "columns": [{ "expression": { "kind": "aggregate", "function": "count", "type": { "kind": "int" } }, "type": { "kind": "int" } }],
    });
    bench.run(data_source, "CREATE TABLE pairs (a INTEGER, b INTEGER)");
    bench.prepare_statement(data_source, 1, &select);
    // A scan has to prove first that it is quick.
    assert_eq!(single_integer(&bench.ask(data_source, 1, mode::ROWS, &[])), 0);
    let (ids, at_once) = bench.submit(&[(data_source, 1, mode::ROWS, &[]), (data_source, 1, mode::ROWS, &[])]);
    assert_eq!(at_once, 2);
    assert_eq!(single_integer(&bench.answer(ids[1])), 0);
}

#[test]
fn an_insert_takes_as_many_rows_as_it_has_parameters_for() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    bench.run(data_source, "CREATE TABLE pairs (a INTEGER, b INTEGER)");
    bench.prepare_statement(data_source, 1, &insert_statement());
    for rows in [1u8, 3, 2, 3] {
        let parameters: Vec<_> = (0..2 * rows).map(|value| json!(value)).collect();
        let answer = bench.ask(data_source, 1, mode::AFFECTED, &parameters);
        assert_eq!((answer.0, answer.1[0]), (status::AFFECTED, rows));
    }
    for parameters in [vec![], vec![json!(1)], vec![json!(1), json!(2), json!(3)]] {
        let answer = bench.ask(data_source, 1, mode::AFFECTED, &parameters);
        assert_eq!(failure_kind(&answer), ErrorKind::InvalidStatement as u8);
    }
    bench.prepare(data_source, 2, "SELECT count(*) FROM pairs");
    assert_eq!(single_integer(&bench.ask(data_source, 2, mode::ROWS, &[])), 9);
}

#[test]
fn the_text_of_a_statement_is_told_without_running_it() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    bench.prepare_statement(data_source, 1, &insert_statement());
    let (given, payload) = bench.ask(data_source, 1, mode::SQL, &[json!(1), json!(2)]);
    assert_eq!(given, status::FACTS);
    assert!(String::from_utf8_lossy(&payload).contains("INSERT INTO"));
}

#[test]
fn what_is_unknown_fails_at_once() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    let cases = [
        (data_source, 77, mode::ROWS, ErrorKind::UnknownPlan),
        (data_source, 0, 250, ErrorKind::Internal),
        (4_000_000, 1, mode::ROWS, ErrorKind::PoolClosed),
        (4_000_001, 1, mode::ROWS, ErrorKind::TransactionClosed),
        (data_source, 3, mode::BEGIN, ErrorKind::InvalidOptions),
    ];
    for (executor, number, mode, kind) in cases {
        assert_eq!(failure_kind(&bench.ask(executor, number, mode, &[])), kind as u8, "{kind:?}");
    }
    let begin = [json!(null), json!(false), json!(null)];
    assert_eq!(failure_kind(&bench.ask(data_source, 8, mode::BEGIN, &begin)), ErrorKind::Internal as u8, "an even handle");
}

#[test]
fn a_transaction_takes_its_statements_in_one_crossing_with_its_begin_and_end() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    bench.run(data_source, "CREATE TABLE pairs (a INTEGER, b INTEGER)");
    bench.prepare(data_source, 1, "INSERT INTO pairs VALUES (?, ?)");
    bench.prepare(data_source, 2, "SELECT count(*) FROM pairs");
    let begin = [json!("serializable"), json!(false), json!(null)];
    let row = [json!(1), json!(2)];
    let (ids, _) = bench.submit(&[
        (data_source, 1, mode::BEGIN, &begin),
        (1, 1, mode::AFFECTED, &row),
        (1, 5, mode::SAVEPOINT, &[]),
        (1, 1, mode::AFFECTED, &row),
        (1, 5, mode::ROLLBACK_TO, &[]),
        (1, 2, mode::ROWS, &[]),
        (1, 0, mode::COMMIT, &[]),
        (1, 2, mode::ROWS, &[]),
    ]);
    let statuses: Vec<u8> = ids[..7].iter().map(|id| bench.answer(*id)).map(|answer| answer.0).collect();
    let (done, affected, frame) = (status::DONE, status::AFFECTED, status::FRAME);
    assert_eq!(statuses, [done, affected, done, affected, done, frame, done]);
    assert_eq!(failure_kind(&bench.answer(ids[7])), ErrorKind::TransactionClosed as u8);
    assert_eq!(single_integer(&bench.ask(data_source, 2, mode::ROWS, &[])), 1);
}

#[test]
fn a_released_data_source_rolls_its_transactions_back() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    let begin = [json!(null), json!(false), json!(null)];
    assert_eq!(bench.ask(data_source, 1, mode::BEGIN, &begin).0, status::DONE);
    bench.engine().release(data_source);
    assert_eq!(failure_kind(&bench.ask(1, 0, mode::COMMIT, &[])), ErrorKind::TransactionClosed as u8);
}

#[test]
fn each_request_is_answered_when_the_engine_ends() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    bench.prepare(data_source, 1, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c");
    let (ids, at_once) = bench.submit(&[(data_source, 1, mode::ROWS, &[]), (data_source, 1, mode::ROWS, &[])]);
    assert_eq!(at_once, 0);
    drop(bench.engine.take());
    for id in ids {
        assert_eq!(bench.answer(id).0, status::FAILURE);
    }
}

#[test]
fn statements_of_one_call_hold_the_calling_thread_for_a_bounded_time() {
    let mut bench = Bench::new();
    let data_source = bench.connected(MEMORY);
    bench.prepare(
        data_source,
        1,
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000) SELECT count(*) * 0 + 1 FROM c",
    );
    let request: (u32, u32, u8, &[serde_json::Value]) = (data_source, 1, mode::ROWS, &[]);
    let (ids, at_once) = bench.submit(&vec![request; 60]);
    assert!(at_once < 60, "all ran on the calling thread");
    ids.iter().for_each(|id| assert_eq!(single_integer(&bench.answer(*id)), 1));
}
