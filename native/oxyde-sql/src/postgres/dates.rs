//! Moments on PostgreSQL.

use oxyde_wire::{DatePart, DateUnit, Kind};
use sea_query::Expr;

use super::Postgres;
use crate::dates::{Dates, Steps};
use crate::syntax::Syntax;
use crate::walk::Walk;

impl Dates for Postgres {
    fn date_part(&self, walk: &mut Walk<'_>, part: DatePart, operand: Expr, kind: Kind) -> Expr {
        let local = local(walk, operand, kind);
        let template = match part {
            DatePart::Date => "CAST({} AS DATE)",
            DatePart::Time => "CAST({} AS TIME)",
            DatePart::Year => "CAST(EXTRACT(YEAR FROM {}) AS BIGINT)",
            DatePart::IsoYear => "CAST(EXTRACT(ISOYEAR FROM {}) AS BIGINT)",
            DatePart::Quarter => "CAST(EXTRACT(QUARTER FROM {}) AS BIGINT)",
            DatePart::Month => "CAST(EXTRACT(MONTH FROM {}) AS BIGINT)",
            DatePart::Week => "CAST(EXTRACT(WEEK FROM {}) AS BIGINT)",
            DatePart::Day => "CAST(EXTRACT(DAY FROM {}) AS BIGINT)",
            DatePart::DayOfYear => "CAST(EXTRACT(DOY FROM {}) AS BIGINT)",
            DatePart::Weekday => "CAST(EXTRACT(ISODOW FROM {}) AS BIGINT)",
            DatePart::Hour => "CAST(EXTRACT(HOUR FROM {}) AS BIGINT)",
            DatePart::Minute => "CAST(EXTRACT(MINUTE FROM {}) AS BIGINT)",
            DatePart::Second => "CAST(FLOOR(EXTRACT(SECOND FROM {})) AS BIGINT)",
        };
        walk.form(template, [local])
    }

    fn date_truncate(&self, walk: &mut Walk<'_>, unit: DateUnit, operand: Expr, kind: Kind) -> Expr {
        let word = walk.text(unit_word(unit));
        let local = local(walk, operand, kind);
        match kind {
            Kind::Timestamp => walk.form("(DATE_TRUNC({}, {}) AT TIME ZONE 'UTC')", [word, local]),
            Kind::Date => walk.form("CAST(DATE_TRUNC({}, CAST({} AS TIMESTAMP)) AS DATE)", [word, local]),
            Kind::Time => walk.form("CAST(DATE_TRUNC({}, CAST({} AS INTERVAL)) AS TIME)", [word, local]),
            _ => walk.form("DATE_TRUNC({}, {})", [word, local]),
        }
    }

    fn date_add(&self, walk: &mut Walk<'_>, operand: Expr, steps: Steps, kind: Kind) -> Expr {
        let local = local(walk, operand, kind);
        let parts = [
            steps.months.map(|months| walk.form("months => CAST({} AS INTEGER)", [months])),
            steps.days.map(|days| walk.form("days => CAST({} AS INTEGER)", [days])),
            steps.seconds.map(|seconds| walk.form("secs => CAST({} AS DOUBLE PRECISION)", [seconds])),
        ];
        let interval = walk.call("MAKE_INTERVAL", parts.into_iter().flatten().collect());
        let template = match kind {
            Kind::Timestamp => "(({} + {}) AT TIME ZONE 'UTC')",
            Kind::Date => "CAST({} + {} AS DATE)",
            _ => "({} + {})",
        };
        walk.form(template, [local, interval])
    }

    fn date_difference(&self, walk: &mut Walk<'_>, left: Expr, right: Expr, kind: Kind) -> Expr {
        let template = match kind {
            Kind::Date => "(CAST({} - {} AS BIGINT) * 86400000)",
            _ => "CAST(TRUNC(EXTRACT(EPOCH FROM {} - {}) * 1000) AS BIGINT)",
        };
        walk.form(template, [left, right])
    }

    fn clock_at(&self, walk: &mut Walk<'_>, instant: Expr, zone: &str) -> Expr {
        let zone = walk.text(self.quote_text(zone));
        walk.form("({} AT TIME ZONE {})", [instant, zone])
    }

    /// In the same words, as the type of the operand decides.
    fn instant_at(&self, walk: &mut Walk<'_>, clock: Expr, zone: &str) -> Expr {
        self.clock_at(walk, clock, zone)
    }

    fn earlier(&self, walk: &mut Walk<'_>, instant: Expr, first: Expr, second: Expr) -> Expr {
        walk.form("({} - ({} - {}))", [instant, second, first])
    }
}

/// An instant as the date and time that a clock shows.
fn local(walk: &mut Walk<'_>, operand: Expr, kind: Kind) -> Expr {
    if kind == Kind::Timestamp { walk.form("({} AT TIME ZONE 'UTC')", [operand]) } else { operand }
}

fn unit_word(unit: DateUnit) -> &'static str {
    match unit {
        DateUnit::Year => "'year'",
        DateUnit::Quarter => "'quarter'",
        DateUnit::Month => "'month'",
        DateUnit::Week => "'week'",
        DateUnit::Day => "'day'",
        DateUnit::Hour => "'hour'",
        DateUnit::Minute => "'minute'",
        DateUnit::Second => "'second'",
    }
}
