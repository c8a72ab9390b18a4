//! One environment as the addon sees it: its engine, its queue of answers, and whether work keeps the process alive.

use std::sync::{Arc, Mutex, PoisonError};

use neon::event::Channel;
use neon::handle::Root;
use neon::prelude::*;
use neon::thread::LocalKey;
use neon::types::buffer::TypedArray;
use oxyde_engine::Engine;
use oxyde_wire::Failure;

use crate::completions::{Completions, Drained};
use crate::{buffers, runtime};

/// The environments of this instance of the module; they go when its thread ends.
static ENVIRONMENTS: LocalKey<Mutex<Vec<Arc<Environment>>>> = LocalKey::new();

/// The state behind one `attach`.
pub struct Environment {
    pub engine: Engine,
    pub takes_external: bool,
    completions: Completions,
    on_completions: Root<JsFunction>,
    /// Keeps the process alive while it is referenced.
    channel: Mutex<Channel>,
}

impl Environment {
    /// Makes an environment and gives its handle.
    pub fn attach(cx: &mut FunctionContext<'_>, on_completions: Handle<'_, JsFunction>) -> NeonResult<u32> {
        let runtime = runtime::handle().or_else(|message| cx.throw_error(message))?;
        let environments = ENVIRONMENTS.get_or_init_default(cx);
        let handle = locked(environments).len() as u32;
        let mut channel = Channel::new(cx);
        channel.unref(cx);
        let completions = Completions::new(channel.clone(), handle, drain);
        let environment = Self {
            engine: Engine::new(runtime, Arc::new(completions.clone())),
            takes_external: buffers::takes_external(cx),
            completions,
            on_completions: on_completions.root(cx),
            channel: Mutex::new(channel),
        };
        locked(environments).push(Arc::new(environment));
        Ok(handle)
    }

    /// The environment of a handle.
    pub fn of<'cx>(cx: &mut impl Context<'cx>, handle: u32) -> NeonResult<Arc<Self>> {
        let found = ENVIRONMENTS.get(cx).and_then(|environments| locked(environments).get(handle as usize).cloned());
        match found {
            Some(environment) => Ok(environment),
            None => cx.throw_error("there is no such environment; attach first"),
        }
    }

    /// Takes requests; answers that are there at once are appended to `answers`. The failure says why some could not be read.
    pub fn submit<'cx>(
        &self,
        cx: &mut impl Context<'cx>,
        requests: Handle<'cx, JsBuffer>,
        length: usize,
        answers: &mut Vec<u8>,
    ) -> Option<Failure> {
        let bytes = requests.as_slice(cx);
        let submitted = self.engine.submit(&bytes[..length.min(bytes.len())], answers);
        let held = if submitted.is_held { self.completions.take_all() } else { Drained::default() };
        self.count(cx, submitted.awaited.into(), held.answers);
        held.buffers.iter().for_each(|buffer| answers.extend_from_slice(buffer));
        submitted.failure
    }

    /// Work keeps the process alive: `begun` requests more will be answered later, `ended` of them were.
    fn count<'cx>(&self, cx: &mut impl Context<'cx>, begun: u64, ended: u64) {
        match self.completions.count(begun, ended) {
            (0, 1..) => {
                locked(&self.channel).reference(cx);
            }
            (1.., 0) => {
                locked(&self.channel).unref(cx);
            }
            _ => {}
        }
    }
}

/// Takes all that is finished to JavaScript.
fn drain(cx: &mut Cx<'_>, handle: u32) -> NeonResult<()> {
    let environment = Environment::of(cx, handle)?;
    let Drained { buffers, answers } = environment.completions.take_all();
    // Before the callback: what it submits counts anew.
    environment.count(cx, 0, answers);
    for bytes in buffers {
        let buffer = buffers::give(cx, bytes, environment.takes_external)?;
        environment.on_completions.to_inner(cx).bind(cx).arg(buffer)?.exec()?;
    }
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
