//! Expressions: the walk over all variants, each handed to the part that knows it.

use oxyde_wire::{Branch, ColumnType, DatePart, Expression, Kind};
use sea_query::{ColumnName, ColumnRef, Expr};

use crate::entry::Piece;
use crate::names::iden;
use crate::refusal::{Result, invalid};
use crate::syntax::List;
use crate::walk::{Operand, Walk};

impl Walk<'_> {
    /// The SQL of an expression.
    pub fn expression(&mut self, expression: &Expression) -> Result<Expr> {
        Ok(self.operand(expression)?.sql)
    }

    pub fn expressions(&mut self, expressions: &[Expression]) -> Result<Vec<Expr>> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    /// The SQL of an expression as it has to stand in groups and orders.
    pub fn comparable(&mut self, expression: &Expression) -> Result<Expr> {
        let operand = self.operand(expression)?;
        Ok(self.syntax.comparable(self, operand))
    }

    /// The SQL of an expression and its type.
    pub fn operand(&mut self, expression: &Expression) -> Result<Operand> {
        self.nested(|walk| walk.operand_here(expression))
    }

    fn operand_here(&mut self, expression: &Expression) -> Result<Operand> {
        let sql = match expression {
            Expression::Column { source, name, .. } => self.column(source, name),
            Expression::Reference { source, name } => self.column(source, name),
            Expression::Parameter { index, column_type, list: false } => Ok(self.parameter(*index, column_type)),
            Expression::Parameter { index, column_type, list: true } => self.syntax.list_rows(self, List { index: *index, column_type }),
            Expression::Literal { value } => self.literal(value),
            Expression::Arithmetic { operator, left, right, column_type } => self.arithmetic(*operator, left, right, column_type),
            Expression::Function { function, arguments, column_type } => self.function(*function, arguments, column_type),
            Expression::Aggregate(aggregate) => self.aggregate(aggregate, None),
            Expression::Window(window) => self.window(window),
            Expression::DatePart { part, operand, operand_type } => self.date_part(*part, operand, operand_type),
            Expression::DateTruncate { unit, operand, operand_type } => self.date_truncate(*unit, operand, operand_type),
            Expression::DateAdd { operand, amounts, operand_type } => self.date_add(operand, amounts, operand_type),
            Expression::DateDifference { left, right, operand_type } => self.date_difference(left, right, operand_type),
            Expression::JsonPath { operand, path, as_text } => self.json_path(operand, path, *as_text),
            Expression::Cast { operand, column_type } => self.cast_expression(operand, column_type),
            Expression::Case { branches, otherwise } => self.case(branches, otherwise.as_deref()),
            Expression::Exists { select } => self.exists(select),
            Expression::Scalar { select } => self.scalar(select),
            Expression::Raw { fragments } => self.raw_expression(fragments),
            predicate => self.predicate(predicate),
        }?;
        Ok(Operand { sql, column_type: self.type_of(expression) })
    }

    fn column(&mut self, source: &str, name: &str) -> Result<Expr> {
        let place = self.scopes.iter().rposition(|scope| scope.alias == source);
        self.lowest_reference = self.lowest_reference.min(place.unwrap_or(usize::MAX));
        if place == Some(0) {
            self.columns_read.push(name.to_owned());
        }
        let column = iden(self.syntax, name)?;
        if place.is_none() && self.is_bare {
            return Ok(Expr::Column(ColumnRef::Column(ColumnName(None, column))));
        }
        let Some(scope) = place.and_then(|place| self.scopes.get(place)) else {
            return invalid(format!("the statement reads \"{source}\".\"{name}\", but has no source \"{source}\"; add it or rename it"));
        };
        if scope.is_given && self.syntax.updates_on_duplicate_key() {
            return Ok(self.call("VALUES", vec![Expr::Column(ColumnRef::Column(ColumnName(None, column)))]));
        }
        let source = sea_query::TableName(None, iden(self.syntax, &scope.name)?);
        Ok(Expr::Column(ColumnRef::Column(ColumnName(Some(source), column))))
    }

    fn parameter(&mut self, index: u32, column_type: &ColumnType) -> Expr {
        let slot = self.slot(index);
        self.syntax.parameter(self, slot, column_type)
    }

    fn cast_expression(&mut self, operand: &Expression, column_type: &ColumnType) -> Result<Expr> {
        let operand = self.operand(operand)?;
        match self.cast_in_zone(&operand, column_type) {
            Some(cast) => cast,
            None => self.syntax.cast(self, operand, column_type),
        }
    }

    fn case(&mut self, branches: &[Branch], otherwise: Option<&Expression>) -> Result<Expr> {
        if branches.is_empty() {
            return match otherwise {
                Some(otherwise) => self.expression(otherwise),
                None => Ok(self.text("NULL")),
            };
        }
        let collations_before = self.collation_count;
        let mut pieces = vec![Piece::text("CASE")];
        for branch in branches {
            pieces.push(Piece::text(" WHEN "));
            pieces.push(Piece::Expression(self.expression(&branch.when)?));
            pieces.push(Piece::text(" THEN "));
            pieces.push(Piece::Expression(self.exact_operand(&branch.then)?.sql));
        }
        if let Some(otherwise) = otherwise {
            pieces.push(Piece::text(" ELSE "));
            pieces.push(Piece::Expression(self.exact_operand(otherwise)?.sql));
        }
        pieces.push(Piece::text(" END"));
        let case = self.joined(pieces);
        Ok(self.shielded(case, collations_before))
    }

    /// SQLite compares a CASE by a collation that stands in its conditions, unless it has one of its own.
    pub fn shielded(&mut self, case: Expr, collations_before: usize) -> Expr {
        if self.collation_count == collations_before { case } else { self.form("{} COLLATE BINARY", [case]) }
    }

    /// What is known of the type of an expression, without compiling it.
    pub fn type_of(&self, expression: &Expression) -> Option<ColumnType> {
        match expression {
            Expression::Column { column_type, .. }
            | Expression::Parameter { column_type, .. }
            | Expression::Arithmetic { column_type, .. }
            | Expression::Function { column_type, .. }
            | Expression::Cast { column_type, .. } => Some(column_type.clone()),
            Expression::Reference { source, name } => {
                self.scopes.iter().rev().find(|scope| &scope.alias == source)?.column_type(name).cloned()
            }
            Expression::Case { branches, otherwise } => self.type_of(branches.first().map(|branch| &branch.then).or(otherwise.as_deref())?),
            Expression::Scalar { select } => select.columns.first().map(|output| output.column_type.clone()),
            Expression::Aggregate(aggregate) => Some(aggregate.column_type.clone()),
            Expression::Window(window) => Some(window.column_type.clone()),
            Expression::DatePart { part: DatePart::Date, .. } => Some(ColumnType::of_kind(Kind::Date)),
            Expression::DatePart { part: DatePart::Time, .. } => Some(ColumnType::of_kind(Kind::Time)),
            Expression::DatePart { .. } | Expression::DateDifference { .. } => Some(ColumnType::of_kind(Kind::Int)),
            Expression::DateTruncate { operand_type, .. } | Expression::DateAdd { operand_type, .. } => Some(operand_type.clone()),
            Expression::JsonPath { as_text, .. } => Some(ColumnType::of_kind(if *as_text { Kind::Text } else { Kind::Json })),
            Expression::Literal { .. } | Expression::Raw { .. } => None,
            _ => Some(ColumnType::of_kind(Kind::Boolean)),
        }
    }
}
