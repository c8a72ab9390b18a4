//! Functions of texts that two dialects say in the same words.

use oxyde_wire::FunctionName;
use sea_query::Expr;

use crate::walk::Walk;

impl Walk<'_> {
    /// `LPAD` and `RPAD` would cut a longer text, and servers differ where there is nothing to fill with.
    pub fn padded(&mut self, function: FunctionName, value: Expr, count: Expr, fill: Expr) -> Expr {
        let template = match function {
            FunctionName::PadStart => "CASE WHEN CHAR_LENGTH({}) >= {} THEN {} WHEN CHAR_LENGTH({}) = 0 THEN {} ELSE LPAD({}, {}, {}) END",
            _ => "CASE WHEN CHAR_LENGTH({}) >= {} THEN {} WHEN CHAR_LENGTH({}) = 0 THEN {} ELSE RPAD({}, {}, {}) END",
        };
        self.form(template, [value.clone(), count.clone(), value.clone(), fill.clone(), value.clone(), value, count, fill])
    }

    /// Some servers do not look at the last argument where there is nothing to replace.
    pub fn replaced(&mut self, value: Expr, from: Expr, to: Expr) -> Expr {
        self.form("CASE WHEN {} IS NOT NULL THEN REPLACE({}, {}, {}) END", [to.clone(), value, from, to])
    }
}
