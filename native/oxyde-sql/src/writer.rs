//! Writes what sea-query renders: where it would put a parameter, the entry of the walk goes.

use std::collections::HashMap;
use std::fmt::{self, Write};

use sea_query::{QueryBuilder, SqlWriter, Value};

use crate::entry::{Entry, Piece, carried};
use crate::{Placeholder, Slot};

/// The SQL text so far and the placeholders in it.
pub struct Writer<'a> {
    entries: &'a [Entry],
    sql: String,
    placeholders: Vec<Placeholder>,
    /// The numbers of the placeholders of each slot, where they have numbers.
    numbers: HashMap<Slot, Vec<usize>>,
}

impl<'a> Writer<'a> {
    pub fn new(entries: &'a [Entry]) -> Self {
        Self { entries, sql: String::with_capacity(256), placeholders: Vec::new(), numbers: HashMap::new() }
    }

    pub fn into_parts(self) -> (String, Vec<Placeholder>) {
        (self.sql, self.placeholders)
    }

    /// Writes the pieces in order, through the builder of the dialect.
    pub fn pieces<T: QueryBuilder>(&mut self, pieces: &[Piece], builder: &T) {
        for piece in pieces {
            self.piece(piece, builder);
        }
    }

    fn piece<T: QueryBuilder>(&mut self, piece: &Piece, builder: &T) {
        match piece {
            Piece::Text(text) => self.sql.push_str(text),
            Piece::Expression(expression) => builder.prepare_expr(expression, self),
            Piece::Select(select) => builder.prepare_select_statement(select, self),
            Piece::Insert(insert) => builder.prepare_insert_statement(insert, self),
            Piece::Update(update) => builder.prepare_update_statement(update, self),
        }
    }

    fn placeholder<T: QueryBuilder>(&mut self, placeholder: &Placeholder, builder: &T) {
        let (mark, is_numbered) = builder.placeholder();
        self.sql.push_str(mark);
        if !is_numbered {
            self.placeholders.push(placeholder.clone());
            return;
        }
        let number = self.number(placeholder);
        self.sql.push_str(&(number + 1).to_string());
    }

    /// One number for all uses of a parameter: PostgreSQL compares GROUP BY with the columns by the numbers.
    fn number(&mut self, placeholder: &Placeholder) -> usize {
        let known = self.numbers.entry(placeholder.slot).or_default();
        if let Some(number) = known.iter().find(|number| self.placeholders[**number] == *placeholder) {
            return *number;
        }
        known.push(self.placeholders.len());
        self.placeholders.push(placeholder.clone());
        self.placeholders.len() - 1
    }
}

impl Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.sql.push_str(text);
        Ok(())
    }
}

/// sea-query asks for it and does not use it.
impl fmt::Display for Writer<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sql)
    }
}

impl SqlWriter for Writer<'_> {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, builder: &T) {
        let entries = self.entries;
        // INVARIANT: every value comes from `carrier` with the index of an entry.
        match carried(&value).and_then(|index| entries.get(index)) {
            Some(Entry::Placeholder(placeholder)) => self.placeholder(placeholder, builder),
            Some(Entry::Pieces(pieces)) => self.pieces(pieces, builder),
            None => {}
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}
