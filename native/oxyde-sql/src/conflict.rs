//! What an insert does with rows whose key exists: leave them alone or update them.

use oxyde_wire::{Insert, OnConflict};
use sea_query::Expr;

use crate::entry::Piece;
use crate::names::{quote, quote_all};
use crate::refusal::{Result, unsupported};
use crate::scope::Scope;
use crate::update::{Step, ordered};
use crate::walk::{Walk, separated};

/// More than one row where one value has to stand: an error of the server, which fails the insert.
const REFUSAL: &str = "(SELECT 1 UNION ALL SELECT 2)";

impl Walk<'_> {
    /// The clause that follows the rows.
    pub fn on_conflict(&mut self, insert: &Insert, conflict: &OnConflict) -> Result<Vec<Piece>> {
        let open = self.scopes.len();
        self.scopes.push(Scope::of_stored(&conflict.stored, &insert.table));
        self.scopes.push(Scope::of_given(&conflict.given));
        let clause = match self.syntax.updates_on_duplicate_key() {
            true => self.on_duplicate_key(insert, conflict),
            false => self.on_conflict_of(conflict),
        };
        self.scopes.truncate(open);
        clause
    }

    fn on_conflict_of(&mut self, conflict: &OnConflict) -> Result<Vec<Piece>> {
        let name = self.syntax.name();
        if self.syntax.names_conflict_key() && conflict.target.is_empty() && !conflict.set.is_empty() {
            return unsupported(format!(
                "{name} updates on a conflict only when the columns of the unique key are named; name them as the target"
            ));
        }
        let target = if conflict.target.is_empty() { String::new() } else { format!(" ({})", quote_all(self.syntax, &conflict.target)?) };
        if conflict.set.is_empty() {
            return Ok(vec![Piece::text(format!(" ON CONFLICT{target} DO NOTHING"))]);
        }
        let mut pieces = vec![Piece::text(format!(" ON CONFLICT{target} DO UPDATE SET "))];
        for (index, assignment) in conflict.set.iter().enumerate() {
            let column = quote(self.syntax, &assignment.column)?;
            pieces.push(Piece::text(format!("{}{column} = ", if index > 0 { ", " } else { "" })));
            pieces.push(Piece::Expression(self.expression(&assignment.value)?));
        }
        if let Some(filter) = &conflict.filter {
            pieces.extend([Piece::text(" WHERE "), Piece::Expression(self.clause(filter)?)]);
        }
        Ok(pieces)
    }

    fn on_duplicate_key(&mut self, insert: &Insert, conflict: &OnConflict) -> Result<Vec<Piece>> {
        let mut steps = Vec::with_capacity(conflict.set.len().max(1));
        for assignment in &conflict.set {
            self.columns_read.clear();
            let value = self.expression(&assignment.value)?;
            let value = self.where_changed(conflict, &assignment.column, value)?;
            let value = self.of_the_key(conflict, value)?;
            steps.push(Step { column: &assignment.column, value, reads: std::mem::take(&mut self.columns_read) });
        }
        if steps.is_empty() {
            steps.push(self.unchanged(insert, conflict)?);
        }
        let mut pieces = vec![Piece::text(" ON DUPLICATE KEY UPDATE ")];
        for (index, step) in ordered(steps, self.syntax.name())?.into_iter().enumerate() {
            pieces.push(Piece::text(format!("{}{} = ", if index > 0 { ", " } else { "" }, quote(self.syntax, step.column)?)));
            pieces.push(Piece::Expression(step.value));
        }
        Ok(pieces)
    }

    /// A column that is set to what it is.
    fn unchanged<'c>(&mut self, insert: &'c Insert, conflict: &'c OnConflict) -> Result<Step<'c>> {
        let Some(column) = conflict.target.first().or(insert.columns.first()) else {
            return unsupported("MySQL needs a column to leave a stored row alone; name the columns of the unique key as the target");
        };
        let value = self.bare(column)?;
        let value = self.of_the_key(conflict, value)?;
        Ok(Step { column, value, reads: Vec::new() })
    }

    /// The value where the condition holds, else what is stored.
    fn where_changed(&mut self, conflict: &OnConflict, column: &str, value: Expr) -> Result<Expr> {
        let Some(filter) = &conflict.filter else { return Ok(value) };
        let condition = self.clause(filter)?;
        let stored = self.bare(column)?;
        Ok(self.call("IF", vec![condition, value, stored]))
    }

    /// The value where it is the named key that conflicts, else an error.
    fn of_the_key(&mut self, conflict: &OnConflict, value: Expr) -> Result<Expr> {
        if !conflict.has_other_keys || conflict.target.is_empty() {
            return Ok(value);
        }
        self.columns_read.extend(conflict.target.iter().cloned());
        let mut parts = Vec::with_capacity(conflict.target.len());
        for column in &conflict.target {
            let (stored, given) = (self.bare(column)?, self.bare(column)?);
            let given = self.call("VALUES", vec![given]);
            parts.push(self.form("{} <=> {}", [stored, given]));
        }
        let is_same = self.joined(separated(parts, " AND "));
        let refusal = self.text(REFUSAL);
        Ok(self.call("IF", vec![is_same, value, refusal]))
    }

    fn bare(&mut self, column: &str) -> Result<Expr> {
        let quoted = quote(self.syntax, column)?;
        Ok(self.text(quoted))
    }
}
