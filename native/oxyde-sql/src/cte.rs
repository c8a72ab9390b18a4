//! WITH: named selects, which the statement and each other's followers read as tables.

use oxyde_wire::{Cte, TableName};
use sea_query::TableRef;

use crate::entry::Piece;
use crate::names::quote;
use crate::refusal::{Result, invalid};
use crate::scope::Scope;
use crate::walk::Walk;

impl Walk<'_> {
    /// `WITH [RECURSIVE] name AS (select), ... `; from here on the names are known.
    pub fn named_selects(&mut self, ctes: &[Cte]) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        for (index, cte) in ctes.iter().enumerate() {
            let is_recursive = ctes.iter().any(|cte| cte.recursive);
            let word = match (index, is_recursive) {
                (0, true) => "WITH RECURSIVE ",
                (0, false) => "WITH ",
                _ => ", ",
            };
            pieces.push(Piece::text(word));
            pieces.extend(self.named_select(cte)?);
        }
        if !ctes.is_empty() {
            pieces.push(Piece::text(" "));
        }
        Ok(pieces)
    }

    fn named_select(&mut self, cte: &Cte) -> Result<Vec<Piece>> {
        if cte.select.columns.iter().any(|output| output.name.is_none()) {
            return invalid(format!("a column of the named select \"{}\" has no name; name all of them", cte.name));
        }
        let mut pieces = vec![Piece::text(format!("{} AS (", quote(self.syntax, &cte.name)?))];
        let named = (cte.name.clone(), cte.select.columns.clone());
        if cte.recursive {
            self.ctes.push(named);
            pieces.extend(self.recursive(&cte.select)?);
        } else {
            pieces.extend(self.select(&cte.select, false)?);
            self.ctes.push(named);
        }
        pieces.push(Piece::text(")"));
        Ok(pieces)
    }

    pub fn cte_source(&mut self, name: &str, alias: &str) -> Result<TableRef> {
        let Some((_, outputs)) = self.ctes.iter().rev().find(|(known, _)| known == name) else {
            return invalid(format!("the statement reads the named select \"{name}\", which it does not have here; add it to with"));
        };
        let scope = Scope::of_derived(alias, outputs);
        self.scopes.push(scope);
        self.table_ref(&TableName { name: name.to_owned(), schema: None }, Some(alias))
    }

    /// A named select hides the table of its name, on most servers also in another case.
    pub fn check_not_named(&self, table: &TableName) -> Result<()> {
        let is_hidden = table.schema.is_none() && self.ctes.iter().any(|(name, _)| name.eq_ignore_ascii_case(&table.name));
        match is_hidden {
            true => invalid(format!("a named select hides the table \"{}\" that the statement reads; give it another name", table.name)),
            false => Ok(()),
        }
    }
}
