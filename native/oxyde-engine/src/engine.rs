//! The engine of one environment: reads requests, answers at once what it can, and gives the rest to the runtime.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use oxyde_driver::{Halt, Inline};
use oxyde_wire::tags::mode;
use oxyde_wire::{Failure, Outcome, Request, RequestReader};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::answers::{Answers, broken_off, encode};
use crate::batch::{Batch, Ground};
use crate::control;
use crate::data_source::DataSource;
use crate::executors::{Executor, Executors};
use crate::job::{Job, outcome_of};
use crate::malformed;
use crate::plan::Plan;
use crate::steering::{Controls, Registration, Steering};
use crate::transaction::{Item, Queue, Wish, ended};

/// What came of the requests of one crossing.
pub struct Submitted {
    /// How many answers come through [`Answers`].
    pub awaited: u32,
    /// Some of them are there already, and are held.
    pub is_held: bool,
    /// Why the rest of the requests could not be read.
    pub failure: Option<Failure>,
}

/// All data sources and transactions of one environment. Dropping it breaks off their work and closes them.
pub struct Engine {
    runtime: Handle,
    answers: Arc<dyn Answers>,
    executors: Arc<Executors>,
    controls: Arc<Controls>,
    is_closed: watch::Sender<bool>,
}

/// A controlled request: what steers it, and where it is found.
type Steered = (Steering, Registration);

/// What `submit` knows while it reads one crossing.
struct Crossing<'a> {
    inline: &'a mut Vec<u8>,
    batch: Batch,
    runs: u32,
    began: Option<Instant>,
}

impl Crossing<'_> {
    /// Whether the calling thread was held up for less than the budget so far. PERF: the first run does not look at the clock.
    fn has_time(&mut self, budget: Duration) -> bool {
        self.runs += 1;
        match self.began {
            Some(began) => began.elapsed() < budget,
            None => {
                self.began = (self.runs > 1).then(Instant::now);
                true
            }
        }
    }

    fn start(&mut self, job: Job, is_quick: bool) {
        match is_quick {
            true => self.batch.push_quick(job),
            false => self.batch.push(job),
        }
    }

    fn answer(&mut self, id: u32, result: &Result<Outcome, Failure>) {
        encode(self.inline, id, result);
    }
}

impl Engine {
    /// `answers` takes what is answered later than the call of `submit`.
    pub fn new(runtime: Handle, answers: Arc<dyn Answers>) -> Self {
        Self { runtime, answers, executors: Arc::default(), controls: Arc::default(), is_closed: watch::Sender::new(false) }
    }

    /// Makes a data source out of its options (a MessagePack map) and gives its handle; nothing is connected yet.
    ///
    /// # Errors
    /// `InvalidOptions`.
    pub fn open(&self, options: &[u8]) -> Result<u32, Failure> {
        let _inside = self.runtime.enter();
        Ok(self.executors.add_data_source(DataSource::open(options)?))
    }

    /// Forgets a data source and closes it; open transactions of it are rolled back.
    pub fn release(&self, data_source: u32) {
        let _inside = self.runtime.enter();
        if let Some(Executor::DataSource(data_source)) = self.executors.remove(data_source) {
            self.executors.remove_transactions_of(&data_source).iter().for_each(|queue| queue.end(ended()));
        }
    }

    /// Keeps a statement (MessagePack) of a data source under a plan's number.
    ///
    /// # Errors
    /// `PoolClosed` when the data source is released.
    pub fn prepare(&self, data_source: u32, plan: u32, statement: &[u8]) -> Result<(), Failure> {
        self.data_source(data_source).map(|data_source| data_source.prepare(plan, statement))
    }

    /// Forgets a plan.
    pub fn evict(&self, data_source: u32, plan: u32) {
        if let Ok(data_source) = self.data_source(data_source) {
            data_source.evict(plan);
        }
    }

    /// Takes the requests of one crossing. What can be answered at once is appended to `inline`.
    pub fn submit(&self, requests: &[u8], inline: &mut Vec<u8>) -> Submitted {
        let mut crossing = Crossing { inline, batch: Batch::new(&self.answers), runs: 0, began: None };
        let mut failure = None;
        for request in RequestReader::new(requests) {
            match request {
                Ok(request) => self.accept(request, &mut crossing),
                Err(malformed) => failure = Some(malformed),
            }
        }
        let awaited = crossing.batch.awaited;
        let ground = Ground { runtime: &self.runtime, executors: &self.executors, is_closed: &self.is_closed };
        let is_held = crossing.batch.start(&ground);
        Submitted { awaited, is_held, failure }
    }

    fn data_source(&self, handle: u32) -> Result<Arc<DataSource>, Failure> {
        match self.executors.get(handle)? {
            Executor::DataSource(data_source) => Ok(data_source),
            Executor::Transaction(_) => Err(malformed("a transaction stands where a data source is needed")),
        }
    }

    /// A failure before the request is under way is its answer, and so is a panic.
    fn accept(&self, request: Request, crossing: &mut Crossing<'_>) {
        let (id, written, awaited) = (request.id, crossing.inline.len(), crossing.batch.awaited);
        let accepted = catch_unwind(AssertUnwindSafe(|| self.dispatch(request, crossing)));
        let failure = match accepted {
            Ok(Ok(())) => return,
            Ok(Err(failure)) => failure,
            Err(_) => broken_off(),
        };
        if crossing.batch.awaited > awaited {
            // Its reply has answered as it was dropped.
            return;
        }
        crossing.inline.truncate(written);
        crossing.answer(id, &Err(failure));
    }

    fn dispatch(&self, mut request: Request, crossing: &mut Crossing<'_>) -> Result<(), Failure> {
        match request.mode {
            mode::CREDIT => {
                crossing.batch.awaited += u32::from(self.controls.grant(request.id));
                return Ok(());
            }
            mode::CANCEL => {
                self.cancel(&request);
                return Ok(());
            }
            _ => {}
        }
        let steered = Steering::of(&mut request, &self.controls, &self.answers)?;
        match (self.executors.get(request.executor)?, request.mode) {
            (Executor::DataSource(data_source), mode::ROWS | mode::AFFECTED | mode::SQL | mode::STREAM) => {
                statement(data_source, request, steered, crossing)
            }
            (Executor::Transaction(queue), mode::SQL) => statement(Arc::clone(queue.data_source()), request, None, crossing),
            (Executor::Transaction(queue), _) => enqueue(queue, request, steered, crossing),
            (Executor::DataSource(data_source), _) => self.control(data_source, &request, crossing),
        }
    }

    /// A statement that waits in the queue of its transaction leaves it.
    fn cancel(&self, request: &Request) {
        let halt = if request.plan == 0 { Halt::Cancelled } else { Halt::Enough };
        self.controls.halt(request.id, halt);
        if let Ok(Executor::Transaction(queue)) = self.executors.get(request.executor) {
            let _inside = self.runtime.enter();
            queue.withdraw(request.id);
        }
    }

    fn control(&self, data_source: Arc<DataSource>, request: &Request, crossing: &mut Crossing<'_>) -> Result<(), Failure> {
        match request.mode {
            mode::BEGIN => self.begin(data_source, request, crossing)?,
            mode::CONNECT => {
                let reply = crossing.batch.reply(request.id);
                crossing.batch.push(Job::Connect { data_source, reply });
            }
            mode::CLOSE => {
                let deadline = control::close_deadline(&request.parameters)?;
                let reply = crossing.batch.reply(request.id);
                crossing.batch.push(Job::Close { data_source, deadline, reply });
            }
            mode::STATISTICS => crossing.answer(request.id, &Ok(data_source.statistics())),
            _ => return Err(malformed("a data source has no such mode")),
        }
        Ok(())
    }

    fn begin(&self, data_source: Arc<DataSource>, request: &Request, crossing: &mut Crossing<'_>) -> Result<(), Failure> {
        let options = control::transaction_options(&request.parameters)?;
        let (is_quick, queue, handle) = (data_source.is_quick(), Queue::new(data_source), request.plan);
        self.executors.add_transaction(handle, &queue)?;
        let reply = crossing.batch.reply(request.id);
        crossing.start(Job::Begin { queue, handle, options, reply }, is_quick);
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        self.is_closed.send_replace(true);
        self.controls.abandon_all();
        drop(self.executors.take_all());
    }
}

/// Runs a statement on the calling thread where that is allowed and quick, else on the runtime.
fn statement(data_source: Arc<DataSource>, request: Request, steered: Option<Steered>, crossing: &mut Crossing<'_>) -> Result<(), Failure> {
    let plan = data_source.plan(request.plan)?;
    let is_inline = request.mode != mode::STREAM && data_source.is_quick();
    if is_inline && crossing.has_time(data_source.inline_budget) {
        return run_inline(data_source, &plan, request, steered, crossing);
    }
    let Request { id, mode, parameters, .. } = request;
    let (steering, registration) = steered.unzip();
    let reply = crossing.batch.registered_reply(id, registration);
    crossing.batch.push(Job::Statement { data_source, plan, mode, parameters, steering, reply });
    Ok(())
}

fn run_inline(
    data_source: Arc<DataSource>,
    plan: &Plan,
    request: Request,
    steered: Option<Steered>,
    crossing: &mut Crossing<'_>,
) -> Result<(), Failure> {
    let Request { id, mode: wanted, parameters, .. } = request;
    let target = data_source.known_target().ok_or_else(broken_off)?;
    let ready = plan.ready(target, &parameters)?;
    if wanted == mode::SQL {
        crossing.answer(id, &Ok(ready.describe()));
        return Ok(());
    }
    let mut run = ready.run(parameters)?;
    let (steering, registration) = steered.unzip();
    if let Some(steering) = steering {
        steering.apply(&mut run);
    }
    match data_source.driver.execute_inline(run) {
        Inline::Done(result) => crossing.answer(id, &result.map(|completed| outcome_of(wanted, completed))),
        Inline::Deferred(run) => {
            let reply = crossing.batch.registered_reply(id, registration);
            crossing.batch.push(Job::Deferred { data_source, run, mode: wanted, reply });
        }
    }
    Ok(())
}

fn enqueue(queue: Arc<Queue>, request: Request, steered: Option<Steered>, crossing: &mut Crossing<'_>) -> Result<(), Failure> {
    let (id, handle) = (request.id, request.executor);
    let (steering, registration) = steered.unzip();
    let wish = wish_of(&queue, request, steering)?;
    let reply = crossing.batch.registered_reply(id, registration);
    if let Some(transaction) = queue.push(Item { wish, reply }) {
        let is_quick = queue.data_source().is_quick();
        crossing.start(Job::Drive { queue, handle, transaction }, is_quick);
    }
    Ok(())
}

fn wish_of(queue: &Queue, request: Request, steering: Option<Steering>) -> Result<Wish, Failure> {
    let Request { plan: number, mode, parameters, .. } = request;
    Ok(match mode {
        mode::ROWS | mode::AFFECTED | mode::STREAM => {
            Wish::Statement { plan: queue.data_source().plan(number)?, mode, parameters, steering }
        }
        mode::SAVEPOINT => Wish::Savepoint(number),
        mode::RELEASE => Wish::Release(number),
        mode::ROLLBACK_TO => Wish::RollbackTo(number),
        mode::COMMIT => Wish::Commit,
        mode::ROLLBACK => Wish::Rollback,
        _ => return Err(malformed("a transaction has no such mode")),
    })
}
