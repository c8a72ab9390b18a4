//! A reader's part: one read at a time, or a read-only transaction that takes the connection with it.

use oxyde_wire::Completed;

use super::lane::{Job, Lease, Wish};
use super::statement::{Counts, Trouble};
use super::watch::Limits;
use super::writer::{limits_of, open_transaction};

/// Serves the jobs taken from the queue: for a reader never more than one.
pub fn serve(lease: Lease, jobs: Vec<Job>) {
    let mut jobs = jobs.into_iter();
    if let Some(job) = jobs.next() {
        serve_one(lease, job);
    }
}

fn serve_one(mut lease: Lease, Job { ticket, wish }: Job) {
    if !ticket.take() {
        return;
    }
    match wish {
        Wish::Run(mut run, answer) => {
            let limits = limits_of(&run, &lease, &ticket);
            let result = lease.run_measured(&run.statement, &run.parameters, &mut run.sink, limits).map_err(Trouble::into_failure);
            drop(lease);
            let sink = run.sink;
            // An answer that nobody waits for any more is dropped.
            let _ = answer.send(result.map(|Counts { affected, last_insert_id }| Completed { sink, affected, last_insert_id }));
        }
        Wish::Begin(options, answer) => {
            let begun = open_transaction(&mut lease, options, Limits::default()).map_err(Trouble::into_failure);
            // When nobody waits any more, dropping the lease rolls back.
            let _ = answer.send(begun.map(|()| lease));
        }
    }
}
