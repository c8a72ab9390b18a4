//! The first row for each of some values: DISTINCT ON, or the rows numbered by a window.

use oxyde_wire::{ColumnType, Comparison, Expression, Kind, Literal, Order, Output, Select, Source, Window, WindowFunction, WindowName};

use crate::entry::Piece;
use crate::refusal::{Result, invalid, unsupported};
use crate::select::Columns;
use crate::walk::{Walk, separated};

/// The derived table of numbered rows, the place of a row among those of its values, and its place among all.
const ROWS: &str = "oxyde_first";
const PLACE: &str = "place";
const TURN: &str = "turn";

impl Walk<'_> {
    pub fn distinct_on(&mut self, select: &Select, is_outermost: bool) -> Result<Vec<Piece>> {
        if select.distinct || select.lock.is_some() {
            return invalid("a select with distinctOn is distinct or locks rows as well; leave out one of them");
        }
        let columns = Columns { is_outermost, ..Columns::default() };
        if self.syntax.has_distinct_on() && is_ordered_by(select) {
            return Ok(vec![Piece::Select(Box::new(self.plain_select(select, columns)?))]);
        }
        let lowest = std::mem::replace(&mut self.lowest_reference, usize::MAX);
        let open = self.scopes.len();
        let statement = self.plain_select(&numbered(select), columns)?;
        if self.lowest_reference < open && !self.syntax.has_correlated_derived(self.target) {
            return unsupported("MariaDB has no distinctOn in a select that refers to an outer row; join it instead");
        }
        self.lowest_reference = self.lowest_reference.min(lowest);
        Ok(vec![Piece::Select(Box::new(statement))])
    }

    /// `DISTINCT ON (...) `.
    pub fn distinct_on_words(&mut self, values: &[Expression]) -> Result<Vec<Piece>> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let mut pieces = vec![Piece::text("DISTINCT ON (")];
        pieces.extend(separated(self.expressions(values)?, ", "));
        pieces.push(Piece::text(") "));
        Ok(pieces)
    }
}

/// PostgreSQL's DISTINCT ON demands that the order begins with its values; another order would be that of other rows.
fn is_ordered_by(select: &Select) -> bool {
    let values = &select.distinct_on;
    let first = &select.order_by[..values.len().min(select.order_by.len())];
    first.is_empty() || values.iter().all(|value| first.iter().any(|order| order.expression == *value))
}

/// `SELECT ... FROM (SELECT ..., ROW_NUMBER() ...) WHERE place = 1 ORDER BY turn`.
fn numbered(select: &Select) -> Select {
    let mut inner = Select { limit: None, offset: None, order_by: Vec::new(), distinct_on: Vec::new(), with: Vec::new(), ..select.clone() };
    for (index, output) in inner.columns.iter_mut().enumerate() {
        output.name = Some(format!("c{index}"));
    }
    inner.columns.push(row_number(PLACE, &select.distinct_on, &select.order_by));
    inner.columns.push(row_number(TURN, &[], &select.order_by));
    let columns = select.columns.iter().enumerate();
    Select {
        with: Vec::new(),
        columns: columns.map(|(index, output)| Output { expression: reference(&format!("c{index}")), ..output.clone() }).collect(),
        from: Source::Derived { select: Box::new(inner), alias: ROWS.to_owned(), lateral: false },
        joins: Vec::new(),
        filter: Some(Expression::Compare {
            operator: Comparison::Eq,
            left: Box::new(reference(PLACE)),
            right: Box::new(Expression::Literal { value: Literal::Integer(1) }),
        }),
        group_by: Vec::new(),
        having: None,
        order_by: vec![Order { expression: reference(TURN), descending: false, nulls: None }],
        limit: select.limit.clone(),
        offset: select.offset.clone(),
        distinct: false,
        distinct_on: Vec::new(),
        compounds: Vec::new(),
        lock: None,
        comment: None,
    }
}

fn reference(name: &str) -> Expression {
    Expression::Reference { source: ROWS.to_owned(), name: name.to_owned() }
}

fn row_number(name: &str, partition_by: &[Expression], order_by: &[Order]) -> Output {
    let column_type = ColumnType::of_kind(Kind::Int);
    let window = Window {
        function: WindowFunction::Named(WindowName::RowNumber),
        arguments: Vec::new(),
        partition_by: partition_by.to_vec(),
        order_by: order_by.to_vec(),
        frame: None,
        column_type: column_type.clone(),
    };
    Output { expression: Expression::Window(Box::new(window)), column_type, name: Some(name.to_owned()), label: None }
}
