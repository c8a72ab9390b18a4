//! Moments on MySQL and MariaDB, which store instants as they are in UTC.

use oxyde_wire::{DatePart, DateUnit, Kind};
use sea_query::Expr;

use super::Mysql;
use crate::dates::{Dates, Steps};
use crate::syntax::Syntax;
use crate::walk::Walk;

impl Dates for Mysql {
    fn date_part(&self, walk: &mut Walk<'_>, part: DatePart, operand: Expr, _kind: Kind) -> Expr {
        let template = match part {
            DatePart::Year => "YEAR({})",
            // Mode 3 is ISO 8601.
            DatePart::IsoYear => "(YEARWEEK({}, 3) DIV 100)",
            DatePart::Quarter => "QUARTER({})",
            DatePart::Month => "MONTH({})",
            DatePart::Week => "WEEK({}, 3)",
            DatePart::Day => "DAYOFMONTH({})",
            DatePart::DayOfYear => "DAYOFYEAR({})",
            DatePart::Weekday => "(WEEKDAY({}) + 1)",
            DatePart::Hour => "HOUR({})",
            DatePart::Minute => "MINUTE({})",
            DatePart::Second => "SECOND({})",
            DatePart::Date => "DATE({})",
            DatePart::Time => "TIME({})",
        };
        walk.form(template, [operand])
    }

    fn date_truncate(&self, walk: &mut Walk<'_>, unit: DateUnit, operand: Expr, kind: Kind) -> Expr {
        let sql_type = walk.text(type_of(kind));
        match (unit, kind) {
            (DateUnit::Quarter, _) => walk.form(
                "CAST(CAST(DATE_FORMAT({}, '%Y-01-01') AS DATE) + INTERVAL QUARTER({}) - 1 QUARTER AS {})",
                [operand.clone(), operand, sql_type],
            ),
            (DateUnit::Week, _) => walk.form("CAST(DATE({}) - INTERVAL WEEKDAY({}) DAY AS {})", [operand.clone(), operand, sql_type]),
            (_, Kind::Time) => walk.form(time_template(unit), [operand, sql_type]),
            _ => walk.form(date_template(unit), [operand, sql_type]),
        }
    }

    fn date_add(&self, walk: &mut Walk<'_>, operand: Expr, steps: Steps, kind: Kind) -> Expr {
        // A time of day goes on after midnight, which a TIME would not.
        let mut sum = if kind == Kind::Time { walk.form("TIMESTAMP('2000-01-01', {})", [operand]) } else { operand };
        let steps =
            [(steps.months, "{} + INTERVAL {} MONTH"), (steps.days, "{} + INTERVAL {} DAY"), (steps.seconds, "{} + INTERVAL {} SECOND")];
        for (step, template) in steps {
            if let Some(step) = step {
                sum = walk.form(template, [sum, step]);
            }
        }
        let sql_type = walk.text(type_of(kind));
        walk.form("CAST({} AS {})", [sum, sql_type])
    }

    fn date_difference(&self, walk: &mut Walk<'_>, left: Expr, right: Expr, kind: Kind) -> Expr {
        match kind {
            Kind::Date => walk.form("(DATEDIFF({}, {}) * 86400000)", [left, right]),
            Kind::Time => {
                walk.form("(TIMESTAMPDIFF(MICROSECOND, TIMESTAMP('2000-01-01', {}), TIMESTAMP('2000-01-01', {})) DIV 1000)", [right, left])
            }
            _ => walk.form("(TIMESTAMPDIFF(MICROSECOND, {}, {}) DIV 1000)", [right, left]),
        }
    }

    fn clock_at(&self, walk: &mut Walk<'_>, instant: Expr, zone: &str) -> Expr {
        let zone = walk.text(self.quote_text(zone));
        walk.form("CONVERT_TZ({}, '+00:00', {})", [instant, zone])
    }

    fn instant_at(&self, walk: &mut Walk<'_>, clock: Expr, zone: &str) -> Expr {
        let zone = walk.text(self.quote_text(zone));
        walk.form("CAST(CONVERT_TZ({}, {}, '+00:00') AS DATETIME(3))", [clock, zone])
    }

    fn earlier(&self, walk: &mut Walk<'_>, instant: Expr, first: Expr, second: Expr) -> Expr {
        walk.form("CAST({} - INTERVAL TIMESTAMPDIFF(MICROSECOND, {}, {}) MICROSECOND AS DATETIME(3))", [instant, first, second])
    }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Timestamp => "DATETIME(3)",
        Kind::LocalTimestamp => "DATETIME(6)",
        Kind::Time => "TIME(6)",
        _ => "DATE",
    }
}

fn date_template(unit: DateUnit) -> &'static str {
    match unit {
        DateUnit::Year => "CAST(DATE_FORMAT({}, '%Y-01-01') AS {})",
        DateUnit::Month => "CAST(DATE_FORMAT({}, '%Y-%m-01') AS {})",
        DateUnit::Hour => "CAST(DATE_FORMAT({}, '%Y-%m-%d %H:00:00') AS {})",
        DateUnit::Minute => "CAST(DATE_FORMAT({}, '%Y-%m-%d %H:%i:00') AS {})",
        DateUnit::Second => "CAST(DATE_FORMAT({}, '%Y-%m-%d %H:%i:%s') AS {})",
        _ => "CAST(DATE({}) AS {})",
    }
}

fn time_template(unit: DateUnit) -> &'static str {
    match unit {
        DateUnit::Hour => "CAST(TIME_FORMAT({}, '%H:00:00') AS {})",
        DateUnit::Minute => "CAST(TIME_FORMAT({}, '%H:%i:00') AS {})",
        _ => "CAST(TIME_FORMAT({}, '%H:%i:%s') AS {})",
    }
}
