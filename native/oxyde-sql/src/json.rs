//! Operations on JSON documents.

use oxyde_wire::{Expression, PathStep};
use sea_query::Expr;

use crate::refusal::Result;
use crate::walk::Walk;

impl Walk<'_> {
    pub fn json_path(&mut self, operand: &Expression, path: &[PathStep], as_text: bool) -> Result<Expr> {
        let operand = self.expression(operand)?;
        self.syntax.json_path(self, operand, path, as_text)
    }

    pub fn json_contains(&mut self, operand: &Expression, value: &Expression) -> Result<Expr> {
        let (operand, value) = (self.expression(operand)?, self.expression(value)?);
        Ok(self.syntax.json_contains(self, operand, value))
    }

    pub fn json_has_key(&mut self, operand: &Expression, key: &Expression) -> Result<Expr> {
        let (operand, key) = (self.expression(operand)?, self.expression(key)?);
        Ok(self.syntax.json_has_key(self, operand, key))
    }
}

/// The path of MySQL and SQLite: `$."key"[0]`, each key a JSON string, so that dots, quotes and `*` in it mean themselves.
pub fn path_text(path: &[PathStep]) -> String {
    let mut out = String::from("$");
    for step in path {
        match step {
            PathStep::Index(index) => out.push_str(&format!("[{index}]")),
            PathStep::Key(key) => {
                out.push('.');
                push_json_string(&mut out, key);
            }
        }
    }
    out
}

/// Escapes what JSON demands and nothing else: other spellings of a character would not be found.
fn push_json_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}
