//! Scalar functions: the numbers of their arguments, and those that are said in the same words everywhere.

use oxyde_wire::{ColumnType, Expression, FunctionName, Kind};
use sea_query::{BinOper, Expr};

use crate::arithmetic::is_whole;
use crate::refusal::{Result, invalid};
use crate::walk::{Operand, Walk};

impl Walk<'_> {
    pub fn function(&mut self, function: FunctionName, arguments: &[Expression], result: &ColumnType) -> Result<Expr> {
        check_count(function, arguments.len())?;
        if let Some(now) = self.now_in_zone(function, result)? {
            return Ok(now);
        }
        let operands: Result<Vec<_>> = arguments.iter().map(|argument| self.exact_operand(argument)).collect();
        let mut operands = operands?;
        match function {
            // A whole number stays as it is: a detour through floats would lose digits.
            FunctionName::Round | FunctionName::Floor | FunctionName::Ceil if are_one_whole(&operands) => Ok(operands.remove(0).sql),
            FunctionName::Concat => Ok(self.syntax.concat(self, operands)),
            FunctionName::Coalesce => Ok(self.coalesce(operands)),
            FunctionName::Length => Ok(self.length(&operands)),
            FunctionName::NullIf => self.null_if(operands),
            FunctionName::Greatest | FunctionName::Least => self.extreme_of(function, operands),
            _ => match self.syntax.function(self, function, &operands, result)? {
                Some(special) => Ok(special),
                None => Ok(self.call(word_of(function), operands.into_iter().map(|operand| operand.sql).collect())),
            },
        }
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

    /// In the words of a comparison, so that equal means the same here and there.
    fn null_if(&mut self, operands: Vec<Operand>) -> Result<Expr> {
        let [left, right] = operands.as_slice() else { return invalid("the function NullIf takes two arguments") };
        let value = left.sql.clone();
        let collations_before = self.collation_count;
        let equals = self.equals(left.clone(), right.clone())?;
        let case = self.form("CASE WHEN {} THEN NULL ELSE {} END", [equals, value]);
        Ok(self.shielded(case, collations_before))
    }

    fn equals(&mut self, left: Operand, right: Operand) -> Result<Expr> {
        if self.is_document(&left) || self.is_document(&right) {
            return self.syntax.json_equals(self, left.sql, right.sql);
        }
        let (left, right) = self.comparable_pair(left, right);
        Ok(Expr::Binary(Box::new(left), BinOper::Equal, Box::new(right)))
    }

    fn extreme_of(&mut self, function: FunctionName, mut operands: Vec<Operand>) -> Result<Expr> {
        if operands.iter().any(|operand| self.is_document(operand)) {
            return invalid("JSON documents and arrays have no order; compare a value in them");
        }
        // SQLite's function of one argument is an aggregate.
        if operands.len() == 1 {
            return Ok(operands.remove(0).sql);
        }
        Ok(self.syntax.extreme_of(self, word_of(function), operands))
    }
}

fn word_of(function: FunctionName) -> &'static str {
    match function {
        FunctionName::Lower => "LOWER",
        FunctionName::Upper => "UPPER",
        FunctionName::Trim => "TRIM",
        FunctionName::TrimStart => "LTRIM",
        FunctionName::TrimEnd => "RTRIM",
        FunctionName::PadStart => "LPAD",
        FunctionName::PadEnd => "RPAD",
        FunctionName::Repeat => "REPEAT",
        FunctionName::Replace => "REPLACE",
        FunctionName::Substring => "SUBSTRING",
        FunctionName::IndexOf => "INSTR",
        FunctionName::NullIf => "NULLIF",
        FunctionName::Greatest => "GREATEST",
        FunctionName::Least => "LEAST",
        FunctionName::Abs => "ABS",
        FunctionName::Sign => "SIGN",
        FunctionName::Round => "ROUND",
        FunctionName::Floor => "FLOOR",
        FunctionName::Ceil => "CEIL",
        FunctionName::Power => "POWER",
        FunctionName::Sqrt => "SQRT",
        FunctionName::Random => "RANDOM",
        FunctionName::Length => "LENGTH",
        FunctionName::Concat => "CONCAT",
        FunctionName::Coalesce => "COALESCE",
        FunctionName::Now => "NOW",
    }
}

fn are_one_whole(operands: &[Operand]) -> bool {
    matches!(operands, [only] if is_whole(only.kind()))
}

fn check_count(function: FunctionName, count: usize) -> Result<()> {
    let fits = match function {
        FunctionName::Now | FunctionName::Random => count == 0,
        FunctionName::Round => count == 1 || count == 2,
        FunctionName::Substring | FunctionName::PadStart | FunctionName::PadEnd => count == 2 || count == 3,
        FunctionName::Replace => count == 3,
        FunctionName::Repeat | FunctionName::IndexOf | FunctionName::NullIf | FunctionName::Power => count == 2,
        FunctionName::Concat | FunctionName::Coalesce | FunctionName::Greatest | FunctionName::Least => count >= 1,
        _ => count == 1,
    };
    if fits { Ok(()) } else { invalid(format!("the function {function:?} does not take {count} arguments")) }
}
