//! Orders: the direction, and the place of NULLs where the dialect would choose another.

use oxyde_wire::{Expression, Nulls, Order};
use sea_query::{Expr, NullOrdering, Order as Direction, SelectStatement};

use crate::entry::Piece;
use crate::refusal::Result;
use crate::walk::Walk;

/// One term of ORDER BY.
pub struct Term {
    expression: Expr,
    is_descending: bool,
    nulls: Option<Nulls>,
}

impl Term {
    /// Adds the term to a select of sea-query.
    pub fn add_to(self, select: &mut SelectStatement) {
        let direction = if self.is_descending { Direction::Desc } else { Direction::Asc };
        match self.nulls {
            None => select.order_by_expr(self.expression, direction),
            Some(Nulls::First) => select.order_by_expr_with_nulls(self.expression, direction, NullOrdering::First),
            Some(Nulls::Last) => select.order_by_expr_with_nulls(self.expression, direction, NullOrdering::Last),
        };
    }

    fn into_pieces(self) -> [Piece; 2] {
        let words = match (self.is_descending, self.nulls) {
            (false, None) => " ASC",
            (true, None) => " DESC",
            (false, Some(Nulls::First)) => " ASC NULLS FIRST",
            (false, Some(Nulls::Last)) => " ASC NULLS LAST",
            (true, Some(Nulls::First)) => " DESC NULLS FIRST",
            (true, Some(Nulls::Last)) => " DESC NULLS LAST",
        };
        [Piece::Expression(self.expression), Piece::text(words)]
    }
}

impl Walk<'_> {
    /// The terms of ORDER BY. Constants are left out: they order nothing, and a bare number would be taken for a column's place.
    pub fn order_terms(&mut self, order_by: &[Order]) -> Result<Vec<Term>> {
        let mut terms = Vec::with_capacity(order_by.len());
        for order in order_by.iter().filter(|order| !matches!(order.expression, Expression::Literal { .. })) {
            self.push_term(order, &mut terms)?;
        }
        Ok(terms)
    }

    /// The terms with commas between them.
    pub fn order_pieces(&mut self, order_by: &[Order]) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        for (index, term) in self.order_terms(order_by)?.into_iter().enumerate() {
            pieces.push(Piece::text(if index > 0 { ", " } else { "" }));
            pieces.extend(term.into_pieces());
        }
        Ok(pieces)
    }

    fn push_term(&mut self, order: &Order, terms: &mut Vec<Term>) -> Result<()> {
        let operand = self.operand(&order.expression)?;
        let mut nulls = order.nulls.filter(|nulls| *nulls != self.default_nulls(order.descending));
        if let Some(wanted) = nulls.take_if(|_| !self.syntax.has_nulls_words()) {
            let expression = self.form("({} IS NULL)", [operand.sql.clone()]);
            terms.push(Term { expression, is_descending: wanted == Nulls::First, nulls: None });
        }
        let expression = self.syntax.comparable(self, operand);
        terms.push(Term { expression, is_descending: order.descending, nulls });
        Ok(())
    }

    fn default_nulls(&self, is_descending: bool) -> Nulls {
        if self.syntax.is_null_smallest() == is_descending { Nulls::Last } else { Nulls::First }
    }
}
