//! The functions whose words are SQLite's own, or that the driver registers.

use oxyde_wire::{ColumnType, FunctionName, Kind};
use sea_query::Expr;

use crate::arithmetic::is_whole;
use crate::walk::{Operand, Walk};

/// The text of an instant as it is stored.
const INSTANT: &str = "strftime('%Y-%m-%d %H:%M:%f', 'now')";

/// The function in SQLite's words, where they differ.
pub fn special(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Option<Expr> {
    match function {
        FunctionName::Now => Some(walk.text(now_text(result.kind))),
        // As many bits as a float has.
        FunctionName::Random => Some(walk.text("((random() & 9007199254740991) / 9007199254740992.0)")),
        FunctionName::Abs => match arguments {
            [value] if value.is(Kind::Decimal) => Some(decimal_abs(walk, value.sql.clone())),
            _ => None,
        },
        FunctionName::Power | FunctionName::Sqrt => {
            let word = if function == FunctionName::Power { "oxyde_power" } else { "oxyde_sqrt" };
            let floats = arguments.iter().map(|argument| super::as_real(walk, argument.clone())).collect();
            Some(walk.call(word, floats))
        }
        FunctionName::Round | FunctionName::Floor | FunctionName::Ceil => rounded(walk, function, arguments, result),
        _ => text(walk, function, arguments),
    }
}

fn rounded(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Option<Expr> {
    let is_decimal = arguments.first().is_some_and(|value| value.is(Kind::Decimal));
    let values: Vec<_> = arguments.iter().map(|argument| argument.sql.clone()).collect();
    let value = match (function, is_decimal, values.len()) {
        (FunctionName::Round, true, 1) => walk.form("oxyde_decimal_round({}, 0)", [values[0].clone()]),
        (FunctionName::Round, true, _) => walk.call("oxyde_decimal_round", values),
        (FunctionName::Floor, true, _) => walk.call("oxyde_decimal_floor", values),
        (FunctionName::Ceil, true, _) => walk.call("oxyde_decimal_ceil", values),
        (FunctionName::Round, false, 1) if arguments.first().is_some_and(|value| is_whole(value.kind())) => values[0].clone(),
        // SQLite's own rounds the binary number, and takes no negative digits.
        (FunctionName::Round, false, 1) => walk.form("oxyde_round({}, 0)", [values[0].clone()]),
        (FunctionName::Round, false, _) => walk.call("oxyde_round", values),
        (FunctionName::Floor, ..) => walk.call("floor", values),
        _ => walk.call("ceil", values),
    };
    Some(match result.kind {
        kind if is_whole(Some(kind)) => walk.cast(value, "INTEGER"),
        Kind::Float if is_decimal => walk.cast(value, "REAL"),
        _ => value,
    })
}

fn text(walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand]) -> Option<Expr> {
    let values: Vec<_> = arguments.iter().map(|argument| argument.sql.clone()).collect();
    match (function, values.as_slice()) {
        (FunctionName::PadStart | FunctionName::PadEnd, [value, count, rest @ ..]) => {
            let fill = rest.first().cloned().unwrap_or_else(|| walk.text("' '"));
            let word = if function == FunctionName::PadStart { "oxyde_pad_start" } else { "oxyde_pad_end" };
            Some(walk.call(word, vec![value.clone(), count.clone(), fill]))
        }
        (FunctionName::Repeat, _) => Some(walk.call("oxyde_repeat", values)),
        (FunctionName::Replace, [value, from, to]) => Some(walk.replaced(value.clone(), from.clone(), to.clone())),
        // A start before the text takes part of the length, and must not count from the end.
        (FunctionName::Substring, [value, start]) => Some(walk.form("substr({}, max({}, 1))", [value.clone(), start.clone()])),
        (FunctionName::Substring, [value, start, length]) => {
            let template = "substr({}, max({}, 1), max({} + min({}, 1) - 1, 0))";
            Some(walk.form(template, [value.clone(), start.clone(), length.clone(), start.clone()]))
        }
        _ => None,
    }
}

/// SQLite's `max` and `min` of several; decimals are compared as numbers, for which all have to be texts.
pub fn extreme_of(walk: &mut Walk<'_>, word: &'static str, operands: Vec<Operand>) -> Expr {
    let word = if word == "GREATEST" { "max" } else { "min" };
    if !operands.iter().any(|operand| operand.is(Kind::Decimal)) {
        return walk.call(word, operands.into_iter().map(|operand| operand.sql).collect());
    }
    let texts = operands.into_iter().map(|operand| {
        let text = if operand.is(Kind::Decimal) { operand.sql } else { walk.cast(operand.sql, "TEXT") };
        walk.form("{} COLLATE OXYDE_DECIMAL", [text])
    });
    let texts = texts.collect();
    walk.call(word, texts)
}

fn decimal_abs(walk: &mut Walk<'_>, value: Expr) -> Expr {
    let template = "CASE WHEN {} COLLATE OXYDE_DECIMAL < '0' THEN oxyde_decimal_sub('0', {}) ELSE {} END COLLATE BINARY";
    walk.form(template, [value.clone(), value.clone(), value])
}

fn now_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "date('now')",
        Kind::Time => "(strftime('%H:%M:%f', 'now') || '000')",
        Kind::LocalTimestamp => "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000')",
        _ => INSTANT,
    }
}
