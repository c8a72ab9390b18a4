//! The type of a column or parameter as both halves know it.

use serde::Deserialize;

/// What a value is in the class; the stored form follows from it and from the dialect.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    String,
    Text,
    /// A safe JavaScript integer, stored as 64 bits: a value beyond 2^53 - 1 is an error.
    Int,
    /// A 64-bit integer, a BigInt in the class.
    Bigint,
    Float,
    /// An exact number; text on the wire.
    Decimal,
    Boolean,
    /// Lower-case hyphenated text on the wire.
    Uuid,
    /// `YYYY-MM-DD` on the wire.
    Date,
    /// `HH:mm:ss[.ffffff]` on the wire.
    Time,
    /// An instant; whole milliseconds since 1970 UTC on the wire.
    Timestamp,
    /// A date and time of no zone; `YYYY-MM-DDTHH:mm:ss[.ffffff]` on the wire.
    LocalTimestamp,
    /// Whole milliseconds, stored as a 64-bit integer.
    Duration,
    Bytes,
    /// JSON text on the wire.
    Json,
    /// JSON text of the elements on the wire: bigint and decimal elements as strings, timestamps as milliseconds, bytes as base64.
    Array,
    /// One of `values`; text, or an integer when the values are integers.
    Enum,
}

/// The type of a column, parameter or result.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct ColumnType {
    pub kind: Kind,
    /// The kind of an array's elements.
    #[serde(default)]
    pub of: Option<Kind>,
    /// Characters, for `string` and for elements of an array of strings.
    #[serde(default)]
    pub max_length: Option<u32>,
    #[serde(default)]
    pub precision: Option<u32>,
    #[serde(default)]
    pub scale: Option<u32>,
    /// The values of a textual enum.
    #[serde(default)]
    pub values: Option<Vec<String>>,
    /// The values of a numeric enum; exactly one of `values` and `numbers` is set for an enum.
    #[serde(default)]
    pub numbers: Option<Vec<i64>>,
    /// A type written by the user, such as `CITEXT`; the kind says how its values cross.
    #[serde(default)]
    pub native: Option<String>,
    /// A collation written by the user.
    #[serde(default)]
    pub collation: Option<String>,
}

impl ColumnType {
    /// A type of this kind with no further facts.
    pub const fn of_kind(kind: Kind) -> Self {
        Self { kind, of: None, max_length: None, precision: None, scale: None, values: None, numbers: None, native: None, collation: None }
    }

    /// The kind that decides how a value crosses: a numeric enum crosses as an integer, a textual one as text.
    pub fn wire_kind(&self) -> Kind {
        match (self.kind, &self.numbers) {
            (Kind::Enum, Some(_)) => Kind::Int,
            (Kind::Enum, None) => Kind::Text,
            (kind, _) => kind,
        }
    }
}
