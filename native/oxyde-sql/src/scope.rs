//! Which sources are open while an expression is compiled, and what their columns are.

use oxyde_wire::{ColumnType, Output, TableName, ValueColumn};

/// One open source.
pub struct Scope {
    pub alias: String,
    /// The name by which SQL knows it.
    pub name: String,
    /// It is the new row of an insert that meets a stored one.
    pub is_given: bool,
    /// The named columns of a derived table.
    columns: Vec<(String, ColumnType)>,
}

impl Scope {
    pub fn of_table(alias: &str) -> Self {
        Self { alias: alias.to_owned(), name: alias.to_owned(), is_given: false, columns: Vec::new() }
    }

    /// The stored row that a new one meets, known by the name of its table.
    pub fn of_stored(alias: &str, table: &TableName) -> Self {
        Self { name: table.name.clone(), ..Self::of_table(alias) }
    }

    pub fn of_given(alias: &str) -> Self {
        Self { name: "excluded".to_owned(), is_given: true, ..Self::of_table(alias) }
    }

    pub fn of_derived(alias: &str, outputs: &[Output]) -> Self {
        let named = |output: &Output| output.name.clone().map(|name| (name, output.column_type.clone()));
        Self { columns: outputs.iter().filter_map(named).collect(), ..Self::of_table(alias) }
    }

    /// Rows of values that a statement brings along.
    pub fn of_values(alias: &str, columns: &[ValueColumn]) -> Self {
        let columns = columns.iter().map(|column| (column.name.clone(), column.column_type.clone()));
        Self { columns: columns.collect(), ..Self::of_table(alias) }
    }

    pub fn column_type(&self, name: &str) -> Option<&ColumnType> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, column_type)| column_type)
    }
}

/// Whether two names are those of one table.
pub fn is_same_table(left: &TableName, right: &TableName) -> bool {
    left.name == right.name && left.schema == right.schema
}
