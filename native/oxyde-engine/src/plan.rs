//! A plan: a statement that crossed once, decoded when it is first used, compiled once for each set of sizes.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use oxyde_sql::{Sizes, Target, compile};
use oxyde_wire::{ErrorKind, Failure, Statement, Value, decode_map};

use crate::compiled::Ready;
use crate::sizes;

/// The most compiled texts of one plan; powers of two up to the most parameters of a statement fit.
const MAX_VARIANTS: usize = 32;

/// A statement and what was compiled out of it.
pub struct Plan {
    bytes: Box<[u8]>,
    statement: OnceLock<Result<Decoded, Failure>>,
    /// For one row and no spread lists, which is all that most plans ever need.
    single: OnceLock<Result<Arc<Ready>, Failure>>,
    /// For other sizes, the one used last in front.
    variants: Mutex<Vec<(Sizes, Arc<Ready>)>>,
}

struct Decoded {
    statement: Statement,
    has_rows: bool,
}

impl Plan {
    /// Decodes nothing yet: that happens where the statement is used first, off the event loop where possible.
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), statement: OnceLock::new(), single: OnceLock::new(), variants: Mutex::default() }
    }

    /// The compiled statement for these parameters.
    ///
    /// # Errors
    /// `Internal` when the statement is malformed; what `compile` refuses; `InvalidStatement` for parts of rows.
    pub fn ready(&self, target: &Target, parameters: &[Value]) -> Result<Arc<Ready>, Failure> {
        let lists = sizes::lists(target.dialect, parameters);
        if !lists.is_empty() {
            return self.variant(target, Sizes { rows: 1, lists });
        }
        let single = self.single(target)?;
        match self.rows(&single, parameters.len())? {
            1 => Ok(single),
            rows => self.variant(target, Sizes { rows, lists }),
        }
    }

    fn decoded(&self) -> Result<&Decoded, Failure> {
        let decoded = self.statement.get_or_init(|| {
            let statement = decode_map(&self.bytes)?;
            Ok(Decoded { has_rows: has_rows(&statement), statement })
        });
        decoded.as_ref().map_err(Clone::clone)
    }

    fn single(&self, target: &Target) -> Result<Arc<Ready>, Failure> {
        self.single.get_or_init(|| self.compiled(target, &sizes::single())).clone()
    }

    fn rows(&self, single: &Ready, parameters: usize) -> Result<u32, Failure> {
        let per_row = single.parameter_count;
        if !self.decoded()?.has_rows || per_row == 0 {
            return Ok(1);
        }
        if parameters == 0 || !parameters.is_multiple_of(per_row) {
            let message = format!("an insert of {per_row} parameters per row was given {parameters}");
            return Err(Failure::new(ErrorKind::InvalidStatement, message));
        }
        u32::try_from(parameters / per_row).map_err(|_| Failure::new(ErrorKind::InvalidStatement, "too many rows"))
    }

    fn variant(&self, target: &Target, sizes: Sizes) -> Result<Arc<Ready>, Failure> {
        if let Some(known) = self.known_variant(&sizes) {
            return Ok(known);
        }
        let ready = self.compiled(target, &sizes)?;
        let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
        variants.truncate(MAX_VARIANTS - 1);
        variants.insert(0, (sizes, Arc::clone(&ready)));
        Ok(ready)
    }

    fn known_variant(&self, sizes: &Sizes) -> Option<Arc<Ready>> {
        let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
        let place = variants.iter().position(|(known, _)| known == sizes)?;
        variants[..=place].rotate_right(1);
        variants.first().map(|(_, ready)| Arc::clone(ready))
    }

    fn compiled(&self, target: &Target, sizes: &Sizes) -> Result<Arc<Ready>, Failure> {
        let compiled = compile(&self.decoded()?.statement, target, sizes)?;
        Ok(Arc::new(Ready::new(compiled)))
    }
}

/// Whether it is compiled for as many rows as are given.
fn has_rows(statement: &Statement) -> bool {
    match statement {
        Statement::Insert(_) => true,
        Statement::Update(update) => update.rows.is_some(),
        Statement::Explain(explain) => has_rows(&explain.statement),
        _ => false,
    }
}
