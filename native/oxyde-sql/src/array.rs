//! Whether arrays hold elements.

use oxyde_wire::{ArrayMode, ColumnType, Expression};
use sea_query::Expr;

use crate::refusal::{Result, invalid};
use crate::syntax::List;
use crate::walk::Walk;

impl Walk<'_> {
    pub fn array_has(&mut self, operand: &Expression, value: &Expression, mode: ArrayMode, of: &ColumnType) -> Result<Expr> {
        let operand = self.operand(operand)?;
        match (mode, value) {
            (ArrayMode::One, Expression::Parameter { index, list: false, .. }) => {
                let (slot, element) = (self.slot(*index), self.syntax.element_type(of.kind));
                let value = self.placeholder(slot, &element, false);
                self.syntax.array_has_one(self, operand.sql, value, of.kind)
            }
            (ArrayMode::One, value) => {
                let value = self.expression(value)?;
                self.syntax.array_has_one(self, operand.sql, value, of.kind)
            }
            (_, Expression::Parameter { index, list: true, .. }) => {
                self.highest_parameter = self.highest_parameter.max(Some(*index));
                let element = self.syntax.element_type(of.kind);
                let column_type = ColumnType { max_length: of.max_length, ..element };
                self.syntax.array_has_list(self, operand, List { index: *index, column_type: &column_type }, mode)
            }
            _ => invalid("the elements to look for in an array are not a list parameter"),
        }
    }

    pub fn array_is_empty(&mut self, operand: &Expression) -> Result<Expr> {
        let operand = self.expression(operand)?;
        let length = self.call(self.syntax.array_length(), vec![operand]);
        Ok(self.form("({} = 0)", [length]))
    }
}
