//! DELETE: the rows of one table that a predicate chooses.

use oxyde_wire::Delete;

use crate::Access;
use crate::comment::comment;
use crate::entry::Piece;
use crate::names::quote;
use crate::refusal::Result;
use crate::select::shape_of;
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn delete_statement(&mut self, delete: &Delete) -> Result<Built> {
        self.open_changed(&delete.table, &delete.alias);
        let (table, alias) = (self.quoted_table(&delete.table)?, quote(self.syntax, &delete.alias)?);
        let mut pieces = comment(delete.comment.as_deref());
        pieces.push(Piece::text(self.syntax.delete_from(&table, &alias)));
        if let Some(filter) = &delete.filter {
            pieces.extend([Piece::text(" WHERE "), Piece::Expression(self.clause(filter)?)]);
        }
        self.name_returned(&delete.table);
        pieces.extend(self.returning(&delete.returning, self.target.has_update_returning, "DELETE")?);
        Ok(Built { pieces, shape: Some(shape_of(&delete.returning)), access: Access::Write, more: Vec::new() })
    }
}
