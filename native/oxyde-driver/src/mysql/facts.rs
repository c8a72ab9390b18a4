//! What an error message of the server tells: table, column, constraint, and the message without values.

/// The facts in a message.
#[derive(Debug, Default, PartialEq)]
pub struct Facts {
    /// Without values.
    pub message: String,
    /// Without its schema.
    pub table: Option<String>,
    pub column: Option<String>,
    pub constraint: Option<String>,
}

/// Messages that quote names only, so that they may be shown as they are.
const ONLY_NAMES: [u16; 49] = [
    1020, 1040, 1044, 1045, 1046, 1048, 1049, 1050, 1051, 1052, 1053, 1054, 1055, 1060, 1061, 1064, 1066, 1072, 1091, 1109, 1130, 1142,
    1143, 1146, 1203, 1205, 1213, 1216, 1217, 1226, 1227, 1235, 1264, 1265, 1290, 1295, 1305, 1317, 1364, 1370, 1406, 1451, 1452, 1644,
    1792, 1836, 3819, 4025, 1927,
];

/// Reads the message of error `code`.
pub fn read(code: u16, message: &str) -> Facts {
    match code {
        1062 | 1586 => duplicate(message),
        1451 | 1452 => foreign_key(message),
        1048 | 1364 | 1406 | 1264 | 1265 => {
            Facts { column: quoted_after(message, &["Column ", "Field ", "for column "]), ..as_is(message) }
        }
        4025 => Facts { constraint: backticked(message), table: table_after(message, " failed for "), ..as_is(message) },
        3819 => Facts { constraint: quoted_after(message, &["Check constraint "]), ..as_is(message) },
        1292 | 1366 | 1367 | 1411 => bad_value(message),
        1690 => Facts { message: message.split(" in '").next().unwrap_or_default().to_owned(), ..Facts::default() },
        1050 | 1051 | 1146 => {
            Facts { table: quoted_after(message, &["Table ", "Unknown table "]).map(|name| unqualified(&name)), ..as_is(message) }
        }
        1054 => Facts { column: quoted_after(message, &["Unknown column "]).map(|name| unqualified(&name)), ..as_is(message) },
        _ if ONLY_NAMES.contains(&code) => as_is(message),
        _ => Facts { message: without_quoted(message), ..Facts::default() },
    }
}

fn as_is(message: &str) -> Facts {
    Facts { message: message.to_owned(), ..Facts::default() }
}

/// `Duplicate entry 'VALUE' for key 'users.email'` (MySQL) or `... for key 'email'` (MariaDB); the value may hold anything.
fn duplicate(message: &str) -> Facts {
    let key = message.rsplit_once(" for key '").and_then(|(_, key)| key.strip_suffix('\''));
    let Some(key) = key else {
        return Facts { message: "Duplicate entry".into(), ..Facts::default() };
    };
    let (table, name) = match key.split_once('.') {
        Some((table, name)) => (Some(table.to_owned()), name),
        None => (None, key),
    };
    Facts { message: format!("Duplicate entry for key '{name}'"), table, constraint: Some(name.to_owned()), column: None }
}

/// ``... fails (`db`.`posts`, CONSTRAINT `name` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`))``.
fn foreign_key(message: &str) -> Facts {
    Facts {
        table: table_after(message, "("),
        constraint: after(message, "CONSTRAINT ").and_then(backticked),
        column: after(message, "FOREIGN KEY (").and_then(backticked),
        ..as_is(message)
    }
}

/// ``Incorrect integer value: 'VALUE' for column `db`.`t`.`c` at row 1`` (MariaDB) or `... for column 'c' at row 1` (MySQL).
fn bad_value(message: &str) -> Facts {
    let what = message.split(':').next().unwrap_or_default().split('\'').next().unwrap_or_default().trim_end();
    let Some((_, place)) = message.rsplit_once(" for column ") else {
        return Facts { message: what.to_owned(), ..Facts::default() };
    };
    let names = backticked_path(place);
    let column = names.last().cloned().or_else(|| quoted_after(place, &[""]));
    let table = names.len().checked_sub(2).and_then(|index| names.get(index).cloned());
    let named = column.as_ref().map(|name| format!(" for column '{name}'")).unwrap_or_default();
    Facts { message: format!("{what}{named}"), table, column, constraint: None }
}

/// The name in single quotes that follows the first of these words that occurs, where a row number or other text ends it.
fn quoted_after(message: &str, words: &[&str]) -> Option<String> {
    let rest = words.iter().find_map(|word| after(message, &format!("{word}'")))?;
    rest.split_once('\'').map(|(name, _)| name.to_owned())
}

fn after<'a>(message: &'a str, word: &str) -> Option<&'a str> {
    message.split_once(word).map(|(_, rest)| rest)
}

/// The last part of the first backticked path after the word: the table of `` `db`.`table` ``.
fn table_after(message: &str, word: &str) -> Option<String> {
    after(message, word).map(backticked_path)?.pop()
}

/// The first name in backticks.
fn backticked(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('`')?;
    let (name, _) = read_name(rest)?;
    Some(name)
}

/// The names of the path that the text begins with.
fn backticked_path(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((name, tail)) = rest.strip_prefix('`').and_then(read_name) {
        names.push(name);
        rest = tail.strip_prefix('.').unwrap_or_default();
    }
    names
}

/// Reads to the closing backtick; a doubled one is part of the name.
fn read_name(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let (part, tail) = rest.split_once('`')?;
        name.push_str(part);
        match tail.strip_prefix('`') {
            Some(more) => {
                name.push('`');
                rest = more;
            }
            None => return Some((name, tail)),
        }
    }
}

fn unqualified(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).to_owned()
}

/// A message of unknown form: everything from the first quote to the last may be a value.
fn without_quoted(message: &str) -> String {
    let is_quote = |character| matches!(character, '\'' | '"');
    match (message.find(is_quote), message.rfind(is_quote)) {
        (Some(first), Some(last)) if first < last => format!("{}...{}", &message[..first], &message[last + 1..]),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(code: u16, message: &str) -> (String, Option<String>, Option<String>, Option<String>) {
        let facts = read(code, message);
        (facts.message, facts.table, facts.column, facts.constraint)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_duplicate_names_its_key_and_hides_its_value() {
        let mysql = "Duplicate entry 'a' for key 'x'' for key 'users.email'";
        assert_eq!(facts(1062, mysql), ("Duplicate entry for key 'email'".into(), some("users"), None, some("email")));
        let mariadb = "Duplicate entry 'secret' for key 'PRIMARY'";
        assert_eq!(facts(1062, mariadb), ("Duplicate entry for key 'PRIMARY'".into(), None, None, some("PRIMARY")));
    }

    #[test]
    fn a_foreign_key_names_table_column_and_constraint() {
        let text = "Cannot add or update a child row: a foreign key constraint fails (`shop`.`po``sts`, CONSTRAINT `posts_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`))";
        let (_, table, column, constraint) = facts(1452, text);
        assert_eq!((table, column, constraint), (some("po`sts"), some("user_id"), some("posts_user")));
    }

    #[test]
    fn columns_are_found_in_every_form() {
        assert_eq!(facts(1048, "Column 'name' cannot be null").2, some("name"));
        assert_eq!(facts(1364, "Field 'name' doesn't have a default value").2, some("name"));
        assert_eq!(facts(1406, "Data too long for column 'name' at row 1").2, some("name"));
        assert_eq!(facts(1054, "Unknown column 't.nam' in 'SELECT'").2, some("nam"));
    }

    #[test]
    fn a_check_names_its_constraint_on_both_servers() {
        let (_, table, _, constraint) = facts(4025, "CONSTRAINT `views_positive` failed for `shop`.`posts`");
        assert_eq!((table, constraint), (some("posts"), some("views_positive")));
        assert_eq!(facts(3819, "Check constraint 'views_positive' is violated.").3, some("views_positive"));
    }

    #[test]
    fn a_bad_value_is_not_repeated() {
        let mariadb = "Incorrect integer value: 'se`c'ret: for column x' for column `shop`.`posts`.`views` at row 1";
        assert_eq!(facts(1366, mariadb), ("Incorrect integer value for column 'views'".into(), some("posts"), some("views"), None));
        let mysql = "Incorrect integer value: 'secret' for column 'views' at row 1";
        assert_eq!(facts(1366, mysql), ("Incorrect integer value for column 'views'".into(), None, some("views"), None));
        assert_eq!(facts(1292, "Truncated incorrect DOUBLE value: 'secret'").0, "Truncated incorrect DOUBLE value");
        assert_eq!(facts(1690, "BIGINT value is out of range in '(`a`.`b` + 5)'").0, "BIGINT value is out of range");
    }

    #[test]
    fn unknown_messages_lose_what_they_quote() {
        assert_eq!(facts(9999, "Odd 'it's secret' thing"), ("Odd ... thing".into(), None, None, None));
    }
}
