//! The driver's own statements: BEGIN, COMMIT, savepoints; prepared and cached like any other.

use std::sync::{Arc, LazyLock};

use oxyde_wire::{Failure, FrameSink, ResultShape};

use super::connect::Connection;
use super::statement::Trouble;
use super::watch::Limits;
use crate::{Access, CompiledStatement};

/// The driver's own statements have the last ids, which no compiled statement reaches.
macro_rules! control {
    ($name:ident, $back:literal, $sql:literal) => {
        /// One of the driver's own statements.
        pub static $name: LazyLock<CompiledStatement> = LazyLock::new(|| CompiledStatement {
            id: u64::MAX - $back,
            sql: $sql.to_owned(),
            binds: Vec::new(),
            shape: Some(EMPTY.clone()),
            access: Access::Write,
        });
    };
}

static EMPTY: LazyLock<ResultShape> = LazyLock::new(|| Arc::from([]));

control!(BEGIN, 0, "BEGIN");
control!(BEGIN_IMMEDIATE, 1, "BEGIN IMMEDIATE");
control!(COMMIT, 2, "COMMIT");
control!(MEMBER_BEGIN, 3, "SAVEPOINT oxyde_member");
control!(MEMBER_END, 4, "RELEASE oxyde_member");
control!(MEMBER_UNDO, 5, "ROLLBACK TO oxyde_member");

impl Connection {
    /// Runs one of the driver's own statements.
    pub fn control(&mut self, statement: &CompiledStatement, limits: Limits) -> Result<(), Trouble> {
        self.run(statement, &[], &mut FrameSink::new(EMPTY.clone()), limits).map(|_| ())
    }

    /// The same without limits.
    pub fn control_at_ease(&mut self, statement: &CompiledStatement) -> Result<(), Failure> {
        self.control(statement, Limits::default()).map_err(Trouble::into_failure)
    }
}

/// The sink of a new attempt at a statement.
pub fn fresh_sink(statement: &CompiledStatement) -> FrameSink {
    FrameSink::new(statement.shape.clone().unwrap_or_else(|| EMPTY.clone()))
}
