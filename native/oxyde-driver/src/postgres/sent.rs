//! The types that the server sends, as far as their binary form is known here.

use oxyde_wire::{ColumnType, Kind};
use tokio_postgres::types::{Kind as TypeKind, Type};

/// The binary form of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    Boolean,
    Int2,
    Int4,
    Int8,
    /// Unsigned 32 bits.
    Oid,
    Float4,
    Float8,
    Numeric,
    Text,
    Uuid,
    Date,
    Time,
    Timestamp,
    Timestamptz,
    Bytea,
    Json,
    /// A version byte and text.
    Jsonb,
}

/// The binary form of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    One(Scalar),
    Array(Scalar),
    Other,
}

impl Sent {
    /// The form in which values of the type arrive.
    pub fn of(column_type: &Type) -> Self {
        match column_type.kind() {
            TypeKind::Array(element) => scalar(element).map_or(Self::Other, Self::Array),
            _ => scalar(column_type).map_or(Self::Other, Self::One),
        }
    }

    /// The kind under which a column that nobody declared crosses; `None` where the form is not known.
    pub fn describe(self) -> Option<ColumnType> {
        match self {
            Self::One(scalar) => Some(ColumnType::of_kind(kind_of(scalar))),
            Self::Array(scalar) => Some(ColumnType { of: Some(kind_of(scalar)), ..ColumnType::of_kind(Kind::Array) }),
            Self::Other => None,
        }
    }
}

fn scalar(column_type: &Type) -> Option<Scalar> {
    Some(match *column_type {
        Type::BOOL => Scalar::Boolean,
        Type::INT2 => Scalar::Int2,
        Type::INT4 => Scalar::Int4,
        Type::INT8 => Scalar::Int8,
        Type::OID | Type::XID | Type::CID => Scalar::Oid,
        Type::FLOAT4 => Scalar::Float4,
        Type::FLOAT8 => Scalar::Float8,
        Type::NUMERIC => Scalar::Numeric,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::CHAR | Type::XML | Type::VOID => Scalar::Text,
        Type::UUID => Scalar::Uuid,
        Type::DATE => Scalar::Date,
        Type::TIME => Scalar::Time,
        Type::TIMESTAMP => Scalar::Timestamp,
        Type::TIMESTAMPTZ => Scalar::Timestamptz,
        Type::BYTEA => Scalar::Bytea,
        Type::JSON => Scalar::Json,
        Type::JSONB => Scalar::Jsonb,
        ref other => return by_name(other),
    })
}

/// Types without a number of their own: enums, domains, and `citext`, which is an extension's.
fn by_name(column_type: &Type) -> Option<Scalar> {
    match column_type.kind() {
        TypeKind::Enum(_) => Some(Scalar::Text),
        TypeKind::Domain(base) => scalar(base),
        TypeKind::Simple if column_type.name() == "citext" => Some(Scalar::Text),
        _ => None,
    }
}

/// The kind that a column of this form has where nobody says what it is.
pub fn kind_of(scalar: Scalar) -> Kind {
    match scalar {
        Scalar::Boolean => Kind::Boolean,
        Scalar::Int2 | Scalar::Int4 | Scalar::Int8 | Scalar::Oid => Kind::Int,
        Scalar::Float4 | Scalar::Float8 => Kind::Float,
        Scalar::Numeric => Kind::Decimal,
        Scalar::Text => Kind::Text,
        Scalar::Uuid => Kind::Uuid,
        Scalar::Date => Kind::Date,
        Scalar::Time => Kind::Time,
        Scalar::Timestamp => Kind::LocalTimestamp,
        Scalar::Timestamptz => Kind::Timestamp,
        Scalar::Bytea => Kind::Bytes,
        Scalar::Json | Scalar::Jsonb => Kind::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_and_enums_are_known_by_what_they_are_made_of() {
        assert_eq!(Sent::of(&Type::INT4_ARRAY), Sent::Array(Scalar::Int4));
        let colour = Type::new("colour".into(), 99_999, TypeKind::Enum(vec![]), "public".into());
        assert_eq!(Sent::of(&colour), Sent::One(Scalar::Text));
        assert_eq!(Sent::of(&Type::INTERVAL), Sent::Other);
        assert_eq!(Sent::of(&Type::INET_ARRAY).describe(), None);
    }
}
