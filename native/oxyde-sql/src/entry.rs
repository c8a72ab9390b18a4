//! What a sea-query value stands for: the walk hands out indexes, the writer turns them into text and placeholders.

use std::borrow::Cow;

use sea_query::{Expr, InsertStatement, SelectStatement, UpdateStatement, Value};

use crate::Placeholder;

/// A part of a text that is written in order.
pub enum Piece {
    Text(Cow<'static, str>),
    Expression(Expr),
    Select(Box<SelectStatement>),
    Insert(Box<InsertStatement>),
    Update(Box<UpdateStatement>),
}

impl Piece {
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }
}

/// What one index stands for.
pub enum Entry {
    Placeholder(Placeholder),
    Pieces(Vec<Piece>),
}

/// The value that carries an index through sea-query; sea-query never puts parentheses around a value.
pub fn carrier(index: usize) -> Expr {
    Expr::Value(Value::BigUnsigned(Some(index as u64)))
}

/// The index that a value carries.
pub fn carried(value: &Value) -> Option<usize> {
    match value {
        Value::BigUnsigned(Some(index)) => usize::try_from(*index).ok(),
        _ => None,
    }
}
