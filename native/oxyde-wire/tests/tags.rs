//! Makes `lib/wire/tags.ts` out of the numbers of this crate and proves that the committed file is fresh.
//!
//! `OXYDE_UPDATE=1 cargo test -p oxyde-wire --test tags` writes the file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;
use std::path::Path;

use oxyde_wire::ErrorKind;
use oxyde_wire::tags::{encoding, kind_names, mode, status};

const TAGS: &str = include_str!("../src/tags.rs");
const ERRORS: &str = include_str!("../src/error.rs");

#[test]
fn the_generated_file_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lib/wire/tags.ts");
    let text = typescript();
    if std::env::var_os("OXYDE_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "lib/wire/tags.ts is stale; run OXYDE_UPDATE=1 cargo test -p oxyde-wire --test tags");
}

/// The numbers are read from the source text; these are read from the compiled crate.
#[test]
fn the_source_is_read_as_it_is_compiled() {
    assert!(constants_of("encoding").contains(&("bytes".to_owned(), encoding::BYTES)));
    assert!(constants_of("mode").contains(&("rollbackTo".to_owned(), mode::ROLLBACK_TO)));
    assert!(constants_of("status").contains(&("facts".to_owned(), status::FACTS)));
    let kinds = error_kinds();
    assert_eq!(kinds[ErrorKind::UniqueViolation as usize], "uniqueViolation");
    assert_eq!(kinds[ErrorKind::TransactionTimeout as usize], "transactionTimeout");
}

fn typescript() -> String {
    let mut out = String::from(
        "// The small numbers that stand for names on the wire; generated from native/oxyde-wire by its test `tags`, not to be edited.\n",
    );
    push_object(&mut out, "How a column of a frame is encoded.", "encoding", &constants_of("encoding"));
    push_object(&mut out, "The form of a frame.", "frameForm", &constants_of("frame_form"));
    push_object(&mut out, "What a request asks for.", "mode", &constants_of("mode"));
    push_object(&mut out, "What an answer carries.", "status", &constants_of("status"));
    push_array(&mut out, "The kinds of columns by their tag.", "kinds", kind_names().map(str::to_owned));
    push_array(&mut out, "The kinds of failures by their number.", "errorKinds", error_kinds().into_iter());
    out
}

fn push_object(out: &mut String, comment: &str, name: &str, entries: &[(String, u8)]) {
    write!(out, "\n/** {comment} */\nexport const {name} = {{\n").unwrap();
    for (key, value) in entries {
        writeln!(out, "  {key}: {value},").unwrap();
    }
    out.push_str("} as const;\n");
}

fn push_array(out: &mut String, comment: &str, name: &str, items: impl Iterator<Item = String>) {
    write!(out, "\n/** {comment} */\nexport const {name} = [\n").unwrap();
    for item in items {
        writeln!(out, "  '{item}',").unwrap();
    }
    out.push_str("] as const;\n");
}

/// The constants of a module of `tags.rs`, in order.
fn constants_of(module: &str) -> Vec<(String, u8)> {
    let start = TAGS.find(&format!("pub mod {module} {{")).unwrap();
    let body = TAGS[start..].split('}').next().unwrap();
    let constants: Vec<_> = body.lines().filter_map(constant).collect();
    assert!(!constants.is_empty());
    constants
}

fn constant(line: &str) -> Option<(String, u8)> {
    let (name, value) = line.trim().strip_prefix("pub const ")?.strip_suffix(';')?.split_once(": u8 = ")?;
    Some((camel_case(name), value.parse().unwrap()))
}

/// The variants of `ErrorKind`, each at its number.
fn error_kinds() -> Vec<String> {
    let start = ERRORS.find("pub enum ErrorKind {").unwrap();
    let body = ERRORS[start..].split('}').next().unwrap();
    let variants = body.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "));
    let mut names = Vec::new();
    for (name, number) in variants {
        assert_eq!(number.parse::<usize>().unwrap(), names.len(), "the numbers of ErrorKind have a gap before {name}");
        names.push(format!("{}{}", name[..1].to_lowercase(), &name[1..]));
    }
    names
}

/// `ROLLBACK_TO` to `rollbackTo`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_').map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    words.fold(first, |out, word| format!("{out}{}{}", word[..1].to_uppercase(), &word[1..]))
}
