//! Parameters as PostgreSQL takes them: exactly the value of the kind, or an error.

use std::error::Error;

use bytes::BytesMut;
use oxyde_wire::{ColumnType, ErrorKind, Failure, Kind, Value};
use postgres_protocol::types;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use super::array_text;
use crate::calendar::{self, Date, Time};
use crate::canonical::{bind_safe, check_decimal, is_uuid};
use crate::{Access, Bind, CompiledStatement};

/// 2000-01-01, the server's own first day, in days since 1970.
pub const EPOCH_DAYS: i64 = 10_957;
/// The same in microseconds.
pub const EPOCH_MICROSECONDS: i64 = EPOCH_DAYS * 86_400_000_000;
/// What the protocol counts parameters with has sixteen bits.
const MOST_PARAMETERS: usize = 65_535;
/// More than the server takes in one message.
const LARGEST_MESSAGE: usize = (1 << 30) - 1024;

/// A value in the form in which it is sent; its Debug shows no value, for tokio-postgres logs parameters.
#[derive(PartialEq)]
pub enum Bound {
    Null,
    Boolean(bool),
    /// Also times and moments, in microseconds.
    Integer(i64),
    Float(f64),
    Day(i32),
    Uuid([u8; 16]),
    Bytes(Vec<u8>),
    /// Whatever the type, as the server reads it from text.
    Text(String),
}

impl std::fmt::Debug for Bound {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a parameter")
    }
}

impl Bound {
    fn byte_count(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len() + 8,
            Self::Text(text) => text.len() + 8,
            _ => 24,
        }
    }
}

impl ToSql for Bound {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Boolean(flag) => types::bool_to_sql(*flag, out),
            Self::Integer(number) => types::int8_to_sql(*number, out),
            Self::Float(number) => types::float8_to_sql(*number, out),
            Self::Day(day) => types::date_to_sql(*day, out),
            Self::Uuid(bytes) => types::uuid_to_sql(*bytes, out),
            Self::Bytes(bytes) => types::bytea_to_sql(bytes, out),
            Self::Text(text) => types::text_to_sql(text, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        if matches!(self, Self::Text(_)) { Format::Text } else { Format::Binary }
    }

    fn to_sql_checked(&self, column_type: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.to_sql(column_type, out)
    }
}

/// The type that the parameter is declared as. Text within SQL of the user's own may stand for anything, so the server decides.
pub fn type_of(bind: &Bind, access: Access) -> Type {
    let column_type = &bind.column_type;
    match (column_type.kind, bind.is_list) {
        // Arrays of these two types cannot be compared with each other.
        (Kind::Array, _) if column_type.of == Some(Kind::String) && column_type.max_length.is_some() => Type::VARCHAR_ARRAY,
        (Kind::Array, _) => array_of(column_type.of.unwrap_or(Kind::Text)),
        (_, true) => array_of(column_type.wire_kind()),
        (Kind::String | Kind::Text, false) if access == Access::Raw => Type::UNKNOWN,
        // The statement casts it, perhaps to JSON, which keeps the text as it is.
        (Kind::Json, false) if column_type.native.is_some() => Type::TEXT,
        _ => scalar(column_type.wire_kind()),
    }
}

fn scalar(kind: Kind) -> Type {
    match kind {
        Kind::String | Kind::Text | Kind::Enum | Kind::Array => Type::TEXT,
        Kind::Int | Kind::Bigint | Kind::Duration => Type::INT8,
        Kind::Float => Type::FLOAT8,
        Kind::Decimal => Type::NUMERIC,
        Kind::Boolean => Type::BOOL,
        Kind::Uuid => Type::UUID,
        Kind::Date => Type::DATE,
        Kind::Time => Type::TIME,
        Kind::Timestamp => Type::TIMESTAMPTZ,
        Kind::LocalTimestamp => Type::TIMESTAMP,
        Kind::Bytes => Type::BYTEA,
        Kind::Json => Type::JSONB,
    }
}

fn array_of(kind: Kind) -> Type {
    match kind {
        Kind::String | Kind::Text | Kind::Enum | Kind::Array => Type::TEXT_ARRAY,
        Kind::Int | Kind::Bigint | Kind::Duration => Type::INT8_ARRAY,
        Kind::Float => Type::FLOAT8_ARRAY,
        Kind::Decimal => Type::NUMERIC_ARRAY,
        Kind::Boolean => Type::BOOL_ARRAY,
        Kind::Uuid => Type::UUID_ARRAY,
        Kind::Date => Type::DATE_ARRAY,
        Kind::Time => Type::TIME_ARRAY,
        Kind::Timestamp => Type::TIMESTAMPTZ_ARRAY,
        Kind::LocalTimestamp => Type::TIMESTAMP_ARRAY,
        Kind::Bytes => Type::BYTEA_ARRAY,
        Kind::Json => Type::JSONB_ARRAY,
    }
}

/// Binds the parameters of a statement in the order of its placeholders.
///
/// # Errors
/// `EncodeFailed` naming the position and kind, never the value; `ValueTooLong` when they are more than the server takes.
pub fn bind(statement: &CompiledStatement, parameters: Vec<Value>) -> Result<Vec<Bound>, Failure> {
    if parameters.len() != statement.binds.len() {
        let message = format!("the statement takes {} parameters and got {}", statement.binds.len(), parameters.len());
        return Err(Failure::new(ErrorKind::Internal, message));
    }
    let is_stored = statement.access == Access::Write;
    let pairs = statement.binds.iter().zip(parameters).enumerate();
    let bound: Vec<Bound> = pairs
        .map(|(index, (bind, value))| bind_one(bind, value, is_stored).map_err(|reason| refused(index, &bind.column_type, reason)))
        .collect::<Result<_, _>>()?;
    check_size(statement, &bound)?;
    Ok(bound)
}

fn check_size(statement: &CompiledStatement, bound: &[Bound]) -> Result<(), Failure> {
    if bound.len() > MOST_PARAMETERS {
        let message = format!("the statement has {} parameters and PostgreSQL takes {MOST_PARAMETERS}; send fewer at a time", bound.len());
        return Err(Failure::new(ErrorKind::Unsupported, message).with_retry_safe());
    }
    let size = statement.sql.len() + bound.iter().map(Bound::byte_count).sum::<usize>();
    if size <= LARGEST_MESSAGE {
        return Ok(());
    }
    let message = "the statement with its parameters is larger than 1 GiB, which PostgreSQL does not take; send less at a time";
    Err(Failure::new(ErrorKind::ValueTooLong, message).with_retry_safe())
}

fn refused(index: usize, column_type: &ColumnType, reason: &str) -> Failure {
    let message = format!("parameter {} cannot be {:?} on PostgreSQL: {reason}", index + 1, column_type.kind);
    Failure::new(ErrorKind::EncodeFailed, message).with_retry_safe()
}

fn bind_one(bind: &Bind, value: Value, is_stored: bool) -> Result<Bound, &'static str> {
    let column_type = &bind.column_type;
    match (column_type.kind, value) {
        (_, Value::Null) => Ok(Bound::Null),
        (Kind::Array, Value::Text(text)) => array_text::of_json(&text, column_type.of.unwrap_or(Kind::Text)).map(Bound::Text),
        (_, Value::List(values)) if bind.is_list => array_text::of_list(values, column_type).map(Bound::Text),
        (_, value) => bind_scalar(column_type.wire_kind(), value, column_type, is_stored),
    }
}

/// A single value.
pub fn bind_scalar(kind: Kind, value: Value, column_type: &ColumnType, is_stored: bool) -> Result<Bound, &'static str> {
    match (kind, value) {
        (Kind::Boolean, Value::Boolean(flag)) => Ok(Bound::Boolean(flag)),
        (Kind::Bigint, Value::Integer(number)) => Ok(Bound::Integer(number)),
        (Kind::Int | Kind::Duration, Value::Integer(number)) => bind_safe(number).map(Bound::Integer),
        (Kind::Float, Value::Float(number)) => Ok(Bound::Float(number)),
        (Kind::Float, Value::Integer(number)) => bind_safe(number).map(|number| Bound::Float(number as f64)),
        (Kind::Timestamp, Value::Integer(milliseconds)) => instant(milliseconds),
        (Kind::Bytes, Value::Bytes(bytes)) => Ok(Bound::Bytes(bytes)),
        (kind, Value::Text(text)) => bind_text(kind, text, column_type, is_stored),
        _ => Err("the value has another type"),
    }
}

fn bind_text(kind: Kind, text: String, column_type: &ColumnType, is_stored: bool) -> Result<Bound, &'static str> {
    match kind {
        Kind::Decimal => check_decimal(&text, column_type, is_stored).map(|()| Bound::Text(text)),
        Kind::Uuid => uuid(&text).map(Bound::Uuid),
        Kind::Date => {
            let date = Date::parse(&text).ok_or("it is not a date YYYY-MM-DD of the years 1 to 9999")?;
            Ok(Bound::Day((date.days() - EPOCH_DAYS) as i32))
        }
        Kind::Time => {
            let time = Time::parse(&text).ok_or("it is not a time HH:mm:ss[.ffffff] of one day")?;
            Ok(Bound::Integer(time.microseconds()))
        }
        Kind::LocalTimestamp => local_timestamp(&text).map(Bound::Integer),
        Kind::String | Kind::Text | Kind::Json | Kind::Enum => without_nul(text).map(Bound::Text),
        _ => Err("the value has another type"),
    }
}

fn without_nul(text: String) -> Result<String, &'static str> {
    if text.contains('\0') { Err("text with a NUL character cannot be stored") } else { Ok(text) }
}

fn instant(milliseconds: i64) -> Result<Bound, &'static str> {
    calendar::from_instant(milliseconds).ok_or("it is outside the years 1 to 9999")?;
    Ok(Bound::Integer(milliseconds * 1000 - EPOCH_MICROSECONDS))
}

fn local_timestamp(text: &str) -> Result<i64, &'static str> {
    let parts = calendar::parse_date_time(text).filter(|_| text.contains('T'));
    let (date, time) = parts.ok_or("it is not YYYY-MM-DDTHH:mm:ss[.ffffff] of the years 1 to 9999")?;
    Ok((date.days() - EPOCH_DAYS) * 86_400_000_000 + time.microseconds())
}

fn uuid(text: &str) -> Result<[u8; 16], &'static str> {
    if !is_uuid(text.as_bytes()) {
        return Err("it is not a lower-case hyphenated UUID");
    }
    let mut digits = text.bytes().filter(|byte| *byte != b'-').map(|byte| (byte as char).to_digit(16).unwrap_or(0) as u8);
    Ok(std::array::from_fn(|_| digits.next().unwrap_or(0) << 4 | digits.next().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(kind: Kind, value: Value) -> Result<Bound, &'static str> {
        bind_scalar(kind, value, &ColumnType::of_kind(kind), true)
    }

    fn text(kind: Kind, value: &str) -> Result<Bound, &'static str> {
        one(kind, Value::Text(value.into()))
    }

    #[test]
    fn each_kind_takes_its_own_variant_only() {
        assert!(one(Kind::Int, Value::Text("1".into())).is_err());
        assert!(one(Kind::Text, Value::Integer(1)).is_err());
        assert!(one(Kind::Boolean, Value::Integer(1)).is_err());
        assert!(one(Kind::Bytes, Value::Text("x".into())).is_err());
        assert!(one(Kind::Int, Value::List(vec![])).is_err());
    }

    #[test]
    fn moments_count_from_the_servers_epoch() {
        assert_eq!(text(Kind::Date, "2000-01-02"), Ok(Bound::Day(1)));
        assert_eq!(text(Kind::LocalTimestamp, "1999-12-31T23:59:59.999999"), Ok(Bound::Integer(-1)));
        assert_eq!(one(Kind::Timestamp, Value::Integer(946_684_800_001)), Ok(Bound::Integer(1000)));
        assert_eq!(text(Kind::Time, "00:00:01.5"), Ok(Bound::Integer(1_500_000)));
        assert!(one(Kind::Timestamp, Value::Integer(253_402_300_800_000)).is_err());
        for word in ["infinity", "now", "today", "2024-01-01 BC", "10000-01-01"] {
            assert!(text(Kind::Date, word).is_err() && text(Kind::LocalTimestamp, word).is_err(), "{word}");
        }
    }

    #[test]
    fn what_would_change_is_refused() {
        assert!(text(Kind::Text, "a\0b").is_err());
        assert!(one(Kind::Int, Value::Integer(1 << 53)).is_err() && one(Kind::Bigint, Value::Integer(i64::MIN)).is_ok());
        assert!(text(Kind::Uuid, "0190F5C2-0000-7000-8000-000000000000").is_err());
        assert!(text(Kind::Decimal, "NaN").is_err());
    }

    #[test]
    fn a_uuid_is_sixteen_bytes() {
        let Ok(Bound::Uuid(bytes)) = text(Kind::Uuid, "0190f5c2-0000-7000-8000-0000000000ab") else { panic!("a UUID expected") };
        assert_eq!((bytes[..4].to_vec(), bytes[15]), (vec![0x01, 0x90, 0xf5, 0xc2], 0xab));
    }

    #[test]
    fn debug_shows_no_value() {
        assert!(!format!("{:?}", Bound::Text("secret".into())).contains("secret"));
    }
}
