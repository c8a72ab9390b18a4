//! Aggregates, over groups or over windows.

use oxyde_wire::{Aggregate, AggregateName};
use sea_query::Expr;

use crate::entry::Piece;
use crate::refusal::{Result, invalid};
use crate::syntax::AggregateCall;
use crate::walk::Walk;

impl Walk<'_> {
    /// The aggregate of a group or, with `over`, of the rows of a window.
    pub fn aggregate(&mut self, aggregate: &Aggregate, over: Option<Expr>) -> Result<Expr> {
        let function = aggregate.function;
        let filter = aggregate.filter.as_ref().map(|filter| self.expression(filter)).transpose()?;
        let call = AggregateCall { name: word_of(function), argument: None, is_distinct: aggregate.distinct, filter, over };
        let Some(operand) = &aggregate.operand else { return self.count_rows(function, call) };
        let operand = self.operand(operand)?;
        match function {
            AggregateName::Count => {
                let argument = Some(self.syntax.comparable(self, operand));
                Ok(self.syntax.aggregate(self, AggregateCall { argument, ..call }))
            }
            AggregateName::Sum => Ok(self.syntax.sum(self, operand, call, &aggregate.column_type)),
            AggregateName::Avg => Ok(self.syntax.average(self, operand, call, &aggregate.column_type)),
            AggregateName::Min | AggregateName::Max => self.syntax.extreme(self, operand, call),
        }
    }

    fn count_rows(&mut self, function: AggregateName, call: AggregateCall) -> Result<Expr> {
        if function != AggregateName::Count || call.is_distinct {
            return invalid(format!("{function:?} needs an operand; only count without distinct does without"));
        }
        Ok(self.syntax.aggregate(self, call))
    }

    /// `NAME([DISTINCT] argument) FILTER (WHERE condition) OVER (...)`.
    pub fn filtered_call(&mut self, call: AggregateCall) -> Expr {
        let mut pieces = vec![Piece::text(call.name), Piece::text(if call.is_distinct { "(DISTINCT " } else { "(" })];
        pieces.push(call.argument.map_or(Piece::text("*"), Piece::Expression));
        pieces.push(Piece::text(")"));
        if let Some(filter) = call.filter {
            pieces.extend([Piece::text(" FILTER (WHERE "), Piece::Expression(filter), Piece::text(")")]);
        }
        pieces.extend(call.over.map(Piece::Expression));
        self.joined(pieces)
    }
}

fn word_of(function: AggregateName) -> &'static str {
    match function {
        AggregateName::Count => "COUNT",
        AggregateName::Sum => "SUM",
        AggregateName::Avg => "AVG",
        AggregateName::Min => "MIN",
        AggregateName::Max => "MAX",
    }
}
