//! What the server on the other end is and can do.

use crate::{Dialect, ServerProfile};

/// What it means for those who write SQL that the server calls itself this.
pub fn profile(version: &str) -> ServerProfile {
    ServerProfile {
        dialect: Dialect::Postgres,
        is_mariadb: false,
        version: version.to_owned(),
        version_number: version_number(version),
        has_insert_returning: true,
        has_update_returning: true,
        max_parameters: 65_535,
    }
}

/// `15.20 (Debian 15.20-0+deb12u1)` is 152000.
fn version_number(version: &str) -> u32 {
    let digits = version.split(|character: char| !character.is_ascii_digit() && character != '.').next().unwrap_or_default();
    let mut parts = digits.split('.').map(|part| part.parse::<u32>().unwrap_or(0).min(9_999));
    let mut next = || parts.next().unwrap_or(0);
    next() * 10_000 + next() * 100 + next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_become_numbers() {
        for (version, number) in [("15.20 (Debian 15.20-0+deb12u1)", 152_000), ("17beta1", 170_000), ("9.6.24", 90_624), ("odd", 0)] {
            assert_eq!(version_number(version), number);
        }
    }
}
