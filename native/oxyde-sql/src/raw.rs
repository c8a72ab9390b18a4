//! The user's own SQL: his text as it is, names quoted, values as parameters.

use oxyde_wire::{Expression, Fragment, Raw};
use sea_query::Expr;

use crate::Access;
use crate::entry::Piece;
use crate::names::quote;
use crate::refusal::{Result, invalid};
use crate::select::shape_of;
use crate::walk::{Built, Walk};

impl Walk<'_> {
    pub fn raw_statement(&mut self, raw: &Raw) -> Result<Built> {
        self.is_bare = true;
        let mut pieces = self.fragments(&raw.fragments)?;
        if raw.describe {
            pieces.insert(0, Piece::text("SELECT * FROM ("));
            // On a line of its own: the text may end in a comment.
            pieces.push(Piece::text("\n) AS described WHERE 1 = 0"));
        }
        Ok(Built { pieces, shape: raw.columns.as_deref().map(shape_of), access: Access::Raw, more: Vec::new() })
    }

    /// Raw SQL within another statement stands in parentheses.
    pub fn raw_expression(&mut self, fragments: &[Fragment]) -> Result<Expr> {
        self.has_raw = true;
        let mut pieces = vec![Piece::text("(")];
        pieces.extend(self.fragments(fragments)?);
        pieces.push(Piece::text(")"));
        Ok(self.joined(pieces))
    }

    fn fragments(&mut self, fragments: &[Fragment]) -> Result<Vec<Piece>> {
        let mut pieces = Vec::with_capacity(fragments.len());
        for fragment in fragments {
            self.nested(|walk| walk.fragment(fragment, &mut pieces))?;
        }
        Ok(pieces)
    }

    fn fragment(&mut self, fragment: &Fragment, pieces: &mut Vec<Piece>) -> Result<()> {
        match fragment {
            Fragment::Text { text } if text.contains('\0') => {
                return invalid("raw SQL holds the character U+0000; pass the value as a parameter");
            }
            Fragment::Text { text } => pieces.push(Piece::text(text.clone())),
            Fragment::Identifier { parts } => pieces.push(Piece::text(self.identifier(parts)?)),
            // A fragment in a fragment may be any part of a statement, so it stays bare.
            Fragment::Expression { expression: Expression::Raw { fragments } } => pieces.extend(self.fragments(fragments)?),
            Fragment::Expression { expression } => pieces.push(Piece::Expression(self.expression(expression)?)),
        }
        Ok(())
    }

    fn identifier(&self, parts: &[String]) -> Result<String> {
        if parts.is_empty() {
            return invalid("an identifier in raw SQL has no parts; give it a name");
        }
        let quoted: Result<Vec<_>> = parts.iter().map(|part| quote(self.syntax, part)).collect();
        Ok(quoted?.join("."))
    }
}
