//! Bytes to data and back: column types, values, statements, requests and frames; no I/O and no SQL.

mod answer;
mod column;
mod definition;
mod dialect;
mod error;
mod expression;
mod frame;
mod request;
mod select;
mod sink;
mod statement;
pub mod tags;
mod value;

pub use answer::{Completed, Fact, Outcome, encode_chunk, encode_error, encode_failure, encode_outcome};
pub use column::{ColumnType, Kind};
pub use definition::*;
pub use dialect::{Access, Dialect};
pub use error::{ErrorKind, Failure};
pub use expression::*;
pub use frame::{FrameSink, ResultColumn, ResultShape};
pub use request::{Request, RequestReader, decode_map};
pub use select::*;
pub use sink::{CellError, RowSink};
pub use statement::*;
pub use value::Value;
