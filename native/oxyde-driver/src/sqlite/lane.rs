//! A lane: one kind of connections, the queue before them and the threads that serve it. Used twice: one writer, some readers.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use oxyde_wire::{Completed, ErrorKind, Failure};
use tokio::sync::oneshot;

use super::connect::{Connection, Handle, Role};
use super::settings::{Settings, closed};
use super::watch::Ticket;
use super::{locked, reader, sql, writer};
use crate::{Access, Run, TransactionOptions};

/// At most so many statements are committed together.
const MAX_BATCH: usize = 256;

/// What one asks of a lane.
pub enum Wish {
    Run(Run, oneshot::Sender<Result<Completed, Failure>>),
    Begin(TransactionOptions, oneshot::Sender<Result<Lease, Failure>>),
}

/// A wish in the queue.
pub struct Job {
    pub ticket: Arc<Ticket>,
    pub wish: Wish,
}

impl Job {
    /// Answers with a failure.
    pub fn fail(self, failure: Failure) {
        // An answer that nobody waits for any more is dropped.
        match self.wish {
            Wish::Run(_, answer) => drop(answer.send(Err(failure))),
            Wish::Begin(_, answer) => drop(answer.send(Err(failure))),
        }
    }
}

/// Work with a connection that is lent already: it goes before the queue.
pub type Errand = Box<dyn FnOnce() + Send>;

/// Connections of one role, the queue before them, their threads.
pub struct Lane {
    pub settings: Arc<Settings>,
    role: Role,
    /// The most connections, and the most threads.
    limit: usize,
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Handle>,
    /// Connections idle or lent.
    opened: usize,
    queue: VecDeque<Job>,
    errands: VecDeque<Errand>,
    threads: Vec<JoinHandle<()>>,
    sleeping: usize,
    is_checkpoint_due: bool,
    is_ended: bool,
}

enum Task {
    Errand(Errand),
    Serve(Seat, Vec<Job>),
    Checkpoint(Lease),
}

/// Where a connection comes from.
enum Seat {
    Lent(Lease),
    /// It has still to be opened; it is counted already.
    New,
}

/// Counts of a lane at one moment.
#[derive(Clone, Copy, Default)]
pub struct LaneCounts {
    pub opened: usize,
    pub idle: usize,
    pub waiting: usize,
}

impl Lane {
    /// A lane of at most `limit` connections and as many threads; none is started yet.
    pub fn new(settings: &Arc<Settings>, role: Role, limit: usize) -> Arc<Self> {
        Arc::new(Self { settings: Arc::clone(settings), role, limit, state: Mutex::default(), ready: Condvar::new() })
    }

    /// Opens a connection now, when none is open yet.
    pub fn open_first(self: &Arc<Self>) -> Result<u32, Failure> {
        let is_open = {
            let mut state = locked(&self.state);
            let is_open = state.opened > 0;
            state.opened += usize::from(!is_open);
            is_open
        };
        if is_open { Ok(0) } else { self.open_counted().map(|lease| lease.max_parameters()) }
    }

    /// Puts a job at the end of the queue.
    pub fn submit(self: &Arc<Self>, job: Job) -> Result<(), Failure> {
        let mut state = locked(&self.state);
        if state.is_ended {
            return Err(closed());
        }
        if state.queue.len() >= self.settings.options.pool.max_queue as usize {
            return Err(
                Failure::new(ErrorKind::PoolQueueFull, "too many statements wait; slow down or raise pool.maxQueue").with_retry_safe()
            );
        }
        state.queue.push_back(job);
        self.wake(&mut state)
    }

    /// Has a thread do work with a connection that is lent; done here and now when there is no thread left to do it.
    pub fn send(self: &Arc<Self>, errand: Errand) {
        let mut state = locked(&self.state);
        if state.is_ended {
            drop(state);
            return errand();
        }
        state.errands.push_back(errand);
        if self.wake(&mut state).is_err()
            && let Some(errand) = state.errands.pop_back()
        {
            drop(state);
            errand();
        }
    }

    /// An idle connection, when nobody waits for one.
    pub fn try_lease(self: &Arc<Self>) -> Option<Lease> {
        let mut state = locked(&self.state);
        // A checkpoint that is due goes first, else a busy caller would never leave the connection to it.
        if !state.queue.is_empty() || state.is_checkpoint_due || state.is_ended {
            return None;
        }
        let connection = state.idle.pop()?;
        Some(Lease::new(connection, self))
    }

    /// Connections and waiting jobs at this moment.
    pub fn counts(&self) -> LaneCounts {
        let state = locked(&self.state);
        LaneCounts {
            opened: state.opened,
            idle: state.idle.len(),
            waiting: state.queue.iter().filter(|job| !job.ticket.is_dropped()).count(),
        }
    }

    /// Takes no more jobs, closes idle connections and lets the threads end. Lent connections are closed when they come back.
    pub fn end(&self) {
        let idle = {
            let mut state = locked(&self.state);
            state.is_ended = true;
            state.opened -= state.idle.len();
            // Their answers are dropped, which tells the waiting that the data source is closed.
            state.queue.clear();
            self.ready.notify_all();
            std::mem::take(&mut state.idle)
        };
        idle.iter().for_each(|connection| self.close(connection));
    }

    /// Waits for the threads to end.
    pub fn join(&self) {
        let threads = std::mem::take(&mut locked(&self.state).threads);
        for thread in threads {
            // A panic of a job was caught in the thread; there is nothing more to learn here.
            let _ = thread.join();
        }
    }

    fn close(&self, connection: &Connection) {
        if self.role == Role::Writer && self.settings.is_wal() {
            connection.checkpoint(true);
        }
    }

    /// Sees to it that a thread looks at the queues.
    fn wake(self: &Arc<Self>, state: &mut State) -> Result<(), Failure> {
        let work = state.queue.len() + state.errands.len();
        if work <= state.sleeping || state.threads.len() >= self.limit {
            self.ready.notify_one();
            return Ok(());
        }
        match self.start_thread(state) {
            Err(failure) if state.threads.is_empty() => Err(failure),
            // The threads there are will come to it.
            _ => Ok(()),
        }
    }

    fn start_thread(self: &Arc<Self>, state: &mut State) -> Result<(), Failure> {
        let lane = Arc::clone(self);
        let name = format!("oxyde-sqlite-{:?}", self.role).to_lowercase();
        let started = std::thread::Builder::new().name(name).spawn(move || lane.work());
        let thread = started.map_err(|_| Failure::new(ErrorKind::Internal, "no thread can be started for the database"))?;
        state.threads.push(thread);
        Ok(())
    }

    fn work(self: &Arc<Self>) {
        while let Some(task) = self.next() {
            // A panic ends the job alone: its lease rolls back, its answer tells the caller.
            let _ = catch_unwind(AssertUnwindSafe(|| self.perform(task)));
        }
    }

    fn next(self: &Arc<Self>) -> Option<Task> {
        let mut state = locked(&self.state);
        loop {
            if let Some(errand) = state.errands.pop_front() {
                return Some(Task::Errand(errand));
            }
            if state.is_ended {
                return None;
            }
            if let Some(task) = self.next_checkpoint(&mut state).or_else(|| self.next_job(&mut state)) {
                return Some(task);
            }
            state.sleeping += 1;
            state = self.ready.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
            state.sleeping -= 1;
        }
    }

    fn next_job(self: &Arc<Self>, state: &mut State) -> Option<Task> {
        if state.queue.is_empty() {
            return None;
        }
        let seat = match state.idle.pop() {
            Some(connection) => Seat::Lent(Lease::new(connection, self)),
            None if state.opened < self.limit => {
                state.opened += 1;
                Seat::New
            }
            None => return None,
        };
        Some(Task::Serve(seat, self.next_jobs(&mut state.queue)))
    }

    /// The first job, or all from the first on that can be committed together.
    fn next_jobs(&self, queue: &mut VecDeque<Job>) -> Vec<Job> {
        let together = match self.role {
            Role::Writer => queue.iter().take(MAX_BATCH).take_while(|job| writer::can_share_a_commit(job)).count(),
            _ => 0,
        };
        queue.drain(..together.max(1)).collect()
    }

    fn next_checkpoint(self: &Arc<Self>, state: &mut State) -> Option<Task> {
        if !state.is_checkpoint_due {
            return None;
        }
        let connection = state.idle.pop()?;
        state.is_checkpoint_due = false;
        Some(Task::Checkpoint(Lease::new(connection, self)))
    }

    fn perform(self: &Arc<Self>, task: Task) {
        match task {
            Task::Errand(errand) => errand(),
            Task::Checkpoint(lease) => lease.checkpoint(false),
            Task::Serve(Seat::Lent(lease), jobs) => self.serve(lease, jobs),
            Task::Serve(Seat::New, jobs) => match self.open_counted() {
                Ok(lease) => self.serve(lease, jobs),
                Err(failure) => jobs.into_iter().for_each(|job| job.fail(failure.clone())),
            },
        }
    }

    fn serve(&self, lease: Lease, jobs: Vec<Job>) {
        match self.role {
            Role::Writer => writer::serve(lease, jobs),
            _ => reader::serve(lease, jobs),
        }
    }

    /// Opens the connection that was counted before.
    fn open_counted(self: &Arc<Self>) -> Result<Lease, Failure> {
        match Connection::open(&self.settings, self.role) {
            Ok(connection) => Ok(Lease::new(connection, self)),
            Err(failure) => {
                locked(&self.state).opened -= 1;
                Err(failure)
            }
        }
    }

    fn take_back(self: &Arc<Self>, connection: Handle) {
        let mut state = locked(&self.state);
        if state.is_ended {
            state.opened -= 1;
            drop(state);
            return self.close(&connection);
        }
        state.is_checkpoint_due |= self.role == Role::Writer && self.settings.is_wal() && connection.is_checkpoint_due();
        state.idle.push(connection);
        let has_work = !state.queue.is_empty() || state.is_checkpoint_due;
        if has_work && state.threads.is_empty() {
            // Without a thread the checkpoint waits for the next commit.
            let _ = self.start_thread(&mut state);
        } else if has_work {
            self.ready.notify_one();
        }
    }

    fn forget(&self, connection: Handle) {
        locked(&self.state).opened -= 1;
        drop(connection);
        self.ready.notify_one();
    }
}

/// A connection lent by its lane. Dropping it rolls an open transaction back and gives the connection back.
pub struct Lease {
    connection: Option<Handle>,
    lane: Arc<Lane>,
    /// A statement of the user's own may have changed the session.
    is_session_changed: bool,
}

impl Lease {
    fn new(connection: Handle, lane: &Arc<Lane>) -> Self {
        Self { connection: Some(connection), lane: Arc::clone(lane), is_session_changed: false }
    }

    /// The lane that lent the connection.
    pub fn lane(&self) -> &Arc<Lane> {
        &self.lane
    }

    /// Remembers that the session has to be restored when this statement may change it.
    pub fn note_session_of(&mut self, run: &Run) {
        self.is_session_changed |= run.statement.access == Access::Raw && sql::may_change_session(&run.statement.sql);
    }

    /// Until the connection is given back. Readers can only read anyway.
    pub fn forbid_writing(&mut self) -> Result<(), Failure> {
        if self.lane.role != Role::Writer {
            return Ok(());
        }
        self.is_session_changed = true;
        self.run_plain("PRAGMA query_only = ON")
    }

    /// Brings the connection to the state in which everyone expects it.
    fn is_restored(&self, connection: &Connection) -> bool {
        connection.roll_back_open().is_ok() && (!self.is_session_changed || connection.set_session(self.lane.role).is_ok())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if self.is_restored(&connection) { self.lane.take_back(connection) } else { self.lane.forget(connection) }
    }
}

impl Deref for Lease {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "INVARIANT: the connection is taken out by drop alone")]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("the lease holds its connection")
    }
}

impl DerefMut for Lease {
    #[expect(clippy::expect_used, reason = "INVARIANT: the connection is taken out by drop alone")]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("the lease holds its connection")
    }
}
