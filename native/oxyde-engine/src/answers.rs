//! Where answers go: each request gets exactly one, whatever happens to its work.

use std::sync::Arc;

use oxyde_wire::{ErrorKind, Failure, Outcome, encode_error, encode_outcome};

use crate::steering::{Registration, Steering};

/// Takes the answers that come later than the call of `submit`.
pub trait Answers: Send + Sync {
    /// Takes one answer: `write` appends it; `size` says about how many bytes it will be.
    fn take(&self, size: usize, write: &mut dyn FnMut(&mut Vec<u8>));

    /// The caller of `submit` will look for answers as soon as it returns, so until then nobody has to be told of any.
    fn hold(&self);
}

/// The duty to answer one request. Dropped without an answer (a panic, work that was broken off), it answers with a failure.
pub struct Reply {
    pub id: u32,
    answers: Option<Arc<dyn Answers>>,
    /// Given up before the answer goes out.
    registration: Option<Registration>,
}

impl Reply {
    pub fn new(id: u32, answers: Arc<dyn Answers>, registration: Option<Registration>) -> Self {
        Self { id, answers: Some(answers), registration }
    }

    /// Answers now, or for a stream as soon as its last part is asked for, without keeping anything waiting for that.
    pub fn send_steered(self, result: Result<Outcome, Failure>, steering: Option<&Steering>) {
        let Some(control) = steering.and_then(Steering::stream).cloned() else { return self.send(result) };
        tokio::spawn(async move {
            control.take_last_credit().await;
            self.send(result);
        });
    }

    pub fn send(mut self, result: Result<Outcome, Failure>) {
        self.deliver(&result);
    }

    fn deliver(&mut self, result: &Result<Outcome, Failure>) {
        drop(self.registration.take());
        if let Some(answers) = self.answers.take() {
            answers.take(size_of(result), &mut |out| encode(out, self.id, result));
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if self.answers.is_some() {
            self.deliver(&Err(broken_off()));
        }
    }
}

/// Appends one answer.
pub fn encode(out: &mut Vec<u8>, id: u32, result: &Result<Outcome, Failure>) {
    match result {
        Ok(outcome) => encode_outcome(out, id, outcome),
        Err(failure) => encode_error(out, id, failure),
    }
}

fn size_of(result: &Result<Outcome, Failure>) -> usize {
    match result {
        Ok(Outcome::Frame(sink)) => sink.byte_count(),
        _ => 0,
    }
}

/// The failure of a request whose work ended without a result.
pub fn broken_off() -> Failure {
    Failure::new(ErrorKind::Internal, "the native half broke the request off: it panicked, or its environment ended; please report this")
}
