//! SELECT: sources, columns, clauses, locks, and selects within other statements.

use std::borrow::Cow;
use std::sync::Arc;

use oxyde_wire::{Expression, Join, JoinType, Literal, Output, ResultColumn, ResultShape, Select, Source, TableName};
use sea_query::{Expr, Func, Order as Direction, Query, SchemaName, SelectStatement, TableRef};

use crate::Access;
use crate::comment::comment;
use crate::entry::Piece;
use crate::names::iden;
use crate::refusal::{Result, invalid, unsupported};
use crate::scope::{Scope, is_same_table};
use crate::syntax::Bounds;
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn select_statement(&mut self, select: &Select) -> Result<Built> {
        let mut pieces = comment(select.comment.as_deref());
        pieces.extend(self.select(select, true)?);
        if let Some(lock) = &select.lock {
            pieces.extend(self.syntax.lock(self, lock)?.map(Piece::text));
        }
        let is_plain = select.lock.is_none() && !self.has_raw;
        let access = if is_plain { Access::PlainRead } else { Access::LockingRead };
        Ok(Built { pieces, shape: Some(shape_of(&select.columns)), access, more: Vec::new() })
    }

    /// A select; its sources and its named selects are open only while it is compiled.
    pub fn select(&mut self, select: &Select, is_outermost: bool) -> Result<Vec<Piece>> {
        let (open, named) = (self.scopes.len(), self.ctes.len());
        let pieces = self.nested(|walk| walk.whole_select(select, is_outermost));
        self.scopes.truncate(open);
        self.ctes.truncate(named);
        pieces
    }

    fn whole_select(&mut self, select: &Select, is_outermost: bool) -> Result<Vec<Piece>> {
        let mut pieces = self.named_selects(&select.with)?;
        if !select.compounds.is_empty() {
            pieces.extend(self.compound(select, is_outermost)?);
            return Ok(pieces);
        }
        if !select.distinct_on.is_empty() {
            pieces.extend(self.distinct_on(select, is_outermost)?);
            return Ok(pieces);
        }
        let columns = Columns { is_outermost, is_compared: select.distinct, ..Columns::default() };
        pieces.push(Piece::Select(Box::new(self.plain_select(select, columns)?)));
        Ok(pieces)
    }

    /// A select without named selects and compounds.
    pub fn plain_select(&mut self, select: &Select, columns: Columns) -> Result<SelectStatement> {
        if select.columns.is_empty() {
            return invalid("a select has no columns; ask for at least one");
        }
        if select.lock.is_some() && !columns.is_outermost {
            return invalid("a select within another statement locks rows; lock them in the outermost one");
        }
        let mut out = Query::select();
        self.sources(select, &mut out)?;
        let mut head = self.distinct_on_words(&select.distinct_on)?;
        let windows_before = self.window_count;
        for output in &select.columns {
            let expression = self.output_expression(output, columns)?;
            let expression = self.headed(std::mem::take(&mut head), expression);
            self.output(output, expression, &mut out)?;
        }
        if let Some(filter) = &select.filter {
            out.and_where(self.clause(filter)?);
        }
        self.groups(select, &mut out)?;
        let has_windows = self.window_count > windows_before;
        if select.distinct {
            self.distinct(select, has_windows, &mut out);
        }
        for term in self.order_terms(&select.order_by)? {
            term.add_to(&mut out);
        }
        let windows_follow_groups = !select.group_by.is_empty() && has_windows;
        if windows_follow_groups && !select.distinct && !select.order_by.is_empty() && self.syntax.forgets_group_order() {
            out.order_by_expr(Func::count(Expr::cust("*")).into(), Direction::Asc);
        }
        self.bounds(select, &mut out)?;
        Ok(out)
    }

    /// DISTINCT, or groups of all outputs where DISTINCT is not to be trusted.
    fn distinct(&self, select: &Select, has_windows: bool, out: &mut SelectStatement) {
        let is_trusted = select.offset.is_none() || !self.syntax.skips_before_distinct(self.target);
        if is_trusted || has_windows || !select.group_by.is_empty() {
            out.distinct();
            return;
        }
        out.add_group_by((1..=select.columns.len()).map(|place| Expr::cust(place.to_string())));
    }

    fn sources(&mut self, select: &Select, out: &mut SelectStatement) -> Result<()> {
        let from = self.source(&select.from)?;
        out.from(from);
        for join in &select.joins {
            self.join(join, out)?;
        }
        Ok(())
    }

    fn join(&mut self, join: &Join, out: &mut SelectStatement) -> Result<()> {
        let source = self.source(&join.source)?;
        let on = self.clause(&join.on)?;
        match join.join_type {
            JoinType::Left => out.left_join(source, on),
            JoinType::Inner => out.inner_join(source, on),
        };
        Ok(())
    }

    fn source(&mut self, source: &Source) -> Result<TableRef> {
        match source {
            Source::Table { table, alias } => {
                self.scopes.push(Scope::of_table(alias));
                self.table_source(table, alias)
            }
            Source::Derived { select, alias, lateral } => self.derived(select, alias, *lateral),
            Source::Cte { name, alias } => self.cte_source(name, alias),
        }
    }

    fn derived(&mut self, select: &Select, alias: &str, is_lateral: bool) -> Result<TableRef> {
        let word = if is_lateral { self.syntax.lateral(self.target)? } else { "" };
        let pieces = self.select(select, false)?;
        self.scopes.push(Scope::of_derived(alias, &select.columns));
        self.derived_table(word, pieces, alias)
    }

    /// `word (pieces) AS alias`: for sea-query a function whose only argument is the select.
    pub fn derived_table(&mut self, word: &'static str, pieces: Vec<Piece>, alias: &str) -> Result<TableRef> {
        let rows = self.joined(pieces);
        Ok(TableRef::FunctionCall(Func::cust(word).arg(rows), iden(self.syntax, alias)?))
    }

    fn table_source(&mut self, table: &TableName, alias: &str) -> Result<TableRef> {
        self.check_not_named(table)?;
        let is_changed = self.changed.as_ref().is_some_and(|changed| is_same_table(changed, table));
        self.reads_changed |= is_changed;
        if !is_changed || !self.copies_changed {
            return self.table_ref(table, Some(alias));
        }
        let mut copy = Query::select();
        let everything = self.text("*");
        copy.expr(everything).from(self.table_ref(table, None)?);
        self.set_endless(&mut copy);
        Ok(TableRef::SubQuery(Box::new(copy), iden(self.syntax, alias)?))
    }

    /// A stored table for sea-query.
    pub fn table_ref(&self, table: &TableName, alias: Option<&str>) -> Result<TableRef> {
        let schema = table.schema.as_deref().map(|schema| iden(self.syntax, schema)).transpose()?;
        let name = sea_query::TableName(schema.map(|schema| SchemaName(None, schema)), iden(self.syntax, &table.name)?);
        let alias = alias.map(|alias| iden(self.syntax, alias)).transpose()?;
        Ok(TableRef::Table(name, alias))
    }

    fn output(&mut self, output: &Output, expression: Expr, out: &mut SelectStatement) -> Result<()> {
        match &output.name {
            Some(name) => out.expr_as(expression, iden(self.syntax, name)?),
            None => out.expr(expression),
        };
        Ok(())
    }

    fn output_expression(&mut self, output: &Output, columns: Columns) -> Result<Expr> {
        let mut operand = self.operand(&output.expression)?;
        let is_plain = self.syntax.is_plain(operand.kind());
        if columns.is_outermost {
            operand.sql = self.syntax.output(self, operand.clone());
        }
        if columns.is_base {
            operand.sql = self.syntax.recursive_base(self, operand.sql, &output.column_type);
        }
        Ok(if columns.is_compared && !is_plain { self.syntax.comparable(self, operand) } else { operand.sql })
    }

    /// sea-query has no words between SELECT and the first column for expressions, so they go with that column.
    fn headed(&mut self, mut head: Vec<Piece>, expression: Expr) -> Expr {
        if head.is_empty() {
            return expression;
        }
        head.push(Piece::Expression(expression));
        self.joined(head)
    }

    fn groups(&mut self, select: &Select, out: &mut SelectStatement) -> Result<()> {
        for group in &select.group_by {
            if matches!(group, Expression::Literal { .. }) {
                return invalid("a group by a constant would be taken for a column's place; group by a column");
            }
            out.add_group_by([self.comparable(group)?]);
        }
        if let Some(having) = &select.having {
            out.and_having(self.clause(having)?);
        }
        Ok(())
    }

    fn bounds(&mut self, select: &Select, out: &mut SelectStatement) -> Result<()> {
        let limit = select.limit.as_ref().map(|limit| self.bound(limit)).transpose()?;
        let offset = select.offset.as_ref().map(|offset| self.bound(offset)).transpose()?;
        let bounds = self.syntax.bounds(self, Bounds { limit, offset });
        if let Some(limit) = bounds.limit {
            out.limit(self.entry(Piece::Expression(limit)));
        }
        if let Some(offset) = bounds.offset {
            out.offset(self.entry(Piece::Expression(offset)));
        }
        Ok(())
    }

    /// MySQL takes nothing else here.
    fn bound(&mut self, bound: &Expression) -> Result<Expr> {
        match bound {
            Expression::Parameter { list: false, .. } => self.expression(bound),
            Expression::Literal { value: Literal::Integer(0..) } => self.expression(bound),
            _ => invalid("a limit or offset is neither a parameter nor a whole number from 0 on; compute it before"),
        }
    }

    /// A limit that limits nothing keeps MySQL from merging a derived table into the statement that may not read its table.
    fn set_endless(&mut self, out: &mut SelectStatement) {
        out.limit(self.entry(Piece::text(crate::mysql::ENDLESS)));
    }

    pub fn exists(&mut self, select: &Select) -> Result<Expr> {
        let rows = self.subselect(select, false)?;
        Ok(self.form("EXISTS {}", [rows]))
    }

    pub fn scalar(&mut self, select: &Select) -> Result<Expr> {
        if select.columns.len() != 1 {
            return invalid("a select that stands for a value has to have one column");
        }
        self.subselect(select, false)
    }

    /// A select in parentheses. Where the dialect demands it, reads of the changed table go through a derived table.
    pub fn subselect(&mut self, select: &Select, refuses_limit: bool) -> Result<Expr> {
        let lowest = std::mem::replace(&mut self.lowest_reference, usize::MAX);
        let reads_changed = std::mem::replace(&mut self.reads_changed, false);
        let hides_limit = refuses_limit && (select.limit.is_some() || select.offset.is_some());
        let named = if hides_limit || self.changed.is_some() { Cow::Owned(with_names(select)) } else { Cow::Borrowed(select) };
        let statement = self.select(&named, false)?;
        let is_correlated = self.lowest_reference < self.scopes.len();
        if hides_limit && is_correlated {
            return unsupported(format!(
                "{} cannot limit a select within IN that refers to an outer row; leave out the limit",
                self.syntax.name()
            ));
        }
        let is_hidden = self.reads_changed && !self.copies_changed;
        let statement = match is_hidden {
            true if is_correlated => self.with_copies(&named)?,
            true => self.wrapped(statement, select)?,
            false if hides_limit => self.wrapped(statement, select)?,
            false => statement,
        };
        let mut pieces = vec![Piece::text("(")];
        pieces.extend(statement);
        pieces.push(Piece::text(")"));
        self.lowest_reference = self.lowest_reference.min(lowest);
        // What is hidden here needs no hiding further out.
        self.reads_changed = reads_changed || (self.reads_changed && !is_hidden);
        Ok(self.joined(pieces))
    }

    /// `SELECT * FROM (select) AS ...`: MySQL makes the rows of the inner one first.
    fn wrapped(&mut self, mut inner: Vec<Piece>, select: &Select) -> Result<Vec<Piece>> {
        if select.limit.is_none() && select.offset.is_none() {
            inner.push(Piece::text(format!(" LIMIT {}", crate::mysql::ENDLESS)));
        }
        let mut out = Query::select();
        let everything = self.text("*");
        let rows = self.derived_table("", inner, "oxyde_rows")?;
        out.expr(everything).from(rows);
        Ok(vec![Piece::Select(Box::new(out))])
    }

    fn with_copies(&mut self, select: &Select) -> Result<Vec<Piece>> {
        self.copies_changed = true;
        let statement = self.select(select, false);
        self.copies_changed = false;
        statement
    }
}

/// How the columns of a select are written.
#[derive(Clone, Copy, Default)]
pub struct Columns {
    pub is_outermost: bool,
    /// Rows are told apart by them.
    pub is_compared: bool,
    /// They stand before the recursive part of a select that reads itself.
    pub is_base: bool,
}

/// The columns of a derived table need names, each another.
fn with_names(select: &Select) -> Select {
    let mut named = select.clone();
    for (index, output) in named.columns.iter_mut().enumerate() {
        output.name = Some(format!("c{index}"));
    }
    named
}

/// The shape of a result.
pub fn shape_of(outputs: &[Output]) -> ResultShape {
    outputs.iter().map(|output| ResultColumn { column_type: output.column_type.clone(), label: output.label.clone() }).collect::<Arc<[_]>>()
}
