//! UNION, INTERSECT and EXCEPT: from left to right, whatever comes first in the dialect.

use oxyde_wire::{Compound, Expression, Kind, Output, Select, SetOperator};

use crate::entry::Piece;
use crate::refusal::{Result, invalid};
use crate::select::Columns;
use crate::walk::Walk;

impl Walk<'_> {
    /// A select with its compounds.
    pub fn compound(&mut self, select: &Select, is_outermost: bool) -> Result<Vec<Piece>> {
        self.parts(select, &select.compounds, Columns { is_outermost, ..Columns::default() })
    }

    fn parts(&mut self, select: &Select, compounds: &[Compound], columns: Columns) -> Result<Vec<Piece>> {
        let columns = Columns { is_compared: compounds.iter().any(|compound| compound.operator != SetOperator::UnionAll), ..columns };
        check_part(select)?;
        let mut pieces = vec![self.part(select, columns)?];
        for (index, compound) in compounds.iter().enumerate() {
            self.check_compound(select, compound)?;
            if self.comes_first(compound.operator, &compounds[..index]) {
                pieces.insert(0, Piece::text("("));
                pieces.push(Piece::text(")"));
            }
            pieces.push(Piece::text(word_of(compound.operator)));
            pieces.push(self.part(&compound.select, columns)?);
        }
        Ok(pieces)
    }

    fn check_compound(&self, select: &Select, compound: &Compound) -> Result<()> {
        check_part(&compound.select)?;
        if !compound.select.compounds.is_empty() || !compound.select.with.is_empty() {
            return invalid("a part of a set operation has parts of its own; make it a derived table");
        }
        if compound.select.columns.len() != select.columns.len() {
            return invalid("the parts of a set operation have different numbers of columns; ask for the same columns");
        }
        self.syntax.check_set_operator(self.target, compound.operator)
    }

    /// INTERSECT would take its left side away from what stands before.
    fn comes_first(&self, operator: SetOperator, before: &[Compound]) -> bool {
        let has_others = before.iter().any(|compound| compound.operator != SetOperator::Intersect);
        operator == SetOperator::Intersect && has_others && !self.syntax.is_intersect_in_turn()
    }

    /// A part; its sources are open only while it is compiled.
    fn part(&mut self, select: &Select, columns: Columns) -> Result<Piece> {
        let open = self.scopes.len();
        let statement = self.plain_select(select, columns);
        self.scopes.truncate(open);
        Ok(Piece::Select(Box::new(statement?)))
    }

    /// The parts of a select that reads itself: the last one is the recursive one, and those before it decide the types.
    pub fn recursive(&mut self, select: &Select) -> Result<Vec<Piece>> {
        let Some((last, before)) = select.compounds.split_last() else {
            return invalid("a recursive select has no second part; add one by union or unionAll that reads it");
        };
        if !matches!(last.operator, SetOperator::Union | SetOperator::UnionAll) {
            return invalid("the recursive part of a select is added by union or unionAll only");
        }
        self.check_compound(select, last)?;
        let mut pieces = self.parts(select, before, Columns { is_base: true, ..Columns::default() })?;
        pieces.push(Piece::text(word_of(last.operator)));
        let columns = Columns { is_compared: last.operator == SetOperator::Union, ..Columns::default() };
        pieces.push(self.part(&converted(&last.select, &select.columns), columns)?);
        Ok(pieces)
    }
}

/// A part of a set operation has rows only.
fn check_part(select: &Select) -> Result<()> {
    let has_more = !select.order_by.is_empty() || select.limit.is_some() || select.offset.is_some() || !select.distinct_on.is_empty();
    if has_more || select.lock.is_some() {
        return invalid("a part of a set operation has an order, bounds or a lock; make it a derived table");
    }
    Ok(())
}

/// Columns of another kind than before become what they were.
fn converted(select: &Select, base: &[Output]) -> Select {
    let mut select = select.clone();
    for (output, base) in select.columns.iter_mut().zip(base) {
        if group_of(output.column_type.wire_kind()) != group_of(base.column_type.wire_kind()) {
            let operand = Box::new(output.expression.clone());
            output.expression = Expression::Cast { operand, column_type: base.column_type.clone() };
        }
    }
    select
}

/// One kind for all that are stored alike.
fn group_of(kind: Kind) -> Kind {
    match kind {
        Kind::Bigint | Kind::Duration => Kind::Int,
        Kind::String | Kind::Enum => Kind::Text,
        other => other,
    }
}

fn word_of(operator: SetOperator) -> &'static str {
    match operator {
        SetOperator::Union => " UNION ",
        SetOperator::UnionAll => " UNION ALL ",
        SetOperator::Intersect => " INTERSECT ",
        SetOperator::Except => " EXCEPT ",
    }
}
