//! Rows of PostgreSQL to the sink: by the declared kind and by the type that the server sent.

use std::error::Error;

use oxyde_wire::{CellError, ColumnType, ErrorKind, Failure, FrameSink, Kind, ResultShape, RowSink};
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Column, Row};

use super::array_cell;
use super::cell::{self, Cell};
use super::sent::Sent;

/// How the rows of a statement are read; kept with the prepared statement.
pub struct RowReader {
    decoders: Vec<Decoder>,
    /// The columns of a statement that does not say them.
    described: Option<Vec<(String, ColumnType)>>,
    /// Whether all types are the server's own, so that nothing has to be asked about them.
    pub is_builtin: bool,
}

struct Decoder {
    kind: Kind,
    element: Kind,
    sent: Sent,
}

impl RowReader {
    /// Prepares for results of these columns.
    ///
    /// # Errors
    /// `Internal` when the statement says another number of columns; `Unsupported` when nobody says what a column of an unknown type is.
    pub fn new(columns: &[Column], shape: Option<&ResultShape>) -> Result<Self, Failure> {
        let described = match shape {
            Some(shape) if shape.len() != columns.len() => return Err(wrong_width(columns.len(), shape.len())),
            Some(_) => None,
            None => Some(columns.iter().map(describe).collect::<Result<Vec<_>, _>>()?),
        };
        let types = shape.iter().flat_map(|shape| shape.iter().map(|column| &column.column_type));
        let types = types.chain(described.iter().flatten().map(|(_, column_type)| column_type));
        let decoders = columns.iter().zip(types).map(|(column, column_type)| Decoder::new(column_type, column)).collect();
        let is_builtin = columns.iter().all(|column| Type::from_oid(column.type_().oid()).is_some());
        Ok(Self { decoders, described, is_builtin })
    }

    /// Tells a sink that does not know its columns what they are.
    pub fn describe(&self, sink: &mut FrameSink) {
        if let Some(columns) = &self.described {
            sink.describe(columns.clone());
        }
    }

    /// Pushes one row.
    ///
    /// # Errors
    /// `DecodeFailed` naming the column; `OutOfRange` when the result outgrows its limit.
    pub fn push(&self, sink: &mut FrameSink, row: &Row, scratch: &mut String, max_bytes: u64) -> Result<(), Failure> {
        let is_declared = self.described.is_none();
        for (index, decoder) in self.decoders.iter().enumerate() {
            // Fails only where a row has fewer cells than the result has columns.
            let RawCell(bytes) = row.try_get(index).map_err(|_| wrong_width(row.len(), self.decoders.len()))?;
            let pushed = match bytes {
                None => sink.null(),
                Some(bytes) => decoder.push(sink, is_declared, bytes, scratch),
            };
            pushed.map_err(|error| sink.failure(index, error))?;
        }
        if sink.byte_count() as u64 > max_bytes { Err(too_much(max_bytes)) } else { Ok(()) }
    }
}

impl Decoder {
    fn new(column_type: &ColumnType, column: &Column) -> Self {
        let kind = column_type.wire_kind();
        Self { kind, element: column_type.of.unwrap_or(Kind::Text), sent: Sent::of(column.type_()) }
    }

    fn push(&self, sink: &mut FrameSink, is_declared: bool, bytes: &[u8], scratch: &mut String) -> Result<(), CellError> {
        match self.sent {
            Sent::One(scalar) => match cell::read(self.kind, is_declared, scalar, bytes, scratch)? {
                Cell::Boolean(flag) => sink.boolean(flag),
                Cell::Integer(number) => sink.integer(number),
                Cell::Float(number) => sink.float(number),
                Cell::Bytes(bytes) => sink.bytes(bytes),
                Cell::Text(text) => sink.text(text),
            },
            Sent::Array(scalar) if self.kind == Kind::Array => {
                scratch.clear();
                array_cell::write(self.element, is_declared, scalar, bytes, scratch)?;
                sink.text(scratch)
            }
            Sent::Array(_) => Err(CellError::new("the stored value is an array")),
            Sent::Other => {
                Err(CellError::new("the column has a type that is not known here; cast it in the statement, such as with ::text"))
            }
        }
    }
}

/// The bytes of a cell where the row holds them.
struct RawCell<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for RawCell<'a> {
    fn from_sql(_: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Some(bytes)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn describe(column: &Column) -> Result<(String, ColumnType), Failure> {
    let column_type = Sent::of(column.type_()).describe().ok_or_else(|| unknown_type(column))?;
    Ok((column.name().to_owned(), column_type))
}

fn unknown_type(column: &Column) -> Failure {
    let (name, type_name) = (column.name(), column.type_().name());
    let message = format!("the column \"{name}\" has the type {type_name}, which is not known here; cast it in the statement with ::text");
    let mut failure = Failure::new(ErrorKind::Unsupported, message);
    failure.column = Some(name.to_owned());
    failure
}

fn wrong_width(found: usize, expected: usize) -> Failure {
    Failure::new(ErrorKind::Internal, format!("the result has {found} columns where {expected} were expected"))
}

fn too_much(limit: u64) -> Failure {
    let message = format!("the result is larger than maxResultBytes ({limit}); ask for less or raise the limit");
    Failure::new(ErrorKind::OutOfRange, message)
}
