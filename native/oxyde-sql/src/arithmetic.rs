//! Arithmetic: the result's type decides, and a division by zero is NULL everywhere.

use oxyde_wire::{ArithmeticOperator, ColumnType, Expression, Kind};
use sea_query::{BinOper, Expr};

use crate::refusal::{Result, invalid};
use crate::walk::{Operand, Walk};

impl Walk<'_> {
    pub fn arithmetic(&mut self, operator: ArithmeticOperator, left: &Expression, right: &Expression, result: &ColumnType) -> Result<Expr> {
        if !is_number(result.wire_kind()) {
            return invalid(format!("arithmetic gives numbers, not {:?}; give the result a numeric kind", result.kind));
        }
        let (left, right) = (self.exact_operand(left)?, self.exact_operand(right)?);
        self.syntax.arithmetic(self, operator, left, right, result)
    }

    /// An operand that is calculated with: a decimal parameter is one to the server, too.
    pub fn exact_operand(&mut self, expression: &Expression) -> Result<Operand> {
        let operand = self.operand(expression)?;
        if !operand.is(Kind::Decimal) || !matches!(expression, Expression::Parameter { .. }) {
            return Ok(operand);
        }
        Ok(Operand { sql: self.syntax.exact_parameter(self, operand.sql), ..operand })
    }

    /// `left operator right`, a right side of zero made NULL where it divides.
    pub fn plain_arithmetic(&mut self, operator: ArithmeticOperator, left: Expr, right: Expr) -> Expr {
        let right = if divides(operator) { self.form("NULLIF({}, 0)", [right]) } else { right };
        Expr::Binary(Box::new(left), word_of(operator), Box::new(right))
    }
}

pub fn divides(operator: ArithmeticOperator) -> bool {
    matches!(operator, ArithmeticOperator::DividedBy | ArithmeticOperator::Modulo)
}

/// Whether values of this kind are whole numbers.
pub fn is_whole(kind: Option<Kind>) -> bool {
    matches!(kind, Some(Kind::Int | Kind::Bigint | Kind::Duration | Kind::Enum))
}

fn is_number(kind: Kind) -> bool {
    is_whole(Some(kind)) || matches!(kind, Kind::Float | Kind::Decimal)
}

fn word_of(operator: ArithmeticOperator) -> BinOper {
    match operator {
        ArithmeticOperator::Plus => BinOper::Add,
        ArithmeticOperator::Minus => BinOper::Sub,
        ArithmeticOperator::Times => BinOper::Mul,
        ArithmeticOperator::DividedBy => BinOper::Div,
        ArithmeticOperator::Modulo => BinOper::Mod,
    }
}
