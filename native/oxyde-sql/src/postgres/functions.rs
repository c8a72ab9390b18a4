//! The functions whose words are PostgreSQL's own.

use oxyde_wire::{ColumnType, FunctionName, Kind};
use sea_query::Expr;

use super::{as_text, cast_type};
use crate::entry::Piece;
use crate::walk::{Operand, Walk, separated};

/// The function in PostgreSQL's words, where they differ.
pub fn special(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Option<Expr> {
    match function {
        FunctionName::Now => Some(walk.text(now_text(result.kind))),
        FunctionName::Random => Some(walk.text("RANDOM()")),
        FunctionName::Power | FunctionName::Sqrt => Some(float(walk, function, arguments)),
        FunctionName::Round | FunctionName::Floor | FunctionName::Ceil | FunctionName::Sign => number(walk, function, arguments, result),
        _ => text(walk, function, arguments),
    }
}

fn number(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Option<Expr> {
    let value = match (function, arguments) {
        (FunctionName::Round, [value]) => {
            let value = as_numeric(walk, value);
            walk.form("ROUND({})", [value])
        }
        (FunctionName::Round, [value, digits]) => {
            let value = as_numeric(walk, value);
            walk.form("ROUND({}, CAST({} AS INTEGER))", [value, digits.sql.clone()])
        }
        (FunctionName::Floor, [value]) => walk.form("FLOOR({})", [value.sql.clone()]),
        (FunctionName::Ceil, [value]) => walk.form("CEIL({})", [value.sql.clone()]),
        (FunctionName::Sign, [value]) => walk.form("SIGN({})", [value.sql.clone()]),
        _ => return None,
    };
    let is_exact = result.kind == Kind::Decimal && arguments.first().is_some_and(|value| value.is(Kind::Decimal));
    Some(if is_exact { value } else { walk.cast(value, cast_type(result)) })
}

/// With all digits: PostgreSQL's own cast of a float keeps 15 of them.
fn as_numeric(walk: &mut Walk<'_>, value: &Operand) -> Expr {
    let template = if value.is(Kind::Float) { "CAST(CAST({} AS TEXT) AS NUMERIC)" } else { "CAST({} AS NUMERIC)" };
    walk.form(template, [value.sql.clone()])
}

/// NULL where there is no real number, which is an error there.
fn float(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand]) -> Expr {
    let floats: Vec<_> = arguments.iter().map(|argument| as_float(walk, argument)).collect();
    match (function, floats.as_slice()) {
        (FunctionName::Power, [base, exponent]) => {
            let template = "CASE WHEN {} = 0 AND {} < 0 THEN NULL WHEN {} < 0 AND {} <> FLOOR({}) THEN NULL ELSE POWER({}, {}) END";
            let [base, exponent] = [base, exponent].map(Expr::clone);
            walk.form(template, [base.clone(), exponent.clone(), base.clone(), exponent.clone(), exponent.clone(), base, exponent])
        }
        (_, [value, ..]) => walk.form("CASE WHEN {} >= 0 THEN SQRT({}) END", [value.clone(), value.clone()]),
        _ => walk.text("NULL"),
    }
}

fn as_float(walk: &mut Walk<'_>, operand: &Operand) -> Expr {
    if operand.is(Kind::Float) { operand.sql.clone() } else { walk.cast(operand.sql.clone(), "DOUBLE PRECISION") }
}

fn text(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand]) -> Option<Expr> {
    let whole = |walk: &mut Walk<'_>, index: usize| arguments.get(index).map(|count| walk.cast(count.sql.clone(), "INTEGER"));
    let texts: Vec<_> = arguments.iter().map(|argument| as_text(walk, argument.clone())).collect();
    match (function, texts.as_slice()) {
        (FunctionName::PadStart | FunctionName::PadEnd, [value, _, rest @ ..]) => {
            let count = whole(walk, 1)?;
            let fill = rest.first().cloned().unwrap_or_else(|| walk.text("' '"));
            Some(walk.padded(function, value.clone(), count, fill))
        }
        (FunctionName::Repeat, [value, _]) => {
            let count = whole(walk, 1)?;
            Some(walk.form("REPEAT({}, {})", [value.clone(), count]))
        }
        (FunctionName::Substring, [value, _]) => {
            let start = whole(walk, 1)?;
            Some(walk.form("SUBSTRING({}, {})", [value.clone(), start]))
        }
        // A negative length is an error there.
        (FunctionName::Substring, [value, _, _]) => {
            let (start, length) = (whole(walk, 1)?, whole(walk, 2)?);
            let template = "SUBSTRING({}, {}, CASE WHEN {} < 0 THEN 0 ELSE {} END)";
            Some(walk.form(template, [value.clone(), start, length.clone(), length]))
        }
        (FunctionName::IndexOf, [value, part]) => Some(walk.form("STRPOS({}, {})", [value.clone(), part.clone()])),
        _ => None,
    }
}

/// PostgreSQL's own pass over NULLs.
pub fn extreme_of(walk: &mut Walk<'_>, word: &'static str, operands: Vec<Operand>) -> Expr {
    let values: Vec<_> = operands.into_iter().map(|operand| operand.sql).collect();
    let tests = values.iter().map(|value| walk.form("{} IS NULL", [value.clone()])).collect();
    let any = walk.joined(separated(tests, " OR "));
    let extreme = walk.call(word, values);
    walk.joined(vec![
        Piece::text("CASE WHEN "),
        Piece::Expression(any),
        Piece::text(" THEN NULL ELSE "),
        Piece::Expression(extreme),
        Piece::text(" END"),
    ])
}

/// Whole milliseconds, as they are stored.
fn now_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "CAST(now() AT TIME ZONE 'UTC' AS DATE)",
        Kind::Time => "CAST(now() AT TIME ZONE 'UTC' AS TIME)",
        Kind::LocalTimestamp => "CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)",
        _ => "DATE_TRUNC('milliseconds', now())",
    }
}
