//! Which sources are open while an expression is compiled, and what their columns are.

use oxyde_wire::{ColumnType, Output, TableName};

/// One open source.
pub struct Scope {
    pub alias: String,
    /// The name by which SQL knows it.
    pub name: String,
    /// The named columns of a derived table.
    columns: Vec<(String, ColumnType)>,
}

impl Scope {
    pub fn of_table(alias: &str) -> Self {
        Self { alias: alias.to_owned(), name: alias.to_owned(), columns: Vec::new() }
    }

    pub fn of_derived(alias: &str, outputs: &[Output]) -> Self {
        let named = |output: &Output| output.name.clone().map(|name| (name, output.column_type.clone()));
        Self { alias: alias.to_owned(), name: alias.to_owned(), columns: outputs.iter().filter_map(named).collect() }
    }

    pub fn column_type(&self, name: &str) -> Option<&ColumnType> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, column_type)| column_type)
    }
}

/// Whether two names are those of one table.
pub fn is_same_table(left: &TableName, right: &TableName) -> bool {
    left.name == right.name && left.schema == right.schema
}
