//! The answer to one request: `requestId, status, byteLength, payload`.
//!
//! The head has a fixed size (u32, u8, u32, little-endian), so that answers can be told apart without reading their payloads.

use crate::Failure;
use crate::frame::{FrameSink, write_int, write_text, write_uint};
use crate::tags::status;

/// A statement that ran: its rows, and what it changed.
pub struct Completed {
    pub sink: FrameSink,
    pub affected: u64,
    /// The first generated key of an insert, where the database tells it this way; 0 otherwise.
    pub last_insert_id: u64,
}

/// What an answer carries.
pub enum Outcome {
    Frame(FrameSink),
    Affected {
        affected: u64,
        last_insert_id: u64,
    },
    Done,
    /// Facts by name, each an integer or a text, in the order given.
    Facts(Vec<(&'static str, Fact)>),
}

/// One fact of [`Outcome::Facts`].
pub enum Fact {
    Integer(i64),
    Text(String),
}

/// Appends a good answer.
pub fn encode_outcome(out: &mut Vec<u8>, request_id: u32, outcome: &Outcome) {
    match outcome {
        Outcome::Frame(sink) => encode_answer(out, request_id, status::FRAME, |out| sink.encode(out)),
        Outcome::Affected { affected, last_insert_id } => encode_answer(out, request_id, status::AFFECTED, |out| {
            write_uint(out, *affected);
            write_uint(out, *last_insert_id);
        }),
        Outcome::Done => encode_answer(out, request_id, status::DONE, |_| {}),
        Outcome::Facts(facts) => encode_answer(out, request_id, status::FACTS, |out| encode_facts(out, facts)),
    }
}

/// Appends a part of a streamed result.
pub fn encode_chunk(out: &mut Vec<u8>, request_id: u32, sink: &FrameSink) {
    encode_answer(out, request_id, status::CHUNK, |out| sink.encode(out));
}

/// Appends a failure: kind, message, code, table, column, constraint, isRetrySafe.
pub fn encode_error(out: &mut Vec<u8>, request_id: u32, failure: &Failure) {
    encode_answer(out, request_id, status::FAILURE, |out| encode_failure(out, failure));
}

fn encode_answer(out: &mut Vec<u8>, request_id: u32, status: u8, payload: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(&request_id.to_le_bytes());
    out.push(status);
    let length_at = out.len();
    out.extend_from_slice(&[0; 4]);
    payload(out);
    let length = (out.len() - length_at - 4) as u32;
    out[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
}

fn encode_facts(out: &mut Vec<u8>, facts: &[(&'static str, Fact)]) {
    write_uint(out, facts.len() as u64);
    for (name, fact) in facts {
        write_text(out, name);
        match fact {
            Fact::Integer(value) => write_int(out, *value),
            Fact::Text(text) => write_text(out, text),
        }
    }
}

/// Appends the facts of a failure alone.
pub fn encode_failure(out: &mut Vec<u8>, failure: &Failure) {
    write_uint(out, failure.kind as u64);
    write_text(out, &failure.message);
    for fact in [&failure.code, &failure.table, &failure.column, &failure.constraint] {
        match fact {
            Some(text) => write_text(out, text),
            None => out.push(0xc0),
        }
    }
    out.push(if failure.is_retry_safe { 0xc3 } else { 0xc2 });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_says_how_long_it_is() {
        let mut out = Vec::new();
        encode_outcome(&mut out, 258, &Outcome::Affected { affected: 3, last_insert_id: 300 });
        encode_outcome(&mut out, 1, &Outcome::Done);
        assert_eq!(out, [2, 1, 0, 0, status::AFFECTED, 4, 0, 0, 0, 3, 0xcd, 1, 44, 1, 0, 0, 0, status::DONE, 0, 0, 0, 0]);
    }
}
