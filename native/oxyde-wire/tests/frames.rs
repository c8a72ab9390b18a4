//! Frames and answers, byte by byte: what the other half reads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use oxyde_wire::tags::{encoding, frame_form, kind_tag, status};
use oxyde_wire::{
    CellError, ColumnType, ErrorKind, Fact, Failure, FrameSink, Kind, Outcome, ResultColumn, RowSink, encode_error, encode_outcome,
};

/// More rows than a plain frame of one column holds.
const MANY: usize = 40;

fn sink(kinds: &[Kind]) -> FrameSink {
    let column = |kind: &Kind| ResultColumn { column_type: ColumnType::of_kind(*kind), label: Some("posts.x".into()) };
    FrameSink::new(kinds.iter().map(column).collect())
}

fn encoded(sink: &FrameSink) -> Vec<u8> {
    let mut out = Vec::new();
    sink.encode(&mut out);
    out
}

/// A column frame of one column, after its head.
fn column(kind: Kind, push: impl Fn(&mut FrameSink, usize) -> Result<(), CellError>) -> Vec<u8> {
    let mut sink = sink(&[kind]);
    for row in 0..MANY {
        push(&mut sink, row).unwrap();
    }
    let bytes = encoded(&sink);
    assert_eq!(bytes[..2], [frame_form::COLUMNS, MANY as u8]);
    bytes[2..].to_vec()
}

#[test]
fn cells_of_a_plain_frame_are_packed_values() {
    let mut sink = sink(&[Kind::Int, Kind::Boolean, Kind::Float, Kind::Text, Kind::Bytes, Kind::Json]);
    sink.integer(-1).unwrap();
    sink.boolean(true).unwrap();
    sink.float(0.5).unwrap();
    sink.text("é").unwrap();
    sink.bytes(&[9]).unwrap();
    sink.null().unwrap();
    let expected =
        [&[frame_form::ROWS, 1, 0xff, 0xc3, 0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0, 0xa2][..], "é".as_bytes(), &[0xc4, 1, 9, 0xc0]].concat();
    assert_eq!(encoded(&sink), expected);
}

#[test]
fn a_result_without_rows_is_a_plain_frame() {
    assert_eq!(encoded(&sink(&[Kind::Int])), [frame_form::ROWS, 0]);
    assert_eq!(encoded(&sink(&[])), [frame_form::ROWS, 0]);
}

#[test]
fn exactly_as_many_cells_as_a_plain_frame_holds_stay_plain() {
    let mut sink = sink(&[Kind::Int]);
    for value in 0..32 {
        sink.integer(value).unwrap();
    }
    assert_eq!(encoded(&sink)[..2], [frame_form::ROWS, 32]);
    sink.integer(32).unwrap();
    assert_eq!(encoded(&sink)[..2], [frame_form::COLUMNS, 33]);
}

#[test]
fn safe_integers_are_32_bits_when_all_fit_and_doubles_otherwise() {
    let small = column(Kind::Int, |sink, row| sink.integer(row as i64 - 20));
    assert_eq!(small[..4], [encoding::INT32, 0xc0, 0xc4, 160]);
    assert_eq!(small[4..8], (-20i32).to_le_bytes());
    let large = column(Kind::Int, |sink, row| sink.integer((1 << 40) + row as i64));
    assert_eq!(large[..5], [encoding::FLOAT64, 0xc0, 0xc5, 1, 64]);
    assert_eq!(large[5..13], ((1i64 << 40) as f64).to_le_bytes());
}

#[test]
fn bigints_are_64_bits_and_floats_are_doubles() {
    let wide = column(Kind::Bigint, |sink, _| sink.integer(i64::MIN));
    assert_eq!(wide[..5], [encoding::INT64, 0xc0, 0xc5, 1, 64]);
    assert_eq!(wide[5..13], i64::MIN.to_le_bytes());
    let float = column(Kind::Float, |sink, _| sink.float(f64::NAN));
    assert_eq!(float[0], encoding::FLOAT64);
    assert!(f64::from_le_bytes(float[5..13].try_into().unwrap()).is_nan());
}

#[test]
fn booleans_are_bytes_and_nulls_a_bitmap() {
    let flags = column(Kind::Boolean, |sink, row| if row % 8 == 7 { sink.null() } else { sink.boolean(row == 1) });
    assert_eq!(flags[..8], [encoding::BOOLEAN, 0xc4, 5, 0x80, 0x80, 0x80, 0x80, 0x80]);
    assert_eq!(flags[8..13], [0xc4, 40, 0, 1, 0]);
}

#[test]
fn texts_are_one_string_with_lengths_in_utf16() {
    let texts = column(Kind::Text, |sink, row| if row == 2 { sink.null() } else { sink.text(["a", "é😀"][row % 2]) });
    let body = texts.iter().position(|byte| *byte == b'a').unwrap();
    assert_eq!(texts[0], encoding::TEXT);
    assert_eq!(texts[body..body + 7], *"aé😀".as_bytes());
    let lengths = &texts[texts.len() - 160..];
    assert_eq!(lengths[..12], [1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(texts[texts.len() - 163], 0xc2, "not ASCII");
}

/// A slice keeps its parent alive, so a string beyond 64 KiB goes on in another.
#[test]
fn long_columns_of_text_are_cut_into_several_strings() {
    let long = "x".repeat(40_000);
    let texts = column(Kind::Text, |sink, _| sink.text(&long));
    assert_eq!(texts[..3], [encoding::TEXT, 0xc0, MANY as u8]);
}

#[test]
fn bytes_are_one_blob_with_lengths() {
    let blobs = column(Kind::Bytes, |sink, row| sink.bytes(&vec![7; row % 2]));
    assert_eq!(blobs[..5], [encoding::BYTES, 0xc0, 0xc4, 20, 7]);
    assert_eq!(blobs[24..34], [0xc4, 160, 0, 0, 0, 0, 1, 0, 0, 0]);
}

#[test]
fn what_came_before_the_turn_to_columns_is_kept() {
    let mut sink = sink(&[Kind::Bytes, Kind::Boolean, Kind::Float]);
    for row in 0..20u8 {
        if row == 0 {
            sink.null().unwrap()
        } else {
            sink.bytes(&[row]).unwrap()
        }
        sink.boolean(row % 2 == 0).unwrap();
        sink.float(f64::from(row)).unwrap();
    }
    let bytes = encoded(&sink);
    assert_eq!(bytes[..2], [frame_form::COLUMNS, 20]);
    assert_eq!(bytes[2..8], [encoding::BYTES, 0xc4, 3, 1, 0, 0]);
    assert_eq!(bytes[8..11], [0xc4, 19, 1]);
    assert_eq!(sink.row_count(), 20);
}

#[test]
fn a_result_that_describes_itself_names_its_columns() {
    let mut sink = sink(&[]);
    sink.describe(vec![("n".into(), ColumnType::of_kind(Kind::Bigint))]);
    sink.integer(1).unwrap();
    assert_eq!(encoded(&sink), [frame_form::DESCRIBED, 1, 0xa1, b'n', kind_tag(Kind::Bigint), frame_form::ROWS, 1, 1]);
}

#[test]
fn a_cell_of_another_type_is_refused() {
    assert!(sink(&[Kind::Int]).text("1").is_err());
    assert!(sink(&[Kind::Text]).integer(1).is_err());
    assert!(sink(&[Kind::Boolean]).integer(1).is_err());
    assert!(sink(&[Kind::Json]).bytes(&[]).is_err());
    assert!(sink(&[Kind::Timestamp]).integer(1 << 53).is_err());
    assert!(sink(&[Kind::Bigint]).integer(i64::MAX).is_ok());
}

#[test]
fn outcomes_begin_with_the_request_the_status_and_their_length() {
    let encoded = |outcome: Outcome| {
        let mut out = Vec::new();
        encode_outcome(&mut out, 5, &outcome);
        out
    };
    assert_eq!(encoded(Outcome::Done), [5, 0, 0, 0, status::DONE, 0, 0, 0, 0]);
    assert_eq!(encoded(Outcome::Affected { affected: 3, last_insert_id: 9 }), [5, 0, 0, 0, status::AFFECTED, 2, 0, 0, 0, 3, 9]);
    assert_eq!(encoded(Outcome::Frame(sink(&[Kind::Int]))), [5, 0, 0, 0, status::FRAME, 2, 0, 0, 0, frame_form::ROWS, 0]);
    let facts = vec![("a", Fact::Integer(-1)), ("b", Fact::Text("x".into()))];
    assert_eq!(encoded(Outcome::Facts(facts)), [5, 0, 0, 0, status::FACTS, 8, 0, 0, 0, 2, 0xa1, b'a', 0xff, 0xa1, b'b', 0xa1, b'x']);
}

#[test]
fn a_failure_carries_its_facts_in_order() {
    let mut failure = Failure::new(ErrorKind::UniqueViolation, "m").with_code("23505").with_retry_safe();
    failure.constraint = Some("k".into());
    let mut out = Vec::new();
    encode_error(&mut out, 5, &failure);
    let expected = [
        &[5, 0, 0, 0, status::FAILURE, 14, 0, 0, 0, ErrorKind::UniqueViolation as u8, 0xa1, b'm', 0xa5][..],
        b"23505",
        &[0xc0, 0xc0, 0xa1, b'k', 0xc3],
    ]
    .concat();
    assert_eq!(out, expected);
}
