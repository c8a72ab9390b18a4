//! Aggregates and window functions.

use oxyde_wire::{AggregateName, ColumnType, Expression, Order, WindowName};
use sea_query::Expr;

use crate::entry::Piece;
use crate::refusal::{Result, invalid};
use crate::syntax::AggregateCall;
use crate::walk::{Walk, separated};

impl Walk<'_> {
    pub fn aggregate(
        &mut self,
        function: AggregateName,
        operand: Option<&Expression>,
        is_distinct: bool,
        filter: Option<&Expression>,
        result: &ColumnType,
    ) -> Result<Expr> {
        let filter = filter.map(|filter| self.expression(filter)).transpose()?;
        let call = AggregateCall { name: word_of(function), argument: None, is_distinct, filter };
        let Some(operand) = operand else { return self.count_rows(function, call) };
        let operand = self.operand(operand)?;
        match function {
            AggregateName::Count => {
                let argument = Some(self.syntax.comparable(self, operand));
                Ok(self.syntax.aggregate(self, AggregateCall { argument, ..call }))
            }
            AggregateName::Sum => Ok(self.syntax.sum(self, operand, call, result)),
            AggregateName::Avg => Ok(self.syntax.average(self, operand, call, result)),
            AggregateName::Min | AggregateName::Max => self.syntax.extreme(self, operand, call),
        }
    }

    fn count_rows(&mut self, function: AggregateName, call: AggregateCall) -> Result<Expr> {
        if function != AggregateName::Count || call.is_distinct {
            return invalid(format!("{function:?} needs an operand; only count without distinct does without"));
        }
        Ok(self.syntax.aggregate(self, call))
    }

    /// `NAME([DISTINCT] argument) FILTER (WHERE condition)`.
    pub fn filtered_call(&mut self, call: AggregateCall) -> Expr {
        let mut pieces = vec![Piece::text(call.name), Piece::text(if call.is_distinct { "(DISTINCT " } else { "(" })];
        pieces.push(call.argument.map_or(Piece::text("*"), Piece::Expression));
        pieces.push(Piece::text(")"));
        if let Some(filter) = call.filter {
            pieces.extend([Piece::text(" FILTER (WHERE "), Piece::Expression(filter), Piece::text(")")]);
        }
        self.joined(pieces)
    }

    pub fn window(
        &mut self,
        function: WindowName,
        arguments: &[Expression],
        partition_by: &[Expression],
        order_by: &[Order],
    ) -> Result<Expr> {
        let mut pieces = vec![Piece::text(window_word(function)), Piece::text("(")];
        pieces.extend(self.window_arguments(function, arguments)?);
        pieces.push(Piece::text(") OVER ("));
        if !partition_by.is_empty() {
            pieces.push(Piece::text("PARTITION BY "));
            let partition: Result<Vec<_>> = partition_by.iter().map(|part| self.comparable(part)).collect();
            pieces.extend(separated(partition?, ", "));
        }
        if !order_by.is_empty() {
            pieces.push(Piece::text(if partition_by.is_empty() { "ORDER BY " } else { " ORDER BY " }));
            pieces.extend(self.order_pieces(order_by)?);
        }
        pieces.push(Piece::text(")"));
        Ok(self.joined(pieces))
    }

    fn window_arguments(&mut self, function: WindowName, arguments: &[Expression]) -> Result<Vec<Piece>> {
        match (function, arguments) {
            (WindowName::Count, []) => Ok(vec![Piece::text("*")]),
            (WindowName::Count, [one]) => Ok(vec![Piece::Expression(self.expression(one)?)]),
            (_, []) => Ok(Vec::new()),
            _ => invalid(format!("the window function {function:?} does not take {} arguments", arguments.len())),
        }
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

fn window_word(function: WindowName) -> &'static str {
    match function {
        WindowName::RowNumber => "ROW_NUMBER",
        WindowName::Rank => "RANK",
        WindowName::DenseRank => "DENSE_RANK",
        WindowName::Count => "COUNT",
    }
}
