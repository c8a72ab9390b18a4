//! What the engine's tests share: an engine whose later answers are gathered, requests as bytes, answers as plain facts.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use oxyde_engine::{Answers, Engine};
use oxyde_wire::tags::{mode, status};
use rmp::encode as pack;
use tokio::runtime::Runtime;

/// An answer: its status and its payload.
pub type Answer = (u8, Vec<u8>);

/// Gathers answers as the addon's queue does.
#[derive(Default)]
pub struct Gathered {
    answers: Mutex<HashMap<u32, Answer>>,
    arrived: Condvar,
}

impl Gathered {
    fn put(&self, bytes: &[u8]) {
        let mut answers = self.answers.lock().unwrap();
        for (id, answer) in split(bytes) {
            assert!(answers.insert(id, answer).is_none(), "request {id} was answered twice");
        }
        self.arrived.notify_all();
    }
}

impl Answers for Gathered {
    fn take(&self, _size: usize, write: &mut dyn FnMut(&mut Vec<u8>)) {
        let mut bytes = Vec::new();
        write(&mut bytes);
        self.put(&bytes);
    }

    fn hold(&self) {}
}

/// An engine of its own on a runtime of its own.
pub struct Bench {
    pub engine: Option<Engine>,
    pub gathered: Arc<Gathered>,
    next_id: u32,
    runtime: Option<Runtime>,
}

impl Bench {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let gathered = Arc::new(Gathered::default());
        let engine = Engine::new(runtime.handle().clone(), Arc::clone(&gathered) as Arc<dyn Answers>);
        Self { engine: Some(engine), gathered, next_id: 1, runtime: Some(runtime) }
    }

    pub fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    /// A data source.
    pub fn open(&self, url: &str) -> u32 {
        self.engine().open(&map(&serde_json::json!({ "url": url }))).unwrap()
    }

    /// A connected data source.
    pub fn connected(&mut self, url: &str) -> u32 {
        let data_source = self.open(url);
        assert_eq!(self.ask(data_source, 0, mode::CONNECT, &[]).0, status::FACTS);
        data_source
    }

    /// Keeps the user's own SQL; `?` stands for an int.
    pub fn prepare(&self, data_source: u32, plan: u32, sql: &str) {
        let mut fragments = Vec::new();
        for (index, text) in sql.split('?').enumerate() {
            if index > 0 {
                let parameter = serde_json::json!({ "kind": "parameter", "index": index - 1, "type": { "kind": "int" } });
                fragments.push(serde_json::json!({ "kind": "expression", "expression": parameter }));
            }
            fragments.push(serde_json::json!({ "kind": "text", "text": text }));
        }
        self.prepare_statement(data_source, plan, &serde_json::json!({ "kind": "raw", "fragments": fragments }));
    }

    pub fn prepare_statement(&self, data_source: u32, plan: u32, statement: &serde_json::Value) {
        self.engine().prepare(data_source, plan, &map(statement)).unwrap();
    }

    /// Runs SQL without parameters.
    pub fn run(&mut self, data_source: u32, sql: &str) {
        self.prepare(data_source, u32::MAX, sql);
        assert_eq!(self.ask(data_source, u32::MAX, mode::AFFECTED, &[]).0, status::AFFECTED, "{sql}");
    }

    /// One request in one crossing, and its answer.
    pub fn ask(&mut self, executor: u32, number: u32, mode: u8, parameters: &[serde_json::Value]) -> Answer {
        let (ids, _) = self.submit(&[(executor, number, mode, parameters)]);
        self.answer(ids[0])
    }

    /// Requests in one crossing: their ids, and how many were answered at once.
    pub fn submit(&mut self, requests: &[(u32, u32, u8, &[serde_json::Value])]) -> (Vec<u32>, usize) {
        let mut bytes = Vec::new();
        let mut ids = Vec::new();
        for (executor, number, mode, parameters) in requests {
            let id = self.next_id;
            self.next_id += 1;
            for part in [id, *executor, *number, u32::from(*mode), parameters.len() as u32] {
                pack::write_uint(&mut bytes, part.into()).unwrap();
            }
            parameters.iter().for_each(|value| bytes.extend(rmp_serde::to_vec(value).unwrap()));
            ids.push(id);
        }
        let mut inline = Vec::new();
        let submitted = self.engine().submit(&bytes, &mut inline);
        assert!(submitted.failure.is_none());
        let at_once = split(&inline).len();
        assert_eq!(at_once + submitted.awaited as usize, ids.len());
        self.gathered.put(&inline);
        (ids, at_once)
    }

    /// Waits for an answer.
    pub fn answer(&self, id: u32) -> Answer {
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut answers = self.gathered.answers.lock().unwrap();
        loop {
            if let Some(answer) = answers.remove(&id) {
                return answer;
            }
            let left = deadline.checked_duration_since(Instant::now()).unwrap_or_else(|| panic!("request {id} was never answered"));
            answers = self.gathered.arrived.wait_timeout(answers, left).unwrap().0;
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        drop(self.engine.take());
        self.runtime.take().unwrap().shutdown_timeout(Duration::from_secs(5));
    }
}

/// The kind of a failure.
pub fn failure_kind((given, payload): &Answer) -> u8 {
    assert_eq!(*given, status::FAILURE, "no failure");
    payload[0]
}

/// A frame of one small non-negative integer.
pub fn single_integer(answer: &Answer) -> u8 {
    assert_eq!(answer.0, status::FRAME);
    answer.1[answer.1.len() - 1]
}

pub fn map(value: &serde_json::Value) -> Vec<u8> {
    rmp_serde::to_vec(value).unwrap()
}

fn split(mut bytes: &[u8]) -> Vec<(u32, Answer)> {
    let mut answers = Vec::new();
    while !bytes.is_empty() {
        let id = u32::from_le_bytes(bytes[..4].try_into().unwrap());
        let length = u32::from_le_bytes(bytes[5..9].try_into().unwrap()) as usize;
        answers.push((id, (bytes[4], bytes[9..9 + length].to_vec())));
        bytes = &bytes[9 + length..];
    }
    answers
}
