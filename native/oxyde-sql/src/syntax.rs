//! What differs between the dialects: one method for each thing that cannot be said in the same words.

use oxyde_wire::{
    ArithmeticOperator, ArrayMode, ColumnDefinition, ColumnType, CreateIndex, Frame, FunctionName, Kind, Lock, Order, PathStep,
    SetOperator, TableName, TextPosition, ValueColumn,
};
use sea_query::Expr;

use crate::dates::Dates;
use crate::entry::Piece;
use crate::mysql::Mysql;
use crate::names::NameLimit;
use crate::postgres::Postgres;
use crate::refusal::{Result, unsupported};
use crate::sqlite::Sqlite;
use crate::walk::{Operand, Walk};
use crate::writer::Writer;
use crate::{Dialect, Slot, Target};

/// A parameter that is a list of values of a type.
#[derive(Clone, Copy)]
pub struct List<'a> {
    pub index: u32,
    pub column_type: &'a ColumnType,
}

/// `LAG` or `LEAD`, its arguments, and its window as ` OVER (...)`.
pub struct NeighbourCall {
    pub name: &'static str,
    pub value: Expr,
    pub offset: Option<Expr>,
    pub default: Option<Expr>,
    pub over: Expr,
}

/// An aggregate call: its argument (`*` for none), already with DISTINCT, and the condition of its rows.
#[derive(Clone)]
pub struct AggregateCall {
    pub name: &'static str,
    pub argument: Option<Expr>,
    pub is_distinct: bool,
    pub filter: Option<Expr>,
    /// ` OVER (...)`, where the rows are those of a window.
    pub over: Option<Expr>,
}

/// How a dialect asks for an explanation.
pub struct ExplainForm {
    pub prefix: &'static str,
    pub columns: &'static [Kind],
}

/// The limit and offset of a select, already compiled.
pub struct Bounds {
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
}

/// A dialect.
pub trait Syntax: Dates + Sync {
    /// As users call it.
    fn name(&self) -> &'static str;
    fn write(&self, pieces: &[Piece], writer: &mut Writer<'_>);

    fn quote(&self) -> char;
    fn name_limit(&self) -> NameLimit;
    fn check_name(&self, _name: &str) -> Result<()> {
        Ok(())
    }
    /// A text constant, safe in every mode of the server; without U+0000, which the caller has refused.
    fn quote_text(&self, text: &str) -> String;

    /// A comment in DDL, which may take less than an expression.
    fn quote_comment(&self, text: &str) -> String {
        self.quote_text(text)
    }

    /// A float constant, from its text.
    fn float(&self, walk: &mut Walk<'_>, text: String) -> Expr {
        walk.text(text)
    }

    fn parameter(&self, walk: &mut Walk<'_>, slot: Slot, column_type: &ColumnType) -> Expr;

    /// A decimal parameter that is calculated with.
    fn exact_parameter(&self, _walk: &mut Walk<'_>, parameter: Expr) -> Expr {
        parameter
    }

    /// A column of the outermost result, in a form that the driver reads by its kind.
    fn output(&self, _walk: &mut Walk<'_>, operand: Operand) -> Expr {
        operand.sql
    }
    /// A list as rows in parentheses, as they stand after `IN`.
    fn list_rows(&self, walk: &mut Walk<'_>, list: List<'_>) -> Result<Expr>;
    fn is_in(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>) -> Result<Expr>;
    /// The operand as it has to stand in comparisons, groups and orders.
    fn comparable(&self, _walk: &mut Walk<'_>, operand: Operand) -> Expr {
        operand.sql
    }
    /// `comparable` leaves operands of this kind as they are.
    fn is_plain(&self, _kind: Option<Kind>) -> bool {
        true
    }
    /// Arrays are stored as JSON.
    fn has_json_arrays(&self) -> bool {
        true
    }
    fn json_equals(&self, walk: &mut Walk<'_>, left: Expr, right: Expr) -> Result<Expr>;
    fn like(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr;
    fn contains(&self, walk: &mut Walk<'_>, operand: Expr, text: Expr, position: TextPosition) -> Expr;
    fn regex(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr;
    /// `NULLS FIRST` and `NULLS LAST` are words of the dialect.
    fn has_nulls_words(&self) -> bool;
    /// Ascending order puts NULLs first.
    fn is_null_smallest(&self) -> bool;

    fn arithmetic(
        &self,
        walk: &mut Walk<'_>,
        operator: ArithmeticOperator,
        left: Operand,
        right: Operand,
        result: &ColumnType,
    ) -> Result<Expr>;
    /// The functions whose words differ; `None` for the others.
    fn function(&self, walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Result<Option<Expr>>;
    /// `GREATEST` or `LEAST` of several; NULL when one of them is.
    fn extreme_of(&self, walk: &mut Walk<'_>, word: &'static str, operands: Vec<Operand>) -> Expr {
        walk.call(word, operands.into_iter().map(|operand| operand.sql).collect())
    }
    /// The function that counts characters.
    fn text_length(&self) -> &'static str {
        "CHAR_LENGTH"
    }
    fn byte_length(&self) -> &'static str {
        "OCTET_LENGTH"
    }
    fn concat(&self, walk: &mut Walk<'_>, arguments: Vec<Operand>) -> Expr;
    fn aggregate(&self, walk: &mut Walk<'_>, call: AggregateCall) -> Expr;
    fn sum(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr;
    fn average(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr;
    /// `MIN` or `MAX`, as the call says.
    fn extreme(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall) -> Result<Expr>;
    /// The value of a row before or after this one.
    fn neighbour(&self, walk: &mut Walk<'_>, call: NeighbourCall) -> Expr {
        walk.neighbour_call(call)
    }
    /// A number of rows as window functions take it.
    fn row_count(&self, _walk: &mut Walk<'_>, count: Expr) -> Expr {
        count
    }
    /// Refuses a frame that the server does not have.
    fn check_frame(&self, _target: &Target, _frame: &Frame, _order_by: &[Order], _order_kind: Option<Kind>) -> Result<()> {
        Ok(())
    }
    /// The order of a window without one, where the function demands it.
    fn no_order(&self, _target: &Target) -> &'static str {
        ""
    }
    /// Windows of one select have to differ in their first term: where one begins as two others do, rows of the others are mixed up.
    fn mixes_windows(&self, _target: &Target) -> bool {
        false
    }
    fn cast(&self, walk: &mut Walk<'_>, operand: Operand, column_type: &ColumnType) -> Result<Expr>;

    fn json_path(&self, walk: &mut Walk<'_>, operand: Expr, path: &[PathStep], as_text: bool) -> Result<Expr>;
    fn json_contains(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr) -> Expr;
    fn json_has_key(&self, walk: &mut Walk<'_>, operand: Expr, key: Expr) -> Expr;
    /// Whether an array holds the element of a slot.
    fn array_has_one(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr, of: Kind) -> Result<Expr>;
    fn array_has_list(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>, mode: ArrayMode) -> Result<Expr>;
    /// The type under which an element of an array is bound.
    fn element_type(&self, of: Kind) -> ColumnType {
        ColumnType::of_kind(of)
    }
    fn array_length(&self) -> &'static str;

    fn bounds(&self, _walk: &mut Walk<'_>, bounds: Bounds) -> Bounds {
        bounds
    }
    /// The word before a derived table that reads the sources before it.
    fn lateral(&self, _target: &Target) -> Result<&'static str> {
        unsupported(format!("{} has no lateral derived tables; use a select for a value, or a window function", self.name()))
    }
    /// Refuses INTERSECT and EXCEPT where the server has none.
    fn check_set_operator(&self, _target: &Target, _operator: SetOperator) -> Result<()> {
        Ok(())
    }
    /// Set operators run from left to right; elsewhere INTERSECT comes before the others.
    fn is_intersect_in_turn(&self) -> bool {
        false
    }
    /// A column before the recursive part of a select that reads itself, of a type wide enough for what follows.
    fn recursive_base(&self, _walk: &mut Walk<'_>, expression: Expr, _column_type: &ColumnType) -> Expr {
        expression
    }
    /// `DISTINCT ON (...)` is known.
    fn has_distinct_on(&self) -> bool {
        false
    }
    /// A derived table can read the rows of the statement around it.
    fn has_correlated_derived(&self, _target: &Target) -> bool {
        true
    }
    /// The clause at the end of a locking select.
    fn lock(&self, walk: &mut Walk<'_>, lock: &Lock) -> Result<Option<String>>;
    /// A select inside IN cannot have a limit.
    fn refuses_limit_in_subselect(&self) -> bool {
        false
    }
    /// A subselect cannot read the table that the statement changes.
    fn hides_changed_table(&self) -> bool {
        false
    }
    /// RETURNING knows the changed table by its own name only, not by its alias.
    fn hides_alias_in_returning(&self) -> bool {
        false
    }
    /// Assignments of an UPDATE see those to their left.
    fn assigns_in_turn(&self) -> bool {
        false
    }
    /// The end of an insert of rows without any column.
    fn default_rows(&self, rows: u32) -> Result<String>;
    /// `ON DUPLICATE KEY UPDATE`, whatever the key, instead of `ON CONFLICT`.
    fn updates_on_duplicate_key(&self) -> bool {
        false
    }
    /// An update on a conflict has to say of which key.
    fn names_conflict_key(&self) -> bool {
        false
    }
    /// Rows of values as a derived table, without its parentheses and its alias.
    fn value_rows(&self, walk: &mut Walk<'_>, columns: &[ValueColumn], rows: Vec<Vec<Expr>>) -> Result<Vec<Piece>>;
    /// The head of a DELETE, up to its WHERE.
    fn delete_from(&self, table: &str, alias: &str) -> String;
    fn explain(&self, target: &Target, analyze: bool) -> Result<ExplainForm>;

    /// The type of a column in DDL, without collation.
    fn column_type(&self, column_type: &ColumnType, name: &str) -> Result<String>;
    /// What is written between a column's type and its default, and what the whole table needs of it.
    fn auto_increment(&self) -> &'static str;
    /// The condition that stands in for a type that the dialect does not have.
    fn column_check(&self, column: &ColumnDefinition, quoted: &str) -> Option<String>;
    fn default_text(&self, column: &ColumnDefinition, text: String) -> String;
    /// A default instant, from its text in UTC.
    fn instant_default(&self, text: &str) -> String {
        text.to_owned()
    }
    fn now_default(&self) -> &'static str;
    /// What follows the closing parenthesis of CREATE TABLE.
    fn table_options(&self, target: &Target, comment: Option<&str>) -> String;
    /// What follows a column, when the dialect keeps its comment there.
    fn inline_comment(&self, _comment: &str) -> Option<String> {
        None
    }
    /// Comments are statements of their own.
    fn has_comment_statements(&self) -> bool {
        false
    }
    fn boolean(&self, value: bool) -> &'static str {
        if value { "TRUE" } else { "FALSE" }
    }
    /// The primary key is part of the column that counts up.
    fn has_inline_counter(&self) -> bool {
        false
    }
    /// Refuses a column of a key that the dialect cannot index.
    fn check_key_column(&self, _column: &ColumnDefinition) -> Result<()> {
        Ok(())
    }
    fn generated_can_be_not_null(&self, _target: &Target) -> bool {
        true
    }
    fn array_default(&self, _column_type: &ColumnType, json: &str) -> Result<String> {
        Ok(self.quote_text(json))
    }
    fn create_index(&self, target: &Target, index: &CreateIndex) -> Result<IndexForm>;
    fn can_add_foreign_key(&self) -> bool {
        true
    }
    fn can_cascade_drop(&self) -> bool {
        false
    }
    /// The order of a grouped select with windows is lost where the groups were read in that order.
    fn forgets_group_order(&self) -> bool {
        false
    }
    /// OFFSET with DISTINCT skips rows that are equal where all outputs are constants.
    fn skips_before_distinct(&self, _target: &Target) -> bool {
        false
    }
    fn has_set_default(&self) -> bool {
        true
    }
    /// PERCENT_RANK and CUME_DIST have ten digits only.
    fn rounds_shares(&self, _target: &Target) -> bool {
        false
    }
    fn can_replace_views(&self) -> bool {
        true
    }
    fn create_schema(&self) -> Result<()> {
        Ok(())
    }
    /// How a foreign key names its table.
    fn referenced_table(&self, table: &TableName) -> TableName {
        table.clone()
    }
}

/// Where the words of an index go.
#[derive(Clone, Copy, Default)]
pub struct IndexForm {
    /// Between CREATE and INDEX.
    pub prefix: &'static str,
    /// `USING method` stands before the list of parts.
    pub method_before: Option<&'static str>,
    pub method_after: Option<&'static str>,
    /// The schema stands before the index's name, not before the table's.
    pub schema_on_index: bool,
}

pub fn syntax_of(dialect: Dialect) -> &'static dyn Syntax {
    match dialect {
        Dialect::Postgres => &Postgres,
        Dialect::Mysql => &Mysql,
        Dialect::Sqlite => &Sqlite,
    }
}
