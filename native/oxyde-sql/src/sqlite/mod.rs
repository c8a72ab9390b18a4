//! SQLite: five storage classes, and functions that the driver registers where it has none of its own.

use oxyde_wire::{
    ArithmeticOperator, ArrayMode, ColumnDefinition, ColumnType, CreateIndex, Frame, FunctionName, Kind, Lock, LockWait, Order, PathStep,
    TableName, TextPosition, ValueColumn,
};
use sea_query::{Expr, SqliteQueryBuilder};

use crate::arithmetic::is_whole;
use crate::entry::Piece;
use crate::json::path_text;
use crate::literal::quoted_text;
use crate::names::NameLimit;
use crate::postgres::{single_default, values_list};
use crate::refusal::{Result, unsupported};
use crate::syntax::{AggregateCall, Bounds, ExplainForm, IndexForm, List, Syntax};
use crate::walk::{Operand, Walk, separated};
use crate::window::has_offset;
use crate::writer::Writer;
use crate::{Slot, Target, types};

mod dates;
mod functions;

pub struct Sqlite;

impl Syntax for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn write(&self, pieces: &[Piece], writer: &mut Writer<'_>) {
        writer.pieces(pieces, &SqliteQueryBuilder);
    }

    fn quote(&self) -> char {
        '"'
    }

    fn name_limit(&self) -> NameLimit {
        NameLimit::None
    }

    fn quote_text(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    fn parameter(&self, walk: &mut Walk<'_>, slot: Slot, column_type: &ColumnType) -> Expr {
        walk.placeholder(slot, column_type, false)
    }

    fn list_rows(&self, walk: &mut Walk<'_>, list: List<'_>) -> Result<Expr> {
        let list = list_parameter(walk, list);
        Ok(walk.form("(SELECT value FROM json_each({}))", [list]))
    }

    fn is_in(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>) -> Result<Expr> {
        let list = list_parameter(walk, list);
        if walk.is_document(&operand) {
            return Ok(walk.form("(json({}) IN (SELECT json(value) FROM json_each({})))", [operand.sql, list]));
        }
        let operand = self.comparable(walk, operand);
        Ok(walk.form("({} IN (SELECT value FROM json_each({})))", [operand, list]))
    }

    /// Decimals are texts, which compare as numbers by this collation only.
    fn comparable(&self, walk: &mut Walk<'_>, operand: Operand) -> Expr {
        if !operand.is(Kind::Decimal) {
            return operand.sql;
        }
        walk.collation_count += 1;
        walk.form("{} COLLATE OXYDE_DECIMAL", [operand.sql])
    }

    fn is_plain(&self, kind: Option<Kind>) -> bool {
        kind != Some(Kind::Decimal)
    }

    fn json_equals(&self, walk: &mut Walk<'_>, left: Expr, right: Expr) -> Result<Expr> {
        Ok(walk.form("oxyde_json_equals({}, {})", [left, right]))
    }

    fn like(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr {
        walk.form(if ignores_case { "(LOWER({}) LIKE LOWER({}) ESCAPE '\\')" } else { "({} LIKE {} ESCAPE '\\')" }, [operand, pattern])
    }

    fn contains(&self, walk: &mut Walk<'_>, operand: Expr, text: Expr, position: TextPosition) -> Expr {
        match position {
            TextPosition::Anywhere => walk.form("(INSTR({}, {}) > 0)", [operand, text]),
            TextPosition::Start => walk.form("(SUBSTR({}, 1, LENGTH({})) = {})", [operand, text.clone(), text]),
            // A start before the first character would count from the end, so the lengths are compared first.
            TextPosition::End => walk.form(
                "(LENGTH({}) >= LENGTH({}) AND SUBSTR({}, LENGTH({}) - LENGTH({}) + 1) = {})",
                [operand.clone(), text.clone(), operand.clone(), operand, text.clone(), text],
            ),
        }
    }

    fn regex(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr {
        match ignores_case {
            true => walk.form("oxyde_iregexp({}, {})", [pattern, operand]),
            false => walk.form("({} REGEXP {})", [operand, pattern]),
        }
    }

    fn has_nulls_words(&self) -> bool {
        true
    }

    fn is_null_smallest(&self) -> bool {
        true
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
        match (operator, result.kind) {
            (_, Kind::Decimal) => Ok(walk.call(decimal_function(operator), vec![left.sql, right.sql])),
            (ArithmeticOperator::Modulo, Kind::Float) => Ok(walk.form("mod({}, {})", [left.sql, right.sql])),
            (_, Kind::Float) => {
                let (left, right) = (as_real(walk, left), as_real(walk, right));
                Ok(walk.plain_arithmetic(operator, left, right))
            }
            (ArithmeticOperator::DividedBy, _) if !are_whole => {
                let (left, right) = (as_real(walk, left), as_real(walk, right));
                let quotient = walk.plain_arithmetic(operator, left, right);
                Ok(walk.cast(quotient, "INTEGER"))
            }
            _ => Ok(walk.plain_arithmetic(operator, left.sql, right.sql)),
        }
    }

    fn function(&self, walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Result<Option<Expr>> {
        Ok(functions::special(walk, function, arguments, result))
    }

    fn extreme_of(&self, walk: &mut Walk<'_>, word: &'static str, operands: Vec<Operand>) -> Expr {
        functions::extreme_of(walk, word, operands)
    }

    fn text_length(&self) -> &'static str {
        "LENGTH"
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

    fn sum(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr {
        let name = if result.kind == Kind::Decimal { "oxyde_decimal_sum" } else { call.name };
        let argument = if result.kind == Kind::Float { as_real(walk, operand) } else { operand.sql };
        walk.filtered_call(AggregateCall { name, argument: Some(argument), ..call })
    }

    fn average(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr {
        let name = if result.kind == Kind::Decimal { "oxyde_decimal_avg" } else { call.name };
        let argument = if result.kind == Kind::Float { as_real(walk, operand) } else { operand.sql };
        walk.filtered_call(AggregateCall { name, argument: Some(argument), ..call })
    }

    fn extreme(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall) -> Result<Expr> {
        if operand.is(Kind::Decimal) && call.over.is_some() {
            let argument = Some(self.comparable(walk, operand));
            return Ok(walk.filtered_call(AggregateCall { argument, ..call }));
        }
        let name = match (operand.is(Kind::Decimal), call.name) {
            (true, "MIN") => "oxyde_decimal_min",
            (true, _) => "oxyde_decimal_max",
            (false, name) => name,
        };
        Ok(walk.filtered_call(AggregateCall { name, argument: Some(operand.sql), ..call }))
    }

    fn check_frame(&self, _target: &Target, frame: &Frame, _order_by: &[Order], order_kind: Option<Kind>) -> Result<()> {
        if has_offset(frame) && order_kind == Some(Kind::Decimal) {
            return unsupported("SQLite has no window whose frame is a range of decimals; cast to float first");
        }
        Ok(())
    }

    fn cast(&self, walk: &mut Walk<'_>, operand: Operand, column_type: &ColumnType) -> Result<Expr> {
        let has_fraction = matches!(operand.kind(), Some(Kind::Float | Kind::Decimal));
        let template = match column_type.wire_kind() {
            Kind::Boolean => "({} <> 0)",
            // A cast alone would cut.
            Kind::Int | Kind::Bigint | Kind::Duration if has_fraction => "CAST(round(CAST({} AS REAL)) AS INTEGER)",
            Kind::Int | Kind::Bigint | Kind::Duration => "CAST({} AS INTEGER)",
            Kind::Float => "CAST({} AS REAL)",
            Kind::Bytes => "CAST({} AS BLOB)",
            Kind::Date => "date({})",
            Kind::Time => "(strftime('%H:%M:%f', {}) || '000')",
            Kind::Timestamp => "strftime('%Y-%m-%d %H:%M:%f', {})",
            Kind::LocalTimestamp => "(strftime('%Y-%m-%dT%H:%M:%f', {}) || '000')",
            Kind::Json | Kind::Array => "json({})",
            Kind::String | Kind::Text if operand.is(Kind::Boolean) => return Ok(as_text(walk, operand)),
            _ => "CAST({} AS TEXT)",
        };
        Ok(walk.form(template, [operand.sql]))
    }

    fn json_path(&self, walk: &mut Walk<'_>, operand: Expr, path: &[PathStep], as_text: bool) -> Result<Expr> {
        let path = quoted_text(self, &path_text(path))?;
        let path = walk.text(path);
        if !as_text {
            return Ok(walk.form("({} -> {})", [operand, path]));
        }
        // SQLite's own text of a JSON boolean is 1 or 0.
        let template =
            "CASE json_type({}, {}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract({}, {}) AS TEXT) END";
        Ok(walk.form(template, [operand.clone(), path.clone(), operand, path]))
    }

    fn json_contains(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr) -> Expr {
        walk.form("oxyde_json_contains({}, {})", [operand, value])
    }

    fn json_has_key(&self, walk: &mut Walk<'_>, operand: Expr, key: Expr) -> Expr {
        let template = "CASE WHEN json_type({}) = 'object' THEN EXISTS (SELECT 1 FROM json_each({}) AS e WHERE e.key = {}) \
                        WHEN {} IS NOT NULL THEN FALSE END";
        walk.form(template, [operand.clone(), operand.clone(), key, operand])
    }

    fn array_has_one(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr, of: Kind) -> Result<Expr> {
        let template = match of {
            Kind::Bytes => return unsupported("SQLite cannot look for bytes in an array; read the array and look there"),
            Kind::Bigint => "EXISTS (SELECT 1 FROM json_each({}) AS h WHERE h.value = CAST({} AS TEXT))",
            Kind::Decimal => "EXISTS (SELECT 1 FROM json_each({}) AS h WHERE h.value COLLATE OXYDE_DECIMAL = {})",
            Kind::Json => "oxyde_json_contains({}, {})",
            _ => "EXISTS (SELECT 1 FROM json_each({}) AS h WHERE h.value = {})",
        };
        let has = walk.form(template, [operand.clone(), value]);
        Ok(unless_null(walk, operand, has))
    }

    fn array_has_list(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>, mode: ArrayMode) -> Result<Expr> {
        let of = operand.column_type.as_ref().and_then(|column_type| column_type.of).unwrap_or(list.column_type.kind);
        let list = list_parameter(walk, list);
        let same = match of {
            Kind::Bytes | Kind::Json => {
                return unsupported(format!("SQLite cannot look for several elements of kind {of:?} in an array; ask for them one by one"));
            }
            Kind::Bigint => "h.value = CAST(w.value AS TEXT)",
            Kind::Decimal => "h.value COLLATE OXYDE_DECIMAL = w.value",
            _ => "h.value = w.value",
        };
        let same = walk.text(same);
        let array = operand.sql;
        let has = match mode {
            ArrayMode::All => walk.form(
                "NOT EXISTS (SELECT 1 FROM json_each({}) AS w WHERE NOT EXISTS (SELECT 1 FROM json_each({}) AS h WHERE {}))",
                [list, array.clone(), same],
            ),
            _ => walk.form("EXISTS (SELECT 1 FROM json_each({}) AS h JOIN json_each({}) AS w ON {})", [array.clone(), list, same]),
        };
        Ok(unless_null(walk, array, has))
    }

    /// Elements are stored in their wire form, an instant as milliseconds and not as text.
    fn element_type(&self, of: Kind) -> ColumnType {
        ColumnType::of_kind(match of {
            Kind::Timestamp => Kind::Int,
            Kind::Time | Kind::LocalTimestamp => Kind::Text,
            other => other,
        })
    }

    fn array_length(&self) -> &'static str {
        "json_array_length"
    }

    fn bounds(&self, walk: &mut Walk<'_>, bounds: Bounds) -> Bounds {
        let limit = bounds.limit.or_else(|| bounds.offset.is_some().then(|| walk.text("-1")));
        Bounds { limit, ..bounds }
    }

    fn is_intersect_in_turn(&self) -> bool {
        true
    }

    /// A transaction that writes has the database to itself, and one whose reads are out of date cannot write.
    fn lock(&self, _walk: &mut Walk<'_>, lock: &Lock) -> Result<Option<String>> {
        match lock.wait {
            LockWait::Wait => Ok(None),
            _ => unsupported("SQLite locks no rows, so it cannot skip locked ones; leave out nowait and skipLocked"),
        }
    }

    fn hides_alias_in_returning(&self) -> bool {
        true
    }

    fn default_rows(&self, rows: u32) -> Result<String> {
        single_default(self.name(), rows)
    }

    fn value_rows(&self, _walk: &mut Walk<'_>, columns: &[ValueColumn], rows: Vec<Vec<Expr>>) -> Result<Vec<Piece>> {
        values_list(self, columns, rows)
    }

    fn delete_from(&self, table: &str, alias: &str) -> String {
        format!("DELETE FROM {table} AS {alias}")
    }

    fn explain(&self, _target: &Target, analyze: bool) -> Result<ExplainForm> {
        if analyze {
            return unsupported("SQLite does not measure a statement when it explains it; leave out analyze");
        }
        Ok(ExplainForm { prefix: "EXPLAIN QUERY PLAN ", columns: &[Kind::Int, Kind::Int, Kind::Int, Kind::Text] })
    }

    fn column_type(&self, column_type: &ColumnType, name: &str) -> Result<String> {
        types::sqlite(column_type, name)
    }

    fn auto_increment(&self) -> &'static str {
        " PRIMARY KEY AUTOINCREMENT"
    }

    fn column_check(&self, column: &ColumnDefinition, quoted: &str) -> Option<String> {
        if column.column_type.native.is_some() {
            return None;
        }
        match column.column_type.kind {
            Kind::Boolean => Some(format!("{quoted} IN (0, 1)")),
            Kind::String => Some(format!("length({quoted}) <= {}", types::length_of(&column.column_type))),
            Kind::Json | Kind::Array => Some(format!("json_valid({quoted})")),
            _ => None,
        }
    }

    fn default_text(&self, _column: &ColumnDefinition, text: String) -> String {
        text
    }

    fn now_default(&self) -> &'static str {
        "(strftime('%Y-%m-%d %H:%M:%f', 'now'))"
    }

    fn table_options(&self, _target: &Target, _comment: Option<&str>) -> String {
        " STRICT".to_owned()
    }

    fn has_inline_counter(&self) -> bool {
        true
    }

    fn create_index(&self, _target: &Target, index: &CreateIndex) -> Result<IndexForm> {
        match index.method.as_deref() {
            None | Some("btree") => Ok(IndexForm { schema_on_index: true, ..IndexForm::default() }),
            Some(other) => unsupported(format!("the index \"{}\" is of method {other}, which SQLite does not have; use btree", index.name)),
        }
    }

    fn can_add_foreign_key(&self) -> bool {
        false
    }

    fn can_replace_views(&self) -> bool {
        false
    }

    fn create_schema(&self) -> Result<()> {
        unsupported("SQLite has no schemas; attach a database file or leave out the schema")
    }

    /// A foreign key stays within its database and cannot name it.
    fn referenced_table(&self, table: &TableName) -> TableName {
        TableName { name: table.name.clone(), schema: None }
    }
}

/// What is asked of NULL is NULL, though its elements are none.
fn unless_null(walk: &mut Walk<'_>, operand: Expr, answer: Expr) -> Expr {
    walk.form("CASE WHEN {} IS NOT NULL THEN {} END", [operand, answer])
}

fn list_parameter(walk: &mut Walk<'_>, list: List<'_>) -> Expr {
    let slot = walk.slot(list.index);
    walk.placeholder(slot, list.column_type, true)
}

/// Booleans in words, as PostgreSQL writes them; other values become texts by themselves.
fn as_text(walk: &mut Walk<'_>, operand: Operand) -> Expr {
    match operand.is(Kind::Boolean) {
        true => walk.form("CASE {} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END", [operand.sql]),
        false => walk.unit(operand.sql),
    }
}

fn as_real(walk: &mut Walk<'_>, operand: Operand) -> Expr {
    if operand.is(Kind::Float) { operand.sql } else { walk.cast(operand.sql, "REAL") }
}

fn decimal_function(operator: ArithmeticOperator) -> &'static str {
    match operator {
        ArithmeticOperator::Plus => "oxyde_decimal_add",
        ArithmeticOperator::Minus => "oxyde_decimal_sub",
        ArithmeticOperator::Times => "oxyde_decimal_mul",
        ArithmeticOperator::DividedBy => "oxyde_decimal_div",
        ArithmeticOperator::Modulo => "oxyde_decimal_mod",
    }
}
