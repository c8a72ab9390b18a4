//! The state of one compilation: entries, open sources, sizes; and the small builders that all parts use.

use std::borrow::Cow;

use oxyde_wire::{ColumnType, Expression, Kind, Order, Output, Statement, TableName};
use sea_query::Expr;

use crate::entry::{Entry, Piece, carrier};
use crate::refusal::{Result, invalid};
use crate::scope::Scope;
use crate::syntax::{Syntax, syntax_of};
use crate::writer::Writer;
use crate::{Access, Compiled, Placeholder, ResultShape, Sizes, Slot, Target};

/// Deeper statements would end the thread's stack.
const MAX_DEPTH: u32 = 200;

/// A statement that is built and not yet written.
pub struct Built {
    pub pieces: Vec<Piece>,
    pub shape: Option<ResultShape>,
    pub access: Access,
    pub more: Vec<String>,
}

/// An expression and what is known of its type.
#[derive(Clone)]
pub struct Operand {
    pub sql: Expr,
    pub column_type: Option<ColumnType>,
}

impl Operand {
    pub fn kind(&self) -> Option<Kind> {
        self.column_type.as_ref().map(|column_type| column_type.kind)
    }

    pub fn is(&self, kind: Kind) -> bool {
        self.kind() == Some(kind)
    }
}

/// One compilation.
pub struct Walk<'a> {
    pub target: &'a Target,
    pub syntax: &'static dyn Syntax,
    pub sizes: &'a Sizes,
    pub scopes: Vec<Scope>,
    /// The named selects that can be read here.
    pub ctes: Vec<(String, Vec<Output>)>,
    /// The first open source that was referred to.
    pub lowest_reference: usize,
    /// The table that an UPDATE or DELETE changes, where the dialect cannot read it in a subselect.
    pub changed: Option<TableName>,
    pub reads_changed: bool,
    /// Reads of the changed table go through a copy.
    pub copies_changed: bool,
    /// The columns of the updated table that the assignment at hand reads.
    pub columns_read: Vec<String>,
    /// The number added to parameter indexes: the row of an insert.
    pub parameter_offset: u32,
    pub highest_parameter: Option<u32>,
    /// Columns of sources that are not open are written bare: an insert has no alias.
    pub is_bare: bool,
    pub has_raw: bool,
    /// The windows compiled so far.
    pub window_count: usize,
    /// Their partitions and orders, where windows have to be kept apart.
    pub windows: Vec<(Vec<Expression>, Vec<Order>)>,
    /// The comparisons with a collation of their own compiled so far.
    pub collation_count: usize,
    depth: u32,
    entries: Vec<Entry>,
}

impl<'a> Walk<'a> {
    pub fn new(target: &'a Target, sizes: &'a Sizes) -> Self {
        Self {
            target,
            syntax: syntax_of(target.dialect),
            sizes,
            scopes: Vec::new(),
            ctes: Vec::new(),
            lowest_reference: usize::MAX,
            changed: None,
            reads_changed: false,
            copies_changed: false,
            columns_read: Vec::new(),
            parameter_offset: 0,
            highest_parameter: None,
            is_bare: false,
            has_raw: false,
            window_count: 0,
            windows: Vec::new(),
            collation_count: 0,
            depth: 0,
            entries: Vec::new(),
        }
    }

    pub fn statement(&mut self, statement: &Statement) -> Result<Built> {
        match statement {
            Statement::Select(select) => self.select_statement(select),
            Statement::Insert(insert) => self.insert_statement(insert),
            Statement::Update(update) => self.update_statement(update),
            Statement::Delete(delete) => self.delete_statement(delete),
            Statement::CreateTable(table) => self.create_table(table),
            Statement::CreateIndex(index) => self.create_index(index),
            Statement::AddForeignKey(change) => self.add_foreign_key(change),
            Statement::DropTable(drop) => self.drop_table(drop),
            Statement::CreateSchema(schema) => self.create_schema(schema),
            Statement::CreateView(view) => self.create_view(view),
            Statement::DropView(view) => self.drop_view(view),
            Statement::Raw(raw) => self.raw_statement(raw),
            Statement::Explain(explain) => self.explain_statement(explain),
        }
    }

    /// Writes the statement.
    pub fn finish(self, built: Built) -> Compiled {
        let mut writer = Writer::new(&self.entries);
        self.syntax.write(&built.pieces, &mut writer);
        let (sql, placeholders) = writer.into_parts();
        Compiled { sql, placeholders, shape: built.shape, access: built.access, more: built.more }
    }

    /// Runs a part that nests, unless it nests too deep.
    pub fn nested<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return invalid(format!("the statement nests more than {MAX_DEPTH} levels deep; split it"));
        }
        self.depth += 1;
        let outcome = part(self);
        self.depth -= 1;
        outcome
    }

    /// An expression made of pieces; parentheses are the caller's.
    pub fn joined(&mut self, pieces: Vec<Piece>) -> Expr {
        self.entries.push(Entry::Pieces(pieces));
        carrier(self.entries.len() - 1)
    }

    /// The index of a piece, where sea-query takes a number.
    pub fn entry(&mut self, piece: Piece) -> u64 {
        self.entries.push(Entry::Pieces(vec![piece]));
        self.entries.len() as u64 - 1
    }

    /// Text that stands by itself.
    pub fn text(&mut self, text: impl Into<Cow<'static, str>>) -> Expr {
        self.joined(vec![Piece::text(text)])
    }

    /// The template with its `{}` replaced in turn; an operand that is no unit gets parentheses unless it stands between
    /// parentheses or commas.
    pub fn form<const N: usize>(&mut self, template: &'static str, operands: [Expr; N]) -> Expr {
        let mut texts = template.split("{}");
        let mut pieces = Vec::with_capacity(2 * N + 1);
        let mut before = texts.next().unwrap_or_default();
        pieces.push(Piece::text(before));
        for (operand, after) in operands.into_iter().zip(texts) {
            let operand = if is_delimited(before, after) { operand } else { self.unit(operand) };
            pieces.push(Piece::Expression(operand));
            pieces.push(Piece::text(after));
            before = after;
        }
        self.joined(pieces)
    }

    /// The expression in parentheses unless it needs none anywhere.
    pub fn unit(&mut self, expression: Expr) -> Expr {
        match expression {
            Expr::Binary(..) | Expr::Unary(..) => self.joined(vec![Piece::text("("), Piece::Expression(expression), Piece::text(")")]),
            other => other,
        }
    }

    /// `name(a, b, ...)`.
    pub fn call(&mut self, name: impl Into<Cow<'static, str>>, arguments: Vec<Expr>) -> Expr {
        let mut pieces = vec![Piece::text(name), Piece::text("(")];
        pieces.extend(separated(arguments, ", "));
        pieces.push(Piece::text(")"));
        self.joined(pieces)
    }

    /// `CAST(x AS type)`.
    pub fn cast(&mut self, expression: Expr, sql_type: impl Into<Cow<'static, str>>) -> Expr {
        let sql_type = self.text(sql_type);
        self.form("CAST({} AS {})", [expression, sql_type])
    }

    /// The placeholder of a parameter, without any cast.
    pub fn placeholder(&mut self, slot: Slot, column_type: &ColumnType, is_list: bool) -> Expr {
        self.entries.push(Entry::Placeholder(Placeholder { slot, column_type: column_type.clone(), is_list }));
        carrier(self.entries.len() - 1)
    }

    /// The slot of a parameter in the row at hand.
    pub fn slot(&mut self, index: u32) -> Slot {
        self.highest_parameter = self.highest_parameter.max(Some(index));
        Slot::Parameter(index + self.parameter_offset)
    }
}

/// The expressions with a separator between them.
pub fn separated(expressions: Vec<Expr>, separator: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(expressions.len() * 2);
    for (index, expression) in expressions.into_iter().enumerate() {
        if index > 0 {
            pieces.push(Piece::text(separator));
        }
        pieces.push(Piece::Expression(expression));
    }
    pieces
}

fn is_delimited(before: &str, after: &str) -> bool {
    (before.ends_with('(') || before.ends_with(", ")) && (after.starts_with(')') || after.starts_with(", "))
}
