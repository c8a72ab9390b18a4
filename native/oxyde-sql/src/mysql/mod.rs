//! MySQL and MariaDB: lists are spread, texts compare by code point, and a changed table cannot be read beside its change.

use oxyde_wire::{
    ArithmeticOperator, ArrayMode, ColumnDefinition, ColumnType, CreateIndex, Frame, FrameUnit, FunctionName, IndexPart, Kind, Lock,
    LockStrength, LockWait, Nulls, Order, PathStep, SetOperator, TextPosition, ValueColumn,
};
use sea_query::{Expr, MysqlQueryBuilder};

use crate::arithmetic::is_whole;
use crate::entry::Piece;
use crate::json::path_text;
use crate::literal::quoted_text;
use crate::names::{NameLimit, quote, quote_all};
use crate::postgres::wait_words;
use crate::refusal::{Result, invalid, unsupported};
use crate::syntax::{AggregateCall, Bounds, ExplainForm, IndexForm, List, NeighbourCall, Syntax};
use crate::walk::{Operand, Walk, separated};
use crate::window::has_offset;
use crate::writer::Writer;
use crate::{Slot, Target, types};

mod dates;
mod functions;

/// The limit that limits nothing, in the words of the manual.
pub const ENDLESS: &str = "18446744073709551615";
/// So long that the server keeps it as a LONGTEXT.
const WIDEST_TEXT: &str = "CHAR(16777216)";
/// The first MariaDB with JSON_EQUALS.
const MARIADB_JSON_EQUALS: u32 = 100_700;

pub struct Mysql;

impl Syntax for Mysql {
    fn name(&self) -> &'static str {
        "MySQL"
    }

    fn write(&self, pieces: &[Piece], writer: &mut Writer<'_>) {
        writer.pieces(pieces, &MysqlQueryBuilder);
    }

    fn quote(&self) -> char {
        '`'
    }

    fn name_limit(&self) -> NameLimit {
        NameLimit::Characters(64)
    }

    fn check_name(&self, name: &str) -> Result<()> {
        if name.ends_with(' ') || name.chars().any(|character| character > '\u{FFFF}') {
            return invalid(format!("MySQL takes no name that ends with a space or holds characters beyond U+FFFF; rename \"{name}\""));
        }
        Ok(())
    }

    /// Whether a backslash escapes is a mode of the server; a text with one is written as bytes.
    fn quote_text(&self, text: &str) -> String {
        if !text.contains('\\') {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let hex: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        format!("_utf8mb4 X'{hex}'")
    }

    fn parameter(&self, walk: &mut Walk<'_>, slot: Slot, column_type: &ColumnType) -> Expr {
        walk.placeholder(slot, column_type, false)
    }

    /// It crosses as a text, with which the server would calculate as with a float.
    fn exact_parameter(&self, walk: &mut Walk<'_>, parameter: Expr) -> Expr {
        walk.cast(parameter, "DECIMAL(65, 30)")
    }

    fn list_rows(&self, walk: &mut Walk<'_>, list: List<'_>) -> Result<Expr> {
        let elements = elements(walk, list)?;
        if elements.is_empty() {
            return Ok(walk.text("(SELECT NULL FROM DUAL WHERE FALSE)"));
        }
        Ok(walk.call("", elements))
    }

    fn is_in(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>) -> Result<Expr> {
        let elements = elements(walk, list)?;
        if walk.is_document(&operand) {
            let tests: Result<Vec<_>> = elements.into_iter().map(|element| self.json_equals(walk, operand.sql.clone(), element)).collect();
            return Ok(any_of(walk, tests?));
        }
        if elements.is_empty() {
            // A bare constant would be taken for a column's place in ORDER BY.
            return Ok(walk.text("(1 = 0)"));
        }
        let rows = walk.call("", elements);
        Ok(walk.form("({} IN {})", [operand.sql, rows]))
    }

    fn json_equals(&self, walk: &mut Walk<'_>, left: Expr, right: Expr) -> Result<Expr> {
        if !walk.target.is_mariadb {
            return Ok(walk.form("(CAST({} AS JSON) = CAST({} AS JSON))", [left, right]));
        }
        if (1..MARIADB_JSON_EQUALS).contains(&walk.target.version_number) {
            return unsupported("MariaDB compares JSON documents from version 10.7 on; compare a value at a path");
        }
        // As a condition by itself, MariaDB takes its NULL for true.
        Ok(walk.form("(JSON_EQUALS({}, {}) = 1)", [left, right]))
    }

    /// The collation on the pattern decides for a column of any collation, and an index of our own tables still serves.
    fn like(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr {
        let collation = walk.text(collation(walk.target));
        let template = match ignores_case {
            true => "(LOWER({}) LIKE LOWER({}) COLLATE {} ESCAPE X'5C')",
            false => "({} LIKE {} COLLATE {} ESCAPE X'5C')",
        };
        walk.form(template, [operand, pattern, collation])
    }

    fn contains(&self, walk: &mut Walk<'_>, operand: Expr, text: Expr, position: TextPosition) -> Expr {
        let exact = exact(walk, text.clone());
        match position {
            TextPosition::Anywhere => walk.form("(LOCATE({}, {}) > 0)", [exact, operand]),
            TextPosition::Start => walk.form("(LEFT({}, CHAR_LENGTH({})) = {})", [operand, text, exact]),
            TextPosition::End => walk.form("(RIGHT({}, CHAR_LENGTH({})) = {})", [operand, text, exact]),
        }
    }

    fn regex(&self, walk: &mut Walk<'_>, operand: Expr, pattern: Expr, ignores_case: bool) -> Expr {
        match (walk.target.is_mariadb, ignores_case) {
            (false, false) => walk.form("REGEXP_LIKE({}, {}, 'c')", [operand, pattern]),
            (false, true) => walk.form("REGEXP_LIKE({}, {}, 'i')", [operand, pattern]),
            (true, false) => {
                let exact = exact(walk, operand);
                walk.form("({} REGEXP {})", [exact, pattern])
            }
            (true, true) => walk.form("({} REGEXP CONCAT('(?i)', {}))", [operand, pattern]),
        }
    }

    fn has_nulls_words(&self) -> bool {
        false
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
        let has_float = left.is(Kind::Float) || right.is(Kind::Float);
        match (operator, result.kind) {
            (ArithmeticOperator::DividedBy, Kind::Float) if !has_float => {
                let left = walk.cast(left.sql, "DOUBLE");
                Ok(walk.plain_arithmetic(operator, left, right.sql))
            }
            (ArithmeticOperator::DividedBy, kind) if is_whole(Some(kind)) => Ok(walk.form("({} DIV NULLIF({}, 0))", [left.sql, right.sql])),
            // -0.00 is not among the zeros of a subselect.
            (ArithmeticOperator::Modulo, Kind::Decimal) => {
                let rest = walk.plain_arithmetic(operator, left.sql, right.sql);
                Ok(walk.form("({} + 0)", [rest]))
            }
            _ => Ok(walk.plain_arithmetic(operator, left.sql, right.sql)),
        }
    }

    fn function(&self, walk: &mut Walk<'_>, function: FunctionName, arguments: &[Operand], result: &ColumnType) -> Result<Option<Expr>> {
        Ok(functions::special(walk, function, arguments, result))
    }

    fn concat(&self, walk: &mut Walk<'_>, arguments: Vec<Operand>) -> Expr {
        let texts = arguments.into_iter().map(|argument| as_text(walk, argument)).collect();
        walk.call("CONCAT", texts)
    }

    /// There is no FILTER; a CASE without ELSE gives the NULLs that aggregates pass over.
    fn aggregate(&self, walk: &mut Walk<'_>, mut call: AggregateCall) -> Expr {
        if let Some(filter) = call.filter.take() {
            let counted = call.argument.take().unwrap_or_else(|| walk.text("1"));
            call.argument = Some(walk.form("CASE WHEN {} THEN {} END", [filter, counted]));
        }
        walk.filtered_call(call)
    }

    fn sum(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr {
        let is_exact = !operand.is(Kind::Float);
        let sum = self.aggregate(walk, AggregateCall { argument: Some(operand.sql), ..call });
        if result.kind == Kind::Float && is_exact { walk.cast(sum, "DOUBLE") } else { sum }
    }

    /// `AVG` of exact numbers has four more digits than they have, and that of floats adds up errors: the sum is exact.
    fn average(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall, result: &ColumnType) -> Expr {
        let call = AggregateCall { argument: Some(operand.sql.clone()), ..call };
        if result.kind != Kind::Float || operand.is(Kind::Float) {
            return self.aggregate(walk, call);
        }
        let sum = self.aggregate(walk, AggregateCall { name: "SUM", ..call.clone() });
        let count = self.aggregate(walk, AggregateCall { name: "COUNT", ..call });
        walk.form("(CAST({} AS DOUBLE) / {})", [sum, count])
    }

    fn extreme(&self, walk: &mut Walk<'_>, operand: Operand, call: AggregateCall) -> Result<Expr> {
        Ok(self.aggregate(walk, AggregateCall { argument: Some(operand.sql), ..call }))
    }

    /// MariaDB has no value for the rows that are not there; `LAG(1)` is NULL for these alone.
    fn neighbour(&self, walk: &mut Walk<'_>, mut call: NeighbourCall) -> Expr {
        let Some(default) = call.default.take_if(|_| walk.target.is_mariadb) else { return walk.neighbour_call(call) };
        let one = walk.text("1");
        let (offset, over) = (call.offset.clone(), call.over.clone());
        let is_there = walk.neighbour_call(NeighbourCall { name: call.name, value: one, offset, default: None, over });
        let value = walk.neighbour_call(call);
        walk.form("CASE WHEN {} IS NULL THEN {} ELSE {} END", [is_there, default, value])
    }

    fn check_frame(&self, target: &Target, frame: &Frame, order_by: &[Order], _order_kind: Option<Kind>) -> Result<()> {
        let name = if target.is_mariadb { "MariaDB" } else { "MySQL" };
        if frame.unit == FrameUnit::Groups {
            return unsupported(format!("{name} counts no groups in the frame of a window; use rows or range"));
        }
        let is_moved = |order: &Order| order.nulls.is_some_and(|nulls| (nulls == Nulls::First) == order.descending);
        if has_offset(frame) && order_by.iter().any(is_moved) {
            return unsupported(format!(
                "{name} cannot order a window whose frame is a range of values by the place of NULLs; leave it out"
            ));
        }
        Ok(())
    }

    fn mixes_windows(&self, target: &Target) -> bool {
        target.is_mariadb
    }
    fn no_order(&self, target: &Target) -> &'static str {
        if target.is_mariadb { "ORDER BY NULL" } else { "" }
    }

    fn cast(&self, walk: &mut Walk<'_>, operand: Operand, column_type: &ColumnType) -> Result<Expr> {
        let sql_type = match column_type.wire_kind() {
            Kind::Boolean => return Ok(walk.form("({} <> 0)", [operand.sql])),
            Kind::Int | Kind::Bigint | Kind::Duration => "SIGNED".to_owned(),
            Kind::Float => "DOUBLE".to_owned(),
            Kind::Decimal => types::mysql(&ColumnType { native: None, ..column_type.clone() })?,
            Kind::Date => "DATE".to_owned(),
            Kind::Time => "TIME(6)".to_owned(),
            Kind::Timestamp => "DATETIME(3)".to_owned(),
            Kind::LocalTimestamp => "DATETIME(6)".to_owned(),
            Kind::Bytes => "BINARY".to_owned(),
            Kind::Json | Kind::Array if !walk.target.is_mariadb => "JSON".to_owned(),
            Kind::String | Kind::Text if operand.is(Kind::Boolean) => return Ok(as_text(walk, operand)),
            _ => "CHAR".to_owned(),
        };
        Ok(walk.cast(operand.sql, sql_type))
    }

    fn json_path(&self, walk: &mut Walk<'_>, operand: Expr, path: &[PathStep], as_text: bool) -> Result<Expr> {
        let value = extracted(walk, self, operand, path)?;
        if !as_text {
            return Ok(value);
        }
        // A JSON null would become the text `null`.
        Ok(walk.form("CASE WHEN JSON_TYPE({}) = 'NULL' THEN NULL ELSE JSON_UNQUOTE({}) END", [value.clone(), value]))
    }

    /// `JSON_CONTAINS` finds an object in an array that holds one, too; PostgreSQL's `@>` compares it with the whole.
    fn json_contains(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr) -> Expr {
        let template = "(JSON_CONTAINS({}, {}) AND (JSON_TYPE({}) <> 'OBJECT' OR JSON_TYPE({}) = 'OBJECT'))";
        walk.form(template, [operand.clone(), value.clone(), value, operand])
    }

    /// Through the list of keys, so that the key is never read as a path.
    fn json_has_key(&self, walk: &mut Walk<'_>, operand: Expr, key: Expr) -> Expr {
        walk.form("(JSON_TYPE({}) = 'OBJECT' AND JSON_CONTAINS(JSON_KEYS({}), JSON_QUOTE({})))", [operand.clone(), operand, key])
    }

    fn array_has_one(&self, walk: &mut Walk<'_>, operand: Expr, value: Expr, of: Kind) -> Result<Expr> {
        let element = element_json(walk, value, of);
        Ok(walk.form("JSON_CONTAINS({}, {})", [operand, element]))
    }

    fn array_has_list(&self, walk: &mut Walk<'_>, operand: Operand, list: List<'_>, mode: ArrayMode) -> Result<Expr> {
        let of = operand.column_type.as_ref().and_then(|column_type| column_type.of).unwrap_or(list.column_type.kind);
        let elements = elements(walk, list)?;
        let tests: Result<Vec<_>> =
            elements.into_iter().map(|element| self.array_has_one(walk, operand.sql.clone(), element, of)).collect();
        match (mode, tests?) {
            (ArrayMode::All, tests) if tests.is_empty() => Ok(walk.form("(CASE WHEN {} IS NOT NULL THEN TRUE END)", [operand.sql])),
            (_, tests) if tests.is_empty() => Ok(walk.form("(CASE WHEN {} IS NOT NULL THEN FALSE END)", [operand.sql])),
            (ArrayMode::All, tests) => Ok(in_parentheses(walk, tests, " AND ")),
            (_, tests) => Ok(any_of(walk, tests)),
        }
    }

    /// Elements are stored in their JSON form, so they are bound in it.
    fn element_type(&self, of: Kind) -> ColumnType {
        ColumnType::of_kind(match of {
            Kind::Timestamp => Kind::Int,
            Kind::Date | Kind::Time | Kind::LocalTimestamp | Kind::Decimal => Kind::Text,
            other => other,
        })
    }

    fn rounds_shares(&self, target: &Target) -> bool {
        target.is_mariadb
    }

    fn array_length(&self) -> &'static str {
        "JSON_LENGTH"
    }

    fn bounds(&self, walk: &mut Walk<'_>, bounds: Bounds) -> Bounds {
        let limit = bounds.limit.or_else(|| bounds.offset.is_some().then(|| walk.text(ENDLESS)));
        Bounds { limit, ..bounds }
    }

    fn lateral(&self, target: &Target) -> Result<&'static str> {
        match (target.is_mariadb, target.version_number) {
            (true, _) => unsupported("MariaDB has no lateral derived tables; use a select for a value, or a window function"),
            (false, 1..80_014) => unsupported("MySQL has lateral derived tables from version 8.0.14 on; use a select for a value"),
            (false, _) => Ok("LATERAL "),
        }
    }

    fn check_set_operator(&self, target: &Target, operator: SetOperator) -> Result<()> {
        let is_old = !target.is_mariadb && (1..80_031).contains(&target.version_number);
        if is_old && matches!(operator, SetOperator::Intersect | SetOperator::Except) {
            return unsupported("MySQL has INTERSECT and EXCEPT from version 8.0.31 on; use EXISTS");
        }
        Ok(())
    }

    /// The first part alone decides the types, and what follows would be cut.
    fn recursive_base(&self, walk: &mut Walk<'_>, expression: Expr, column_type: &ColumnType) -> Expr {
        match column_type.wire_kind() {
            Kind::Int | Kind::Bigint | Kind::Duration => walk.cast(expression, "SIGNED"),
            Kind::Float => walk.cast(expression, "DOUBLE"),
            Kind::Decimal => walk.cast(expression, format!("DECIMAL(65, {})", column_type.scale.unwrap_or(30))),
            Kind::String | Kind::Text | Kind::Enum | Kind::Uuid => {
                let collation = walk.text(collation(walk.target));
                let text = walk.cast(expression, WIDEST_TEXT);
                walk.form("{} COLLATE {}", [text, collation])
            }
            _ => expression,
        }
    }

    fn has_correlated_derived(&self, target: &Target) -> bool {
        !target.is_mariadb
    }

    fn lock(&self, walk: &mut Walk<'_>, lock: &Lock) -> Result<Option<String>> {
        let is_mariadb = walk.target.is_mariadb;
        let strength = match (lock.strength, is_mariadb) {
            (LockStrength::Update, _) => "FOR UPDATE",
            (LockStrength::Share, true) => "LOCK IN SHARE MODE",
            (LockStrength::Share, false) => "FOR SHARE",
        };
        if is_mariadb && lock.wait == LockWait::SkipLocked && (1..100_600).contains(&walk.target.version_number) {
            return unsupported("MariaDB skips locked rows from version 10.6 on; wait for them or use nowait");
        }
        // MariaDB locks the rows of all sources: more than asked for, and those that were.
        let of = if lock.of.is_empty() || is_mariadb { String::new() } else { format!(" OF {}", quote_all(self, &lock.of)?) };
        Ok(Some(format!(" {strength}{of}{}", wait_words(lock.wait))))
    }

    fn refuses_limit_in_subselect(&self) -> bool {
        true
    }

    fn hides_changed_table(&self) -> bool {
        true
    }

    fn assigns_in_turn(&self) -> bool {
        true
    }

    fn default_rows(&self, rows: u32) -> Result<String> {
        Ok(format!(" () VALUES {}", vec!["()"; rows as usize].join(", ")))
    }

    /// The server looks at all unique keys. A column set to itself leaves the row alone; INSERT IGNORE would hide other errors.
    fn updates_on_duplicate_key(&self) -> bool {
        true
    }

    /// Each value has its type: the servers take those of parameters from the first row, and cut what is longer.
    fn value_rows(&self, walk: &mut Walk<'_>, columns: &[ValueColumn], rows: Vec<Vec<Expr>>) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            pieces.push(Piece::text(if index == 0 { "SELECT " } else { " UNION ALL SELECT " }));
            for (place, (column, value)) in columns.iter().zip(row).enumerate() {
                let operand = Operand { sql: value, column_type: None };
                let value = self.cast(walk, operand, &column.column_type)?;
                pieces.extend([Piece::text(if place == 0 { "" } else { ", " }), Piece::Expression(value)]);
                if index == 0 {
                    pieces.push(Piece::text(format!(" AS {}", quote(self, &column.name)?)));
                }
            }
        }
        Ok(pieces)
    }

    fn delete_from(&self, table: &str, alias: &str) -> String {
        format!("DELETE {alias} FROM {table} AS {alias}")
    }

    fn explain(&self, target: &Target, analyze: bool) -> Result<ExplainForm> {
        let prefix = match (analyze, target.is_mariadb) {
            (false, _) => "EXPLAIN FORMAT=JSON ",
            (true, true) => "ANALYZE FORMAT=JSON ",
            (true, false) => "EXPLAIN ANALYZE FORMAT=TREE ",
        };
        Ok(ExplainForm { prefix, columns: &[Kind::Text] })
    }

    fn column_type(&self, column_type: &ColumnType, _name: &str) -> Result<String> {
        types::mysql(column_type)
    }

    fn auto_increment(&self) -> &'static str {
        " AUTO_INCREMENT"
    }

    fn column_check(&self, _column: &ColumnDefinition, _quoted: &str) -> Option<String> {
        None
    }

    /// Large columns take an expression only.
    fn default_text(&self, column: &ColumnDefinition, text: String) -> String {
        if is_large(column) && text != "NULL" { format!("({text})") } else { text }
    }

    fn now_default(&self) -> &'static str {
        "CURRENT_TIMESTAMP(3)"
    }

    fn table_options(&self, target: &Target, comment: Option<&str>) -> String {
        let comment = comment.map(|comment| format!(" COMMENT={comment}")).unwrap_or_default();
        format!(" ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE {}{comment}", collation(target))
    }

    fn inline_comment(&self, comment: &str) -> Option<String> {
        Some(format!(" COMMENT {comment}"))
    }

    /// The grammar takes a plain text only. Both doublings are harmless where the mode makes one of them needless.
    fn quote_comment(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    }

    fn check_key_column(&self, column: &ColumnDefinition) -> Result<()> {
        if !is_large(column) {
            return Ok(());
        }
        unsupported(format!(
            "column \"{}\": MySQL makes no key over a whole {:?} column; use a string with maxLength",
            column.name, column.column_type.kind
        ))
    }

    fn generated_can_be_not_null(&self, target: &Target) -> bool {
        !target.is_mariadb
    }

    fn create_index(&self, target: &Target, index: &CreateIndex) -> Result<IndexForm> {
        let has_expression = index.parts.iter().any(|part| matches!(part, IndexPart::Expression { .. }));
        if index.filter.is_some() {
            return unsupported(format!("the index \"{}\" is partial, which MySQL does not have; leave out its condition", index.name));
        }
        if has_expression && target.is_mariadb {
            return unsupported(format!(
                "the index \"{}\" is over an expression, which MariaDB does not have; index a generated column",
                index.name
            ));
        }
        if index.if_not_exists && !target.is_mariadb {
            return unsupported("MySQL has no CREATE INDEX IF NOT EXISTS; leave out ifNotExists");
        }
        match index.method.as_deref() {
            None => Ok(IndexForm::default()),
            Some("btree") => Ok(IndexForm { method_after: Some("BTREE"), ..IndexForm::default() }),
            Some("hash") => Ok(IndexForm { method_after: Some("HASH"), ..IndexForm::default() }),
            Some("fulltext") if !index.unique => Ok(IndexForm { prefix: "FULLTEXT ", ..IndexForm::default() }),
            Some(other) => {
                unsupported(format!("the index \"{}\" is of method {other}, which MySQL does not have; use btree or fulltext", index.name))
            }
        }
    }

    /// MariaDB skips an ORDER BY that the order of the groups satisfies, and then sorts the groups anew for their windows.
    fn forgets_group_order(&self) -> bool {
        true
    }

    /// MariaDB reads a single row of constants, those of a row that it has looked up among them, after it has skipped some.
    fn skips_before_distinct(&self, target: &Target) -> bool {
        target.is_mariadb
    }

    fn has_set_default(&self) -> bool {
        false
    }
}

/// Order and equality by code point, no padding: as the other dialects compare.
fn collation(target: &Target) -> &'static str {
    if target.is_mariadb { "utf8mb4_nopad_bin" } else { "utf8mb4_0900_bin" }
}

/// The value at a path. To the server a value that is no array is one with a single element, so every position asks for an array.
fn extracted(walk: &mut Walk<'_>, syntax: &Mysql, operand: Expr, path: &[PathStep]) -> Result<Expr> {
    let mut tests = Vec::new();
    for (depth, _) in path.iter().enumerate().filter(|(_, step)| matches!(step, PathStep::Index(_))) {
        let parent = quoted_text(syntax, &path_text(&path[..depth]))?;
        let parent = walk.text(parent);
        tests.push(walk.form("JSON_TYPE(JSON_EXTRACT({}, {})) = 'ARRAY'", [operand.clone(), parent]));
    }
    let path = quoted_text(syntax, &path_text(path))?;
    let path = walk.text(path);
    let value = walk.form("JSON_EXTRACT({}, {})", [operand, path]);
    if tests.is_empty() {
        return Ok(value);
    }
    let tests = in_parentheses(walk, tests, " AND ");
    Ok(walk.form("CASE WHEN {} THEN {} END", [tests, value]))
}

/// The text in our own collation, whatever it was in.
fn exact(walk: &mut Walk<'_>, text: Expr) -> Expr {
    let collation = walk.text(collation(walk.target));
    walk.form("CONVERT({} USING utf8mb4) COLLATE {}", [text, collation])
}

/// One placeholder for each element of a list.
fn elements(walk: &mut Walk<'_>, list: List<'_>) -> Result<Vec<Expr>> {
    let Some((_, size)) = walk.sizes.lists.iter().find(|(index, _)| *index == list.index) else {
        return invalid(format!("the length of the list in parameter {} is not known", list.index));
    };
    let slots = (0..*size).map(|element| Slot::Element { parameter: list.index, element });
    Ok(slots.map(|slot| walk.placeholder(slot, list.column_type, false)).collect())
}

fn any_of(walk: &mut Walk<'_>, tests: Vec<Expr>) -> Expr {
    if tests.is_empty() { walk.text("FALSE") } else { in_parentheses(walk, tests, " OR ") }
}

fn in_parentheses(walk: &mut Walk<'_>, tests: Vec<Expr>, word: &'static str) -> Expr {
    let mut pieces = vec![Piece::text("(")];
    pieces.extend(separated(tests, word));
    pieces.push(Piece::text(")"));
    walk.joined(pieces)
}

/// The JSON text of an array's element.
fn element_json(walk: &mut Walk<'_>, value: Expr, of: Kind) -> Expr {
    let template = match of {
        Kind::Int | Kind::Duration | Kind::Float | Kind::Timestamp => "CAST({} AS CHAR)",
        Kind::Bigint => "JSON_QUOTE(CAST({} AS CHAR))",
        Kind::Boolean => "IF({}, 'true', 'false')",
        // TO_BASE64 breaks lines.
        Kind::Bytes => "JSON_QUOTE(REPLACE(TO_BASE64({}), CHAR(10), ''))",
        Kind::Json => return value,
        _ => "JSON_QUOTE({})",
    };
    walk.form(template, [value])
}

/// Booleans in words, as PostgreSQL writes them; other values become texts by themselves.
fn as_text(walk: &mut Walk<'_>, operand: Operand) -> Expr {
    match operand.is(Kind::Boolean) {
        true => walk.form("CASE {} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END", [operand.sql]),
        false => operand.sql,
    }
}

/// Whether a column is stored beside its row.
fn is_large(column: &ColumnDefinition) -> bool {
    let column_type = &column.column_type;
    column_type.native.is_none() && matches!(column_type.kind, Kind::Text | Kind::Bytes | Kind::Json | Kind::Array)
}
