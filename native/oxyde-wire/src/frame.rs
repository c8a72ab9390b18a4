//! The frame: an encoded result. Few cells stay plain values in rows; more become one item per column.
//!
//! Layout (each item is MessagePack):
//! - rows:    `TAG_ROWS, rowCount, cell...` cells row after row
//! - columns: `TAG_COLUMNS, rowCount, (encoding, nulls, data...)...`
//! - a result that the statement did not describe puts `TAG_DESCRIBED, columnCount, (name, kindTag)...` in front
//!
//! `nulls` is nil or a bitmap, one bit per row, least significant first, 1 = NULL; a NULL row also has a slot in the data.
//! Data by encoding: `INT32`, `FLOAT64`, `INT64`: little-endian numbers; `BOOLEAN`: one byte each;
//! `TEXT`: `chunkCount, (text bytes, isAscii, lengths)...`, lengths in UTF-16 units as little-endian u32;
//! `BYTES`: one blob, then lengths as little-endian u32.

use std::sync::Arc;

use rmp::encode as pack;

use crate::tags::{encoding, frame_form, kind_tag};
use crate::{CellError, ColumnType, ErrorKind, Failure, Kind, RowSink};

/// At most this many cells are sent as plain rows.
const PLAIN_CELLS: usize = 32;
/// Room for a small row, so that it is allocated once.
const FIRST_ROWS: usize = 128;
/// A slice keeps its parent string alive, so one string must stay small.
const TEXT_CHUNK_BYTES: usize = 64 * 1024;
/// The largest integer that a JavaScript number holds exactly together with its neighbours.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// One column of a result.
#[derive(Clone, Debug)]
pub struct ResultColumn {
    pub column_type: ColumnType,
    /// `table.column` in words, for failures.
    pub label: Option<String>,
}

/// The columns of a result, in order.
pub type ResultShape = Arc<[ResultColumn]>;

/// Collects the cells of one result and encodes them as a frame.
pub struct FrameSink {
    columns: ResultShape,
    names: Option<Vec<String>>,
    builders: Vec<ColumnBuilder>,
    plain: Vec<u8>,
    cells: usize,
    is_columnar: bool,
}

impl FrameSink {
    /// A sink for a result of these columns; an empty list waits for `describe`.
    pub fn new(columns: ResultShape) -> Self {
        Self { columns, names: None, builders: Vec::new(), plain: Vec::new(), cells: 0, is_columnar: false }
    }

    /// Gives the complete rows so far away, and goes on without them. Must not be called within a row.
    pub fn split(&mut self) -> Self {
        let rest = Self { names: self.names.clone(), ..Self::new(Arc::clone(&self.columns)) };
        std::mem::replace(self, rest)
    }

    /// The number of complete rows so far.
    pub fn row_count(&self) -> usize {
        if self.columns.is_empty() { 0 } else { self.cells / self.columns.len() }
    }

    /// Bytes held so far, near enough to bound a result.
    pub fn byte_count(&self) -> usize {
        self.plain.len() + self.builders.iter().map(ColumnBuilder::byte_count).sum::<usize>()
    }

    /// Appends the frame to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) {
        self.encode_description(out);
        let form = if self.is_columnar { frame_form::COLUMNS } else { frame_form::ROWS };
        write_uint(out, u64::from(form));
        write_uint(out, self.row_count() as u64);
        if !self.is_columnar {
            out.extend_from_slice(&self.plain);
            return;
        }
        for builder in &self.builders {
            builder.encode(out);
        }
    }

    fn encode_description(&self, out: &mut Vec<u8>) {
        let Some(names) = &self.names else { return };
        write_uint(out, u64::from(frame_form::DESCRIBED));
        write_uint(out, names.len() as u64);
        for (name, column) in names.iter().zip(self.columns.iter()) {
            write_text(out, name);
            write_uint(out, u64::from(kind_tag(column.column_type.kind)));
        }
    }

    /// The column that the next cell belongs to; turns to column form when the plain one is full.
    fn next_column(&mut self) -> usize {
        if self.cells == PLAIN_CELLS && !self.is_columnar {
            self.turn_columnar();
        }
        let index = self.cells % self.columns.len().max(1);
        self.cells += 1;
        index
    }

    fn turn_columnar(&mut self) {
        self.is_columnar = true;
        self.builders = self.columns.iter().map(|column| ColumnBuilder::new(&column.column_type)).collect();
        let plain = std::mem::take(&mut self.plain);
        let mut reader = PlainReader { bytes: &plain };
        for cell in 0..self.cells {
            let index = cell % self.columns.len();
            self.builders[index].push(reader.next());
        }
    }

    fn push(&mut self, cell: Cell<'_>) -> Result<(), CellError> {
        if self.cells == 0 {
            self.plain.reserve(FIRST_ROWS);
        }
        let index = self.next_column();
        check(&self.columns[index].column_type, &cell)?;
        match self.is_columnar {
            true => self.builders[index].push(cell),
            false => cell.pack(&mut self.plain),
        }
        Ok(())
    }
}

impl RowSink for FrameSink {
    fn describe(&mut self, columns: Vec<(String, ColumnType)>) {
        let (names, types): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        self.columns =
            types.into_iter().zip(&names).map(|(column_type, name)| ResultColumn { column_type, label: Some(name.clone()) }).collect();
        self.names = Some(names);
    }
    fn null(&mut self) -> Result<(), CellError> {
        self.push(Cell::Null)
    }
    fn boolean(&mut self, value: bool) -> Result<(), CellError> {
        self.push(Cell::Boolean(value))
    }
    fn integer(&mut self, value: i64) -> Result<(), CellError> {
        self.push(Cell::Integer(value))
    }
    fn float(&mut self, value: f64) -> Result<(), CellError> {
        self.push(Cell::Float(value))
    }
    fn text(&mut self, value: &str) -> Result<(), CellError> {
        self.push(Cell::Text(value))
    }
    fn bytes(&mut self, value: &[u8]) -> Result<(), CellError> {
        self.push(Cell::Bytes(value))
    }
    fn column_type(&self, index: usize) -> &ColumnType {
        &self.columns[index].column_type
    }
    fn column_count(&self) -> usize {
        self.columns.len()
    }
    fn failure(&self, column: usize, error: CellError) -> Failure {
        let Some(facts) = self.columns.get(column) else {
            return Failure::new(ErrorKind::DecodeFailed, error.reason);
        };
        let label = facts.label.as_deref().unwrap_or("an expression");
        let message = format!("{label} holds a value that {:?} cannot represent: {}", facts.column_type.kind, error.reason);
        let mut failure = Failure::new(ErrorKind::DecodeFailed, message);
        if let Some((table, name)) = label.rsplit_once('.') {
            failure.table = Some(table.to_owned());
            failure.column = Some(name.to_owned());
        }
        failure
    }
}

enum Cell<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Cell::Null => out.push(0xc0),
            Cell::Boolean(value) => out.push(if *value { 0xc3 } else { 0xc2 }),
            Cell::Integer(value) => write_int(out, *value),
            Cell::Float(value) => write_float(out, *value),
            Cell::Text(value) => write_text(out, value),
            Cell::Bytes(value) => write_bytes(out, value),
        }
    }
}

fn check(column_type: &ColumnType, cell: &Cell<'_>) -> Result<(), CellError> {
    let kind = column_type.wire_kind();
    let fits = match cell {
        Cell::Null => true,
        Cell::Integer(value) => return check_integer(kind, *value),
        Cell::Boolean(_) => kind == Kind::Boolean,
        Cell::Float(_) => kind == Kind::Float,
        Cell::Bytes(_) => kind == Kind::Bytes,
        Cell::Text(_) => {
            !matches!(kind, Kind::Boolean | Kind::Float | Kind::Bytes | Kind::Int | Kind::Bigint | Kind::Duration | Kind::Timestamp)
        }
    };
    if fits { Ok(()) } else { Err(CellError::new("the stored value has another type")) }
}

fn check_integer(kind: Kind, value: i64) -> Result<(), CellError> {
    match kind {
        Kind::Bigint => Ok(()),
        Kind::Int | Kind::Duration | Kind::Timestamp if value.unsigned_abs() <= MAX_SAFE_INTEGER as u64 => Ok(()),
        Kind::Int | Kind::Duration | Kind::Timestamp => Err(CellError::new("the integer is beyond 2^53 - 1; declare the column as bigint")),
        _ => Err(CellError::new("the stored value is an integer")),
    }
}

/// The cells of one column, gathered in the form in which they cross.
struct ColumnBuilder {
    nulls: Vec<u8>,
    has_nulls: bool,
    rows: usize,
    data: ColumnData,
}

enum ColumnData {
    /// Safe integers: 32 bits each when all fit, else doubles.
    Safe(Vec<i64>),
    Wide(Vec<i64>),
    Float(Vec<f64>),
    Boolean(Vec<u8>),
    Text(TextChunks),
    Bytes {
        blob: Vec<u8>,
        lengths: Vec<u32>,
    },
}

#[derive(Default)]
struct TextChunks {
    done: Vec<TextChunk>,
    open: TextChunk,
}

struct TextChunk {
    text: Vec<u8>,
    is_ascii: bool,
    lengths: Vec<u32>,
}

impl Default for TextChunk {
    fn default() -> Self {
        Self { text: Vec::new(), is_ascii: true, lengths: Vec::new() }
    }
}

impl TextChunks {
    fn push(&mut self, text: &str) {
        if !self.open.text.is_empty() && self.open.text.len() + text.len() > TEXT_CHUNK_BYTES {
            self.done.push(std::mem::take(&mut self.open));
        }
        let is_ascii = text.is_ascii();
        let length = if is_ascii { text.len() } else { text.encode_utf16().count() };
        self.open.is_ascii &= is_ascii;
        self.open.text.extend_from_slice(text.as_bytes());
        self.open.lengths.push(length as u32);
    }
}

impl ColumnBuilder {
    fn new(column_type: &ColumnType) -> Self {
        let data = match column_type.wire_kind() {
            Kind::Int | Kind::Duration | Kind::Timestamp => ColumnData::Safe(Vec::new()),
            Kind::Bigint => ColumnData::Wide(Vec::new()),
            Kind::Float => ColumnData::Float(Vec::new()),
            Kind::Boolean => ColumnData::Boolean(Vec::new()),
            Kind::Bytes => ColumnData::Bytes { blob: Vec::new(), lengths: Vec::new() },
            _ => ColumnData::Text(TextChunks::default()),
        };
        Self { nulls: Vec::new(), has_nulls: false, rows: 0, data }
    }

    fn push(&mut self, cell: Cell<'_>) {
        if self.rows.is_multiple_of(8) {
            self.nulls.push(0);
        }
        if matches!(cell, Cell::Null) {
            self.has_nulls = true;
            self.nulls[self.rows / 8] |= 1 << (self.rows % 8);
        }
        self.rows += 1;
        match (&mut self.data, cell) {
            (ColumnData::Safe(numbers) | ColumnData::Wide(numbers), Cell::Integer(value)) => numbers.push(value),
            (ColumnData::Safe(numbers) | ColumnData::Wide(numbers), _) => numbers.push(0),
            (ColumnData::Float(numbers), Cell::Float(value)) => numbers.push(value),
            (ColumnData::Float(numbers), _) => numbers.push(0.0),
            (ColumnData::Boolean(flags), Cell::Boolean(value)) => flags.push(u8::from(value)),
            (ColumnData::Boolean(flags), _) => flags.push(0),
            (ColumnData::Text(chunks), Cell::Text(text)) => chunks.push(text),
            (ColumnData::Text(chunks), _) => chunks.push(""),
            (ColumnData::Bytes { blob, lengths }, Cell::Bytes(bytes)) => {
                blob.extend_from_slice(bytes);
                lengths.push(bytes.len() as u32);
            }
            (ColumnData::Bytes { lengths, .. }, _) => lengths.push(0),
        }
    }

    fn byte_count(&self) -> usize {
        match &self.data {
            ColumnData::Safe(numbers) | ColumnData::Wide(numbers) => numbers.len() * 8,
            ColumnData::Float(numbers) => numbers.len() * 8,
            ColumnData::Boolean(flags) => flags.len(),
            ColumnData::Text(chunks) => chunks.done.len() * TEXT_CHUNK_BYTES + chunks.open.text.len(),
            ColumnData::Bytes { blob, .. } => blob.len(),
        }
    }

    fn encode(&self, out: &mut Vec<u8>) {
        match &self.data {
            ColumnData::Safe(numbers) if numbers.iter().all(|number| i32::try_from(*number).is_ok()) => {
                self.encode_head(out, encoding::INT32);
                write_numbers(out, 4, numbers.iter().flat_map(|number| (*number as i32).to_le_bytes()), numbers.len());
            }
            ColumnData::Safe(numbers) => {
                self.encode_head(out, encoding::FLOAT64);
                write_numbers(out, 8, numbers.iter().flat_map(|number| (*number as f64).to_le_bytes()), numbers.len());
            }
            ColumnData::Wide(numbers) => {
                self.encode_head(out, encoding::INT64);
                write_numbers(out, 8, numbers.iter().flat_map(|number| number.to_le_bytes()), numbers.len());
            }
            ColumnData::Float(numbers) => {
                self.encode_head(out, encoding::FLOAT64);
                write_numbers(out, 8, numbers.iter().flat_map(|number| number.to_le_bytes()), numbers.len());
            }
            ColumnData::Boolean(flags) => {
                self.encode_head(out, encoding::BOOLEAN);
                write_bytes(out, flags);
            }
            ColumnData::Text(chunks) => {
                self.encode_head(out, encoding::TEXT);
                write_uint(out, chunks.done.len() as u64 + 1);
                for chunk in chunks.done.iter().chain(std::iter::once(&chunks.open)) {
                    write_bytes(out, &chunk.text);
                    out.push(if chunk.is_ascii { 0xc3 } else { 0xc2 });
                    write_lengths(out, &chunk.lengths);
                }
            }
            ColumnData::Bytes { blob, lengths } => {
                self.encode_head(out, encoding::BYTES);
                write_bytes(out, blob);
                write_lengths(out, lengths);
            }
        }
    }

    fn encode_head(&self, out: &mut Vec<u8>, encoding: u8) {
        write_uint(out, u64::from(encoding));
        match self.has_nulls {
            true => write_bytes(out, &self.nulls),
            false => out.push(0xc0),
        }
    }
}

/// Reads back the cells that [`Cell::pack`] wrote.
struct PlainReader<'a> {
    bytes: &'a [u8],
}

impl<'a> PlainReader<'a> {
    fn next(&mut self) -> Cell<'a> {
        let Ok(marker) = rmp::decode::read_marker(&mut &*self.bytes) else { return Cell::Null };
        match marker {
            rmp::Marker::True | rmp::Marker::False => {
                self.bytes = &self.bytes[1..];
                Cell::Boolean(marker == rmp::Marker::True)
            }
            rmp::Marker::F64 => rmp::decode::read_f64(&mut self.bytes).map_or(Cell::Null, Cell::Float),
            rmp::Marker::FixStr(_) | rmp::Marker::Str8 | rmp::Marker::Str16 | rmp::Marker::Str32 => self.next_text(),
            rmp::Marker::Bin8 | rmp::Marker::Bin16 | rmp::Marker::Bin32 => self.next_bytes(),
            rmp::Marker::Null => {
                self.bytes = &self.bytes[1..];
                Cell::Null
            }
            _ => rmp::decode::read_int(&mut self.bytes).map_or(Cell::Null, Cell::Integer),
        }
    }

    fn next_text(&mut self) -> Cell<'a> {
        let length = rmp::decode::read_str_len(&mut self.bytes).unwrap_or(0) as usize;
        let (text, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        std::str::from_utf8(text).map_or(Cell::Null, Cell::Text)
    }

    fn next_bytes(&mut self) -> Cell<'a> {
        let length = rmp::decode::read_bin_len(&mut self.bytes).unwrap_or(0) as usize;
        let (bytes, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Cell::Bytes(bytes)
    }
}

fn write_numbers(out: &mut Vec<u8>, width: usize, bytes: impl Iterator<Item = u8>, count: usize) {
    write_bin_len(out, count * width);
    out.extend(bytes);
}

fn write_lengths(out: &mut Vec<u8>, lengths: &[u32]) {
    write_numbers(out, 4, lengths.iter().flat_map(|length| length.to_le_bytes()), lengths.len());
}

// Writing into a Vec cannot fail; the results of rmp are dropped for that reason.
pub(crate) fn write_uint(out: &mut Vec<u8>, value: u64) {
    let _ = pack::write_uint(out, value);
}
pub(crate) fn write_int(out: &mut Vec<u8>, value: i64) {
    let _ = pack::write_sint(out, value);
}
fn write_float(out: &mut Vec<u8>, value: f64) {
    let _ = pack::write_f64(out, value);
}
pub(crate) fn write_text(out: &mut Vec<u8>, value: &str) {
    let _ = pack::write_str(out, value);
}
fn write_bytes(out: &mut Vec<u8>, value: &[u8]) {
    write_bin_len(out, value.len());
    out.extend_from_slice(value);
}
fn write_bin_len(out: &mut Vec<u8>, length: usize) {
    let _ = pack::write_bin_len(out, length as u32);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(kinds: &[Kind]) -> ResultShape {
        kinds.iter().map(|kind| ResultColumn { column_type: ColumnType::of_kind(*kind), label: Some("posts.x".into()) }).collect()
    }

    #[test]
    fn few_cells_stay_rows() {
        let mut sink = FrameSink::new(shape(&[Kind::Int, Kind::Text]));
        sink.integer(7).unwrap();
        sink.text("a").unwrap();
        let mut out = Vec::new();
        sink.encode(&mut out);
        assert_eq!(out, [frame_form::ROWS, 1, 7, 0xa1, b'a']);
    }

    #[test]
    fn many_cells_become_columns_and_keep_what_came_before() {
        let mut sink = FrameSink::new(shape(&[Kind::Int]));
        for value in 0..40 {
            if value == 3 { sink.null().unwrap() } else { sink.integer(value).unwrap() }
        }
        let mut out = Vec::new();
        sink.encode(&mut out);
        assert_eq!(&out[..3], [frame_form::COLUMNS, 40, encoding::INT32]);
        assert_eq!(&out[3..10], [0xc4, 5, 0b1000, 0, 0, 0, 0]);
        assert_eq!(&out[10..12], [0xc4, 160]);
    }

    #[test]
    fn a_sink_goes_on_without_the_rows_that_it_gave_away() {
        let mut sink = FrameSink::new(shape(&[Kind::Int]));
        (0..40).for_each(|value| sink.integer(value).unwrap());
        assert_eq!(sink.split().row_count(), 40);
        sink.integer(7).unwrap();
        let mut out = Vec::new();
        sink.encode(&mut out);
        assert_eq!(out, [frame_form::ROWS, 1, 7]);
    }

    #[test]
    fn an_unsafe_integer_is_refused_by_name() {
        let mut sink = FrameSink::new(shape(&[Kind::Int]));
        let error = sink.integer(MAX_SAFE_INTEGER + 1).unwrap_err();
        let failure = sink.failure(0, error);
        assert_eq!((failure.table.as_deref(), failure.column.as_deref()), (Some("posts"), Some("x")));
    }
}
