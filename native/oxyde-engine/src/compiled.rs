//! A compiled statement, ready to take the parameters of a run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use oxyde_driver::{Bind, CompiledStatement, Run};
use oxyde_sql::{Compiled, Placeholder, Slot};
use oxyde_wire::{Access, ErrorKind, Fact, Failure, FrameSink, Outcome, ResultShape, Value};

static NEXT_ID: AtomicU64 = AtomicU64::new(1);
static NO_COLUMNS: LazyLock<ResultShape> = LazyLock::new(|| Arc::from([]));

/// SQL text, where its parameters come from, and what runs after it.
pub struct Ready {
    pub statement: Arc<CompiledStatement>,
    /// Statements without parameters or rows that belong to this one.
    pub more: Vec<Arc<CompiledStatement>>,
    slots: Vec<Slot>,
    /// Each placeholder takes the parameter of its own place, so the parameters need no copying.
    is_in_order: bool,
    /// One more than the highest parameter index.
    pub parameter_count: usize,
}

impl Ready {
    pub fn new(compiled: Compiled) -> Self {
        let slots: Vec<Slot> = compiled.placeholders.iter().map(|placeholder| placeholder.slot).collect();
        let access = compiled.access;
        let more = compiled.more.into_iter().map(|sql| statement(sql, Vec::new(), Some(NO_COLUMNS.clone()), access)).collect();
        Self {
            more,
            is_in_order: (0u32..).zip(&slots).all(|(place, slot)| *slot == Slot::Parameter(place)),
            parameter_count: slots.iter().map(|slot| parameter_of(slot) + 1).max().unwrap_or(0),
            slots,
            statement: statement(compiled.sql, compiled.placeholders.iter().map(bind_of).collect(), compiled.shape, access),
        }
    }

    /// One run with these parameters.
    ///
    /// # Errors
    /// `InvalidStatement` when a parameter is missing.
    pub fn run(&self, parameters: Vec<Value>) -> Result<Run, Failure> {
        Ok(run_of(&self.statement, self.bound(parameters)?))
    }

    /// The runs of the statements that belong to it.
    pub fn more_runs(&self) -> impl Iterator<Item = Run> {
        self.more.iter().map(|statement| run_of(statement, Vec::new()))
    }

    /// The text, and for each placeholder the index of the parameter that it takes.
    pub fn describe(&self) -> Outcome {
        let sql = ("sql", Fact::Text(self.statement.sql.clone()));
        let places = self.slots.iter().map(|slot| ("parameter", Fact::Integer(parameter_of(slot) as i64)));
        Outcome::Facts(std::iter::once(sql).chain(places).collect())
    }

    fn bound(&self, mut parameters: Vec<Value>) -> Result<Vec<Value>, Failure> {
        if parameters.len() < self.parameter_count {
            return Err(missing_parameter(parameters.len(), self.parameter_count));
        }
        if self.is_in_order {
            parameters.truncate(self.slots.len());
            return Ok(parameters);
        }
        self.slots.iter().map(|slot| value_of(slot, &parameters)).collect()
    }
}

fn statement(sql: String, binds: Vec<Bind>, shape: Option<ResultShape>, access: Access) -> Arc<CompiledStatement> {
    Arc::new(CompiledStatement { id: NEXT_ID.fetch_add(1, Ordering::Relaxed), sql, binds, shape, access })
}

fn run_of(statement: &Arc<CompiledStatement>, parameters: Vec<Value>) -> Run {
    let shape = statement.shape.as_ref().unwrap_or(&NO_COLUMNS);
    Run {
        statement: Arc::clone(statement),
        parameters,
        timeout: None,
        control: None,
        outlet: None,
        sink: FrameSink::new(Arc::clone(shape)),
    }
}

fn bind_of(placeholder: &Placeholder) -> Bind {
    Bind { column_type: placeholder.column_type.clone(), is_list: placeholder.is_list }
}

fn parameter_of(slot: &Slot) -> usize {
    match slot {
        Slot::Parameter(index) => *index as usize,
        Slot::Element { parameter, .. } => *parameter as usize,
    }
}

fn value_of(slot: &Slot, parameters: &[Value]) -> Result<Value, Failure> {
    match (slot, parameters.get(parameter_of(slot))) {
        (Slot::Parameter(_), Some(value)) => Ok(value.clone()),
        // The padding repeats the last element, which changes no test for membership.
        (Slot::Element { element, .. }, Some(Value::List(elements))) => {
            elements.get(*element as usize).or(elements.last()).cloned().ok_or_else(|| malformed("a list parameter is empty"))
        }
        (Slot::Element { .. }, Some(_)) => Err(malformed("a list parameter is no list")),
        (_, None) => Err(missing_parameter(parameters.len(), parameter_of(slot) + 1)),
    }
}

fn missing_parameter(given: usize, wanted: usize) -> Failure {
    malformed(&format!("the statement takes {wanted} parameters and was given {given}"))
}

fn malformed(message: &str) -> Failure {
    Failure::new(ErrorKind::InvalidStatement, message)
}
