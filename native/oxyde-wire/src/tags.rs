//! The small numbers that stand for names on the wire; `lib/wire/tags.ts` is generated from this file.

use crate::Kind;

/// How a column of a frame is encoded.
pub mod encoding {
    pub const INT32: u8 = 0;
    pub const FLOAT64: u8 = 1;
    pub const INT64: u8 = 2;
    pub const BOOLEAN: u8 = 3;
    pub const TEXT: u8 = 4;
    pub const BYTES: u8 = 5;
}

/// The form of a frame.
pub mod frame_form {
    pub const ROWS: u8 = 0;
    pub const COLUMNS: u8 = 1;
    pub const DESCRIBED: u8 = 2;
}

/// What a request asks for.
pub mod mode {
    pub const ROWS: u8 = 0;
    pub const AFFECTED: u8 = 1;
    pub const BEGIN: u8 = 2;
    pub const COMMIT: u8 = 3;
    pub const ROLLBACK: u8 = 4;
    pub const SAVEPOINT: u8 = 5;
    pub const RELEASE: u8 = 6;
    pub const ROLLBACK_TO: u8 = 7;
    pub const CONNECT: u8 = 8;
    pub const CLOSE: u8 = 9;
    pub const STATISTICS: u8 = 10;
    /// The text that a statement has with these parameters, instead of a run.
    pub const SQL: u8 = 11;
    /// Rows in chunks, each of which has to be asked for; the request itself asks for the first.
    pub const STREAM: u8 = 12;
    /// Asks for one more chunk of the stream that has the same request id.
    pub const CREDIT: u8 = 13;
    /// Ends the request that has the same id early; the number says why: 0 = it is cancelled, 1 = nobody wants more of its rows.
    pub const CANCEL: u8 = 14;
    /// Added to the mode of a statement that may be cancelled: its timeout in milliseconds, or nil, comes before its parameters.
    pub const CONTROLLED: u8 = 64;
}

/// What an answer carries.
pub mod status {
    pub const FRAME: u8 = 0;
    pub const AFFECTED: u8 = 1;
    pub const DONE: u8 = 2;
    pub const FAILURE: u8 = 3;
    pub const FACTS: u8 = 4;
    /// A frame after which others come, when they are asked for.
    pub const CHUNK: u8 = 5;
}

const KINDS: [(Kind, &str); 17] = [
    (Kind::String, "string"),
    (Kind::Text, "text"),
    (Kind::Int, "int"),
    (Kind::Bigint, "bigint"),
    (Kind::Float, "float"),
    (Kind::Decimal, "decimal"),
    (Kind::Boolean, "boolean"),
    (Kind::Uuid, "uuid"),
    (Kind::Date, "date"),
    (Kind::Time, "time"),
    (Kind::Timestamp, "timestamp"),
    (Kind::LocalTimestamp, "localTimestamp"),
    (Kind::Duration, "duration"),
    (Kind::Bytes, "bytes"),
    (Kind::Json, "json"),
    (Kind::Array, "array"),
    (Kind::Enum, "enum"),
];

/// The position of a kind in the generated list of kinds.
pub fn kind_tag(kind: Kind) -> u8 {
    KINDS.iter().position(|(known, _)| *known == kind).unwrap_or(0) as u8
}

/// The names of the kinds, by tag.
pub fn kind_names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(_, name)| *name)
}
