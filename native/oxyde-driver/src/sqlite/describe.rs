//! What the columns of a raw statement are: by the first value of each that is not NULL, else by its declared type.

use oxyde_wire::{ColumnType, Kind};

use super::rows::Found;

/// A value that outlives the step.
pub enum Owned {
    Null,
    Integer(i64),
    Real(f64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Owned {
    /// Copies a value out of the statement.
    pub fn of(found: Found<'_>) -> Self {
        match found {
            Found::Null => Self::Null,
            Found::Integer(value) => Self::Integer(value),
            Found::Real(value) => Self::Real(value),
            Found::Text(bytes) => Self::Text(bytes.to_vec()),
            Found::Blob(bytes) => Self::Blob(bytes.to_vec()),
        }
    }

    /// The value as it was found.
    pub fn found(&self) -> Found<'_> {
        match self {
            Self::Null => Found::Null,
            Self::Integer(value) => Found::Integer(*value),
            Self::Real(value) => Found::Real(*value),
            Self::Text(bytes) => Found::Text(bytes),
            Self::Blob(bytes) => Found::Blob(bytes),
        }
    }
}

/// The rows read before all columns are known.
#[derive(Default)]
pub struct Description {
    rows: Vec<Vec<Owned>>,
    kinds: Vec<Option<Kind>>,
}

impl Description {
    /// Keeps a row and learns from it.
    pub fn add(&mut self, row: Vec<Owned>) {
        self.kinds.resize(row.len(), None);
        for (kind, value) in self.kinds.iter_mut().zip(&row) {
            *kind = kind.or_else(|| kind_of(value));
        }
        self.rows.push(row);
    }

    /// Whether each column has shown a value.
    pub fn is_complete(&self) -> bool {
        self.kinds.iter().all(Option::is_some)
    }

    /// What a column is, by the values seen, else by its declared type.
    pub fn column_type(&self, index: usize, declared: &str) -> ColumnType {
        let seen = self.kinds.get(index).copied().flatten();
        ColumnType::of_kind(seen.unwrap_or_else(|| declared_kind(declared)))
    }

    /// The rows kept so far.
    pub fn rows(&self) -> &[Vec<Owned>] {
        &self.rows
    }
}

fn kind_of(value: &Owned) -> Option<Kind> {
    match value {
        Owned::Null => None,
        Owned::Integer(_) => Some(Kind::Int),
        Owned::Real(_) => Some(Kind::Float),
        Owned::Text(_) => Some(Kind::Text),
        Owned::Blob(_) => Some(Kind::Bytes),
    }
}

/// SQLite's own rules of affinity, as far as they name one class.
fn declared_kind(declared: &str) -> Kind {
    let declared = declared.to_ascii_uppercase();
    let has = |parts: &[&str]| parts.iter().any(|part| declared.contains(part));
    if has(&["INT"]) {
        Kind::Int
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        Kind::Text
    } else if has(&["BLOB"]) {
        Kind::Bytes
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        Kind::Float
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_waits_for_a_value() {
        let mut description = Description::default();
        description.add(vec![Owned::Null, Owned::Integer(1)]);
        assert!(!description.is_complete());
        description.add(vec![Owned::Real(0.5), Owned::Null]);
        assert!(description.is_complete());
        assert_eq!(description.column_type(0, "").kind, Kind::Float);
        assert_eq!(description.column_type(1, "").kind, Kind::Int);
    }

    #[test]
    fn a_column_of_nulls_is_what_it_was_declared() {
        let description = Description::default();
        for (declared, kind) in
            [("BIGINT", Kind::Int), ("varchar(10)", Kind::Text), ("BLOB", Kind::Bytes), ("DOUBLE", Kind::Float), ("", Kind::Text)]
        {
            assert_eq!(description.column_type(0, declared).kind, kind, "{declared}");
        }
    }
}
