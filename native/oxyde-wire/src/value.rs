//! A parameter value, as it came over the boundary.

/// A parameter value; which variants a parameter may hold follows from its kind (see [`crate::Kind`]).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// The elements of a list parameter (`IN`), without nesting and without NULL.
    List(Vec<Value>),
}
