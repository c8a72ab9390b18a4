//! The little that the driver has to know of a statement's text: its first word and whether more follows.

use oxyde_wire::{ErrorKind, Failure};

/// The first word of a statement, as far as it matters where the statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// SELECT, VALUES or EXPLAIN: always a read.
    Query,
    /// WITH: a read or a change.
    With,
    Insert,
    /// UPDATE or DELETE.
    Change,
    /// BEGIN, COMMIT, SAVEPOINT and the like.
    TransactionControl,
    /// ATTACH or DETACH.
    Attach,
    Other,
}

/// The verb of a statement.
pub fn verb(text: &str) -> Verb {
    let start = skip_blank(text);
    let word: String = start.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    match word.as_str() {
        "SELECT" | "VALUES" | "EXPLAIN" => Verb::Query,
        "WITH" => Verb::With,
        "INSERT" | "REPLACE" => Verb::Insert,
        "UPDATE" | "DELETE" => Verb::Change,
        "BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" => Verb::TransactionControl,
        "ATTACH" | "DETACH" => Verb::Attach,
        _ => Verb::Other,
    }
}

/// Whether the text is sure to leave the database and the session as they are.
pub fn is_sure_read(text: &str) -> bool {
    match verb(text) {
        Verb::Query => true,
        Verb::With => {
            let upper = text.to_ascii_uppercase();
            !["INSERT", "UPDATE", "DELETE", "REPLACE"].iter().any(|word| upper.contains(word))
        }
        _ => false,
    }
}

/// Whether the text asks how another statement would run.
pub fn is_explanation(text: &str) -> bool {
    skip_blank(text).get(..7).is_some_and(|word| word.eq_ignore_ascii_case("explain"))
}

/// Whether the text may change the state of its connection, as a PRAGMA does.
pub fn may_change_session(text: &str) -> bool {
    verb(text) == Verb::Other
}

/// Refuses what would change a connection behind the driver's back.
pub fn check_raw(text: &str) -> Result<(), Failure> {
    let remedy = match verb(text) {
        Verb::TransactionControl => "transactions and savepoints are opened with `dataSource.transaction`, not by a statement",
        Verb::Attach => "a database cannot be attached to one connection of several; open a second data source",
        _ => return Ok(()),
    };
    Err(Failure::new(ErrorKind::Unsupported, remedy))
}

/// Whether only white space, comments and semicolons are left.
pub fn is_blank(text: &str) -> bool {
    skip_blank(text).is_empty()
}

fn skip_blank(text: &str) -> &str {
    let mut rest = text;
    loop {
        let start =
            rest.trim_start_matches(|character: char| character.is_ascii_whitespace() || character == ';' || character == '\u{feff}');
        rest = match (start.strip_prefix("--"), start.strip_prefix("/*")) {
            (Some(comment), _) => comment.split_once('\n').map_or("", |(_, after)| after),
            (_, Some(comment)) => comment.split_once("*/").map_or("", |(_, after)| after),
            _ => return start,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_do_not_hide_the_verb() {
        assert_eq!(verb(" -- note\n/* more */ ;select 1"), Verb::Query);
        assert_eq!(verb("Insert into t values (1)"), Verb::Insert);
        assert_eq!(verb("/**/COMMIT"), Verb::TransactionControl);
        assert_eq!(verb("pragma x"), Verb::Other);
    }

    #[test]
    fn a_read_is_known_for_sure_or_not() {
        for (text, expected) in [
            ("select 1", true),
            ("with a as (select 1) select * from a", true),
            ("with a as (select 1) insert into t select * from a", false),
            ("with a as (select 1) Delete from t", false),
            ("pragma table_info(t)", false),
        ] {
            assert_eq!(is_sure_read(text), expected, "{text}");
        }
    }

    #[test]
    fn an_explanation_is_known() {
        assert!(is_explanation(" explain query plan select 1"));
        assert!(!is_explanation("select 1") && !is_explanation("é") && !is_explanation(""));
    }

    #[test]
    fn the_rest_of_a_text_is_blank_or_not() {
        assert!(is_blank(" ; -- end\n /* nothing */ "));
        assert!(is_blank("-- open end"));
        assert!(!is_blank("; select 2"));
    }

    #[test]
    fn control_statements_are_refused() {
        for text in ["begin", "COMMIT", "savepoint a", "attach 'x' as y"] {
            assert_eq!(check_raw(text).unwrap_err().kind, ErrorKind::Unsupported, "{text}");
        }
        assert!(check_raw("select 1").is_ok());
    }
}
