//! Instants by the clock of the data source's time zone, where it is not UTC.

use oxyde_wire::{ColumnType, DatePart, DateUnit, FunctionName, Kind};
use sea_query::Expr;

use crate::dates::Steps;
use crate::refusal::Result;
use crate::walk::{Operand, Walk};

impl Walk<'_> {
    /// The zone that values of the kind are read in; `None` where they are read as they are stored.
    pub fn zone_of(&self, kind: Kind) -> Option<String> {
        if kind == Kind::Timestamp { self.target.time_zone.clone() } else { None }
    }

    pub fn part_in_zone(&mut self, part: DatePart, instant: Expr, zone: &str) -> Expr {
        let clock = self.syntax.clock_at(self, instant, zone);
        self.syntax.date_part(self, part, clock, Kind::LocalTimestamp)
    }

    pub fn truncated_in_zone(&mut self, unit: DateUnit, instant: Expr, zone: &str) -> Expr {
        let clock = self.syntax.clock_at(self, instant.clone(), zone);
        let beginning = self.syntax.date_truncate(self, unit, clock.clone(), Kind::LocalTimestamp);
        // Where clocks go back, an hour has the name of another one.
        if matches!(unit, DateUnit::Hour | DateUnit::Minute | DateUnit::Second) {
            return self.syntax.earlier(self, instant, beginning, clock);
        }
        self.syntax.instant_at(self, beginning, zone)
    }

    /// Months and days by the calendar of the zone; hours and less are as long everywhere.
    pub fn added_in_zone(&mut self, instant: Expr, steps: Steps, zone: &str) -> Expr {
        let Steps { months, days, seconds } = steps;
        let mut sum = instant;
        if months.is_some() || days.is_some() {
            let clock = self.syntax.clock_at(self, sum, zone);
            let later = self.syntax.date_add(self, clock, Steps { months, days, seconds: None }, Kind::LocalTimestamp);
            sum = self.syntax.instant_at(self, later, zone);
        }
        match seconds {
            Some(_) => self.syntax.date_add(self, sum, Steps { seconds, ..Steps::default() }, Kind::Timestamp),
            None => sum,
        }
    }

    /// A cast from an instant to what the clock shows, or back; `None` for other casts.
    pub fn cast_in_zone(&mut self, operand: &Operand, column_type: &ColumnType) -> Option<Result<Expr>> {
        let zone = self.target.time_zone.clone()?;
        match (operand.kind()?, column_type.kind) {
            (Kind::Timestamp, Kind::Date | Kind::Time | Kind::LocalTimestamp) => {
                let clock = self.syntax.clock_at(self, operand.sql.clone(), &zone);
                Some(self.cast_clock(clock, column_type))
            }
            (Kind::Date | Kind::LocalTimestamp, Kind::Timestamp) => {
                let clock = self.syntax.cast(self, operand.clone(), &ColumnType::of_kind(Kind::LocalTimestamp));
                Some(clock.map(|clock| self.syntax.instant_at(self, clock, &zone)))
            }
            _ => None,
        }
    }

    /// The date or time of now; `None` for other functions, and for now itself, which is the same everywhere.
    pub fn now_in_zone(&mut self, function: FunctionName, result: &ColumnType) -> Result<Option<Expr>> {
        let is_of_clock = matches!(result.kind, Kind::Date | Kind::Time | Kind::LocalTimestamp);
        let Some(zone) = self.target.time_zone.clone().filter(|_| function == FunctionName::Now && is_of_clock) else {
            return Ok(None);
        };
        let now = self.syntax.function(self, function, &[], &ColumnType::of_kind(Kind::Timestamp))?;
        let Some(now) = now else { return Ok(None) };
        let clock = self.syntax.clock_at(self, now, &zone);
        self.cast_clock(clock, result).map(Some)
    }

    fn cast_clock(&mut self, clock: Expr, column_type: &ColumnType) -> Result<Expr> {
        let operand = Operand { sql: clock, column_type: Some(ColumnType::of_kind(Kind::LocalTimestamp)) };
        self.syntax.cast(self, operand, column_type)
    }
}
