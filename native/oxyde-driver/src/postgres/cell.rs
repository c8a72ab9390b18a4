//! One binary value as the kind that is asked for; whatever does not fit is an error.

use std::error::Error;

use oxyde_wire::{CellError, Kind};
use postgres_protocol::types;

use super::bind::{EPOCH_DAYS, EPOCH_MICROSECONDS};
use super::numeric;
use super::sent::Scalar;
use crate::calendar::{self, Date, Time};
use crate::canonical::is_uuid;

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;
/// The integers that a double holds exactly.
const EXACT_DOUBLE: f64 = 9_007_199_254_740_992.0;

/// A value in the form of the sink.
#[derive(Debug, PartialEq)]
pub enum Cell<'a> {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Bytes(&'a [u8]),
    Text(&'a str),
}

/// Reads a value; texts that have to be made are made in `scratch`. Undeclared instants lose what is finer than a millisecond, for a Date cannot hold it.
pub fn read<'a>(kind: Kind, is_declared: bool, scalar: Scalar, bytes: &'a [u8], scratch: &'a mut String) -> Result<Cell<'a>, CellError> {
    match kind {
        Kind::Int | Kind::Bigint | Kind::Duration => integer(scalar, bytes, scratch).map(Cell::Integer),
        Kind::Boolean if scalar == Scalar::Boolean => sent(types::bool_from_sql(bytes)).map(Cell::Boolean),
        Kind::Boolean => Err(CellError::new("the stored value is not a boolean")),
        Kind::Float => float(scalar, bytes, scratch).map(Cell::Float),
        Kind::Timestamp => instant(scalar, bytes, is_declared).map(Cell::Integer),
        Kind::Bytes if scalar == Scalar::Bytea => Ok(Cell::Bytes(bytes)),
        Kind::Bytes => Err(CellError::new("the stored value is not bytes")),
        _ if is_text(kind, scalar) => utf8(bytes).map(Cell::Text),
        Kind::Array => Err(CellError::new("the stored value is not an array")),
        Kind::Json if scalar == Scalar::Jsonb => jsonb(bytes).map(Cell::Text),
        _ => {
            scratch.clear();
            write_text(kind, scalar, bytes, scratch)?;
            Ok(Cell::Text(scratch))
        }
    }
}

/// Whether the bytes are the text already.
fn is_text(kind: Kind, scalar: Scalar) -> bool {
    match kind {
        Kind::String | Kind::Text | Kind::Enum => matches!(scalar, Scalar::Text | Scalar::Json),
        Kind::Json | Kind::Array => matches!(scalar, Scalar::Json),
        _ => false,
    }
}

fn write_text(kind: Kind, scalar: Scalar, bytes: &[u8], out: &mut String) -> Result<(), CellError> {
    match (kind, scalar) {
        (Kind::Uuid | Kind::String | Kind::Text, Scalar::Uuid) => write_uuid(&sent(types::uuid_from_sql(bytes))?, out),
        (Kind::Uuid, Scalar::Text) => {
            out.push_str(&utf8(bytes)?.to_ascii_lowercase());
            if !is_uuid(out.as_bytes()) {
                return Err(CellError::new("the stored value is not a UUID"));
            }
        }
        (Kind::Decimal | Kind::String | Kind::Text, Scalar::Numeric) => numeric::write(bytes, out)?,
        (Kind::Decimal | Kind::String | Kind::Text, Scalar::Int2 | Scalar::Int4 | Scalar::Int8 | Scalar::Oid) => {
            out.push_str(&whole(scalar, bytes)?.unwrap_or_default().to_string());
        }
        (Kind::Date | Kind::String | Kind::Text, Scalar::Date) => date(bytes)?.write(out),
        (Kind::Time | Kind::String | Kind::Text, Scalar::Time) => time(bytes)?.write(out),
        (Kind::LocalTimestamp | Kind::String | Kind::Text, Scalar::Timestamp) => {
            let (date, time) = moment(bytes)?;
            calendar::write_date_time(date, time, out);
        }
        (Kind::String | Kind::Text, Scalar::Jsonb) => out.push_str(jsonb(bytes)?),
        _ => return Err(CellError::new(format!("the stored value is of the type {scalar:?}"))),
    }
    Ok(())
}

fn whole(scalar: Scalar, bytes: &[u8]) -> Result<Option<i64>, CellError> {
    Ok(Some(match scalar {
        Scalar::Int2 => i64::from(sent(types::int2_from_sql(bytes))?),
        Scalar::Int4 => i64::from(sent(types::int4_from_sql(bytes))?),
        Scalar::Int8 => sent(types::int8_from_sql(bytes))?,
        Scalar::Oid => i64::from(sent(types::oid_from_sql(bytes))?),
        _ => return Ok(None),
    }))
}

fn integer(scalar: Scalar, bytes: &[u8], scratch: &mut String) -> Result<i64, CellError> {
    if let Some(number) = whole(scalar, bytes)? {
        return Ok(number);
    }
    match scalar {
        // Such as the sum of bigints.
        Scalar::Numeric => {
            scratch.clear();
            numeric::write(bytes, scratch)?;
            whole_decimal(scratch)
        }
        Scalar::Float8 => match sent(types::float8_from_sql(bytes))? {
            number if number.fract() == 0.0 && number.abs() <= EXACT_DOUBLE => Ok(number as i64),
            _ => Err(CellError::new("the stored number is not a whole number")),
        },
        _ => Err(CellError::new("the stored value is not an integer")),
    }
}

fn whole_decimal(text: &str) -> Result<i64, CellError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return Err(CellError::new("the stored number has a fraction"));
    }
    whole.parse().map_err(|_| CellError::new("the stored number is beyond 64 bits"))
}

fn float(scalar: Scalar, bytes: &[u8], scratch: &mut String) -> Result<f64, CellError> {
    match scalar {
        Scalar::Float8 => sent(types::float8_from_sql(bytes)),
        // The shortest text of a 32-bit float is what was stored: 0.1, not 0.10000000149011612.
        Scalar::Float4 => {
            let number = sent(types::float4_from_sql(bytes))?;
            number.to_string().parse().map_err(|_| CellError::new("the stored number is not a float"))
        }
        Scalar::Numeric => {
            scratch.clear();
            numeric::write(bytes, scratch)?;
            scratch.parse().map_err(|_| CellError::new("the stored number is not a float"))
        }
        _ => match whole(scalar, bytes)? {
            Some(number) if number.unsigned_abs() as f64 <= EXACT_DOUBLE => Ok(number as f64),
            _ => Err(CellError::new("the stored value is not a float")),
        },
    }
}

/// A timestamp without a zone counts as UTC, which is the zone of every session.
fn instant(scalar: Scalar, bytes: &[u8], is_declared: bool) -> Result<i64, CellError> {
    if !matches!(scalar, Scalar::Timestamptz | Scalar::Timestamp) {
        return Err(CellError::new("the stored value is not an instant"));
    }
    let microseconds = since_1970(bytes)?;
    let milliseconds = microseconds.div_euclid(1000);
    if calendar::from_instant(milliseconds).is_none() {
        return Err(out_of_range());
    }
    if is_declared && microseconds.rem_euclid(1000) != 0 {
        return Err(CellError::new(
            "the stored moment is finer than a millisecond; declare the column as TIMESTAMPTZ(3) or localTimestamp",
        ));
    }
    Ok(milliseconds)
}

fn since_1970(bytes: &[u8]) -> Result<i64, CellError> {
    sent(types::timestamp_from_sql(bytes))?.checked_add(EPOCH_MICROSECONDS).ok_or_else(out_of_range)
}

fn moment(bytes: &[u8]) -> Result<(Date, Time), CellError> {
    let microseconds = since_1970(bytes)?;
    let date = Date::from_days(microseconds.div_euclid(MICROSECONDS_PER_DAY));
    date.zip(Time::from_microseconds(microseconds.rem_euclid(MICROSECONDS_PER_DAY))).ok_or_else(out_of_range)
}

fn date(bytes: &[u8]) -> Result<Date, CellError> {
    Date::from_days(i64::from(sent(types::date_from_sql(bytes))?) + EPOCH_DAYS).ok_or_else(out_of_range)
}

fn time(bytes: &[u8]) -> Result<Time, CellError> {
    Time::from_microseconds(sent(types::time_from_sql(bytes))?)
        .ok_or_else(|| CellError::new("the stored time is 24:00:00, which is no time of a day"))
}

fn out_of_range() -> CellError {
    CellError::new("the stored moment is infinite or outside the years 1 to 9999")
}

fn write_uuid(bytes: &[u8; 16], out: &mut String) {
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.extend([byte >> 4, byte & 15].iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)));
    }
}

/// The text of a `jsonb` without its version byte.
pub fn jsonb(bytes: &[u8]) -> Result<&str, CellError> {
    match bytes.split_first() {
        Some((1, text)) => utf8(text),
        _ => Err(CellError::new("the server sent an unknown version of jsonb")),
    }
}

/// What was read, unless it has another length than its type.
fn sent<T>(read: Result<T, Box<dyn Error + Sync + Send>>) -> Result<T, CellError> {
    read.map_err(|_| CellError::new("the server sent a value of another length"))
}

fn utf8(bytes: &[u8]) -> Result<&str, CellError> {
    std::str::from_utf8(bytes).map_err(|_| CellError::new("the stored bytes are not UTF-8 text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(kind: Kind, scalar: Scalar, bytes: &[u8]) -> Result<String, String> {
        let mut scratch = String::new();
        read(kind, true, scalar, bytes, &mut scratch).map(|cell| format!("{cell:?}")).map_err(|error| error.reason)
    }

    #[test]
    fn integers_come_from_every_exact_form_and_no_other() {
        assert_eq!(read_one(Kind::Bigint, Scalar::Int8, &i64::MIN.to_be_bytes()).unwrap(), format!("Integer({})", i64::MIN));
        assert_eq!(read_one(Kind::Int, Scalar::Int2, &(-1_i16).to_be_bytes()).unwrap(), "Integer(-1)");
        assert_eq!(read_one(Kind::Int, Scalar::Oid, &u32::MAX.to_be_bytes()).unwrap(), "Integer(4294967295)");
        assert_eq!(read_one(Kind::Int, Scalar::Float8, &42_f64.to_be_bytes()).unwrap(), "Integer(42)");
        assert!(read_one(Kind::Int, Scalar::Float8, &42.5_f64.to_be_bytes()).is_err());
        assert!(read_one(Kind::Int, Scalar::Text, b"42").is_err());
        assert!(read_one(Kind::Int, Scalar::Int8, &[0; 4]).is_err());
    }

    #[test]
    fn infinite_moments_are_refused() {
        for bytes in [i64::MAX.to_be_bytes(), i64::MIN.to_be_bytes()] {
            assert!(read_one(Kind::Timestamp, Scalar::Timestamptz, &bytes).is_err());
            assert!(read_one(Kind::LocalTimestamp, Scalar::Timestamp, &bytes).is_err());
        }
        assert!(read_one(Kind::Date, Scalar::Date, &i32::MAX.to_be_bytes()).is_err());
        assert!(read_one(Kind::Time, Scalar::Time, &MICROSECONDS_PER_DAY.to_be_bytes()).is_err());
    }

    #[test]
    fn a_declared_instant_is_a_whole_millisecond() {
        assert!(read_one(Kind::Timestamp, Scalar::Timestamptz, &1_i64.to_be_bytes()).is_err());
        let mut scratch = String::new();
        let moment = 1_i64.to_be_bytes();
        let found = read(Kind::Timestamp, false, Scalar::Timestamptz, &moment, &mut scratch).unwrap();
        assert_eq!(found, Cell::Integer(946_684_800_000));
    }

    #[test]
    fn a_float_is_read_by_its_shortest_text() {
        assert_eq!(read_one(Kind::Float, Scalar::Float4, &0.1_f32.to_be_bytes()).unwrap(), "Float(0.1)");
    }
}
