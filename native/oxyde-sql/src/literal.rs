//! Constants that are part of the structure.

use oxyde_wire::Literal;
use sea_query::Expr;

use crate::refusal::{Result, invalid};
use crate::syntax::Syntax;
use crate::walk::Walk;

impl Walk<'_> {
    pub fn literal(&mut self, value: &Literal) -> Result<Expr> {
        let text = literal_text(self.syntax, value)?;
        match value {
            Literal::Float(_) => Ok(self.syntax.float(self, text)),
            _ => Ok(self.text(text)),
        }
    }
}

/// A constant as it stands in an expression.
pub fn literal_text(syntax: &dyn Syntax, value: &Literal) -> Result<String> {
    match value {
        Literal::Null(()) => Ok("NULL".to_owned()),
        Literal::Boolean(value) => Ok(syntax.boolean(*value).to_owned()),
        Literal::Integer(value) => Ok(signed(*value < 0, value.to_string())),
        Literal::Float(value) if !value.is_finite() => {
            invalid("a constant is NaN or infinite, which SQL cannot write; pass it as a parameter")
        }
        // Always with an exponent: on MySQL a number with a point alone is a decimal.
        Literal::Float(value) => Ok(signed(*value < 0.0, format!("{value:e}"))),
        Literal::Text(value) => quoted_text(syntax, value),
    }
}

/// A text constant.
pub fn quoted_text(syntax: &dyn Syntax, text: &str) -> Result<String> {
    if text.contains('\0') {
        return invalid("a text constant holds the character U+0000, which databases cannot store; take it out");
    }
    Ok(syntax.quote_text(text))
}

/// `a - -1` would begin a comment without the space; parentheses are safe everywhere.
fn signed(is_negative: bool, text: String) -> String {
    if is_negative { format!("({text})") } else { text }
}
