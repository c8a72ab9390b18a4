//! PostgreSQL: parameters have types, so casts are needed only for types of the user's own.

use oxyde_wire::{
    ArithmeticOperator, ArrayMode, ColumnDefinition, ColumnType, CreateIndex, FunctionName, Kind, Lock, LockStrength, LockWait, PathStep,
    TextPosition, ValueColumn,
};
use sea_query::{Expr, PostgresQueryBuilder};

use crate::arithmetic::is_whole;
use crate::entry::Piece;
use crate::json::path_text;
use crate::literal::quoted_text;
use crate::names::{NameLimit, quote, quote_all};
use crate::refusal::{Result, unsupported};
use crate::syntax::{AggregateCall, ExplainForm, IndexForm, List, Syntax};
use crate::walk::{Operand, Walk, separated};
use crate::writer::Writer;
use crate::{Slot, Target, types};

mod dates;
mod default;
mod functions;

pub struct Postgres;

impl Syntax for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn write(&self, pieces: &[Piece], writer: &mut Writer<'_>) {
        writer.pieces(pieces, &PostgresQueryBuilder);
    }

    fn quote(&self) -> char {
        '"'
    }

    fn name_limit(&self) -> NameLimit {
        NameLimit::Bytes(63)
    }

    /// `E''` means the same whatever standard_conforming_strings says.
    fn quote_text(&self, text: &str) -> String {
        let doubled = text.replace('\'', "''");
        if text.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
    }

    /// Any number with a point or an exponent is a NUMERIC there.
    fn float(&self, walk: &mut Walk<'_>, text: String) -> Expr {
        let number = walk.text(text);
        walk.cast(number, "DOUBLE PRECISION")
    }

    fn parameter(&self, walk: &mut Walk<'_>, slot: Slot, column_type: &ColumnType) -> Expr {
        let placeholder = walk.placeholder(slot, column_type, false);
        match &column_type.native {
            Some(native) => walk.cast(placeholder, castable(native)),
            // An array of texts does not compare with one of VARCHARs.
            None if is_varchar_array(column_type) => walk.cast(placeholder, "VARCHAR[]"),
            None => placeholder,
        }
    }

    fn output(&self, walk: &mut Walk<'_>, operand: Operand) -> Expr {
        match operand.column_type.filter(|column_type| column_type.native.is_some()) {
            Some(column_type) => walk.cast(operand.sql, cast_type(&ColumnType { native: None, ..column_type })),
            None => operand.sql,
        }
    }

    fn list_rows(&self, walk: &mut Walk<'_>, list: List<'_>) -> Result<Expr> {
        let array = array_parameter(walk, list);
        Ok(walk.form("(SELECT UNNEST({}))", [array]))
    }

    fn is_in(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>) -> Result<Expr> {
        let array = array_parameter(walk, list);
        Ok(walk.form("({} = ANY({}))", [operand.sql, array]))
    }

    fn has_json_arrays(&self) -> bool {
        false
    }

    fn json_equals(&self, walk: &mut Walk<'_>, left: Expr, right: Expr) -> Result<Expr> {
        Ok(walk.form("({} = {})", [left, right]))
    }

    /// The backslash is the escape character without being named; naming it would keep an index from being used.
    fn like(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr {
        walk.form(if ignores_case { "({} ILIKE {})" } else { "({} LIKE {})" }, [operand, pattern])
    }

    fn contains(&self, walk: &mut Walk<'_>, operand: Expr, text: Expr, position: TextPosition) -> Expr {
        match position {
            TextPosition::Anywhere => walk.form("(STRPOS({}, {}) > 0)", [operand, text]),
            TextPosition::Start => walk.form("(LEFT({}, CHAR_LENGTH({})) = {})", [operand, text.clone(), text]),
            TextPosition::End => walk.form("(RIGHT({}, CHAR_LENGTH({})) = {})", [operand, text.clone(), text]),
        }
    }

    fn regex(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr {
        walk.form(if ignores_case { "({} ~* {})" } else { "({} ~ {})" }, [operand, pattern])
    }

    fn has_nulls_words(&self) -> bool {
        true
    }

    fn is_null_smallest(&self) -> bool {
        false
    }

    fn arithmetic(
        &self,
        walk: &mut Walk<'_>,
        operator: ArithmeticOperator,
        left: Operand,
        right: Operand,
        result: &ColumnType,
    ) -> Result<Expr> {
        let are_whole = is_whole(left.kind()) && is_whole(right.kind());
        let has_float = left.is(Kind::Float) || right.is(Kind::Float);
        match (operator, result.kind) {
            (ArithmeticOperator::DividedBy, Kind::Float) if !has_float => {
                let left = walk.cast(left.sql, "DOUBLE PRECISION");
                Ok(walk.plain_arithmetic(operator, left, right.sql))
            }
            (ArithmeticOperator::DividedBy, Kind::Decimal) if are_whole => {
                let left = walk.cast(left.sql, "NUMERIC");
                Ok(walk.plain_arithmetic(operator, left, right.sql))
            }
            (ArithmeticOperator::DividedBy, kind) if is_whole(Some(kind)) && !are_whole => {
                let quotient = walk.plain_arithmetic(operator, left.sql, right.sql);
                Ok(walk.form("CAST(TRUNC({}) AS BIGINT)", [quotient]))
            }
            // PostgreSQL has no remainder of floats.
            (ArithmeticOperator::Modulo, _) if has_float => {
                Ok(walk.form("CAST(MOD(CAST({} AS NUMERIC), NULLIF(CAST({} AS NUMERIC), 0)) AS DOUBLE PRECISION)", [left.sql, right.sql]))
            }
            _ => Ok(walk.plain_arithmetic(operator, left.sql, right.sql)),
        }
    }

    fn function(&self, walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Result<Option<Expr>> {
        Ok(functions::special(walk, function, arguments, result))
    }

    /// PostgreSQL's own pass over NULLs.
    fn extreme_of(&self, walk: &mut Walk<'_>, word: &'static str, operands: Vec<Operand>) -> Expr {
        functions::extreme_of(walk, word, operands)
    }

    fn concat(&self, walk: &mut Walk<'_>, arguments: Vec<Operand>) -> Expr {
        let texts = arguments.into_iter().map(|argument| as_text(walk, argument)).collect();
        let mut pieces = vec![Piece::text("(")];
        pieces.extend(separated(texts, " || "));
        pieces.push(Piece::text(")"));
        walk.joined(pieces)
    }

    fn aggregate(&self, walk: &mut Walk<'_>, call: AggregateCall) -> Expr {
        walk.filtered_call(call)
    }

    /// The sum of bigints is a numeric there; back as a bigint, it fails when it is too large, as elsewhere.
    fn sum(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr {
        let is_cast = operand.kind() != Some(result.kind) || is_whole(operand.kind());
        let sum = walk.filtered_call(AggregateCall { argument: Some(operand.sql), ..call });
        if is_cast { walk.cast(sum, cast_type(result)) } else { sum }
    }

    /// Four digits more than the column has, as MySQL gives them.
    fn average(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr {
        let kind = operand.kind();
        let scale = operand.column_type.and_then(|column_type| column_type.scale);
        let average = walk.filtered_call(AggregateCall { argument: Some(operand.sql), ..call });
        match (result.kind, scale) {
            (Kind::Decimal, Some(scale)) => {
                let digits = walk.text((scale + 4).to_string());
                walk.form("ROUND({}, {})", [average, digits])
            }
            (result, _) if kind == Some(result) => average,
            _ => walk.cast(average, cast_type(result)),
        }
    }

    /// Booleans and UUIDs have an order there, but no MIN and MAX.
    fn extreme(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall) -> Result<Expr> {
        match operand.kind() {
            Some(Kind::Boolean) => {
                let name = if call.name == "MIN" { "BOOL_AND" } else { "BOOL_OR" };
                Ok(walk.filtered_call(AggregateCall { name, argument: Some(operand.sql), ..call }))
            }
            Some(Kind::Uuid) => {
                let argument = walk.form("CAST({} AS TEXT) COLLATE \"C\"", [operand.sql]);
                let extreme = walk.filtered_call(AggregateCall { argument: Some(argument), ..call });
                Ok(walk.cast(extreme, "UUID"))
            }
            Some(kind @ (Kind::Bytes | Kind::Json)) => {
                unsupported(format!("PostgreSQL has no {} of kind {kind:?}; aggregate another column", call.name))
            }
            _ => Ok(walk.filtered_call(AggregateCall { argument: Some(operand.sql), ..call })),
        }
    }

    fn row_count(&self, walk: &mut Walk<'_>, count: Expr) -> Expr {
        walk.cast(count, "INTEGER")
    }

    fn cast(&self, walk: &mut Walk<'_>, operand: Operand, column_type: &ColumnType) -> Result<Expr> {
        let to = column_type.wire_kind();
        if let Some(native) = &column_type.native {
            return Ok(walk.cast(operand.sql, castable(native)));
        }
        let sql = match (operand.kind(), to) {
            (Some(Kind::Boolean), Kind::Int | Kind::Bigint | Kind::Float | Kind::Decimal) => walk.cast(operand.sql, "INTEGER"),
            (Some(from), Kind::Boolean) if is_whole(Some(from)) => return Ok(walk.form("({} <> 0)", [operand.sql])),
            (Some(Kind::Timestamp), Kind::Date | Kind::Time | Kind::LocalTimestamp) => walk.form("({} AT TIME ZONE 'UTC')", [operand.sql]),
            (Some(Kind::Date | Kind::LocalTimestamp), Kind::Timestamp) => {
                return Ok(walk.form("(CAST({} AS TIMESTAMP) AT TIME ZONE 'UTC')", [operand.sql]));
            }
            _ => operand.sql,
        };
        Ok(walk.cast(sql, cast_type(column_type)))
    }

    fn json_path(&self, walk: &mut Walk<'_>, operand: Expr, path: &[PathStep], as_text: bool) -> Result<Expr> {
        let Some((last, parents)) = path.split_last() else {
            return Ok(if as_text { walk.form("({} #>> ARRAY[]::TEXT[])", [operand]) } else { operand });
        };
        if path.iter().any(|step| matches!(step, PathStep::Index(_))) {
            return strict_path(walk, self, operand, path, as_text);
        }
        let operand = walk.unit(operand);
        let mut pieces = vec![Piece::text("("), Piece::Expression(operand)];
        for step in parents {
            pieces.push(Piece::text(format!(" -> {}", step_text(self, step)?)));
        }
        let arrow = if as_text { "->>" } else { "->" };
        pieces.push(Piece::text(format!(" {arrow} {})", step_text(self, last)?)));
        Ok(walk.joined(pieces))
    }

    fn json_contains(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr) -> Expr {
        walk.form("({} @> {})", [operand, value])
    }

    /// `?` finds elements of arrays, too.
    fn json_has_key(&self, walk: &mut Walk<'_>, operand: Expr, key: Expr) -> Expr {
        walk.form("({} ? {} AND JSONB_TYPEOF({}) = 'object')", [operand.clone(), key, operand])
    }

    fn array_has_one(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr, _of: Kind) -> Result<Expr> {
        Ok(walk.form("({} = ANY({}))", [value, operand]))
    }

    /// Both sides of these operators have to be of one type, and a VARCHAR is not a TEXT.
    fn array_has_list(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>, mode: ArrayMode) -> Result<Expr> {
        let slot = walk.slot(list.index);
        let plain = walk.placeholder(slot, list.column_type, true);
        let column_type = operand.column_type.unwrap_or(ColumnType { of: Some(list.column_type.kind), ..ColumnType::of_kind(Kind::Array) });
        let array = match &column_type.native {
            Some(native) => walk.cast(plain, native.clone()),
            None if is_varchar_array(&column_type) => walk.cast(plain, "VARCHAR[]"),
            None => plain,
        };
        Ok(walk.form(if mode == ArrayMode::All { "({} @> {})" } else { "({} && {})" }, [operand.sql, array]))
    }

    fn array_length(&self) -> &'static str {
        "CARDINALITY"
    }

    fn lateral(&self, _target: &Target) -> Result<&'static str> {
        Ok("LATERAL ")
    }

    /// Both parts have to have the very same type, and a VARCHAR or NUMERIC with a size is not one without.
    fn recursive_base(&self, walk: &mut Walk<'_>, expression: Expr, column_type: &ColumnType) -> Expr {
        let wide = ColumnType { max_length: None, precision: None, scale: None, ..column_type.clone() };
        let sql_type = wide.native.as_deref().map_or_else(|| cast_type(&wide), castable);
        walk.cast(expression, sql_type)
    }

    fn has_distinct_on(&self) -> bool {
        true
    }

    fn lock(&self, _walk: &mut Walk<'_>, lock: &Lock) -> Result<Option<String>> {
        let strength = if lock.strength == LockStrength::Update { "UPDATE" } else { "SHARE" };
        let of = if lock.of.is_empty() { String::new() } else { format!(" OF {}", quote_all(self, &lock.of)?) };
        Ok(Some(format!(" FOR {strength}{of}{}", wait_words(lock.wait))))
    }

    fn default_rows(&self, rows: u32) -> Result<String> {
        single_default(self.name(), rows)
    }

    fn names_conflict_key(&self) -> bool {
        true
    }

    /// The types of the first row are those of all.
    fn value_rows(&self, walk: &mut Walk<'_>, columns: &[ValueColumn], rows: Vec<Vec<Expr>>) -> Result<Vec<Piece>> {
        let mut rows = rows;
        if let Some(first) = rows.first_mut() {
            *first = cast_row(walk, columns, std::mem::take(first))?;
        }
        values_list(self, columns, rows)
    }

    fn delete_from(&self, table: &str, alias: &str) -> String {
        format!("DELETE FROM {table} AS {alias}")
    }

    fn explain(&self, _target: &Target, analyze: bool) -> Result<ExplainForm> {
        let prefix = if analyze { "EXPLAIN (ANALYZE, FORMAT JSON) " } else { "EXPLAIN (FORMAT JSON) " };
        Ok(ExplainForm { prefix, columns: &[Kind::Text] })
    }

    fn column_type(&self, column_type: &ColumnType, _name: &str) -> Result<String> {
        types::postgres(column_type)
    }

    fn auto_increment(&self) -> &'static str {
        " GENERATED BY DEFAULT AS IDENTITY"
    }

    fn column_check(&self, _column: &ColumnDefinition, _quoted: &str) -> Option<String> {
        None
    }

    fn default_text(&self, _column: &ColumnDefinition, text: String) -> String {
        text
    }

    fn instant_default(&self, text: &str) -> String {
        format!("{text}+00")
    }

    fn now_default(&self) -> &'static str {
        "now()"
    }

    fn table_options(&self, _target: &Target, _comment: Option<&str>) -> String {
        String::new()
    }

    fn has_comment_statements(&self) -> bool {
        true
    }

    fn array_default(&self, column_type: &ColumnType, json: &str) -> Result<String> {
        default::array_default(self, column_type, json)
    }

    fn create_index(&self, _target: &Target, index: &CreateIndex) -> Result<IndexForm> {
        let method = match index.method.as_deref() {
            None => None,
            Some("btree") => Some("btree"),
            Some("hash") => Some("hash"),
            Some("gin") => Some("gin"),
            Some("gist") => Some("gist"),
            Some("brin") => Some("brin"),
            Some(other) => return unsupported(format!("PostgreSQL has no index method {other}; use gin over an expression for full text")),
        };
        Ok(IndexForm { method_before: method, ..IndexForm::default() })
    }

    fn can_cascade_drop(&self) -> bool {
        true
    }
}

fn array_parameter(walk: &mut Walk<'_>, list: List<'_>) -> Expr {
    let slot = walk.slot(list.index);
    let placeholder = walk.placeholder(slot, list.column_type, true);
    match &list.column_type.native {
        Some(native) => walk.cast(placeholder, format!("{}[]", castable(native))),
        None => placeholder,
    }
}

fn is_varchar_array(column_type: &ColumnType) -> bool {
    column_type.kind == Kind::Array && column_type.of == Some(Kind::String) && column_type.max_length.is_some()
}

/// SERIAL and its kin are words of DDL, not types.
fn castable(native: &str) -> String {
    match native.trim().to_ascii_lowercase().as_str() {
        "serial" | "serial4" => "INTEGER".to_owned(),
        "bigserial" | "serial8" => "BIGINT".to_owned(),
        "smallserial" | "serial2" => "SMALLINT".to_owned(),
        _ => native.to_owned(),
    }
}

/// The type to cast to: without lengths, which would cut, but with the scale of a decimal.
fn cast_type(column_type: &ColumnType) -> String {
    match column_type.wire_kind() {
        Kind::Time => "TIME".to_owned(),
        Kind::Timestamp => "TIMESTAMPTZ".to_owned(),
        Kind::LocalTimestamp => "TIMESTAMP".to_owned(),
        Kind::String | Kind::Text => "TEXT".to_owned(),
        Kind::Int => "BIGINT".to_owned(),
        _ => types::postgres(&ColumnType { max_length: None, ..column_type.clone() }).unwrap_or_else(|_| "TEXT".to_owned()),
    }
}

fn as_text(walk: &mut Walk<'_>, operand: Operand) -> Expr {
    let is_text = matches!(operand.column_type.as_ref().map(ColumnType::wire_kind), Some(Kind::String | Kind::Text));
    if is_text { walk.unit(operand.sql) } else { walk.cast(operand.sql, "TEXT") }
}

fn step_text(syntax: &Postgres, step: &PathStep) -> Result<String> {
    match step {
        PathStep::Index(index) => Ok(index.to_string()),
        PathStep::Key(key) => quoted_text(syntax, key),
    }
}

/// To the arrows a bare value is an array with a single element; a strict path takes positions in arrays only.
fn strict_path(walk: &mut Walk<'_>, syntax: &Postgres, operand: Expr, path: &[PathStep], as_text: bool) -> Result<Expr> {
    let path = quoted_text(syntax, &format!("strict {}", path_text(path)))?;
    let path = walk.text(path);
    let no_variables = walk.text("'{}'");
    let value = walk.form("JSONB_PATH_QUERY_FIRST({}, {}, {}, TRUE)", [operand, path, no_variables]);
    Ok(if as_text { walk.form("({} #>> ARRAY[]::TEXT[])", [value]) } else { value })
}

/// The words for a lock that does not wait.
pub fn wait_words(wait: LockWait) -> &'static str {
    match wait {
        LockWait::Wait => "",
        LockWait::NoWait => " NOWAIT",
        LockWait::SkipLocked => " SKIP LOCKED",
    }
}

/// `DEFAULT VALUES`, which makes one row.
pub fn single_default(name: &str, rows: u32) -> Result<String> {
    match rows {
        1 => Ok(" DEFAULT VALUES".to_owned()),
        _ => unsupported(format!("{name} inserts rows without any column one at a time; insert them one by one or name a column")),
    }
}

/// VALUES, below an empty select that names the columns.
pub fn values_list(syntax: &dyn Syntax, columns: &[ValueColumn], rows: Vec<Vec<Expr>>) -> Result<Vec<Piece>> {
    let names: Result<Vec<_>> = columns.iter().map(|column| quote(syntax, &column.name).map(|name| format!("NULL AS {name}"))).collect();
    let mut pieces = vec![Piece::text(format!("SELECT {} WHERE FALSE UNION ALL VALUES ", names?.join(", ")))];
    for (index, row) in rows.into_iter().enumerate() {
        pieces.push(Piece::text(if index == 0 { "(" } else { ", (" }));
        pieces.extend(separated(row, ", "));
        pieces.push(Piece::text(")"));
    }
    Ok(pieces)
}

fn cast_row(walk: &mut Walk<'_>, columns: &[ValueColumn], row: Vec<Expr>) -> Result<Vec<Expr>> {
    columns.iter().zip(row).map(|(column, value)| Ok(walk.cast(value, types::postgres(&column.column_type)?))).collect()
}
