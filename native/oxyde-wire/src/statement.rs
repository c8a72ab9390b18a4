//! A statement as plain data: the nodes of the TypeScript half, decoded from MessagePack.
//!
//! Every node is a map whose `kind` names the variant; keys are camelCase. Values never appear: a [`Expression::Parameter`]
//! is a position in the parameter list of the request.

use serde::Deserialize;

use crate::ColumnType;

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

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct TableName {
    pub name: String,
    #[serde(default)]
    pub schema: Option<String>,
}

/// Where rows come from.
#[derive(Deserialize, Clone, Debug)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Source {
    Table { table: TableName, alias: String },
    Derived { select: Box<Select>, alias: String },
}

#[derive(Deserialize, Clone, Debug)]
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
#[derive(Deserialize, Clone, Debug)]
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

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Select {
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
    #[serde(default)]
    pub lock: Option<Lock>,
}

#[derive(Deserialize, Clone, Debug)]
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

#[derive(Deserialize, Clone, Debug)]
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

/// What to do with a row whose key exists. `update` empty means: leave the stored row alone.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct OnConflict {
    /// The columns of the unique key; empty means any.
    #[serde(default)]
    pub target: Vec<String>,
    /// The columns taken from the new row.
    #[serde(default)]
    pub update: Vec<String>,
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

#[derive(Deserialize, Clone, Debug)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fragment {
    Text {
        text: String,
    },
    /// A name to be quoted; several parts are joined by dots.
    Identifier {
        parts: Vec<String>,
    },
    Expression {
        expression: Expression,
    },
}

#[derive(Deserialize, Clone, Debug)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Expression {
    /// A stored column of the source with this alias.
    Column {
        source: String,
        name: String,
        #[serde(rename = "type")]
        column_type: ColumnType,
    },
    /// A position in the request's parameters. With `list`, the parameter is a list of values of this type.
    Parameter {
        index: u32,
        #[serde(rename = "type")]
        column_type: ColumnType,
        #[serde(default)]
        list: bool,
    },
    /// A constant that is part of the structure.
    Literal {
        value: Literal,
    },
    /// True when all are; true when empty.
    And {
        operands: Vec<Expression>,
    },
    /// True when one is; false when empty.
    Or {
        operands: Vec<Expression>,
    },
    /// True when the operand is false or NULL: `(x) IS NOT TRUE`.
    Not {
        operand: Box<Expression>,
    },
    /// NULL on either side gives NULL, as in SQL.
    Compare {
        operator: Comparison,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    IsNull {
        operand: Box<Expression>,
        #[serde(default)]
        negated: bool,
    },
    /// `list` is a list parameter; an empty one matches nothing.
    In {
        operand: Box<Expression>,
        list: Box<Expression>,
    },
    InSelect {
        operand: Box<Expression>,
        select: Box<Select>,
    },
    Between {
        operand: Box<Expression>,
        low: Box<Expression>,
        high: Box<Expression>,
    },
    /// `pattern` is a parameter of kind text, already with wildcards and with `\` before `% _ \`.
    Like {
        operand: Box<Expression>,
        pattern: Box<Expression>,
        #[serde(default)]
        ignore_case: bool,
    },
    /// Whether `operand` holds / begins / ends with the value of another expression, wildcards having no meaning.
    Contains {
        operand: Box<Expression>,
        text: Box<Expression>,
        position: TextPosition,
        #[serde(default)]
        ignore_case: bool,
    },
    Regex {
        operand: Box<Expression>,
        pattern: Box<Expression>,
        #[serde(default)]
        ignore_case: bool,
    },
    Arithmetic {
        operator: ArithmeticOperator,
        left: Box<Expression>,
        right: Box<Expression>,
        /// The type of the result.
        #[serde(rename = "type")]
        column_type: ColumnType,
    },
    Function {
        function: FunctionName,
        arguments: Vec<Expression>,
        #[serde(rename = "type")]
        column_type: ColumnType,
    },
    Aggregate {
        function: AggregateName,
        /// Absent for `count(*)`.
        #[serde(default)]
        operand: Option<Box<Expression>>,
        #[serde(default)]
        distinct: bool,
        #[serde(default)]
        filter: Option<Box<Expression>>,
        #[serde(rename = "type")]
        column_type: ColumnType,
    },
    Window {
        function: WindowName,
        #[serde(default)]
        arguments: Vec<Expression>,
        #[serde(default)]
        partition_by: Vec<Expression>,
        #[serde(default)]
        order_by: Vec<Order>,
    },
    /// A part of a date, time or instant (UTC) as an integer; `date` gives a date.
    DatePart {
        part: DatePart,
        operand: Box<Expression>,
        #[serde(rename = "type")]
        operand_type: ColumnType,
    },
    /// The JSON value at a path, as JSON text or, with `as_text`, as plain text.
    JsonPath {
        operand: Box<Expression>,
        path: Vec<PathStep>,
        #[serde(default)]
        as_text: bool,
    },
    /// Whether the JSON document contains the one in `value` (a parameter of kind json).
    JsonContains {
        operand: Box<Expression>,
        value: Box<Expression>,
    },
    JsonHasKey {
        operand: Box<Expression>,
        key: Box<Expression>,
    },
    /// Whether an array holds the element(s): `value` is a parameter of the element's kind, or a list of them.
    ArrayHas {
        operand: Box<Expression>,
        value: Box<Expression>,
        mode: ArrayMode,
        of: ColumnType,
    },
    ArrayIsEmpty {
        operand: Box<Expression>,
    },
    Cast {
        operand: Box<Expression>,
        #[serde(rename = "type")]
        column_type: ColumnType,
    },
    Case {
        branches: Vec<Branch>,
        #[serde(default)]
        otherwise: Option<Box<Expression>>,
    },
    Exists {
        select: Box<Select>,
    },
    Scalar {
        select: Box<Select>,
    },
    /// A column of a derived table, by its output name.
    Reference {
        source: String,
        name: String,
    },
    Raw {
        fragments: Vec<Fragment>,
    },
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    pub when: Expression,
    pub then: Expression,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(untagged)]
pub enum Literal {
    Null(()),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

#[derive(Deserialize, Clone, Debug)]
#[serde(untagged)]
pub enum PathStep {
    Index(u32),
    Key(String),
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Comparison {
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum TextPosition {
    Anywhere,
    Start,
    End,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum ArithmeticOperator {
    Plus,
    Minus,
    Times,
    DividedBy,
    Modulo,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum FunctionName {
    Lower,
    Upper,
    Length,
    Trim,
    Concat,
    Coalesce,
    Abs,
    Round,
    Floor,
    Ceil,
    Now,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum AggregateName {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum WindowName {
    RowNumber,
    Rank,
    DenseRank,
    Count,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum DatePart {
    Year,
    Month,
    Day,
    /// ISO 8601 week, 1 to 53.
    Week,
    Hour,
    Minute,
    Second,
    /// The calendar date, kind date.
    Date,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum ArrayMode {
    One,
    Any,
    All,
}

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

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct CreateSchema {
    pub name: String,
    #[serde(default)]
    pub if_not_exists: bool,
}
