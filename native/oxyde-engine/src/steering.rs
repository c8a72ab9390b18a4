//! Requests that may be ended while they run, and streams that are asked for their chunks: found by request id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oxyde_driver::{Control, Halt, Outlet, Run};
use oxyde_wire::tags::mode;
use oxyde_wire::{FrameSink, Request, encode_chunk};

use crate::answers::Answers;
use crate::control::milliseconds;
use crate::malformed;

/// The controls of the requests under way in one environment.
#[derive(Default)]
pub struct Controls {
    by_id: Mutex<HashMap<u32, Arc<Control>>>,
}

impl Controls {
    fn table(&self) -> MutexGuard<'_, HashMap<u32, Arc<Control>>> {
        // Changed in single steps, so a poisoned lock is still good.
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the stream of this id for a chunk; false when it has ended.
    pub fn grant(&self, id: u32) -> bool {
        let control = self.table().get(&id).cloned();
        control.as_ref().map(|control| control.grant()).is_some()
    }

    /// Ends the request of this id; nothing happens when it has ended.
    pub fn halt(&self, id: u32, halt: Halt) {
        let control = self.table().get(&id).cloned();
        if let Some(control) = control {
            control.halt(halt);
        }
    }

    /// Nobody asks any more.
    pub fn abandon_all(&self) {
        std::mem::take(&mut *self.table()).into_values().for_each(|control| control.abandon());
    }
}

/// Keeps a control to be found until it is dropped, which happens before the answer: then the id may be used again.
pub struct Registration {
    controls: Arc<Controls>,
    id: u32,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.controls.table().remove(&self.id);
    }
}

/// What a controlled run is steered by.
#[derive(Clone)]
pub struct Steering {
    timeout: Option<Duration>,
    control: Arc<Control>,
    outlet: Option<Outlet>,
}

impl Steering {
    /// Of a controlled request, whose mode and parameters become those of the statement.
    ///
    /// # Errors
    /// `Internal` when the timeout is missing, `InvalidOptions` when it is none.
    pub fn of(
        request: &mut Request,
        controls: &Arc<Controls>,
        answers: &Arc<dyn Answers>,
    ) -> Result<Option<(Self, Registration)>, oxyde_wire::Failure> {
        if request.mode & mode::CONTROLLED == 0 {
            return if request.mode == mode::STREAM { Err(malformed("a stream is controlled")) } else { Ok(None) };
        }
        if request.parameters.is_empty() {
            return Err(malformed("a controlled request begins with its timeout"));
        }
        request.mode &= !mode::CONTROLLED;
        let timeout = milliseconds(&request.parameters.remove(0))?;
        let control = Arc::new(Control::default());
        let outlet = (request.mode == mode::STREAM).then(|| {
            control.grant();
            outlet(request.id, &control, answers)
        });
        controls.table().insert(request.id, Arc::clone(&control));
        let registration = Registration { controls: Arc::clone(controls), id: request.id };
        Ok(Some((Self { timeout, control, outlet }, registration)))
    }

    /// Has the run steered.
    pub fn apply(&self, run: &mut Run) {
        run.timeout = self.timeout;
        run.control = Some(Arc::clone(&self.control));
        run.outlet = self.outlet.clone();
    }

    /// The failure of a request that was ended before it ran.
    pub fn refusal(&self) -> Option<oxyde_wire::Failure> {
        self.control.halted().map(|halt| halt.failure(self.timeout).with_retry_safe())
    }

    /// The last answer of a stream has to be asked for as well: the control to wait with.
    pub fn stream(&self) -> Option<&Arc<Control>> {
        self.outlet.as_ref().map(|outlet| &outlet.control)
    }
}

fn outlet(id: u32, control: &Arc<Control>, answers: &Arc<dyn Answers>) -> Outlet {
    let answers = Arc::clone(answers);
    let deliver = move |chunk: FrameSink| answers.take(chunk.byte_count(), &mut |out| encode_chunk(out, id, &chunk));
    Outlet::new(Arc::clone(control), Arc::new(deliver))
}
