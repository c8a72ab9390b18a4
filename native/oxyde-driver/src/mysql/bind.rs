//! Parameters as MySQL takes them: exactly the value of the kind, or an error.

use mysql_async::Value as Bound;
use oxyde_wire::{ColumnType, ErrorKind, Failure, Kind, Value};

use crate::calendar::{self, Date, Time};
use crate::canonical::{bind_safe, check_decimal, is_uuid};
use crate::{Access, CompiledStatement};

/// Binds the parameters of a statement in the order of its placeholders.
///
/// # Errors
/// `EncodeFailed` naming the position and kind, never the value.
pub fn bind(statement: &CompiledStatement, parameters: Vec<Value>) -> Result<Vec<Bound>, Failure> {
    if parameters.len() != statement.binds.len() {
        let message = format!("the statement takes {} parameters and got {}", statement.binds.len(), parameters.len());
        return Err(Failure::new(ErrorKind::Internal, message));
    }
    // Comparing with a value that the column cannot hold is fine; storing it would round it.
    let is_stored = statement.access == Access::Write;
    let binds = statement.binds.iter().zip(parameters).enumerate();
    binds
        .map(|(index, (bind, value))| {
            bind_one(&bind.column_type, value, is_stored).map_err(|reason| refused(index, &bind.column_type, reason))
        })
        .collect()
}

fn refused(index: usize, column_type: &ColumnType, reason: &str) -> Failure {
    let message = format!("parameter {} cannot be {:?} on MySQL: {reason}", index + 1, column_type.kind);
    Failure::new(ErrorKind::EncodeFailed, message).with_retry_safe()
}

fn bind_one(column_type: &ColumnType, value: Value, is_stored: bool) -> Result<Bound, &'static str> {
    match (column_type.wire_kind(), value) {
        (_, Value::Null) => Ok(Bound::NULL),
        (Kind::Boolean, Value::Boolean(flag)) => Ok(Bound::Int(i64::from(flag))),
        (Kind::Bigint, Value::Integer(number)) => Ok(Bound::Int(number)),
        (Kind::Int | Kind::Duration, Value::Integer(number)) => bind_safe(number).map(Bound::Int),
        (Kind::Float, Value::Float(number)) => bind_float(number),
        (Kind::Float, Value::Integer(number)) => bind_safe(number).map(|number| Bound::Double(number as f64)),
        (Kind::Timestamp, Value::Integer(milliseconds)) => bind_instant(milliseconds),
        (Kind::Bytes, Value::Bytes(bytes)) => Ok(Bound::Bytes(bytes)),
        (kind, Value::Text(text)) => bind_text(kind, text, column_type, is_stored),
        _ => Err("the value has another type"),
    }
}

fn bind_text(kind: Kind, text: String, column_type: &ColumnType, is_stored: bool) -> Result<Bound, &'static str> {
    match kind {
        Kind::Decimal => check_decimal(&text, column_type, is_stored)?,
        Kind::Uuid if !is_uuid(text.as_bytes()) => return Err("it is not a lower-case hyphenated UUID"),
        Kind::Date => {
            return Date::parse(&text)
                .map(|date| moment(date, Time::default()))
                .ok_or("it is not a date YYYY-MM-DD of the years 1 to 9999");
        }
        Kind::Time => return Time::parse(&text).map(time_of_day).ok_or("it is not a time HH:mm:ss[.ffffff] of one day"),
        Kind::LocalTimestamp => {
            let parts = calendar::parse_date_time(&text).filter(|_| text.contains('T'));
            return parts.map(|(date, time)| moment(date, time)).ok_or("it is not YYYY-MM-DDTHH:mm:ss[.ffffff] of the years 1 to 9999");
        }
        Kind::String | Kind::Text | Kind::Uuid | Kind::Json | Kind::Array | Kind::Enum => {}
        _ => return Err("the value has another type"),
    }
    // MySQL would take it; PostgreSQL does not, and data must be able to move.
    if text.contains('\0') { Err("text with a NUL character cannot be stored") } else { Ok(Bound::Bytes(text.into_bytes())) }
}

fn bind_float(number: f64) -> Result<Bound, &'static str> {
    if number.is_finite() { Ok(Bound::Double(number)) } else { Err("MySQL has no NaN and no infinity") }
}

fn bind_instant(milliseconds: i64) -> Result<Bound, &'static str> {
    calendar::from_instant(milliseconds).map(|(date, time)| moment(date, time)).ok_or("it is outside the years 1 to 9999")
}

fn moment(date: Date, time: Time) -> Bound {
    Bound::Date(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond)
}

fn time_of_day(time: Time) -> Bound {
    Bound::Time(false, 0, time.hour, time.minute, time.second, time.microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(kind: Kind, value: Value) -> Result<Bound, &'static str> {
        bind_one(&ColumnType::of_kind(kind), value, true)
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
    fn moments_are_bound_in_utc_and_in_range() {
        assert_eq!(one(Kind::Timestamp, Value::Integer(-1)), Ok(Bound::Date(1969, 12, 31, 23, 59, 59, 999_000)));
        assert!(one(Kind::Timestamp, Value::Integer(253_402_300_800_000)).is_err());
        assert_eq!(text(Kind::Time, "23:59:59.999999"), Ok(Bound::Time(false, 0, 23, 59, 59, 999_999)));
        assert!(text(Kind::LocalTimestamp, "2024-01-01 00:00:00").is_err());
        assert!(text(Kind::Date, "2023-02-29").is_err());
    }

    #[test]
    fn decimals_that_would_be_rounded_are_refused_only_where_they_are_stored() {
        let price = ColumnType { precision: Some(5), scale: Some(2), ..ColumnType::of_kind(Kind::Decimal) };
        let check = |text: &str, is_stored| check_decimal(text, &price, is_stored).is_ok();
        for fits in ["1", "-1.5", "999.99", "1.500", "000001.50", "-0"] {
            assert!(check(fits, true), "{fits}");
        }
        for wrong in ["1.005", "1000", "1000.5"] {
            assert!(!check(wrong, true) && check(wrong, false), "{wrong}");
        }
        for nonsense in ["", "-", ".5", "1.", "1e3", "NaN", "+1", "--1", "1.2.3", " 1"] {
            assert!(!check(nonsense, false), "{nonsense}");
        }
    }

    #[test]
    fn what_mysql_cannot_hold_is_refused() {
        assert!(one(Kind::Float, Value::Float(f64::NAN)).is_err() && one(Kind::Float, Value::Float(f64::INFINITY)).is_err());
        assert!(text(Kind::Text, "a\0b").is_err());
        assert!(one(Kind::Int, Value::Integer(1 << 53)).is_err() && one(Kind::Bigint, Value::Integer(i64::MIN)).is_ok());
        assert!(text(Kind::Uuid, "0190F5C2-0000-7000-8000-000000000000").is_err());
        assert!(text(Kind::Uuid, "0190f5c2-0000-7000-8000-000000000000").is_ok());
    }
}
