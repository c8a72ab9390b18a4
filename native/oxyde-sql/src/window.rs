//! Window functions, and aggregates over windows, with their frames.

use oxyde_wire::{Aggregate, Expression, Frame, FrameUnit, Kind, Window, WindowFunction, WindowName};
use sea_query::Expr;

use crate::arithmetic::is_whole;
use crate::entry::Piece;
use crate::refusal::{Result, invalid};
use crate::syntax::NeighbourCall;
use crate::walk::{Walk, separated};

impl Walk<'_> {
    pub fn window(&mut self, window: &Window) -> Result<Expr> {
        self.window_count += 1;
        match &window.function {
            WindowFunction::Aggregate(aggregate) => self.window_aggregate(aggregate, window),
            WindowFunction::Named(name) => self.window_function(*name, window),
        }
    }

    fn window_aggregate(&mut self, aggregate: &Aggregate, window: &Window) -> Result<Expr> {
        if aggregate.distinct {
            return invalid("an aggregate over a window takes all rows, not distinct ones; aggregate in a derived table");
        }
        let over = self.over(window, window.frame.as_ref(), false)?;
        self.aggregate(aggregate, Some(over))
    }

    fn window_function(&mut self, name: WindowName, window: &Window) -> Result<Expr> {
        let mut arguments = window.arguments.iter().map(|argument| self.expression(argument)).collect::<Result<Vec<_>>>()?;
        if !takes(name, arguments.len()) {
            return invalid(format!("the window function {name:?} does not take {} arguments", arguments.len()));
        }
        if matches!(name, WindowName::PercentRank | WindowName::CumeDist) && self.syntax.rounds_shares(self.target) {
            return self.exact_share(name, window);
        }
        // Some servers refuse a frame for the others, to which it means nothing.
        let frame = window.frame.as_ref().filter(|_| has_frame(name));
        let over = self.over(window, frame, needs_order(name))?;
        if matches!(name, WindowName::Lag | WindowName::Lead) {
            return Ok(self.neighbour(name, arguments, over));
        }
        if matches!(name, WindowName::Ntile | WindowName::NthValue) {
            let count = arguments.pop().map(|count| self.syntax.row_count(self, count));
            arguments.extend(count);
        }
        let call = self.call(word_of(name), arguments);
        Ok(self.joined(vec![Piece::Expression(call), Piece::Expression(over)]))
    }

    /// The share of a row by counting, as a float.
    fn exact_share(&mut self, name: WindowName, window: &Window) -> Result<Expr> {
        let over = self.over(window, None, needs_order(name))?;
        let all = self.over(&Window { order_by: Vec::new(), ..window.clone() }, None, false)?;
        let template = match name {
            WindowName::CumeDist => "(CAST(COUNT(*){} AS DOUBLE) / COUNT(*){})",
            _ => "COALESCE(CAST(RANK(){} - 1 AS DOUBLE) / NULLIF(COUNT(*){} - 1, 0), 0E0)",
        };
        Ok(self.form(template, [over, all]))
    }

    fn neighbour(&mut self, name: WindowName, arguments: Vec<Expr>, over: Expr) -> Expr {
        let mut arguments = arguments.into_iter();
        let value = arguments.next().unwrap_or_else(|| self.text("NULL"));
        let offset = arguments.next().map(|offset| self.syntax.row_count(self, offset));
        let call = NeighbourCall { name: word_of(name), value, offset, default: arguments.next(), over };
        self.syntax.neighbour(self, call)
    }

    /// `LAG(value, offset, default) OVER (...)`.
    pub fn neighbour_call(&mut self, call: NeighbourCall) -> Expr {
        let arguments = [Some(call.value), call.offset, call.default].into_iter().flatten().collect();
        let function = self.call(call.name, arguments);
        self.joined(vec![Piece::Expression(function), Piece::Expression(call.over)])
    }

    /// ` OVER (PARTITION BY ... ORDER BY ... frame)`.
    fn over(&mut self, window: &Window, frame: Option<&Frame>, needs_order: bool) -> Result<Expr> {
        let mut parts: Vec<Vec<Piece>> = Vec::new();
        let mut partition: Vec<_> = self.mark_of(window).into_iter().collect();
        for part in &window.partition_by {
            partition.push(self.comparable(part)?);
        }
        if !partition.is_empty() {
            parts.push(headed("PARTITION BY ", separated(partition, ", ")));
        }
        let order = self.order_pieces(&window.order_by)?;
        match order.is_empty() {
            false => parts.push(headed("ORDER BY ", order)),
            true if needs_order && !self.syntax.no_order(self.target).is_empty() => {
                parts.push(vec![Piece::text(self.syntax.no_order(self.target))]);
            }
            true => {}
        }
        if let Some(frame) = frame {
            self.check_frame(frame, window)?;
            parts.push(vec![Piece::text(frame_text(frame))]);
        }
        let mut pieces = vec![Piece::text(" OVER (")];
        for (index, part) in parts.into_iter().enumerate() {
            pieces.push(Piece::text(if index > 0 { " " } else { "" }));
            pieces.extend(part);
        }
        pieces.push(Piece::text(")"));
        Ok(self.joined(pieces))
    }

    /// A term that is the same in all rows, and another one for each window, where that keeps them apart; a constant would be left out.
    fn mark_of(&mut self, window: &Window) -> Option<Expr> {
        if !self.syntax.mixes_windows(self.target) {
            return None;
        }
        let rows = (window.partition_by.clone(), window.order_by.clone());
        let number = self.windows.iter().position(|known| *known == rows).unwrap_or(self.windows.len());
        let is_alone = number == 0 && !(rows.0.is_empty() && rows.1.is_empty());
        if number == self.windows.len() {
            self.windows.push(rows);
        }
        (!is_alone).then(|| self.text(format!("RAND() < {}", -(number as i64))))
    }

    fn check_frame(&self, frame: &Frame, window: &Window) -> Result<()> {
        if frame.start.zip(frame.end).is_some_and(|(start, end)| start > end) {
            return invalid("the frame of a window ends before it begins; exchange its bounds");
        }
        if frame.unit == FrameUnit::Groups && window.order_by.is_empty() {
            return invalid("the frame of a window counts groups of equal rows, but the window has no order; add one");
        }
        let kinds: Vec<_> = window.order_by.iter().map(|order| self.kind_of(&order.expression)).collect();
        let is_number = |kind: Option<Kind>| is_whole(kind) || matches!(kind, None | Some(Kind::Float | Kind::Decimal));
        if has_offset(frame) && !matches!(kinds.as_slice(), [kind] if is_number(*kind)) {
            return invalid("the frame of a window is a range of values; order the window by one number, or use rows");
        }
        self.syntax.check_frame(self.target, frame, &window.order_by, kinds.first().copied().flatten())
    }

    fn kind_of(&self, expression: &Expression) -> Option<Kind> {
        self.type_of(expression).map(|column_type| column_type.wire_kind())
    }
}

/// Whether the frame goes from or to a value that is so much smaller or larger.
pub fn has_offset(frame: &Frame) -> bool {
    let is_offset = |bound: Option<i64>| bound.is_some_and(|bound| bound != 0);
    frame.unit == FrameUnit::Range && (is_offset(frame.start) || is_offset(frame.end))
}

fn headed(word: &'static str, mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.insert(0, Piece::text(word));
    pieces
}

fn frame_text(frame: &Frame) -> String {
    let unit = match frame.unit {
        FrameUnit::Rows => "ROWS",
        FrameUnit::Range => "RANGE",
        FrameUnit::Groups => "GROUPS",
    };
    format!("{unit} BETWEEN {} AND {}", bound_text(frame.start, "PRECEDING"), bound_text(frame.end, "FOLLOWING"))
}

fn bound_text(bound: Option<i64>, endless: &str) -> String {
    match bound {
        None => format!("UNBOUNDED {endless}"),
        Some(0) => "CURRENT ROW".to_owned(),
        Some(before @ ..0) => format!("{} PRECEDING", before.unsigned_abs()),
        Some(after) => format!("{after} FOLLOWING"),
    }
}

fn takes(name: WindowName, count: usize) -> bool {
    match name {
        WindowName::Ntile | WindowName::FirstValue | WindowName::LastValue => count == 1,
        WindowName::NthValue => count == 2,
        WindowName::Lag | WindowName::Lead => (1..=3).contains(&count),
        _ => count == 0,
    }
}

fn has_frame(name: WindowName) -> bool {
    matches!(name, WindowName::FirstValue | WindowName::LastValue | WindowName::NthValue)
}

fn needs_order(name: WindowName) -> bool {
    name != WindowName::RowNumber && !has_frame(name)
}

fn word_of(name: WindowName) -> &'static str {
    match name {
        WindowName::RowNumber => "ROW_NUMBER",
        WindowName::Rank => "RANK",
        WindowName::DenseRank => "DENSE_RANK",
        WindowName::PercentRank => "PERCENT_RANK",
        WindowName::CumeDist => "CUME_DIST",
        WindowName::Ntile => "NTILE",
        WindowName::Lag => "LAG",
        WindowName::Lead => "LEAD",
        WindowName::FirstValue => "FIRST_VALUE",
        WindowName::LastValue => "LAST_VALUE",
        WindowName::NthValue => "NTH_VALUE",
    }
}
