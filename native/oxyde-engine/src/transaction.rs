//! An open transaction as a queue: its statements run in order, and those that wait together are sent together.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oxyde_driver::{Run, Transaction};
use oxyde_wire::{Completed, ErrorKind, Failure, Outcome, Value};

use crate::answers::{Reply, broken_off};
use crate::compiled::Ready;
use crate::data_source::DataSource;
use crate::job::outcome_of;
use crate::plan::Plan;
use crate::steering::Steering;

/// At most this many statements are sent together, which bounds the answers held at once.
const MAX_TOGETHER: usize = 256;

/// One request to a transaction.
pub struct Item {
    pub wish: Wish,
    pub reply: Reply,
}

pub enum Wish {
    Statement { plan: Arc<Plan>, mode: u8, parameters: Vec<Value>, steering: Option<Steering> },
    Savepoint(u32),
    Release(u32),
    RollbackTo(u32),
    Commit,
    Rollback,
}

/// The transaction and what waits for it.
pub struct Queue {
    data_source: Arc<DataSource>,
    state: Mutex<State>,
}

struct State {
    waiting: VecDeque<Item>,
    seat: Seat,
}

enum Seat {
    /// BEGIN or a statement is under way; who drives it takes what waits.
    Driven,
    Idle(Box<dyn Transaction>),
    Ended(Failure),
}

impl Queue {
    /// The queue of a transaction that is about to begin.
    pub fn new(data_source: Arc<DataSource>) -> Arc<Self> {
        Arc::new(Self { data_source, state: Mutex::new(State { waiting: VecDeque::new(), seat: Seat::Driven }) })
    }

    pub fn data_source(&self) -> &Arc<DataSource> {
        &self.data_source
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a request in line. Gives the transaction when nobody drives it: then the caller has to have it driven.
    pub fn push(&self, item: Item) -> Option<Box<dyn Transaction>> {
        let mut state = self.state();
        match std::mem::replace(&mut state.seat, Seat::Driven) {
            Seat::Ended(failure) => {
                state.seat = Seat::Ended(failure.clone());
                drop(state);
                item.reply.send(Err(failure));
                None
            }
            Seat::Driven => {
                state.waiting.push_back(item);
                None
            }
            Seat::Idle(transaction) => {
                state.waiting.push_back(item);
                Some(transaction)
            }
        }
    }

    /// Takes the next request, with the statements that follow it when it is one; leaves the transaction idle when there is none.
    fn next(&self, transaction: Box<dyn Transaction>) -> Next {
        let mut state = self.state();
        if matches!(state.seat, Seat::Ended(_)) {
            return Next::Over;
        }
        if state.waiting.is_empty() {
            state.seat = Seat::Idle(transaction);
            return Next::Idle;
        }
        let statements = state.waiting.iter().take(MAX_TOGETHER).take_while(|item| item.can_go_together()).count();
        Next::Work(transaction, state.waiting.drain(..statements.max(1)).collect())
    }

    /// Takes a request back that has not begun; its control says why.
    pub fn withdraw(&self, id: u32) {
        let item = {
            let mut state = self.state();
            let place = state.waiting.iter().position(|item| item.reply.id == id);
            place.and_then(|place| state.waiting.remove(place))
        };
        let Some(Item { wish: Wish::Statement { steering: Some(steering), .. }, reply }) = item else { return };
        let refusal = steering.refusal().unwrap_or_else(broken_off);
        // A stream's last answer was asked for by whoever ended it, or will be.
        match steering.stream() {
            Some(_) => reply.send_steered(Err(refusal), Some(&steering)),
            None => reply.send(Err(refusal)),
        }
    }

    /// No more statements: those that wait and those to come fail like this. An idle transaction is dropped, which rolls back.
    pub fn end(&self, failure: Failure) {
        let (before, waiting) = {
            let mut state = self.state();
            (std::mem::replace(&mut state.seat, Seat::Ended(failure.clone())), std::mem::take(&mut state.waiting))
        };
        drop(before);
        waiting.into_iter().for_each(|item| item.reply.send(Err(failure.clone())));
    }

    /// Runs what waits until nothing does. True when the transaction is over.
    pub async fn drive(&self, mut transaction: Box<dyn Transaction>) -> bool {
        let guard = EndWhenDropped(self);
        loop {
            let items = match self.next(transaction) {
                Next::Work(back, items) => {
                    transaction = back;
                    items
                }
                Next::Idle => {
                    std::mem::forget(guard);
                    return false;
                }
                Next::Over => return true,
            };
            if let Some((ending, reply)) = serve(&self.data_source, &mut transaction, items).await {
                let result = finish(transaction, ending).await;
                self.end(ended());
                reply.send(result.map(|()| Outcome::Done));
                return true;
            }
        }
    }
}

enum Next {
    Work(Box<dyn Transaction>, Vec<Item>),
    Idle,
    Over,
}

/// A panic or a break-off ends the transaction.
struct EndWhenDropped<'a>(&'a Queue);

impl Drop for EndWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.end(ended());
    }
}

#[derive(Clone, Copy)]
enum Ending {
    Commit,
    Rollback,
}

async fn finish(transaction: Box<dyn Transaction>, ending: Ending) -> Result<(), Failure> {
    match ending {
        Ending::Commit => transaction.commit().await,
        Ending::Rollback => transaction.rollback().await,
    }
}

/// Serves statements in a row, or one other request; gives back the one that ends the transaction.
async fn serve(data_source: &DataSource, transaction: &mut Box<dyn Transaction>, mut items: Vec<Item>) -> Option<(Ending, Reply)> {
    if items.first().is_none_or(Item::is_statement) {
        run_all(data_source, transaction, items).await;
        return None;
    }
    let Item { wish, reply } = items.pop()?;
    let result = match wish {
        Wish::Savepoint(number) => transaction.savepoint(number).await,
        Wish::Release(number) => transaction.release(number).await,
        Wish::RollbackTo(number) => transaction.rollback_to(number).await,
        Wish::Commit => return Some((Ending::Commit, reply)),
        Wish::Rollback => return Some((Ending::Rollback, reply)),
        Wish::Statement { .. } => return None,
    };
    reply.send(result.map(|()| Outcome::Done));
    None
}

impl Item {
    fn is_statement(&self) -> bool {
        matches!(self.wish, Wish::Statement { .. })
    }

    /// What may be cancelled runs alone.
    fn can_go_together(&self) -> bool {
        matches!(self.wish, Wish::Statement { steering: None, .. })
    }
}

/// One statement on its way: how many runs it takes and whom to tell.
struct Errand {
    mode: u8,
    steering: Option<Steering>,
    runs: usize,
    reply: Reply,
}

async fn run_all(data_source: &DataSource, transaction: &mut Box<dyn Transaction>, items: Vec<Item>) {
    let mut errands = Vec::with_capacity(items.len());
    let mut runs = Vec::with_capacity(items.len());
    for Item { wish, reply } in items {
        let Wish::Statement { plan, mode, parameters, steering } = wish else { continue };
        match runs_of(data_source, &plan, parameters, steering.as_ref()).await {
            Ok(more) => {
                errands.push(Errand { mode, steering, runs: more.len(), reply });
                runs.extend(more);
            }
            Err(failure) => reply.send_steered(Err(failure), steering.as_ref()),
        }
    }
    let mut results = execute_all(transaction, runs).await.into_iter();
    for Errand { mode, steering, runs, reply } in errands {
        let result = first_of(results.by_ref().take(runs)).map(|completed| outcome_of(mode, completed));
        reply.send_steered(result, steering.as_ref());
    }
}

async fn execute_all(transaction: &mut Box<dyn Transaction>, mut runs: Vec<Run>) -> Vec<Result<Completed, Failure>> {
    match runs.len() {
        0 => Vec::new(),
        1 => match runs.pop() {
            Some(run) => vec![transaction.execute(run).await],
            None => Vec::new(),
        },
        _ => transaction.execute_all(runs).await,
    }
}

async fn runs_of(data_source: &DataSource, plan: &Plan, parameters: Vec<Value>, steering: Option<&Steering>) -> Result<Vec<Run>, Failure> {
    if let Some(refusal) = steering.and_then(Steering::refusal) {
        return Err(refusal);
    }
    let ready = plan.ready(data_source.target().await?, &parameters)?;
    let mut runs = all_runs(&ready, parameters)?;
    if let (Some(steering), Some(run)) = (steering, runs.first_mut()) {
        steering.apply(run);
    }
    Ok(runs)
}

/// The statement's run, then those that belong to it.
pub fn all_runs(ready: &Ready, parameters: Vec<Value>) -> Result<Vec<Run>, Failure> {
    Ok(std::iter::once(ready.run(parameters)?).chain(ready.more_runs()).collect())
}

/// The first result, unless a later one failed.
pub fn first_of(results: impl Iterator<Item = Result<Completed, Failure>>) -> Result<Completed, Failure> {
    let all: Result<Vec<Completed>, Failure> = results.collect();
    all?.into_iter().next().ok_or_else(|| Failure::new(ErrorKind::Internal, "the driver did not answer"))
}

/// The failure of a request to a transaction that has ended.
pub fn ended() -> Failure {
    Failure::new(ErrorKind::TransactionClosed, "the transaction has ended; open another one")
}
