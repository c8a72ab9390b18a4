//! Scalar functions and parts of dates.

use oxyde_wire::{ColumnType, DatePart, Expression, FunctionName, Kind};
use sea_query::Expr;

use crate::refusal::{Result, invalid};
use crate::walk::{Operand, Walk};

impl Walk<'_> {
    pub fn function(&mut self, function: FunctionName, arguments: &[Expression], result: &ColumnType) -> Result<Expr> {
        check_count(function, arguments.len())?;
        let operands: Result<Vec<_>> = arguments.iter().map(|argument| self.operand(argument)).collect();
        let operands = operands?;
        if let Some(special) = self.syntax.function(self, function, &operands, result)? {
            return Ok(special);
        }
        match function {
            FunctionName::Concat => Ok(self.syntax.concat(self, operands)),
            FunctionName::Coalesce => Ok(self.coalesce(operands)),
            FunctionName::Length => Ok(self.length(&operands)),
            _ => Ok(self.call(word_of(function), operands.into_iter().map(|operand| operand.sql).collect())),
        }
    }

    pub fn date_part(&mut self, part: DatePart, operand: &Expression, operand_type: &ColumnType) -> Result<Expr> {
        if !has_part(operand_type.kind, part) {
            return invalid(format!("a value of kind {:?} has no {part:?}", operand_type.kind));
        }
        let operand = self.expression(operand)?;
        Ok(self.syntax.date_part(self, part, operand, operand_type))
    }

    /// SQLite's takes at least two.
    fn coalesce(&mut self, operands: Vec<Operand>) -> Expr {
        let mut expressions: Vec<_> = operands.into_iter().map(|operand| operand.sql).collect();
        if expressions.len() == 1 {
            return expressions.remove(0);
        }
        self.call("COALESCE", expressions)
    }

    fn length(&mut self, operands: &[Operand]) -> Expr {
        let word = match operands.first().and_then(Operand::kind) {
            Some(Kind::Array) => self.syntax.array_length(),
            Some(Kind::Bytes) => self.syntax.byte_length(),
            _ => self.syntax.text_length(),
        };
        self.call(word, operands.iter().map(|operand| operand.sql.clone()).collect())
    }
}

fn word_of(function: FunctionName) -> &'static str {
    match function {
        FunctionName::Lower => "LOWER",
        FunctionName::Upper => "UPPER",
        FunctionName::Trim => "TRIM",
        FunctionName::Abs => "ABS",
        FunctionName::Round => "ROUND",
        FunctionName::Floor => "FLOOR",
        FunctionName::Ceil => "CEIL",
        FunctionName::Length => "LENGTH",
        FunctionName::Concat => "CONCAT",
        FunctionName::Coalesce => "COALESCE",
        FunctionName::Now => "NOW",
    }
}

fn check_count(function: FunctionName, count: usize) -> Result<()> {
    let fits = match function {
        FunctionName::Now => count == 0,
        FunctionName::Round => count == 1 || count == 2,
        FunctionName::Concat | FunctionName::Coalesce => count >= 1,
        _ => count == 1,
    };
    if fits { Ok(()) } else { invalid(format!("the function {function:?} does not take {count} arguments")) }
}

fn has_part(kind: Kind, part: DatePart) -> bool {
    let is_of_day = matches!(part, DatePart::Year | DatePart::Month | DatePart::Day | DatePart::Week | DatePart::Date);
    match kind {
        Kind::Timestamp | Kind::LocalTimestamp => true,
        Kind::Date => is_of_day,
        Kind::Time => !is_of_day,
        _ => false,
    }
}
