//! Expressions as plain data. Values never appear: a [`Expression::Parameter`] is a position in the parameter list of the request.

use serde::Deserialize;

use crate::{ColumnType, Order, Select};

#[derive(Deserialize, Clone, Debug, PartialEq)]
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

#[derive(Deserialize, Clone, Debug, PartialEq)]
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
    Aggregate(Box<Aggregate>),
    Window(Box<Window>),
    /// A part of a date, time or instant (UTC) as an integer; `date` gives a date, `time` a time.
    DatePart {
        part: DatePart,
        operand: Box<Expression>,
        #[serde(rename = "type")]
        operand_type: ColumnType,
    },
    /// The beginning of the unit in which a moment lies, of the operand's own kind; weeks begin on Monday.
    DateTruncate {
        unit: DateUnit,
        operand: Box<Expression>,
        #[serde(rename = "type")]
        operand_type: ColumnType,
    },
    /// The moment so much later, of the operand's own kind; a day that a month does not have becomes its last one.
    DateAdd {
        operand: Box<Expression>,
        amounts: Vec<DateAmount>,
        #[serde(rename = "type")]
        operand_type: ColumnType,
    },
    /// From `right` to `left`, in milliseconds; the type is that of both.
    DateDifference {
        left: Box<Expression>,
        right: Box<Expression>,
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
    /// A column of a derived table or of a named select, by its output name.
    Reference {
        source: String,
        name: String,
    },
    Raw {
        fragments: Vec<Fragment>,
    },
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Aggregate {
    pub function: AggregateName,
    /// Absent for `count(*)`.
    #[serde(default)]
    pub operand: Option<Expression>,
    #[serde(default)]
    pub distinct: bool,
    #[serde(default)]
    pub filter: Option<Expression>,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    pub function: WindowFunction,
    #[serde(default)]
    pub arguments: Vec<Expression>,
    #[serde(default)]
    pub partition_by: Vec<Expression>,
    #[serde(default)]
    pub order_by: Vec<Order>,
    #[serde(default)]
    pub frame: Option<Frame>,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
pub enum WindowFunction {
    Named(WindowName),
    Aggregate(Box<Aggregate>),
}

/// From `start` to `end`: rows before (negative) and after the current one; without bound when absent.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    pub unit: FrameUnit,
    pub start: Option<i64>,
    pub end: Option<i64>,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum FrameUnit {
    Rows,
    Range,
    Groups,
}

/// A whole number of units, which may be negative.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct DateAmount {
    pub unit: DateUnit,
    pub amount: Expression,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum DateUnit {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    pub when: Expression,
    pub then: Expression,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
pub enum Literal {
    Null(()),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
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
    TrimStart,
    TrimEnd,
    PadStart,
    PadEnd,
    Repeat,
    Replace,
    /// A start from 1, and perhaps a length.
    Substring,
    /// A place from 1, or 0.
    IndexOf,
    Concat,
    Coalesce,
    NullIf,
    /// NULL when one argument is, as `Least`.
    Greatest,
    Least,
    Abs,
    Sign,
    /// Perhaps with a number of digits.
    Round,
    Floor,
    Ceil,
    Power,
    Sqrt,
    /// A float from 0 to 1, without 1.
    Random,
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
    PercentRank,
    CumeDist,
    Ntile,
    Lag,
    Lead,
    FirstValue,
    LastValue,
    NthValue,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum DatePart {
    Year,
    /// The year of the ISO 8601 week.
    IsoYear,
    Quarter,
    Month,
    /// ISO 8601 week, 1 to 53.
    Week,
    Day,
    DayOfYear,
    /// 1 for Monday to 7.
    Weekday,
    Hour,
    Minute,
    Second,
    /// The calendar date, kind date.
    Date,
    /// The time of day, kind time.
    Time,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum ArrayMode {
    One,
    Any,
    All,
}
