//! The functions whose words are those of MySQL and MariaDB.

use oxyde_wire::{ColumnType, FunctionName, Kind};
use sea_query::Expr;

use super::exact;
use crate::arithmetic::is_whole;
use crate::walk::{Operand, Walk};

/// The function in MySQL's words, where they differ.
pub fn special(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Option<Expr> {
    match function {
        FunctionName::Now => Some(walk.text(now_text(result.kind))),
        FunctionName::Random => Some(walk.text("RAND()")),
        FunctionName::Round | FunctionName::Floor | FunctionName::Ceil | FunctionName::Power => number(walk, function, arguments, result),
        _ => text(walk, function, arguments),
    }
}

fn number(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Option<Expr> {
    let value = match (function, arguments) {
        (FunctionName::Round, [value, digits @ ..]) => round(walk, value, digits.first()),
        (FunctionName::Floor, [value]) => walk.form("FLOOR({})", [value.sql.clone()]),
        (FunctionName::Ceil, [value]) => walk.form("CEIL({})", [value.sql.clone()]),
        (FunctionName::Power, [base, exponent]) => return Some(power(walk, base.sql.clone(), exponent.sql.clone())),
        _ => return None,
    };
    Some(if is_whole(Some(result.kind)) { walk.cast(value, "SIGNED") } else { value })
}

/// NULL where there is no real number, which is an error there.
fn power(walk: &mut Walk<'_>, base: Expr, exponent: Expr) -> Expr {
    let template = "CASE WHEN {} = 0 AND {} < 0 THEN NULL WHEN {} < 0 AND {} <> FLOOR({}) THEN NULL ELSE POWER({}, {}) END";
    walk.form(template, [base.clone(), exponent.clone(), base.clone(), exponent.clone(), exponent.clone(), base, exponent])
}

fn text(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand]) -> Option<Expr> {
    let values: Vec<_> = arguments.iter().map(|argument| argument.sql.clone()).collect();
    match (function, values.as_slice()) {
        (FunctionName::PadStart | FunctionName::PadEnd, [value, count, rest @ ..]) => {
            let fill = rest.first().cloned().unwrap_or_else(|| walk.text("' '"));
            Some(walk.padded(function, value.clone(), count.clone(), fill))
        }
        (FunctionName::Replace, [value, from, to]) => Some(walk.replaced(value.clone(), from.clone(), to.clone())),
        // A start before the text takes part of the length, and must not count from the end.
        (FunctionName::Substring, [value, start]) => {
            let template = "SUBSTRING({}, CASE WHEN {} < 1 THEN 1 ELSE {} END)";
            Some(walk.form(template, [value.clone(), start.clone(), start.clone()]))
        }
        (FunctionName::Substring, [value, start, length]) => {
            let template = "SUBSTRING({}, CASE WHEN {} < 1 THEN 1 ELSE {} END, CASE WHEN {} < 1 THEN {} + {} - 1 ELSE {} END)";
            let [start, length] = [start, length].map(Expr::clone);
            Some(walk.form(template, [value.clone(), start.clone(), start.clone(), start.clone(), start, length.clone(), length]))
        }
        (FunctionName::IndexOf, [value, part]) => {
            let part = exact(walk, part.clone());
            Some(walk.form("LOCATE({}, {})", [part, value.clone()]))
        }
        _ => None,
    }
}

/// Halves go away from zero, as elsewhere: for a float the server would leave it to the C library.
fn round(walk: &mut Walk<'_>, value: &Operand, digits: Option<&Operand>) -> Expr {
    let digits = digits.map_or_else(|| walk.text("0"), |digits| digits.sql.clone());
    if !value.is(Kind::Float) {
        return walk.form("ROUND({}, {})", [value.sql.clone(), digits]);
    }
    let sql = value.sql.clone();
    // A float beyond 1E15 has no halves, and a DECIMAL could not hold it.
    let template = "CASE WHEN ABS({}) < 1E15 THEN CAST(ROUND(CAST({} AS DECIMAL(65, 30)), {}) AS DOUBLE) ELSE ROUND({}, {}) END";
    walk.form(template, [sql.clone(), sql.clone(), digits.clone(), sql, digits])
}

fn now_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "UTC_DATE()",
        Kind::Time => "UTC_TIME(6)",
        Kind::LocalTimestamp => "UTC_TIMESTAMP(6)",
        _ => "UTC_TIMESTAMP(3)",
    }
}
