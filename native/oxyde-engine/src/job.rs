//! The work of one request on the runtime.

use std::sync::Arc;
use std::time::Duration;

use oxyde_driver::{Run, Transaction, TransactionOptions};
use oxyde_wire::tags::mode;
use oxyde_wire::{Completed, Failure, Outcome, Value};

use crate::answers::Reply;
use crate::compiled::Ready;
use crate::data_source::DataSource;
use crate::executors::Executors;
use crate::plan::Plan;
use crate::steering::Steering;
use crate::transaction::{Queue, all_runs, first_of};

/// Work that outlives the call of `submit`.
pub enum Job {
    Statement {
        data_source: Arc<DataSource>,
        plan: Arc<Plan>,
        mode: u8,
        parameters: Vec<Value>,
        steering: Option<Steering>,
        reply: Reply,
    },
    /// A run that could not be done on the calling thread.
    Deferred {
        data_source: Arc<DataSource>,
        run: Box<Run>,
        mode: u8,
        reply: Reply,
    },
    Begin {
        queue: Arc<Queue>,
        handle: u32,
        options: TransactionOptions,
        reply: Reply,
    },
    Drive {
        queue: Arc<Queue>,
        handle: u32,
        transaction: Box<dyn Transaction>,
    },
    Connect {
        data_source: Arc<DataSource>,
        reply: Reply,
    },
    Close {
        data_source: Arc<DataSource>,
        deadline: Duration,
        reply: Reply,
    },
}

impl Job {
    pub async fn run(self, executors: &Executors) {
        match self {
            Job::Statement { data_source, plan, mode, parameters, steering, reply } => {
                let result = execute(&data_source, &plan, mode, parameters, steering.as_ref()).await;
                reply.send_steered(result, steering.as_ref());
            }
            Job::Deferred { data_source, run, mode, reply } => {
                let result = data_source.driver.execute(*run).await;
                reply.send(result.map(|completed| outcome_of(mode, completed)));
            }
            Job::Begin { queue, handle, options, reply } => begin(&queue, handle, options, reply, executors).await,
            Job::Drive { queue, handle, transaction } => drive(&queue, handle, transaction, executors).await,
            Job::Connect { data_source, reply } => reply.send(data_source.connect().await),
            Job::Close { data_source, deadline, reply } => {
                reply.send(data_source.driver.close(deadline).await.map(|()| Outcome::Done));
            }
        }
    }
}

async fn execute(
    data_source: &DataSource,
    plan: &Plan,
    wanted: u8,
    parameters: Vec<Value>,
    steering: Option<&Steering>,
) -> Result<Outcome, Failure> {
    let ready = plan.ready(data_source.target().await?, &parameters)?;
    if wanted == mode::SQL {
        return Ok(ready.describe());
    }
    if !ready.more.is_empty() {
        return execute_whole(data_source, &ready, parameters).await.map(|completed| outcome_of(wanted, completed));
    }
    let mut run = ready.run(parameters)?;
    if let Some(steering) = steering {
        steering.apply(&mut run);
    }
    let completed = data_source.driver.execute(run).await?;
    Ok(outcome_of(wanted, completed))
}

/// A statement of several parts counts as a whole or not at all.
async fn execute_whole(data_source: &DataSource, ready: &Ready, parameters: Vec<Value>) -> Result<Completed, Failure> {
    let mut transaction = data_source.driver.begin(TransactionOptions::default()).await?;
    let results = transaction.execute_all(all_runs(ready, parameters)?).await;
    match first_of(results.into_iter()) {
        Ok(completed) => transaction.commit().await.map(|()| completed),
        Err(failure) => {
            // The statement's own failure says more than what a rollback could add.
            let _ = transaction.rollback().await;
            Err(failure)
        }
    }
}

async fn begin(queue: &Queue, handle: u32, options: TransactionOptions, reply: Reply, executors: &Executors) {
    let data_source = queue.data_source();
    let begun = match data_source.target().await {
        Ok(_) => data_source.driver.begin(options).await,
        Err(failure) => Err(failure),
    };
    match begun {
        Ok(transaction) => {
            reply.send(Ok(Outcome::Done));
            drive(queue, handle, transaction, executors).await;
        }
        Err(failure) => {
            executors.remove(handle);
            queue.end(failure.clone());
            reply.send(Err(failure));
        }
    }
}

async fn drive(queue: &Queue, handle: u32, transaction: Box<dyn Transaction>, executors: &Executors) {
    if queue.drive(transaction).await {
        executors.remove(handle);
    }
}

/// What the caller asked for out of what came back.
pub fn outcome_of(wanted: u8, completed: Completed) -> Outcome {
    match wanted {
        mode::AFFECTED => Outcome::Affected { affected: completed.affected, last_insert_id: completed.last_insert_id },
        _ => Outcome::Frame(completed.sink),
    }
}
