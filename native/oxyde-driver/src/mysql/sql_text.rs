//! What has to be known about SQL text before it is sent.

use std::borrow::Cow;

use oxyde_wire::{ErrorKind, Failure};

/// Statements that begin like this change data, not the session.
const HARMLESS: [&str; 12] =
    ["select", "with", "insert", "update", "delete", "replace", "show", "explain", "describe", "desc", "values", "table"];
/// What changes the session all the same: user variables, locks by name, several statements.
const HARMFUL: [&str; 4] = ["@", "get_lock", "release", ";"];

/// Whether a raw statement may have changed the session that it ran in.
pub fn may_change_session(sql: &str) -> bool {
    let lower = sql.to_ascii_lowercase();
    let first = lower.trim_start_matches(|character: char| character.is_whitespace() || character == '(');
    let word = first.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default();
    !HARMLESS.contains(&word) || HARMFUL.iter().any(|part| lower.contains(part))
}

/// The same statement in a form in which mysql_async finds no named parameters.
///
/// mysql_async looks for `:name` with a parser that takes the text after `1-'` for SQL, so it might replace part of a literal. After
/// the comment `/**/` it takes everything up to the next `*/` for a comment.
///
/// # Errors
/// `Unsupported` when the text has both something like a named parameter and the end of a comment.
pub fn without_named_parameters(sql: &str) -> Result<Cow<'_, str>, Failure> {
    let has_name = sql.as_bytes().windows(2).any(|pair| pair[0] == b':' && matches!(pair[1], b'a'..=b'z' | b'_'));
    match (has_name, sql.contains("*/")) {
        (false, _) => Ok(Cow::Borrowed(sql)),
        (true, false) => Ok(Cow::Owned(format!("/**/{sql}"))),
        (true, true) => {
            let message = "the statement has both a comment and a colon before a name; remove the comment or pass the text as a parameter";
            Err(Failure::new(ErrorKind::Unsupported, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_writing_rows_leaves_the_session_alone() {
        for sql in
            ["SELECT 1", "  (select 1) union select 2", "WITH x AS (SELECT 1) SELECT * FROM x", "show tables", "INSERT INTO t VALUES (1)"]
        {
            assert!(!may_change_session(sql), "{sql}");
        }
    }

    #[test]
    fn everything_else_may_change_it() {
        for sql in [
            "SET NAMES latin1",
            "SELECT @a := 1",
            "select GET_LOCK('x', 1)",
            "CREATE TEMPORARY TABLE t (id INT)",
            "BEGIN",
            "",
            "/* x */ SET @@x = 1",
            "CALL p()",
        ] {
            assert!(may_change_session(sql), "{sql}");
        }
    }

    #[test]
    fn what_looks_like_a_named_parameter_is_hidden() {
        assert_eq!(without_named_parameters("SELECT 1-'a :b'").unwrap(), "/**/SELECT 1-'a :b'");
        assert_eq!(without_named_parameters("SELECT ? /* x */").unwrap(), "SELECT ? /* x */");
        assert!(without_named_parameters("SELECT 1-'a :b' /* x */").is_err());
    }
}
