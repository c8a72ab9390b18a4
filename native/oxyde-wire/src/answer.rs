//! The answer to one request: `requestId, status, payload`.

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
    write_uint(out, u64::from(request_id));
    match outcome {
        Outcome::Frame(sink) => {
            write_uint(out, u64::from(status::FRAME));
            sink.encode(out);
        }
        Outcome::Affected { affected, last_insert_id } => {
            write_uint(out, u64::from(status::AFFECTED));
            write_uint(out, *affected);
            write_uint(out, *last_insert_id);
        }
        Outcome::Done => write_uint(out, u64::from(status::DONE)),
        Outcome::Facts(facts) => {
            write_uint(out, u64::from(status::FACTS));
            write_uint(out, facts.len() as u64);
            for (name, fact) in facts {
                write_text(out, name);
                match fact {
                    Fact::Integer(value) => write_int(out, *value),
                    Fact::Text(text) => write_text(out, text),
                }
            }
        }
    }
}

/// Appends a failure: kind, message, code, table, column, constraint, isRetrySafe.
pub fn encode_error(out: &mut Vec<u8>, request_id: u32, failure: &Failure) {
    write_uint(out, u64::from(request_id));
    write_uint(out, u64::from(status::FAILURE));
    encode_failure(out, failure);
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
