//! Cells of the text protocol, which a statement that cannot be prepared answers in, as the cells of the binary one.

use mysql_async::consts::ColumnType as Sent;
use mysql_async::{Column, Value as Cell};
use oxyde_wire::CellError;

use crate::calendar::{self, Date, Time};

/// The value that the text stands for, by the type of its column.
pub fn read(column: &Column, bytes: &[u8]) -> Result<Cell, CellError> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(Cell::Bytes(bytes.to_vec())) };
    let cell = match column.column_type() {
        Sent::MYSQL_TYPE_TINY
        | Sent::MYSQL_TYPE_SHORT
        | Sent::MYSQL_TYPE_INT24
        | Sent::MYSQL_TYPE_LONG
        | Sent::MYSQL_TYPE_LONGLONG
        | Sent::MYSQL_TYPE_YEAR => integer(text),
        Sent::MYSQL_TYPE_FLOAT => text.parse().ok().map(Cell::Float),
        Sent::MYSQL_TYPE_DOUBLE => text.parse().ok().map(Cell::Double),
        Sent::MYSQL_TYPE_DATE | Sent::MYSQL_TYPE_DATETIME | Sent::MYSQL_TYPE_TIMESTAMP => date_time(text).map(date_cell),
        Sent::MYSQL_TYPE_TIME => Time::parse(text).map(|time| Cell::Time(false, 0, time.hour, time.minute, time.second, time.microsecond)),
        _ => Some(Cell::Bytes(bytes.to_vec())),
    };
    cell.ok_or_else(|| CellError::new("the stored value is out of range for its type"))
}

/// A date, alone or with a time.
pub fn date_time(text: &str) -> Option<(Date, Time)> {
    Date::parse(text).map(|date| (date, Time::default())).or_else(|| calendar::parse_date_time(text))
}

fn integer(text: &str) -> Option<Cell> {
    text.parse().map(Cell::Int).or_else(|_| text.parse().map(Cell::UInt)).ok()
}

fn date_cell((date, time): (Date, Time)) -> Cell {
    Cell::Date(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_what_they_stand_for() {
        let cell = |sent, text: &str| read(&Column::new(sent), text.as_bytes()).unwrap();
        assert_eq!(cell(Sent::MYSQL_TYPE_LONGLONG, "18446744073709551615"), Cell::UInt(u64::MAX));
        assert_eq!(cell(Sent::MYSQL_TYPE_DATETIME, "2024-02-29 01:02:03.5"), Cell::Date(2024, 2, 29, 1, 2, 3, 500_000));
        assert_eq!(cell(Sent::MYSQL_TYPE_TIME, "01:02:03"), Cell::Time(false, 0, 1, 2, 3, 0));
        assert_eq!(cell(Sent::MYSQL_TYPE_DOUBLE, "1.5"), Cell::Double(1.5));
    }

    #[test]
    fn zero_dates_are_errors_here_too() {
        assert!(read(&Column::new(Sent::MYSQL_TYPE_DATE), b"0000-00-00").is_err());
        assert!(read(&Column::new(Sent::MYSQL_TYPE_TIME), b"-01:00:00").is_err());
    }
}
