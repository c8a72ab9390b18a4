//! Comments before a statement, for logs of the server.

use crate::entry::Piece;

/// The text as a comment that nothing in it can end; no comment where there is no text.
pub fn comment(text: Option<&str>) -> Vec<Piece> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => vec![Piece::text(format!("/* {} */ ", harmless(text)))],
        None => Vec::new(),
    }
}

/// Neither the beginning nor the end of a comment is left in it (PostgreSQL's nest), nor a control character.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!((out.chars().next_back(), character), (Some('*'), '/') | (Some('/'), '*')) {
            out.push(' ');
        }
        out.push(if character.is_control() { ' ' } else { character });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_text_ends_a_comment_or_begins_another() {
        for text in ["*/", "/*", "/*/", "*/*", "**//", "a\0*\n/", "/*! DROP */", "*/ */"] {
            let out = harmless(text);
            assert!(!out.contains("*/") && !out.contains("/*") && !out.chars().any(char::is_control), "{out}");
        }
    }
}
