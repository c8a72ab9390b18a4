//! UPDATE, with the order of its assignments where the dialect runs them in turn.

use oxyde_wire::{Assignment, Update, ValueRows};
use sea_query::{Expr, Query, UpdateStatement};

use crate::Access;
use crate::comment::comment;
use crate::entry::Piece;
use crate::names::{iden, quote};
use crate::refusal::{Result, invalid, unsupported};
use crate::scope::Scope;
use crate::select::shape_of;
use crate::walk::{Built, Walk};

/// An assignment and the columns of the table that its value reads.
pub struct Step<'a> {
    pub column: &'a str,
    pub value: Expr,
    pub reads: Vec<String>,
}

impl Walk<'_> {
    pub fn update_statement(&mut self, update: &Update) -> Result<Built> {
        if update.set.is_empty() {
            return invalid("an update sets no column; name at least one");
        }
        if let Some(rows) = &update.rows {
            return self.update_by_rows(update, rows);
        }
        self.open_changed(&update.table, &update.alias);
        let mut out = Query::update();
        out.table(self.table_ref(&update.table, Some(&update.alias))?);
        self.assign(&update.set, &mut out)?;
        if let Some(filter) = &update.filter {
            out.and_where(self.clause(filter)?);
        }
        let mut pieces = comment(update.comment.as_deref());
        pieces.push(Piece::Update(Box::new(out)));
        self.name_returned(&update.table);
        pieces.extend(self.returning(&update.returning, self.target.has_update_returning, "UPDATE")?);
        Ok(Built { pieces, shape: Some(shape_of(&update.returning)), access: Access::Write, more: Vec::new() })
    }

    /// `UPDATE ... FROM (rows)`, or with a join where the dialect says it so.
    fn update_by_rows(&mut self, update: &Update, rows: &ValueRows) -> Result<Built> {
        if !update.returning.is_empty() {
            return unsupported("an update by rows gives none back; read them with a statement of their own");
        }
        self.open_changed(&update.table, &update.alias);
        self.scopes.push(Scope::of_values(&rows.alias, &rows.columns));
        // Their parameters come after those of a row, which the rows have to know.
        let set = self.assignments(update)?;
        let on = update.filter.as_ref().map(|filter| self.clause(filter)).transpose()?;
        let table = self.values_table(rows)?;
        let head = format!("UPDATE {} AS {}", self.quoted_table(&update.table)?, quote(self.syntax, &update.alias)?);
        let mut pieces = comment(update.comment.as_deref());
        pieces.push(Piece::text(head));
        let condition = on.unwrap_or_else(|| self.text("TRUE"));
        if self.syntax.updates_on_duplicate_key() {
            pieces.extend([Piece::text(" JOIN ")].into_iter().chain(table));
            pieces.extend([Piece::text(" ON "), Piece::Expression(condition), Piece::text(" SET ")].into_iter().chain(set));
        } else {
            pieces.extend([Piece::text(" SET ")].into_iter().chain(set));
            pieces.extend([Piece::text(" FROM ")].into_iter().chain(table));
            pieces.extend([Piece::text(" WHERE "), Piece::Expression(condition)]);
        }
        Ok(Built { pieces, shape: Some(shape_of(&[])), access: Access::Write, more: Vec::new() })
    }

    fn assignments(&mut self, update: &Update) -> Result<Vec<Piece>> {
        let steps = self.steps(&update.set)?;
        let alias = quote(self.syntax, &update.alias)?;
        let mut pieces = Vec::new();
        for (index, step) in steps.into_iter().enumerate() {
            let column = quote(self.syntax, step.column)?;
            let column = if self.syntax.updates_on_duplicate_key() { format!("{alias}.{column}") } else { column };
            pieces.push(Piece::text(format!("{}{column} = ", if index > 0 { ", " } else { "" })));
            pieces.push(Piece::Expression(step.value));
        }
        Ok(pieces)
    }

    /// `(rows) AS alias`.
    fn values_table(&mut self, rows: &ValueRows) -> Result<Vec<Piece>> {
        if rows.columns.len() != rows.values.len() || rows.columns.is_empty() {
            return invalid("rows of values have another number of values than of columns, or none");
        }
        let mut all = Vec::new();
        for _ in 0..self.sizes.rows.max(1) {
            all.push(self.expressions(&rows.values)?);
            self.next_row();
        }
        self.parameter_offset = 0;
        let mut pieces = vec![Piece::text("(")];
        pieces.extend(self.syntax.value_rows(self, &rows.columns, all)?);
        pieces.push(Piece::text(format!(") AS {}", quote(self.syntax, &rows.alias)?)));
        Ok(pieces)
    }

    /// Opens the table that a statement changes, under its alias.
    pub fn open_changed(&mut self, table: &oxyde_wire::TableName, alias: &str) {
        self.scopes.push(Scope::of_table(alias));
        if self.syntax.hides_changed_table() {
            self.changed = Some(table.clone());
        }
    }

    /// From here on the changed table has the name by which RETURNING knows it.
    pub fn name_returned(&mut self, table: &oxyde_wire::TableName) {
        if !self.syntax.hides_alias_in_returning() {
            return;
        }
        if let Some(changed) = self.scopes.first_mut() {
            changed.name = table.name.clone();
        }
    }

    fn assign(&mut self, set: &[Assignment], out: &mut UpdateStatement) -> Result<()> {
        for step in self.steps(set)? {
            out.value(iden(self.syntax, step.column)?, step.value);
        }
        Ok(())
    }

    /// The assignments in an order in which all of them read what was stored.
    fn steps<'s>(&mut self, set: &'s [Assignment]) -> Result<Vec<Step<'s>>> {
        let steps = set.iter().map(|assignment| self.step(assignment)).collect::<Result<Vec<_>>>()?;
        if self.syntax.assigns_in_turn() { ordered(steps, self.syntax.name()) } else { Ok(steps) }
    }

    fn step<'s>(&mut self, assignment: &'s Assignment) -> Result<Step<'s>> {
        self.columns_read.clear();
        let value = self.expression(&assignment.value)?;
        Ok(Step { column: &assignment.column, value, reads: std::mem::take(&mut self.columns_read) })
    }
}

/// A column is set after all values that read it, so that they read what was stored.
pub fn ordered<'s>(mut steps: Vec<Step<'s>>, dialect: &str) -> Result<Vec<Step<'s>>> {
    let mut out = Vec::with_capacity(steps.len());
    while !steps.is_empty() {
        let free = (0..steps.len()).find(|index| !is_read_by_another(&steps, *index));
        let Some(free) = free else {
            return unsupported(format!(
                "the update sets columns from each other, which {dialect} would do one after the other; use two statements"
            ));
        };
        out.push(steps.remove(free));
    }
    Ok(out)
}

fn is_read_by_another(steps: &[Step<'_>], index: usize) -> bool {
    let column = steps[index].column;
    steps.iter().enumerate().any(|(other, step)| other != index && step.reads.iter().any(|read| read == column))
}
