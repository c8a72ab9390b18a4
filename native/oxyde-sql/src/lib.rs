//! Statement to SQL text, through sea-query, for three dialects; the only place where SQL is born.

mod aggregate;
mod arithmetic;
mod array;
mod comment;
mod compound;
mod conflict;
mod cte;
mod dates;
mod ddl;
mod delete;
mod distinct_on;
mod entry;
mod explain;
mod expression;
mod function;
mod index;
mod insert;
mod json;
mod literal;
mod moment;
mod mysql;
mod names;
mod order;
mod postgres;
mod predicate;
mod raw;
mod refusal;
mod scope;
mod select;
mod sqlite;
mod syntax;
mod text;
mod types;
mod update;
mod walk;
mod window;
mod writer;
mod zone;

pub use oxyde_wire::{Access, Dialect};
use oxyde_wire::{ColumnType, Failure, ResultShape, Statement};

/// The dialect and what this server of it can do.
#[derive(Clone, Debug)]
pub struct Target {
    pub dialect: Dialect,
    pub is_mariadb: bool,
    /// major * 10000 + minor * 100 + patch; 0 when unknown.
    pub version_number: u32,
    pub has_insert_returning: bool,
    pub has_update_returning: bool,
    /// The name of the time zone by whose clock instants have dates, parts and units; UTC without one.
    pub time_zone: Option<String>,
}

/// How many times the parts of variable size occur: part of the statement's identity where the text depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sizes {
    /// Rows of an insert; 1 otherwise.
    pub rows: u32,
    /// The length of each list parameter by parameter index, where [`spreads_lists`] holds; already padded.
    pub lists: Vec<(u32, u32)>,
}

/// Where the value of a placeholder comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The parameter of this index; in an insert, the index within the row-major list of all rows.
    Parameter(u32),
    /// An element of a spread list; elements beyond the list's end repeat its last.
    Element { parameter: u32, element: u32 },
}

/// One placeholder, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Placeholder {
    pub slot: Slot,
    pub column_type: ColumnType,
    /// The placeholder takes the whole list (an array or JSON text).
    pub is_list: bool,
}

/// SQL text and what belongs to it.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub sql: String,
    pub placeholders: Vec<Placeholder>,
    /// `None` for raw SQL whose columns the driver has to find out; empty when there are no rows.
    pub shape: Option<ResultShape>,
    pub access: Access,
    /// Statements without parameters or rows that belong to this one and run after it, in order (comments on PostgreSQL).
    pub more: Vec<String>,
}

/// Whether a list parameter becomes one placeholder per element in this dialect.
pub fn spreads_lists(dialect: Dialect) -> bool {
    dialect == Dialect::Mysql
}

/// Compiles a statement.
///
/// # Errors
/// `Unsupported` when the dialect has no way to say it, `InvalidStatement` when the statement makes no sense.
pub fn compile(statement: &Statement, target: &Target, sizes: &Sizes) -> Result<Compiled, Failure> {
    let mut walk = walk::Walk::new(target, sizes);
    let built = walk.statement(statement)?;
    Ok(walk.finish(built))
}
