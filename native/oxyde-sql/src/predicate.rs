//! Predicates: comparisons, lists, patterns and their logic, with one meaning on all dialects.

use oxyde_wire::{Comparison, Expression, Kind, Select, TextPosition};
use sea_query::{BinOper, Expr};

use crate::entry::Piece;
use crate::refusal::{Result, invalid};
use crate::syntax::List;
use crate::walk::{Operand, Walk, separated};

impl Walk<'_> {
    pub fn predicate(&mut self, expression: &Expression) -> Result<Expr> {
        match expression {
            Expression::And { operands } => self.chain(operands, " AND ", true),
            Expression::Or { operands } => self.chain(operands, " OR ", false),
            Expression::Not { operand } => self.not(operand),
            Expression::Compare { operator, left, right } => self.compare(*operator, left, right),
            Expression::IsNull { operand, negated } => self.is_null(operand, *negated),
            Expression::In { operand, list } => self.is_in(operand, list),
            Expression::InSelect { operand, select } => self.in_select(operand, select),
            Expression::Between { operand, low, high } => self.between(operand, low, high),
            Expression::Like { operand, pattern, ignore_case } => self.like(operand, pattern, *ignore_case),
            Expression::Contains { operand, text, position, ignore_case } => self.contains(operand, text, *position, *ignore_case),
            Expression::Regex { operand, pattern, ignore_case } => self.regex(operand, pattern, *ignore_case),
            Expression::JsonContains { operand, value } => self.json_contains(operand, value),
            Expression::JsonHasKey { operand, key } => self.json_has_key(operand, key),
            Expression::ArrayHas { operand, value, mode, of } => self.array_has(operand, value, *mode, of),
            Expression::ArrayIsEmpty { operand } => self.array_is_empty(operand),
            _ => invalid("an expression is used where it has no meaning"),
        }
    }

    /// The predicate of a clause: the parts of an outermost AND need no parentheses.
    pub fn clause(&mut self, expression: &Expression) -> Result<Expr> {
        match expression {
            Expression::And { operands } if operands.len() > 1 => {
                let parts = self.expressions(operands)?;
                Ok(self.joined(separated(parts, " AND ")))
            }
            other => self.expression(other),
        }
    }

    /// Flat, so that a filter of ten thousand parts does not nest; comparisons bind closer than AND and OR.
    fn chain(&mut self, operands: &[Expression], word: &'static str, of_none: bool) -> Result<Expr> {
        match operands {
            [] => Ok(self.text(self.syntax.boolean(of_none))),
            [only] => self.expression(only),
            _ => {
                let mut pieces = vec![Piece::text("(")];
                pieces.extend(separated(self.expressions(operands)?, word));
                pieces.push(Piece::text(")"));
                Ok(self.joined(pieces))
            }
        }
    }

    /// NOT of what is never NULL is said in words that planners know: an anti-join for NOT EXISTS.
    fn not(&mut self, operand: &Expression) -> Result<Expr> {
        match operand {
            Expression::IsNull { operand, negated } => self.is_null(operand, !negated),
            Expression::Exists { select } => {
                let exists = self.exists(select)?;
                Ok(self.form("(NOT {})", [exists]))
            }
            operand => {
                let operand = self.expression(operand)?;
                Ok(self.form("({} IS NOT TRUE)", [operand]))
            }
        }
    }

    fn compare(&mut self, operator: Comparison, left: &Expression, right: &Expression) -> Result<Expr> {
        let (left, right) = (self.operand(left)?, self.operand(right)?);
        if self.is_document(&left) || self.is_document(&right) {
            return self.compare_json(operator, left.sql, right.sql);
        }
        let (left, right) = self.comparable_pair(left, right);
        Ok(Expr::Binary(Box::new(left), word_of(operator), Box::new(right)))
    }

    /// Whether it is stored as JSON.
    pub fn is_document(&self, operand: &Operand) -> bool {
        operand.is(Kind::Json) || (operand.is(Kind::Array) && self.syntax.has_json_arrays())
    }

    fn compare_json(&mut self, operator: Comparison, left: Expr, right: Expr) -> Result<Expr> {
        let equals = self.syntax.json_equals(self, left, right)?;
        match operator {
            Comparison::Eq => Ok(equals),
            Comparison::Ne => Ok(self.form("(NOT {})", [equals])),
            _ => invalid("JSON documents and arrays have no order; compare a value in them"),
        }
    }

    /// A collation of either side decides, so one of them is enough.
    pub fn comparable_pair(&mut self, left: Operand, right: Operand) -> (Expr, Expr) {
        let is_left_plain = self.syntax.is_plain(left.kind());
        let right = if is_left_plain { self.syntax.comparable(self, right) } else { right.sql };
        (self.syntax.comparable(self, left), right)
    }

    fn is_null(&mut self, operand: &Expression, is_negated: bool) -> Result<Expr> {
        let operand = self.expression(operand)?;
        Ok(self.form(if is_negated { "({} IS NOT NULL)" } else { "({} IS NULL)" }, [operand]))
    }

    fn is_in(&mut self, operand: &Expression, list: &Expression) -> Result<Expr> {
        let Expression::Parameter { index, column_type, list: true } = list else {
            return invalid("the right side of IN is not a list parameter");
        };
        let operand = self.operand(operand)?;
        self.highest_parameter = self.highest_parameter.max(Some(*index));
        self.syntax.is_in(self, operand, List { index: *index, column_type })
    }

    fn in_select(&mut self, operand: &Expression, select: &Select) -> Result<Expr> {
        if select.columns.len() != 1 {
            return invalid("the select of IN has to have one column");
        }
        let operand = self.comparable(operand)?;
        let rows = self.subselect(select, self.syntax.refuses_limit_in_subselect())?;
        Ok(self.form("({} IN {})", [operand, rows]))
    }

    fn between(&mut self, operand: &Expression, low: &Expression, high: &Expression) -> Result<Expr> {
        let operand = self.comparable(operand)?;
        let (low, high) = (self.expression(low)?, self.expression(high)?);
        Ok(self.form("({} BETWEEN {} AND {})", [operand, low, high]))
    }

    fn like(&mut self, operand: &Expression, pattern: &Expression, ignores_case: bool) -> Result<Expr> {
        let (operand, pattern) = (self.expression(operand)?, self.expression(pattern)?);
        Ok(self.syntax.like(self, operand, pattern, ignores_case))
    }

    fn contains(&mut self, operand: &Expression, text: &Expression, position: TextPosition, ignores_case: bool) -> Result<Expr> {
        let (mut operand, mut text) = (self.expression(operand)?, self.expression(text)?);
        if ignores_case {
            operand = self.form("LOWER({})", [operand]);
            text = self.form("LOWER({})", [text]);
        }
        Ok(self.syntax.contains(self, operand, text, position))
    }

    fn regex(&mut self, operand: &Expression, pattern: &Expression, ignores_case: bool) -> Result<Expr> {
        let (operand, pattern) = (self.expression(operand)?, self.expression(pattern)?);
        Ok(self.syntax.regex(self, operand, pattern, ignores_case))
    }
}

fn word_of(operator: Comparison) -> BinOper {
    match operator {
        Comparison::Eq => BinOper::Equal,
        Comparison::Ne => BinOper::NotEqual,
        Comparison::Gt => BinOper::GreaterThan,
        Comparison::Gte => BinOper::GreaterThanOrEqual,
        Comparison::Lt => BinOper::SmallerThan,
        Comparison::Lte => BinOper::SmallerThanOrEqual,
    }
}
