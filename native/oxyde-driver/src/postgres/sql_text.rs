//! What has to be known about raw SQL before it is sent.

/// Statements that begin like this change data and structures, not the session.
const HARMLESS: [&str; 25] = [
    "select",
    "with",
    "insert",
    "update",
    "delete",
    "merge",
    "values",
    "table",
    "show",
    "explain",
    "create",
    "alter",
    "drop",
    "truncate",
    "comment",
    "grant",
    "revoke",
    "analyze",
    "vacuum",
    "reindex",
    "cluster",
    "refresh",
    "copy",
    "checkpoint",
    "notify",
];
/// What changes the session all the same: settings and locks by function, temporary tables, connections of extensions.
const HARMFUL: [&str; 5] = ["set_config", "advisory", "temp", "dblink", "setseed"];
/// Statements that end a transaction, or turn it into another one.
const ENDING: [&str; 7] = ["commit", "end", "rollback", "abort", "begin", "start", "prepare"];

/// Whether a raw statement may have changed the session that it ran in.
pub fn may_change_session(sql: &str) -> bool {
    let lower = sql.to_ascii_lowercase();
    !HARMLESS.contains(&first_word(&lower)) || HARMFUL.iter().any(|part| lower.contains(part))
}

/// Whether a raw statement would end the transaction that it runs in.
pub fn ends_transaction(sql: &str) -> bool {
    let lower = sql.to_ascii_lowercase();
    let mut words = words(&lower);
    match words.next() {
        Some("rollback") => !words.take(2).any(|word| word == "to"),
        Some("prepare") => words.next() == Some("transaction"),
        Some(word) => ENDING.contains(&word),
        None => false,
    }
}

/// Whether it leaves a prepared statement of a name of its own behind, which only a new session is rid of.
pub fn prepares_by_name(sql: &str) -> bool {
    first_word(&sql.to_ascii_lowercase()) == "prepare"
}

fn first_word(lower: &str) -> &str {
    words(lower).next().unwrap_or_default()
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    skip_comments(lower).split(|character: char| !character.is_ascii_alphanumeric() && character != '_').filter(|word| !word.is_empty())
}

/// The text from its first character that is neither white space nor part of a comment nor an opening parenthesis.
fn skip_comments(sql: &str) -> &str {
    let mut rest = sql;
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || matches!(character, '(' | ';'));
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = after_block(comment);
        } else {
            return rest;
        }
    }
}

/// The text after a block comment; these nest in PostgreSQL.
fn after_block(comment: &str) -> &str {
    let mut depth = 1;
    let bytes = comment.as_bytes();
    let mut index = 0;
    while index + 1 < bytes.len() {
        let step = match &bytes[index..index + 2] {
            b"/*" => 1,
            b"*/" => -1,
            _ => 0,
        };
        depth += step;
        index += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return comment.get(index..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_writing_rows_leaves_the_session_alone() {
        for sql in [
            "SELECT 1",
            "  (select 1) union select 2",
            "WITH x AS (SELECT 1) SELECT * FROM x",
            "-- hi\nINSERT INTO t VALUES (1)",
            "CREATE TABLE t ()",
        ] {
            assert!(!may_change_session(sql), "{sql}");
        }
    }

    #[test]
    fn everything_else_may_change_it() {
        for sql in [
            "SET search_path = x",
            "select set_config('a.b', 'c', false)",
            "SELECT pg_advisory_lock(1)",
            "CREATE TEMP TABLE t (id INT)",
            "LISTEN x",
            "BEGIN",
            "",
            "/* a /* b */ c */ RESET ALL",
            "CALL p()",
            "DO $$ BEGIN END $$",
            "PREPARE x AS SELECT 1",
        ] {
            assert!(may_change_session(sql), "{sql}");
        }
    }

    #[test]
    fn ends_of_transactions_are_found_behind_comments() {
        for sql in ["COMMIT", " -- x\n rollback", "/* x */ END", "BEGIN", "start transaction", "PREPARE TRANSACTION 'x'", "abort;"] {
            assert!(ends_transaction(sql), "{sql}");
        }
        for sql in ["ROLLBACK TO SAVEPOINT x", "rollback work to x", "SAVEPOINT x", "SELECT 'commit'", "PREPARE x AS SELECT 1", "/* commit"]
        {
            assert!(!ends_transaction(sql), "{sql}");
        }
    }
}
