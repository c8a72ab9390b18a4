//! SELECT as plain data: sources, outputs, orders, locks.

use serde::Deserialize;

use crate::{ColumnType, Expression, TableName};

/// Where rows come from.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Source {
    Table {
        table: TableName,
        alias: String,
    },
    /// A lateral one reads the sources before it.
    Derived {
        select: Box<Select>,
        alias: String,
        #[serde(default)]
        lateral: bool,
    },
    /// A select that the statement has named.
    Cte {
        name: String,
        alias: String,
    },
}

/// A named select before a statement; its outputs are named. A recursive one reads itself in the last of its compounds.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Cte {
    pub name: String,
    pub select: Select,
    #[serde(default)]
    pub recursive: bool,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum SetOperator {
    Union,
    UnionAll,
    Intersect,
    Except,
}

/// Another select whose rows are added, kept or taken away; no order, bounds or lock on either side.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Compound {
    pub operator: SetOperator,
    pub select: Select,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Join {
    #[serde(rename = "type")]
    pub join_type: JoinType,
    pub source: Source,
    pub on: Expression,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum JoinType {
    Left,
    Inner,
}

/// A column of a result: its position is its place in the list.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    pub expression: Expression,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// The name in SQL, where something refers to it (derived tables); free of meaning otherwise.
    #[serde(default)]
    pub name: Option<String>,
    /// Table and column in words, for decode failures.
    #[serde(default)]
    pub label: Option<String>,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Select {
    #[serde(default)]
    pub with: Vec<Cte>,
    pub from: Source,
    #[serde(default)]
    pub joins: Vec<Join>,
    pub columns: Vec<Output>,
    #[serde(default, rename = "where")]
    pub filter: Option<Expression>,
    #[serde(default)]
    pub group_by: Vec<Expression>,
    #[serde(default)]
    pub having: Option<Expression>,
    #[serde(default)]
    pub order_by: Vec<Order>,
    /// A parameter of kind int, or absent.
    #[serde(default)]
    pub limit: Option<Expression>,
    #[serde(default)]
    pub offset: Option<Expression>,
    #[serde(default)]
    pub distinct: bool,
    /// The first row, in the order of `order_by`, for each of these values.
    #[serde(default)]
    pub distinct_on: Vec<Expression>,
    /// In turn, from left to right.
    #[serde(default)]
    pub compounds: Vec<Compound>,
    #[serde(default)]
    pub lock: Option<Lock>,
    /// Written before the statement, for logs of the server.
    #[serde(default)]
    pub comment: Option<String>,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
    pub strength: LockStrength,
    #[serde(default)]
    pub wait: LockWait,
    /// Aliases of the locked sources; all when empty.
    #[serde(default)]
    pub of: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum LockStrength {
    Update,
    Share,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq, Default)]
#[serde(rename_all = "camelCase")]
pub enum LockWait {
    #[default]
    Wait,
    NoWait,
    SkipLocked,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub expression: Expression,
    #[serde(default)]
    pub descending: bool,
    /// Where NULLs go; absent when the expression is never NULL.
    #[serde(default)]
    pub nulls: Option<Nulls>,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Nulls {
    First,
    Last,
}
