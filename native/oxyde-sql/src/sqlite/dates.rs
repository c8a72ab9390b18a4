//! Moments on SQLite: texts in the forms in which they are stored. Its own functions know milliseconds only, and round what is finer,
//! so they get whole seconds, and the fraction is taken from the text.

use oxyde_wire::{DatePart, DateUnit, Kind};
use sea_query::Expr;

use super::Sqlite;
use crate::dates::{Dates, Steps};
use crate::syntax::Syntax;
use crate::walk::Walk;

impl Dates for Sqlite {
    fn date_part(&self, walk: &mut Walk<'_>, part: DatePart, operand: Expr, kind: Kind) -> Expr {
        if part == DatePart::Time {
            return time_of(walk, operand, kind);
        }
        let seconds = whole_seconds(walk, operand, kind);
        let template = match part {
            DatePart::Year => "CAST(strftime('%Y', {}) AS INTEGER)",
            DatePart::IsoYear => "CAST(strftime('%G', {}) AS INTEGER)",
            DatePart::Quarter => "((CAST(strftime('%m', {}) AS INTEGER) + 2) / 3)",
            DatePart::Month => "CAST(strftime('%m', {}) AS INTEGER)",
            DatePart::Week => "CAST(strftime('%V', {}) AS INTEGER)",
            DatePart::Day => "CAST(strftime('%d', {}) AS INTEGER)",
            DatePart::DayOfYear => "CAST(strftime('%j', {}) AS INTEGER)",
            DatePart::Weekday => "CAST(strftime('%u', {}) AS INTEGER)",
            DatePart::Hour => "CAST(strftime('%H', {}) AS INTEGER)",
            DatePart::Minute => "CAST(strftime('%M', {}) AS INTEGER)",
            DatePart::Second => "CAST(strftime('%S', {}) AS INTEGER)",
            DatePart::Date | DatePart::Time => "date({})",
        };
        walk.form(template, [seconds])
    }

    fn date_truncate(&self, walk: &mut Walk<'_>, unit: DateUnit, operand: Expr, kind: Kind) -> Expr {
        if let Some((length, rest)) = kept(unit) {
            return cut(walk, operand, kind, length, rest);
        }
        let seconds = whole_seconds(walk, operand, kind);
        let day = match unit {
            DateUnit::Quarter => walk.form(
                "date({}, 'start of year', ((CAST(strftime('%m', {}) AS INTEGER) - 1) / 3 * 3) || ' months')",
                [seconds.clone(), seconds],
            ),
            _ => walk.form("date({}, (1 - CAST(strftime('%u', {}) AS INTEGER)) || ' days')", [seconds.clone(), seconds]),
        };
        match midnight(kind) {
            "" => day,
            midnight => {
                let midnight = walk.text(format!("'{midnight}'"));
                walk.form("({} || {})", [day, midnight])
            }
        }
    }

    fn date_add(&self, walk: &mut Walk<'_>, operand: Expr, steps: Steps, kind: Kind) -> Expr {
        let mut arguments = vec![whole_seconds_always(walk, operand.clone(), kind)];
        if let Some(months) = steps.months {
            arguments.push(walk.form("({} || ' months')", [months]));
            // The last day of a shorter month.
            arguments.push(walk.text("'floor'"));
        }
        arguments.extend(steps.days.map(|days| walk.form("({} || ' days')", [days])));
        arguments.extend(steps.seconds.map(|seconds| walk.form("({} || ' seconds')", [seconds])));
        let (format, fraction) = match kind {
            Kind::Timestamp => ("'%Y-%m-%d %H:%M:%S'", "({} || substr({}, 20))"),
            Kind::LocalTimestamp => ("'%Y-%m-%dT%H:%M:%S'", "({} || substr({}, 20))"),
            Kind::Time => ("'%H:%M:%S'", "({} || substr({}, 9))"),
            _ => return walk.call("date", arguments),
        };
        arguments.insert(0, walk.text(format));
        let moment = walk.call("strftime", arguments);
        walk.form(fraction, [moment, operand])
    }

    fn date_difference(&self, walk: &mut Walk<'_>, left: Expr, right: Expr, kind: Kind) -> Expr {
        let (first, second) = (whole_seconds_always(walk, left.clone(), kind), whole_seconds_always(walk, right.clone(), kind));
        let seconds = walk.form("(unixepoch({}) - unixepoch({}))", [first, second]);
        let template = match kind {
            Kind::Timestamp => "({} * 1000 + CAST(substr({}, 21) AS INTEGER) - CAST(substr({}, 21) AS INTEGER))",
            Kind::LocalTimestamp => "(({} * 1000000 + CAST(substr({}, 21) AS INTEGER) - CAST(substr({}, 21) AS INTEGER)) / 1000)",
            Kind::Time => "(({} * 1000000 + CAST(substr({}, 10) AS INTEGER) - CAST(substr({}, 10) AS INTEGER)) / 1000)",
            _ => return walk.form("({} * 1000)", [seconds]),
        };
        walk.form(template, [seconds, left, right])
    }

    fn clock_at(&self, walk: &mut Walk<'_>, instant: Expr, zone: &str) -> Expr {
        let zone = walk.text(self.quote_text(zone));
        walk.form("oxyde_clock_at({}, {})", [instant, zone])
    }

    fn instant_at(&self, walk: &mut Walk<'_>, clock: Expr, zone: &str) -> Expr {
        let zone = walk.text(self.quote_text(zone));
        walk.form("oxyde_instant_at({}, {})", [clock, zone])
    }

    /// The first reading is at the beginning of a second, as all that are cut.
    fn earlier(&self, walk: &mut Walk<'_>, instant: Expr, first: Expr, second: Expr) -> Expr {
        let template = "(strftime('%Y-%m-%d %H:%M:%S', substr({}, 1, 19), \
                        (unixepoch(substr({}, 1, 19)) - unixepoch(substr({}, 1, 19))) || ' seconds') || '.000')";
        walk.form(template, [instant, first, second])
    }
}

/// What SQLite reads without rounding.
fn whole_seconds(walk: &mut Walk<'_>, operand: Expr, kind: Kind) -> Expr {
    match kind {
        Kind::LocalTimestamp | Kind::Time => whole_seconds_always(walk, operand, kind),
        _ => operand,
    }
}

fn whole_seconds_always(walk: &mut Walk<'_>, operand: Expr, kind: Kind) -> Expr {
    match kind {
        Kind::Timestamp | Kind::LocalTimestamp => walk.form("substr({}, 1, 19)", [operand]),
        Kind::Time => walk.form("substr({}, 1, 8)", [operand]),
        _ => operand,
    }
}

fn time_of(walk: &mut Walk<'_>, operand: Expr, kind: Kind) -> Expr {
    match kind {
        Kind::Timestamp => walk.form("(substr({}, 12) || '000')", [operand]),
        Kind::LocalTimestamp => walk.form("substr({}, 12)", [operand]),
        _ => operand,
    }
}

/// How many characters of a date and time remain, and what follows up to the seconds.
fn kept(unit: DateUnit) -> Option<(usize, &'static str)> {
    match unit {
        DateUnit::Year => Some((4, "-01-01")),
        DateUnit::Month => Some((7, "-01")),
        DateUnit::Day => Some((10, "")),
        DateUnit::Hour => Some((13, ":00:00")),
        DateUnit::Minute => Some((16, ":00")),
        DateUnit::Second => Some((19, "")),
        DateUnit::Quarter | DateUnit::Week => None,
    }
}

fn cut(walk: &mut Walk<'_>, operand: Expr, kind: Kind, length: usize, rest: &str) -> Expr {
    let length = if kind == Kind::Time { length - 11 } else { length };
    let fraction = match kind {
        Kind::Timestamp => ".000",
        Kind::LocalTimestamp | Kind::Time => ".000000",
        _ => "",
    };
    let end = if length <= 10 && kind != Kind::Time { midnight(kind) } else { fraction };
    let (length, end) = (walk.text(length.to_string()), walk.text(format!("'{rest}{end}'")));
    walk.form("(substr({}, 1, {}) || {})", [operand, length, end])
}

/// The beginning of a day, after its date.
fn midnight(kind: Kind) -> &'static str {
    match kind {
        Kind::Timestamp => " 00:00:00.000",
        Kind::LocalTimestamp => "T00:00:00.000000",
        _ => "",
    }
}
