//! DDL as plain data.

use serde::Deserialize;

use crate::{ColumnType, Literal, TableName};

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct CreateTable {
    pub table: TableName,
    pub columns: Vec<ColumnDefinition>,
    pub primary_key: Vec<String>,
    #[serde(default)]
    pub uniques: Vec<UniqueConstraint>,
    #[serde(default)]
    pub checks: Vec<CheckConstraint>,
    /// Foreign keys that can be part of CREATE TABLE; those of a cycle come as [`AddForeignKey`] (never on SQLite).
    #[serde(default)]
    pub foreign_keys: Vec<ForeignKey>,
    #[serde(default)]
    pub comment: Option<String>,
    #[serde(default)]
    pub if_not_exists: bool,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct ColumnDefinition {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    #[serde(default)]
    pub nullable: bool,
    #[serde(default)]
    pub auto_increment: bool,
    #[serde(default)]
    pub default: Option<DefaultValue>,
    /// The expression of a stored generated column.
    #[serde(default)]
    pub generated: Option<String>,
    #[serde(default)]
    pub comment: Option<String>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DefaultValue {
    /// A constant in its wire form (JSON as text).
    Literal { value: Literal },
    /// The current time, for columns of kind timestamp.
    Now,
    /// An expression in the user's own SQL.
    Sql { text: String },
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct UniqueConstraint {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct CheckConstraint {
    pub name: String,
    /// The user's own SQL.
    pub expression: String,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<String>,
    pub references: TableName,
    pub referenced_columns: Vec<String>,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct AddForeignKey {
    pub table: TableName,
    pub foreign_key: ForeignKey,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum ReferentialAction {
    Cascade,
    Restrict,
    SetNull,
    SetDefault,
    NoAction,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct CreateIndex {
    pub name: String,
    pub table: TableName,
    pub parts: Vec<IndexPart>,
    #[serde(default)]
    pub unique: bool,
    /// The predicate of a partial index, in the user's own SQL.
    #[serde(default, rename = "where")]
    pub filter: Option<String>,
    /// `btree`, `hash`, `gin`, `gist`, `brin`, `fulltext`; the dialect's default when absent.
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub if_not_exists: bool,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum IndexPart {
    Column {
        name: String,
        #[serde(default)]
        descending: bool,
    },
    /// The user's own SQL.
    Expression { text: String },
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DropTable {
    pub table: TableName,
    #[serde(default)]
    pub if_exists: bool,
    #[serde(default)]
    pub cascade: bool,
}

/// A view in the user's own SQL; one that exists is replaced where the dialect can.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct CreateView {
    pub view: TableName,
    pub text: String,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DropView {
    pub view: TableName,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct CreateSchema {
    pub name: String,
    #[serde(default)]
    pub if_not_exists: bool,
}
