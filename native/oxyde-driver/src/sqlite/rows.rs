//! SQLite's storage classes to cells, strictly by the kind of each column.

use std::ffi::{CStr, c_int};
use std::sync::Arc;

use oxyde_wire::{CellError, ErrorKind, Failure, FrameSink, Kind, ResultShape, RowSink};
use rusqlite::ffi;

use super::bind::is_uuid;
use super::describe::{Description, Owned};
use super::{decimal, forms};

/// So many bytes or rows between two looks at the clock: copying takes time that SQLite's own steps do not show.
const BYTES_BETWEEN_LOOKS: usize = 64 * 1024;
const ROWS_BETWEEN_LOOKS: usize = 64;

/// How one column is read.
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    pub kind: Kind,
    pub scale: Option<u32>,
}

/// How the columns of a result are read.
#[derive(Clone)]
pub struct Decoders(pub Arc<[Decoder]>);

impl Decoders {
    /// The decoders of a declared result.
    pub fn of(shape: &ResultShape) -> Self {
        let decoder = |column: &oxyde_wire::ResultColumn| Decoder { kind: column.column_type.wire_kind(), scale: column.column_type.scale };
        Self(shape.iter().map(decoder).collect())
    }
}

/// A value where SQLite holds it; valid until the next step.
#[derive(Clone, Copy)]
pub enum Found<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

impl Found<'_> {
    /// The storage class in words.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Integer(_) => "an INTEGER",
            Self::Real(_) => "a REAL",
            Self::Text(_) => "a TEXT",
            Self::Blob(_) => "a BLOB",
        }
    }

    fn byte_count(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Blob(bytes) => bytes.len(),
            _ => 8,
        }
    }
}

/// Reads the rows of one run.
pub struct RowReader {
    raw: *mut ffi::sqlite3_stmt,
    decoders: Option<Decoders>,
    /// Gathers the first rows of a result that the statement did not describe.
    description: Option<Description>,
    rows: usize,
    bytes: usize,
    looked_at_bytes: usize,
    max_bytes: u64,
    scratch: String,
}

impl RowReader {
    /// A reader of one run; without decoders the first rows say what the columns are.
    pub fn new(raw: *mut ffi::sqlite3_stmt, decoders: Option<Decoders>, max_bytes: u64) -> Self {
        let description = decoders.is_none().then(Description::default);
        let scratch = String::new();
        Self { raw, decoders, description, rows: 0, bytes: 0, looked_at_bytes: 0, max_bytes, scratch }
    }

    /// Takes the row that the statement stands on.
    pub fn read(&mut self, sink: &mut FrameSink) -> Result<(), Failure> {
        if self.rows == 0 {
            self.check_width()?;
        }
        if self.decoders.is_some() {
            self.push_row(sink)?
        } else {
            self.gather_row(sink)?
        }
        self.rows += 1;
        if self.bytes as u64 > self.max_bytes {
            return Err(too_large());
        }
        Ok(())
    }

    /// Gives the number of rows, after the last one.
    pub fn finish(&mut self, sink: &mut FrameSink) -> Result<usize, Failure> {
        if self.description.is_some() {
            self.describe(sink)?;
        }
        Ok(self.rows)
    }

    /// The rows so far were given away: they do not count for the size of the result.
    pub fn forget_bytes(&mut self) {
        (self.bytes, self.looked_at_bytes) = (0, 0);
    }

    /// Whether enough was copied since the last look at the clock.
    pub fn wants_look(&mut self) -> bool {
        let is_due = self.rows.is_multiple_of(ROWS_BETWEEN_LOOKS) || self.bytes - self.looked_at_bytes > BYTES_BETWEEN_LOOKS;
        if is_due {
            self.looked_at_bytes = self.bytes;
        }
        is_due
    }

    fn push_row(&mut self, sink: &mut FrameSink) -> Result<(), Failure> {
        let Some(decoders) = &self.decoders else { return Ok(()) };
        for (index, decoder) in decoders.0.iter().enumerate() {
            let found = found(self.raw, index);
            self.bytes += found.byte_count();
            self.scratch.clear();
            push_cell(sink, *decoder, found, &mut self.scratch).map_err(|error| sink.failure(index, error))?;
        }
        Ok(())
    }

    /// Keeps the row until each column has shown a value, for NULL says nothing of its class.
    fn gather_row(&mut self, sink: &mut FrameSink) -> Result<(), Failure> {
        let row: Vec<_> = (0..self.width()).map(|index| Owned::of(found(self.raw, index))).collect();
        self.bytes += row.iter().map(|value| value.found().byte_count()).sum::<usize>();
        let Some(description) = &mut self.description else { return Ok(()) };
        description.add(row);
        if description.is_complete() {
            self.describe(sink)?;
        }
        Ok(())
    }

    /// Says what the columns are and hands over the rows kept so far.
    fn describe(&mut self, sink: &mut FrameSink) -> Result<(), Failure> {
        let Some(description) = self.description.take() else { return Ok(()) };
        let columns = (0..self.width()).map(|index| (self.name(index), description.column_type(index, &self.declared_type(index))));
        sink.describe(columns.collect());
        let decoders = Decoders((0..self.width()).map(|index| Decoder { kind: sink.column_type(index).kind, scale: None }).collect());
        for row in description.rows() {
            for (index, value) in row.iter().enumerate() {
                self.scratch.clear();
                push_cell(sink, decoders.0[index], value.found(), &mut self.scratch).map_err(|error| sink.failure(index, error))?;
            }
        }
        self.decoders = Some(decoders);
        Ok(())
    }

    /// A schema change may have given `SELECT *` other columns since the statement was prepared.
    fn check_width(&self) -> Result<(), Failure> {
        match &self.decoders {
            Some(decoders) if decoders.0.len() != self.width() => {
                Err(Failure::new(ErrorKind::InvalidStatement, "the result has another number of columns than was declared"))
            }
            _ => Ok(()),
        }
    }

    fn width(&self) -> usize {
        // SAFETY: the statement lives as long as the reader is used.
        (unsafe { ffi::sqlite3_column_count(self.raw) }) as usize
    }

    fn name(&self, index: usize) -> String {
        // SAFETY: the index is below the number of columns; the text is copied at once.
        unsafe { text_or_empty(ffi::sqlite3_column_name(self.raw, index as c_int)) }
    }

    fn declared_type(&self, index: usize) -> String {
        // SAFETY: as in `name`.
        unsafe { text_or_empty(ffi::sqlite3_column_decltype(self.raw, index as c_int)) }
    }
}

/// The value of a column where the statement stands.
fn found<'b>(raw: *mut ffi::sqlite3_stmt, index: usize) -> Found<'b> {
    let index = index as c_int;
    // SAFETY: the statement stands on a row; texts and blobs are asked for before their lengths, and are used before the next step.
    unsafe {
        match ffi::sqlite3_column_type(raw, index) {
            ffi::SQLITE_INTEGER => Found::Integer(ffi::sqlite3_column_int64(raw, index)),
            ffi::SQLITE_FLOAT => Found::Real(ffi::sqlite3_column_double(raw, index)),
            ffi::SQLITE_TEXT => Found::Text(bytes_at(ffi::sqlite3_column_text(raw, index), ffi::sqlite3_column_bytes(raw, index))),
            ffi::SQLITE_BLOB => Found::Blob(bytes_at(ffi::sqlite3_column_blob(raw, index).cast(), ffi::sqlite3_column_bytes(raw, index))),
            _ => Found::Null,
        }
    }
}

unsafe fn bytes_at<'b>(pointer: *const u8, length: c_int) -> &'b [u8] {
    if pointer.is_null() || length <= 0 {
        return &[];
    }
    // SAFETY: SQLite gave both for one value.
    unsafe { std::slice::from_raw_parts(pointer, length as usize) }
}

unsafe fn text_or_empty(pointer: *const std::ffi::c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: SQLite's names end with NUL.
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

fn too_large() -> Failure {
    Failure::new(ErrorKind::OutOfRange, "the result is larger than maxResultBytes; ask for fewer rows or raise it")
}

fn push_cell(sink: &mut FrameSink, decoder: Decoder, found: Found<'_>, scratch: &mut String) -> Result<(), CellError> {
    match (decoder.kind, found) {
        (_, Found::Null) => sink.null(),
        (Kind::Int | Kind::Bigint | Kind::Duration, Found::Integer(value)) => sink.integer(value),
        (Kind::Boolean, Found::Integer(value @ (0 | 1))) => sink.boolean(value == 1),
        (Kind::Boolean, Found::Integer(_)) => Err(CellError::new("a boolean is stored as 0 or 1, and this is another integer")),
        (Kind::Float, Found::Real(value)) => sink.float(value),
        (Kind::Float, Found::Integer(value)) => push_whole_float(sink, value),
        (Kind::Bytes, Found::Blob(bytes)) => sink.bytes(bytes),
        (Kind::Decimal | Kind::Json, Found::Integer(value)) => push_number_text(sink, decoder, &value.to_string(), scratch),
        (Kind::Decimal | Kind::Json, Found::Real(value)) => push_real_text(sink, decoder, value, scratch),
        (kind, Found::Text(bytes)) => push_text(sink, kind, decoder.scale, checked_utf8(bytes)?, scratch),
        (Kind::Timestamp, _) => Err(CellError::new(
            "an instant is stored as text such as 2026-01-31 12:00:00.000; convert the stored numbers with datetime(), or declare the column as int",
        )),
        (_, other) => Err(CellError::new(format!("{} is stored there", other.class()))),
    }
}

fn push_whole_float(sink: &mut FrameSink, value: i64) -> Result<(), CellError> {
    let float = value as f64;
    if float as i128 == i128::from(value) { sink.float(float) } else { Err(CellError::new("the stored integer is too large for a float")) }
}

fn push_real_text(sink: &mut FrameSink, decoder: Decoder, value: f64, scratch: &mut String) -> Result<(), CellError> {
    let text = decimal::of_float(value).ok_or_else(|| CellError::new("an infinite REAL is stored there"))?;
    push_number_text(sink, decoder, &text, scratch)
}

fn push_number_text(sink: &mut FrameSink, decoder: Decoder, text: &str, scratch: &mut String) -> Result<(), CellError> {
    match decoder.kind {
        Kind::Decimal => push_decimal(sink, decoder.scale, text, scratch),
        _ => sink.text(text),
    }
}

fn checked_utf8(bytes: &[u8]) -> Result<&str, CellError> {
    std::str::from_utf8(bytes).map_err(|_| CellError::new("the stored text is not valid UTF-8"))
}

fn push_text(sink: &mut FrameSink, kind: Kind, scale: Option<u32>, text: &str, scratch: &mut String) -> Result<(), CellError> {
    match kind {
        Kind::String | Kind::Text | Kind::Enum | Kind::Json | Kind::Array => sink.text(text),
        Kind::Decimal => push_decimal(sink, scale, text, scratch),
        Kind::Uuid => push_uuid(sink, text),
        Kind::Timestamp => sink.integer(forms::parse_instant(text).ok_or_else(|| CellError::new(NO_INSTANT))?),
        Kind::Date => push_date(sink, text),
        Kind::Time => push_time(sink, text, scratch),
        Kind::LocalTimestamp => push_local_timestamp(sink, text, scratch),
        _ => Err(CellError::new("a TEXT is stored there")),
    }
}

const NO_INSTANT: &str = "the stored text is not an instant in whole milliseconds, such as 2026-01-31 12:00:00.000";

/// As stored, with the zeros that its scale asks for.
fn push_decimal(sink: &mut FrameSink, scale: Option<u32>, text: &str, scratch: &mut String) -> Result<(), CellError> {
    let digits = decimal::Digits::parse(text).map_or(0, |digits| digits.fraction.len());
    let scale = scale.filter(|scale| *scale as usize >= digits);
    decimal::write_canonical(scratch, text, None, scale).map_err(|_| CellError::new("the stored text is not a decimal number"))?;
    sink.text(scratch)
}

fn push_uuid(sink: &mut FrameSink, text: &str) -> Result<(), CellError> {
    if !is_uuid(text) {
        return Err(CellError::new("the stored text is not a UUID"));
    }
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => sink.text(&text.to_ascii_lowercase()),
        false => sink.text(text),
    }
}

fn push_date(sink: &mut FrameSink, text: &str) -> Result<(), CellError> {
    match forms::parse_day(text) {
        Some(_) => sink.text(text),
        None => Err(CellError::new("the stored text is not a date of the form YYYY-MM-DD")),
    }
}

fn push_time(sink: &mut FrameSink, text: &str, scratch: &mut String) -> Result<(), CellError> {
    let clock = forms::parse_clock(text).ok_or_else(|| CellError::new("the stored text is not a time of day"))?;
    forms::write_clock_wire(scratch, clock);
    sink.text(scratch)
}

fn push_local_timestamp(sink: &mut FrameSink, text: &str, scratch: &mut String) -> Result<(), CellError> {
    let (day, clock) = forms::parse_local(text).ok_or_else(|| CellError::new("the stored text is not a date and time without a zone"))?;
    forms::write_day(scratch, day);
    scratch.push('T');
    forms::write_clock_wire(scratch, clock);
    sink.text(scratch)
}
