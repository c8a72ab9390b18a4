//! Where drivers push rows, cell by cell, in the order of the result's columns.

use crate::{ColumnType, Failure};

/// A cell that its column's kind cannot hold.
#[derive(Debug)]
pub struct CellError {
    /// What was found and why it does not fit; never the value itself.
    pub reason: String,
}

impl CellError {
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// Takes the cells of a result, one call per cell, columns in order, row after row.
///
/// Which method fits follows from the column's kind:
/// text, string, uuid, decimal, date, time, localTimestamp, json, array, textual enum: `text`;
/// int, bigint, duration, timestamp (milliseconds), numeric enum: `integer`; float: `float`; boolean: `boolean`; bytes: `bytes`.
pub trait RowSink {
    /// Says what the columns are when the statement does not (raw SQL): names and types in order, before the first cell.
    fn describe(&mut self, columns: Vec<(String, ColumnType)>);
    fn null(&mut self) -> Result<(), CellError>;
    fn boolean(&mut self, value: bool) -> Result<(), CellError>;
    fn integer(&mut self, value: i64) -> Result<(), CellError>;
    fn float(&mut self, value: f64) -> Result<(), CellError>;
    fn text(&mut self, value: &str) -> Result<(), CellError>;
    fn bytes(&mut self, value: &[u8]) -> Result<(), CellError>;
    /// The type of column `index` (0-based), after `describe` where the statement did not know it.
    fn column_type(&self, index: usize) -> &ColumnType;
    fn column_count(&self) -> usize;
    /// The failure of the cell that was refused, naming table, column and kind.
    fn failure(&self, column: usize, error: CellError) -> Failure;
}
