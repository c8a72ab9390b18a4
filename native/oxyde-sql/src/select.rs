//! SELECT: sources, columns, clauses, locks, and selects within other statements.

use std::borrow::Cow;
use std::sync::Arc;

use oxyde_wire::{Expression, Join, JoinType, Literal, Output, ResultColumn, ResultShape, Select, Source, TableName};
use sea_query::{Expr, Query, SchemaName, SelectStatement, TableRef};

use crate::Access;
use crate::entry::Piece;
use crate::names::iden;
use crate::refusal::{Result, invalid, unsupported};
use crate::scope::{Scope, is_same_table};
use crate::syntax::Bounds;
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn select_statement(&mut self, select: &Select) -> Result<Built> {
        let mut pieces = vec![Piece::Select(Box::new(self.select(select, true)?))];
        if let Some(lock) = &select.lock {
            pieces.extend(self.syntax.lock(self, lock)?.map(Piece::text));
        }
        let is_plain = select.lock.is_none() && !self.has_raw;
        let access = if is_plain { Access::PlainRead } else { Access::LockingRead };
        Ok(Built { pieces, shape: Some(shape_of(&select.columns)), access, more: Vec::new() })
    }

    /// A select; its sources are open only while it is compiled.
    pub fn select(&mut self, select: &Select, is_outermost: bool) -> Result<SelectStatement> {
        let open = self.scopes.len();
        let statement = self.nested(|walk| walk.select_here(select, is_outermost));
        self.scopes.truncate(open);
        statement
    }

    fn select_here(&mut self, select: &Select, is_outermost: bool) -> Result<SelectStatement> {
        if select.columns.is_empty() {
            return invalid("a select has no columns; ask for at least one");
        }
        if select.lock.is_some() && !is_outermost {
            return invalid("a select within another statement locks rows; lock them in the outermost one");
        }
        let mut out = Query::select();
        if select.distinct {
            out.distinct();
        }
        self.sources(select, &mut out)?;
        for output in &select.columns {
            self.output(output, is_outermost, &mut out)?;
        }
        if let Some(filter) = &select.filter {
            out.and_where(self.clause(filter)?);
        }
        self.groups(select, &mut out)?;
        for term in self.order_terms(&select.order_by)? {
            term.add_to(&mut out);
        }
        self.bounds(select, &mut out)?;
        Ok(out)
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
            Source::Derived { select, alias } => {
                let statement = self.select(select, false)?;
                self.scopes.push(Scope::of_derived(alias, &select.columns));
                Ok(TableRef::SubQuery(Box::new(statement), iden(self.syntax, alias)?))
            }
        }
    }

    fn table_source(&mut self, table: &TableName, alias: &str) -> Result<TableRef> {
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

    fn output(&mut self, output: &Output, is_outermost: bool, out: &mut SelectStatement) -> Result<()> {
        let expression = self.output_expression(output, is_outermost)?;
        match &output.name {
            Some(name) => out.expr_as(expression, iden(self.syntax, name)?),
            None => out.expr(expression),
        };
        Ok(())
    }

    fn output_expression(&mut self, output: &Output, is_outermost: bool) -> Result<Expr> {
        let operand = self.operand(&output.expression)?;
        if is_outermost { Ok(self.syntax.output(self, operand)) } else { Ok(operand.sql) }
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
        self.lowest_reference = self.lowest_reference.min(lowest);
        // What is hidden here needs no hiding further out.
        self.reads_changed = reads_changed || (self.reads_changed && !is_hidden);
        Ok(self.joined(vec![Piece::text("("), Piece::Select(Box::new(statement)), Piece::text(")")]))
    }

    /// `SELECT * FROM (select) AS ...`: MySQL makes the rows of the inner one first.
    fn wrapped(&mut self, mut inner: SelectStatement, select: &Select) -> Result<SelectStatement> {
        if select.limit.is_none() && select.offset.is_none() {
            self.set_endless(&mut inner);
        }
        let mut out = Query::select();
        let everything = self.text("*");
        out.expr(everything).from_subquery(inner, iden(self.syntax, "oxyde_rows")?);
        Ok(out)
    }

    fn with_copies(&mut self, select: &Select) -> Result<SelectStatement> {
        self.copies_changed = true;
        let statement = self.select(select, false);
        self.copies_changed = false;
        statement
    }
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
