//! Finds the name of the constraint that a unique violation is about: SQLite tells the columns only.

use oxyde_wire::{ErrorKind, Failure};

use super::connect::Connection;

/// The same failure with the name of its constraint, when the schema knows one.
pub fn with_constraint(connection: &Connection, mut failure: Failure) -> Failure {
    if failure.kind != ErrorKind::UniqueViolation || failure.constraint.is_some() {
        return failure;
    }
    if let (Some(table), Some(columns)) = (&failure.table, &failure.column) {
        failure.constraint = named_in_table(connection, table, columns).or_else(|| index_on(connection, table, columns));
    }
    failure
}

/// An index made by CREATE UNIQUE INDEX on just these columns.
fn index_on(connection: &Connection, table: &str, columns: &str) -> Option<String> {
    const INDEXES: &str = "SELECT l.name FROM pragma_index_list(?1) AS l WHERE l.\"unique\" AND l.origin = 'c' \
                           AND (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) = ?2";
    // The failure stands without the name as well.
    connection.texts(INDEXES, &[table, columns]).ok()?.into_iter().next()
}

/// A constraint of the table: its index has a name of SQLite's own, the given one is in the table's text alone.
fn named_in_table(connection: &Connection, table: &str, columns: &str) -> Option<String> {
    let texts = connection.texts("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", &[table]).ok()?;
    let tokens = tokens(texts.first()?);
    let wanted: Vec<_> = columns.split(", ").collect();
    (0..tokens.len()).find_map(|at| constraint_at(&tokens[at..], &wanted))
}

/// `CONSTRAINT name UNIQUE (a, b)` or `CONSTRAINT name PRIMARY KEY (a, b)` at the start of the tokens.
fn constraint_at(tokens: &[String], columns: &[&str]) -> Option<String> {
    let is = |index: usize, word: &str| tokens.get(index).is_some_and(|token| token.eq_ignore_ascii_case(word));
    if !is(0, "CONSTRAINT") {
        return None;
    }
    let list = match (is(2, "UNIQUE"), is(2, "PRIMARY") && is(3, "KEY")) {
        (true, _) => 3,
        (_, true) => 4,
        _ => return None,
    };
    let rest = tokens.get(list..).filter(|rest| rest.first().is_some_and(|token| token == "("))?;
    let named: Vec<_> = rest[1..].iter().take_while(|token| *token != ")").filter(|token| *token != ",").map(String::as_str).collect();
    (named == columns).then(|| tokens[1].clone())
}

/// The words, names (without their quotes) and signs of a statement; texts and comments are left out.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '"' | '`' => quoted(rest, first),
            '[' => quoted(rest, ']'),
            '\'' => (None, quoted(rest, first).1),
            _ if rest.starts_with("--") => (None, rest.split_once('\n').map_or("", |(_, after)| after)),
            _ if rest.starts_with("/*") => (None, rest.split_once("*/").map_or("", |(_, after)| after)),
            _ => word(rest, first),
        };
        found.extend(token);
        rest = after;
    }
    found
}

/// A quoted name, a doubled quote in it standing for one.
fn quoted(text: &str, end: char) -> (Option<String>, &str) {
    let mut name = String::new();
    let mut rest = &text[1..];
    loop {
        let Some((part, after)) = rest.split_once(end) else { return (Some(name), "") };
        name.push_str(part);
        match after.strip_prefix(end).filter(|_| end != ']') {
            Some(more) => {
                name.push(end);
                rest = more;
            }
            None => return (Some(name), after),
        }
    }
}

fn word(text: &str, first: char) -> (Option<String>, &str) {
    let is_part = |character: char| character.is_alphanumeric() || character == '_' || character == '$';
    if !is_part(first) {
        let after = &text[first.len_utf8()..];
        return ((!first.is_whitespace()).then(|| first.to_string()), after);
    }
    let end = text.find(|character| !is_part(character)).unwrap_or(text.len());
    (Some(text[..end].to_owned()), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, columns: &[&str]) -> Option<String> {
        let tokens = tokens(text);
        (0..tokens.len()).find_map(|at| constraint_at(&tokens[at..], columns))
    }

    #[test]
    fn named_constraints_are_found_by_their_columns() {
        let text = "CREATE TABLE \"t\" (a TEXT DEFAULT 'CONSTRAINT x UNIQUE (a)', b int, -- CONSTRAINT y UNIQUE (b)\n \
                    CONSTRAINT \"t_a_key\" UNIQUE (\"a\"), constraint [t b] unique(b,a), CONSTRAINT t_pkey PRIMARY KEY (`id`, b))";
        assert_eq!(find(text, &["a"]).as_deref(), Some("t_a_key"));
        assert_eq!(find(text, &["b", "a"]).as_deref(), Some("t b"));
        assert_eq!(find(text, &["id", "b"]).as_deref(), Some("t_pkey"));
        assert_eq!(find(text, &["b"]), None);
    }

    #[test]
    fn doubled_quotes_are_read() {
        assert_eq!(tokens("\"a\"\"b\" 'it''s' c"), ["a\"b", "c"]);
    }
}
