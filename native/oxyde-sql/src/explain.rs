//! EXPLAIN of another statement.

use oxyde_wire::{ColumnType, Explain, Kind, ResultColumn, Statement};

use crate::Access;
use crate::entry::Piece;
use crate::refusal::{Result, invalid};
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn explain_statement(&mut self, explain: &Explain) -> Result<Built> {
        if !is_explainable(&explain.statement) {
            return invalid("only select, insert, update, delete and raw statements can be explained");
        }
        let form = self.syntax.explain(self.target, explain.analyze)?;
        let inner = self.statement(&explain.statement)?;
        let mut pieces = vec![Piece::text(form.prefix)];
        pieces.extend(inner.pieces);
        let access = access_of(inner.access, explain.analyze);
        let shape = form.columns.iter().map(|kind| column(*kind)).collect();
        Ok(Built { pieces, shape: Some(shape), access, more: Vec::new() })
    }
}

fn is_explainable(statement: &Statement) -> bool {
    matches!(statement, Statement::Select(_) | Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) | Statement::Raw(_))
}

/// A statement that is analyzed is run.
fn access_of(inner: Access, is_analyzed: bool) -> Access {
    match inner {
        Access::Raw => Access::Raw,
        _ if !is_analyzed => Access::PlainRead,
        other => other,
    }
}

fn column(kind: Kind) -> ResultColumn {
    ResultColumn { column_type: ColumnType::of_kind(kind), label: None }
}
