//! INSERT: one template of a row, as many times as there are rows.

use oxyde_wire::{Insert, Output};
use sea_query::{Expr, InsertStatement, Query};

use crate::Access;
use crate::entry::Piece;
use crate::names::{iden, quote};
use crate::refusal::{Result, invalid, unsupported};
use crate::select::shape_of;
use crate::walk::{Built, Walk, separated};

impl Walk<'_> {
    pub fn insert_statement(&mut self, insert: &Insert) -> Result<Built> {
        if insert.columns.len() != insert.values.len() {
            return invalid("an insert has another number of values than of columns");
        }
        self.is_bare = true;
        // Its parameters come after those of a row, which the rows have to know.
        let conflict = insert.on_conflict.as_ref().map(|conflict| self.on_conflict(insert, conflict)).transpose()?;
        let mut pieces = match insert.columns.is_empty() {
            true => self.insert_defaults(insert)?,
            false => vec![Piece::Insert(Box::new(self.insert_rows(insert)?))],
        };
        pieces.extend(conflict.unwrap_or_default());
        pieces.extend(self.returning(&insert.returning, self.target.has_insert_returning, "INSERT")?);
        Ok(Built { pieces, shape: Some(shape_of(&insert.returning)), access: Access::Write, more: Vec::new() })
    }

    fn insert_rows(&mut self, insert: &Insert) -> Result<InsertStatement> {
        let mut out = Query::insert();
        out.into_table(self.table_ref(&insert.table, None)?);
        let columns: Result<Vec<_>> = insert.columns.iter().map(|column| iden(self.syntax, column)).collect();
        out.columns(columns?);
        for _ in 0..self.sizes.rows.max(1) {
            let row = self.expressions(&insert.values)?;
            self.next_row();
            if out.values(row).is_err() {
                return invalid("a row of an insert has another number of values than of columns");
            }
        }
        self.parameter_offset = 0;
        Ok(out)
    }

    /// The next row's parameters follow those of this one.
    pub fn next_row(&mut self) {
        self.parameter_offset += self.highest_parameter.map_or(0, |highest| highest + 1);
    }

    fn insert_defaults(&mut self, insert: &Insert) -> Result<Vec<Piece>> {
        let table = self.quoted_table(&insert.table)?;
        let rows = self.syntax.default_rows(self.sizes.rows.max(1))?;
        Ok(vec![Piece::text(format!("INSERT INTO {table}{rows}"))])
    }

    /// The RETURNING clause; empty when nothing is to come back.
    pub fn returning(&mut self, outputs: &[Output], is_known: bool, verb: &str) -> Result<Vec<Piece>> {
        if outputs.is_empty() {
            return Ok(Vec::new());
        }
        if !is_known {
            let name = self.syntax.name();
            return unsupported(format!("this {name} server has no {verb} with RETURNING; read the rows with a statement of their own"));
        }
        let columns: Result<Vec<Expr>> = outputs.iter().map(|output| self.returned(output)).collect();
        let mut pieces = vec![Piece::text(" RETURNING ")];
        pieces.extend(separated(columns?, ", "));
        Ok(pieces)
    }

    fn returned(&mut self, output: &Output) -> Result<Expr> {
        let operand = self.operand(&output.expression)?;
        Ok(self.syntax.output(self, operand))
    }

    /// A stored table as text.
    pub fn quoted_table(&self, table: &oxyde_wire::TableName) -> Result<String> {
        let name = quote(self.syntax, &table.name)?;
        match &table.schema {
            Some(schema) => Ok(format!("{}.{name}", quote(self.syntax, schema)?)),
            None => Ok(name),
        }
    }
}
