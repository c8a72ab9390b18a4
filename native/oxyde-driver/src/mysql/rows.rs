//! Cells of MySQL to the sink: by the declared kind and by the type that the server sent; whatever does not fit is an error.

use mysql_async::consts::{ColumnFlags, ColumnType as Sent};
use mysql_async::{Column, Row, Value as Cell};
use oxyde_wire::{CellError, ColumnType, ErrorKind, Failure, FrameSink, Kind, RowSink};

use super::text_cell;
use crate::calendar::{self, Date, Time};
use crate::canonical::is_uuid;

/// The character set number of bytes that are not text.
const BINARY: u16 = 63;
/// The integers that a double holds exactly.
const EXACT_DOUBLE: f64 = 9_007_199_254_740_992.0;

/// How a result is read: what is asked of each column.
pub struct RowReader {
    kinds: Vec<Kind>,
    is_text_protocol: bool,
    max_bytes: u64,
    scratch: String,
}

impl RowReader {
    /// Prepares for a result of these columns; describes them to a sink that does not know them.
    ///
    /// # Errors
    /// `Internal` when the result has another number of columns than the statement says.
    pub fn new(
        sink: &mut FrameSink,
        columns: &[Column],
        is_described: bool,
        is_text_protocol: bool,
        max_bytes: u64,
    ) -> Result<Self, Failure> {
        if !is_described {
            sink.describe(columns.iter().map(|column| (column.name_str().into_owned(), describe(column))).collect());
        }
        if sink.column_count() != columns.len() {
            let message = format!("the result has {} columns where {} were expected", columns.len(), sink.column_count());
            return Err(Failure::new(ErrorKind::Internal, message));
        }
        let kinds = (0..columns.len()).map(|index| sink.column_type(index).wire_kind()).collect();
        Ok(Self { kinds, is_text_protocol, max_bytes, scratch: String::new() })
    }

    /// Pushes one row.
    ///
    /// # Errors
    /// `DecodeFailed` naming the column; `OutOfRange` when the result outgrows its limit.
    pub fn push(&mut self, sink: &mut FrameSink, row: &Row) -> Result<(), Failure> {
        for (index, column) in row.columns_ref().iter().enumerate() {
            let Some(cell) = row.as_ref(index) else { continue };
            self.push_cell(sink, index, column, cell).map_err(|error| sink.failure(index, error))?;
        }
        if sink.byte_count() as u64 > self.max_bytes { Err(too_much(self.max_bytes)) } else { Ok(()) }
    }

    fn push_cell(&mut self, sink: &mut FrameSink, index: usize, column: &Column, cell: &Cell) -> Result<(), CellError> {
        let kind = self.kinds[index];
        match cell {
            Cell::Bytes(bytes) if self.is_text_protocol => push(sink, kind, column, &text_cell::read(column, bytes)?, &mut self.scratch),
            cell => push(sink, kind, column, cell, &mut self.scratch),
        }
    }
}

fn too_much(limit: u64) -> Failure {
    let message = format!("the result is larger than maxResultBytes ({limit}); ask for less or raise the limit");
    Failure::new(ErrorKind::OutOfRange, message)
}

fn push(sink: &mut FrameSink, kind: Kind, column: &Column, cell: &Cell, scratch: &mut String) -> Result<(), CellError> {
    match (kind, cell) {
        (_, Cell::NULL) => sink.null(),
        (Kind::Int | Kind::Bigint | Kind::Duration, cell) => sink.integer(integer(column, cell)?),
        (Kind::Boolean, cell) => sink.boolean(boolean(column, cell)?),
        (Kind::Float, cell) => sink.float(float(column, cell)?),
        (Kind::Timestamp, cell) => sink.integer(instant(cell)?),
        (Kind::Bytes, Cell::Bytes(bytes)) => sink.bytes(bytes),
        (Kind::Bytes, _) => Err(CellError::new("the stored value is not bytes")),
        (Kind::Uuid, Cell::Bytes(bytes)) => uuid(bytes, scratch).and_then(|()| sink.text(scratch)),
        (Kind::Decimal, Cell::Bytes(bytes)) => sink.text(decimal(bytes)?),
        (Kind::Date | Kind::Time | Kind::LocalTimestamp, cell) => {
            scratch.clear();
            moment(kind, cell, scratch)?;
            sink.text(scratch)
        }
        (_, Cell::Bytes(bytes)) if column.column_type() != Sent::MYSQL_TYPE_BIT => sink.text(utf8(bytes)?),
        (_, cell) => {
            scratch.clear();
            plain_text(column, cell, scratch)?;
            sink.text(scratch)
        }
    }
}

fn integer(column: &Column, cell: &Cell) -> Result<i64, CellError> {
    match cell {
        Cell::Int(number) => Ok(*number),
        Cell::UInt(_) => Err(CellError::new("the unsigned integer is beyond 2^63 - 1; declare the column as decimal")),
        Cell::Bytes(bytes) if column.column_type() == Sent::MYSQL_TYPE_BIT => bits(bytes),
        Cell::Bytes(bytes) if column.column_type() == Sent::MYSQL_TYPE_NEWDECIMAL => whole_decimal(bytes),
        Cell::Double(number) if number.fract() == 0.0 && number.abs() <= EXACT_DOUBLE => Ok(*number as i64),
        Cell::Double(_) | Cell::Float(_) => Err(CellError::new("the stored number is not a whole number")),
        _ => Err(CellError::new("the stored value is not an integer")),
    }
}

/// MariaDB has a nought below zero: `-1 % 1`.
fn decimal(bytes: &[u8]) -> Result<&str, CellError> {
    if !is_number(bytes) {
        return Err(CellError::new("the stored text is not a number"));
    }
    let text = utf8(bytes)?;
    Ok(text.strip_prefix('-').filter(|digits| digits.bytes().all(|byte| matches!(byte, b'0' | b'.'))).unwrap_or(text))
}

/// A decimal without a fraction, such as the sum of integers.
fn whole_decimal(bytes: &[u8]) -> Result<i64, CellError> {
    let text = utf8(bytes)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return Err(CellError::new("the stored number has a fraction"));
    }
    whole.parse().map_err(|_| CellError::new("the stored number is beyond 64 bits"))
}

fn bits(bytes: &[u8]) -> Result<i64, CellError> {
    let number = bytes.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    i64::try_from(number).map_err(|_| CellError::new("the bits are beyond 2^63 - 1"))
}

fn boolean(column: &Column, cell: &Cell) -> Result<bool, CellError> {
    match integer(column, cell) {
        Ok(0) => Ok(false),
        Ok(1) => Ok(true),
        _ => Err(CellError::new("the stored value is neither 0 nor 1")),
    }
}

fn float(column: &Column, cell: &Cell) -> Result<f64, CellError> {
    match cell {
        Cell::Double(number) => Ok(*number),
        // The shortest text of a 32-bit float is what was stored: 0.1, not 0.10000000149011612.
        Cell::Float(number) => number.to_string().parse().map_err(|_| CellError::new("the stored number is not finite")),
        Cell::Int(number) if number.unsigned_abs() as f64 <= EXACT_DOUBLE => Ok(*number as f64),
        Cell::Bytes(bytes) if column.column_type() == Sent::MYSQL_TYPE_NEWDECIMAL => {
            utf8(bytes)?.parse().map_err(|_| CellError::new("the stored number is not a float"))
        }
        _ => Err(CellError::new("the stored value is not a float")),
    }
}

fn instant(cell: &Cell) -> Result<i64, CellError> {
    let (date, time) = date_time(cell)?;
    calendar::to_instant(date, time).ok_or_else(|| CellError::new("the stored moment is finer than a millisecond"))
}

fn moment(kind: Kind, cell: &Cell, out: &mut String) -> Result<(), CellError> {
    match kind {
        Kind::Date => match date_time(cell)? {
            (date, time) if time == Time::default() => date.write(out),
            _ => return Err(CellError::new("the stored value has a time of day")),
        },
        Kind::Time => time_of_day(cell)?.write(out),
        _ => {
            let (date, time) = date_time(cell)?;
            calendar::write_date_time(date, time, out);
        }
    }
    Ok(())
}

fn date_time(cell: &Cell) -> Result<(Date, Time), CellError> {
    let parts = match cell {
        Cell::Date(year, month, day, hour, minute, second, micro) => {
            Date::new(*year, *month, *day).zip(Time::new(*hour, *minute, *second, *micro))
        }
        Cell::Bytes(bytes) => text_cell::date_time(utf8(bytes)?),
        _ => None,
    };
    parts.ok_or_else(|| CellError::new("the stored value is no existing date (a zero date?)"))
}

fn time_of_day(cell: &Cell) -> Result<Time, CellError> {
    let time = match cell {
        Cell::Time(false, 0, hour, minute, second, micro) => Time::new(*hour, *minute, *second, *micro),
        Cell::Bytes(bytes) => Time::parse(utf8(bytes)?),
        _ => None,
    };
    time.ok_or_else(|| CellError::new("the stored value is not a time of one day, 00:00:00 to 23:59:59.999999"))
}

/// The canonical text of a value that is not stored as text, where a column of a textual or decimal kind holds one.
fn plain_text(column: &Column, cell: &Cell, out: &mut String) -> Result<(), CellError> {
    match cell {
        Cell::Int(number) => out.push_str(&number.to_string()),
        Cell::UInt(number) => out.push_str(&number.to_string()),
        Cell::Float(number) => out.push_str(&number.to_string()),
        Cell::Double(number) => out.push_str(&number.to_string()),
        Cell::Date(..) if column.column_type() == Sent::MYSQL_TYPE_DATE => moment(Kind::Date, cell, out)?,
        Cell::Date(..) => moment(Kind::LocalTimestamp, cell, out)?,
        Cell::Time(..) => moment(Kind::Time, cell, out)?,
        Cell::Bytes(_) | Cell::NULL => return Err(CellError::new("the stored value is not text")),
    }
    Ok(())
}

/// Text in any case, or the sixteen bytes themselves, as canonical text.
fn uuid(bytes: &[u8], out: &mut String) -> Result<(), CellError> {
    out.clear();
    match bytes {
        bytes if bytes.len() == 16 => bytes.iter().enumerate().for_each(|(index, byte)| push_hex(out, index, *byte)),
        bytes => out.push_str(&utf8(bytes)?.to_ascii_lowercase()),
    }
    if is_uuid(out.as_bytes()) { Ok(()) } else { Err(CellError::new("the stored value is not a UUID")) }
}

fn push_hex(out: &mut String, index: usize, byte: u8) {
    if matches!(index, 4 | 6 | 8 | 10) {
        out.push('-');
    }
    for digit in [byte >> 4, byte & 15] {
        out.extend(char::from_digit(u32::from(digit), 16));
    }
}

fn is_number(bytes: &[u8]) -> bool {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    digits.first().is_some_and(u8::is_ascii_digit) && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

fn utf8(bytes: &[u8]) -> Result<&str, CellError> {
    std::str::from_utf8(bytes).map_err(|_| CellError::new("the stored bytes are not UTF-8 text"))
}

/// The kind under which a column of a raw statement crosses.
fn describe(column: &Column) -> ColumnType {
    let is_bytes = column.character_set() == BINARY && !column.flags().intersects(ColumnFlags::ENUM_FLAG | ColumnFlags::SET_FLAG);
    ColumnType::of_kind(match column.column_type() {
        Sent::MYSQL_TYPE_TINY | Sent::MYSQL_TYPE_SHORT | Sent::MYSQL_TYPE_INT24 | Sent::MYSQL_TYPE_LONG => Kind::Int,
        Sent::MYSQL_TYPE_LONGLONG | Sent::MYSQL_TYPE_YEAR | Sent::MYSQL_TYPE_BIT => Kind::Int,
        Sent::MYSQL_TYPE_FLOAT | Sent::MYSQL_TYPE_DOUBLE => Kind::Float,
        Sent::MYSQL_TYPE_DECIMAL | Sent::MYSQL_TYPE_NEWDECIMAL => Kind::Decimal,
        Sent::MYSQL_TYPE_DATE | Sent::MYSQL_TYPE_NEWDATE => Kind::Date,
        Sent::MYSQL_TYPE_TIME | Sent::MYSQL_TYPE_TIME2 => Kind::Time,
        Sent::MYSQL_TYPE_TIMESTAMP | Sent::MYSQL_TYPE_TIMESTAMP2 if column.decimals() <= 3 => Kind::Timestamp,
        Sent::MYSQL_TYPE_TIMESTAMP | Sent::MYSQL_TYPE_TIMESTAMP2 | Sent::MYSQL_TYPE_DATETIME | Sent::MYSQL_TYPE_DATETIME2 => {
            Kind::LocalTimestamp
        }
        Sent::MYSQL_TYPE_JSON => Kind::Json,
        Sent::MYSQL_TYPE_GEOMETRY | Sent::MYSQL_TYPE_VECTOR => Kind::Bytes,
        Sent::MYSQL_TYPE_NULL => Kind::Text,
        _ if is_bytes => Kind::Bytes,
        _ => Kind::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, sent: Sent, cell: Cell) -> Result<(), String> {
        let shape = std::sync::Arc::new([oxyde_wire::ResultColumn { column_type: ColumnType::of_kind(kind), label: Some("t.c".into()) }]);
        let mut sink = FrameSink::new(shape);
        push(&mut sink, kind, &Column::new(sent), &cell, &mut String::new()).map_err(|error| error.reason)
    }

    fn bytes(text: &str) -> Cell {
        Cell::Bytes(text.as_bytes().to_vec())
    }

    #[test]
    fn integers_come_from_every_exact_form_and_no_other() {
        assert!(read(Kind::Bigint, Sent::MYSQL_TYPE_LONGLONG, Cell::Int(i64::MIN)).is_ok());
        assert!(read(Kind::Int, Sent::MYSQL_TYPE_NEWDECIMAL, bytes("42.000")).is_ok());
        assert!(read(Kind::Int, Sent::MYSQL_TYPE_BIT, Cell::Bytes(vec![1, 0])).is_ok());
        assert!(read(Kind::Bigint, Sent::MYSQL_TYPE_LONGLONG, Cell::UInt(u64::MAX)).is_err());
        assert!(read(Kind::Int, Sent::MYSQL_TYPE_NEWDECIMAL, bytes("42.5")).is_err());
        assert!(read(Kind::Int, Sent::MYSQL_TYPE_VAR_STRING, bytes("42")).is_err());
        assert!(read(Kind::Bigint, Sent::MYSQL_TYPE_NEWDECIMAL, bytes("9223372036854775808")).is_err());
    }

    #[test]
    fn decimals_have_one_nought() {
        for (stored, text) in [("-0", "0"), ("-0.00", "0.00"), ("-0.10", "-0.10"), ("0", "0"), ("-12", "-12")] {
            assert_eq!(decimal(stored.as_bytes()).ok(), Some(text));
        }
        assert!(decimal(b"1e").is_err());
    }

    #[test]
    fn booleans_are_nought_or_one() {
        assert!(read(Kind::Boolean, Sent::MYSQL_TYPE_TINY, Cell::Int(1)).is_ok());
        assert!(read(Kind::Boolean, Sent::MYSQL_TYPE_TINY, Cell::Int(2)).is_err());
        assert!(read(Kind::Boolean, Sent::MYSQL_TYPE_TINY, Cell::Int(-1)).is_err());
    }

    #[test]
    fn zero_dates_and_long_times_are_refused() {
        assert!(read(Kind::Date, Sent::MYSQL_TYPE_DATE, Cell::Date(0, 0, 0, 0, 0, 0, 0)).is_err());
        assert!(read(Kind::Timestamp, Sent::MYSQL_TYPE_DATETIME, Cell::Date(2024, 0, 1, 0, 0, 0, 0)).is_err());
        assert!(read(Kind::Time, Sent::MYSQL_TYPE_TIME, Cell::Time(true, 0, 1, 0, 0, 0)).is_err());
        assert!(read(Kind::Time, Sent::MYSQL_TYPE_TIME, Cell::Time(false, 1, 0, 0, 0, 0)).is_err());
        assert!(read(Kind::Time, Sent::MYSQL_TYPE_TIME, Cell::Time(false, 0, 23, 59, 59, 999_999)).is_ok());
        assert!(read(Kind::Date, Sent::MYSQL_TYPE_DATETIME, Cell::Date(2024, 1, 1, 0, 0, 1, 0)).is_err());
    }

    #[test]
    fn a_float_is_read_by_its_shortest_text() {
        assert_eq!(float(&Column::new(Sent::MYSQL_TYPE_FLOAT), &Cell::Float(0.1)).unwrap(), 0.1);
        assert_eq!(float(&Column::new(Sent::MYSQL_TYPE_FLOAT), &Cell::Float(f32::MAX)).unwrap(), 3.4028235e38);
    }

    #[test]
    fn a_uuid_is_read_from_text_and_from_bytes() {
        let mut out = String::new();
        uuid(b"0190F5C2-1111-7000-8000-0000000000AB", &mut out).unwrap();
        assert_eq!(out, "0190f5c2-1111-7000-8000-0000000000ab");
        uuid(&[0x01, 0x90, 0xf5, 0xc2, 0x11, 0x11, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xab], &mut out).unwrap();
        assert_eq!(out, "0190f5c2-1111-7000-8000-0000000000ab");
        assert!(uuid(b"not a uuid", &mut out).is_err());
    }
}
