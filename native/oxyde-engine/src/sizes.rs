//! How often the parts of variable size occur in a run: rows of an insert, elements of spread lists.

use oxyde_sql::{Dialect, Sizes, spreads_lists};
use oxyde_wire::Value;

/// Beyond this, doubling would waste more placeholders than it saves statements.
const LARGEST_DOUBLED: u32 = 8_192;
const STEP: u32 = 1_024;

/// The sizes of a run of one row.
pub fn single() -> Sizes {
    Sizes { rows: 1, lists: Vec::new() }
}

/// The padded length of each list parameter that the dialect spreads; nothing elsewhere.
pub fn lists(dialect: Dialect, parameters: &[Value]) -> Vec<(u32, u32)> {
    if !spreads_lists(dialect) {
        return Vec::new();
    }
    let lengths = (0u32..).zip(parameters).filter_map(|(index, value)| match value {
        Value::List(elements) => Some((index, padded(elements.len() as u32))),
        _ => None,
    });
    lengths.collect()
}

/// Few different lengths make few different statements.
fn padded(length: u32) -> u32 {
    match length {
        0 => 0,
        1..=LARGEST_DOUBLED => length.next_power_of_two(),
        _ => length.next_multiple_of(STEP),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded_only_where_they_are_spread() {
        let parameters = [Value::Integer(1), Value::List(vec![Value::Null; 5]), Value::List(Vec::new())];
        assert_eq!(lists(Dialect::Mysql, &parameters), [(1, 8), (2, 0)]);
        assert_eq!(lists(Dialect::Sqlite, &parameters), []);
    }

    #[test]
    fn long_lists_are_padded_by_steps() {
        assert_eq!([1, 8_192, 8_193, 40_000].map(padded), [1, 8_192, 9_216, 40_960]);
    }
}
