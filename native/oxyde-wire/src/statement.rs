//! A statement as plain data: the nodes of the TypeScript half, decoded from MessagePack.
//!
//! Every node is a map whose `kind` names the variant; keys are camelCase.

use serde::Deserialize;

use crate::{
    AddForeignKey, ColumnType, CreateIndex, CreateSchema, CreateTable, CreateView, DropTable, DropView, Expression, Fragment, Output,
    Select,
};

#[derive(Deserialize, Clone, Debug)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Statement {
    Select(Box<Select>),
    Insert(Box<Insert>),
    Update(Box<Update>),
    Delete(Box<Delete>),
    CreateTable(Box<CreateTable>),
    CreateIndex(Box<CreateIndex>),
    AddForeignKey(Box<AddForeignKey>),
    DropTable(DropTable),
    CreateSchema(CreateSchema),
    CreateView(CreateView),
    DropView(DropView),
    Raw(Raw),
    Explain(Box<Explain>),
}

/// Asks how the database would run a statement. The result is one column of text, JSON where the database has it; SQLite's has three
/// integers before it: id, parent and one that means nothing.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Explain {
    pub statement: Statement,
    #[serde(default)]
    pub analyze: bool,
}

#[derive(Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct TableName {
    pub name: String,
    #[serde(default)]
    pub schema: Option<String>,
}

/// Inserts as many rows as the request has parameters for: `values` is the template of one row, its parameters numbered
/// from 0, and row r uses the parameters from `r * parameters per row` on.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Insert {
    pub table: TableName,
    pub columns: Vec<String>,
    pub values: Vec<Expression>,
    #[serde(default)]
    pub returning: Vec<Output>,
    #[serde(default)]
    pub on_conflict: Option<OnConflict>,
}

/// What to do with a row whose key exists. Its parameters are those of the first row, after those of `values`.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct OnConflict {
    /// The columns of the unique key; empty means any.
    #[serde(default)]
    pub target: Vec<String>,
    /// The source of the stored row's columns.
    pub stored: String,
    /// The source of the new row's columns.
    pub given: String,
    /// What the stored row gets; empty leaves it alone.
    #[serde(default)]
    pub set: Vec<Assignment>,
    /// Which stored rows are changed; the others are left alone.
    #[serde(default, rename = "where")]
    pub filter: Option<Expression>,
    /// The table has other unique keys, whose conflicts are errors.
    #[serde(default)]
    pub has_other_keys: bool,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    pub column: String,
    pub value: Expression,
}

/// Columns of the updated table are written with its alias as source; the compiler drops or keeps it as the dialect needs.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    pub table: TableName,
    pub alias: String,
    pub set: Vec<Assignment>,
    #[serde(default, rename = "where")]
    pub filter: Option<Expression>,
    #[serde(default)]
    pub returning: Vec<Output>,
    #[serde(default)]
    pub comment: Option<String>,
    /// Rows of values that the statement brings along, joined by `filter`.
    #[serde(default)]
    pub rows: Option<ValueRows>,
}

/// Rows of values; `values` is the template of one row, as that of an insert. The statement's other parameters come after those of
/// the template, and are those of the first row.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct ValueRows {
    pub alias: String,
    pub columns: Vec<ValueColumn>,
    pub values: Vec<Expression>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct ValueColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Delete {
    pub table: TableName,
    pub alias: String,
    #[serde(default, rename = "where")]
    pub filter: Option<Expression>,
    #[serde(default)]
    pub returning: Vec<Output>,
    #[serde(default)]
    pub comment: Option<String>,
}

/// A user's own SQL: text and parameters in turn. When `columns` is absent, the driver says what the columns are.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Raw {
    pub fragments: Vec<Fragment>,
    #[serde(default)]
    pub columns: Option<Vec<Output>>,
    /// Only what its columns are is asked for: no row is read.
    #[serde(default)]
    pub describe: bool,
}
