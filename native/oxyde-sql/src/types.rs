//! Column types to the types of DDL, one function for each dialect.

use oxyde_wire::{ColumnType, Kind};

use crate::refusal::{Result, invalid, unsupported};

/// The length of a string without `maxLength`: the longest that every dialect can index.
const DEFAULT_LENGTH: u32 = 255;

pub fn postgres(column_type: &ColumnType) -> Result<String> {
    if let Some(native) = &column_type.native {
        return Ok(native.clone());
    }
    match column_type.kind {
        Kind::Array => Ok(format!("{}[]", postgres_element(column_type)?)),
        Kind::Enum => Ok(enum_type(column_type)?),
        kind => Ok(postgres_kind(kind, column_type)),
    }
}

/// The type of an array's elements.
pub fn postgres_element(column_type: &ColumnType) -> Result<String> {
    let of = element_kind(column_type)?;
    match (of, column_type.max_length) {
        (Kind::String, None) => Ok("TEXT".to_owned()),
        (kind, _) => Ok(postgres_kind(kind, column_type)),
    }
}

fn postgres_kind(kind: Kind, column_type: &ColumnType) -> String {
    let plain = match kind {
        Kind::String => return varchar(column_type),
        Kind::Decimal => return numeric("NUMERIC", column_type),
        Kind::Text | Kind::Enum | Kind::Array => "TEXT",
        Kind::Int | Kind::Bigint | Kind::Duration => "BIGINT",
        Kind::Float => "DOUBLE PRECISION",
        Kind::Boolean => "BOOLEAN",
        Kind::Uuid => "UUID",
        Kind::Date => "DATE",
        Kind::Time => "TIME(6)",
        Kind::Timestamp => "TIMESTAMPTZ(3)",
        Kind::LocalTimestamp => "TIMESTAMP(6)",
        Kind::Bytes => "BYTEA",
        Kind::Json => "JSONB",
    };
    plain.to_owned()
}

pub fn mysql(column_type: &ColumnType) -> Result<String> {
    if let Some(native) = &column_type.native {
        return Ok(native.clone());
    }
    let plain = match column_type.kind {
        Kind::String => return Ok(varchar(column_type)),
        Kind::Enum => return enum_type(column_type),
        // MySQL's own default has no digits after the point.
        Kind::Decimal if column_type.precision.is_none() => "DECIMAL(65, 30)",
        Kind::Decimal => return Ok(numeric("DECIMAL", column_type)),
        Kind::Uuid if column_type.collation.is_some() => "CHAR(36)",
        Kind::Uuid => "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin",
        Kind::Text => "LONGTEXT",
        Kind::Int | Kind::Bigint | Kind::Duration => "BIGINT",
        Kind::Float => "DOUBLE",
        Kind::Boolean => "TINYINT(1)",
        Kind::Date => "DATE",
        Kind::Time => "TIME(6)",
        Kind::Timestamp => "DATETIME(3)",
        Kind::LocalTimestamp => "DATETIME(6)",
        Kind::Bytes => "LONGBLOB",
        Kind::Json | Kind::Array => "JSON",
    };
    Ok(plain.to_owned())
}

pub fn sqlite(column_type: &ColumnType, name: &str) -> Result<String> {
    if let Some(native) = &column_type.native {
        return sqlite_native(native, name);
    }
    if column_type.kind == Kind::Enum {
        enum_type(column_type)?;
    }
    let plain = match column_type.wire_kind() {
        Kind::Int | Kind::Bigint | Kind::Duration | Kind::Boolean => "INTEGER",
        Kind::Float => "REAL",
        Kind::Bytes => "BLOB",
        _ => "TEXT",
    };
    Ok(plain.to_owned())
}

fn sqlite_native(native: &str, name: &str) -> Result<String> {
    let upper = native.trim().to_ascii_uppercase();
    if matches!(upper.as_str(), "INT" | "INTEGER" | "REAL" | "TEXT" | "BLOB" | "ANY") {
        return Ok(upper);
    }
    unsupported(format!(
        "column \"{name}\": SQLite has no type {native}, only INTEGER, REAL, TEXT, BLOB and ANY; give the column a kind without a type of its own"
    ))
}

fn varchar(column_type: &ColumnType) -> String {
    format!("VARCHAR({})", column_type.max_length.unwrap_or(DEFAULT_LENGTH))
}

/// The length that a string is limited to.
pub fn length_of(column_type: &ColumnType) -> u32 {
    column_type.max_length.unwrap_or(DEFAULT_LENGTH)
}

fn numeric(word: &str, column_type: &ColumnType) -> String {
    match (column_type.precision, column_type.scale) {
        (None, _) => word.to_owned(),
        (Some(precision), scale) => format!("{word}({precision}, {})", scale.unwrap_or(0)),
    }
}

fn enum_type(column_type: &ColumnType) -> Result<String> {
    match (&column_type.values, &column_type.numbers) {
        (_, Some(_)) => Ok("BIGINT".to_owned()),
        (Some(values), None) if !values.is_empty() => {
            let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or(1);
            Ok(format!("VARCHAR({})", longest.max(1)))
        }
        _ => invalid("an enum column has no values; give it at least one"),
    }
}

/// The kind of an array's elements.
pub fn element_kind(column_type: &ColumnType) -> Result<Kind> {
    match column_type.of {
        Some(of) if !matches!(of, Kind::Array | Kind::Enum) => Ok(of),
        _ => invalid("an array column does not say what its elements are; name a plain kind"),
    }
}
