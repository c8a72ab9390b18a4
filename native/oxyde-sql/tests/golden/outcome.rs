//! What a dialect makes of a case, as text.

use oxyde_sql::{Access, Compiled, Dialect, Placeholder, Slot, Target, compile};
use oxyde_wire::{ColumnType, Failure};

use crate::corpus::Case;

/// The dialects of the corpus in their order.
pub const DIALECTS: [&str; 4] = ["postgres", "mysql", "mariadb", "sqlite"];

/// A server of this name, as new as the ones that are supported.
pub fn target(dialect: &str) -> Target {
    let (dialect, is_mariadb, version_number, has_insert_returning, has_update_returning) = match dialect {
        "postgres" => (Dialect::Postgres, false, 150_000, true, true),
        "mysql" => (Dialect::Mysql, false, 80_400, false, false),
        "mariadb" => (Dialect::Mysql, true, 101_100, true, false),
        _ => (Dialect::Sqlite, false, 35_100, true, true),
    };
    Target { dialect, is_mariadb, version_number, has_insert_returning, has_update_returning, time_zone: None }
}

pub fn compiled(case: &Case, dialect: &str) -> Result<Compiled, Failure> {
    compile(&case.statement, &target(dialect), &case.sizes)
}

/// The SQL, the statements that follow it (`+`), and a line of facts (`:`); or the refusal (`!`).
pub fn outcome(case: &Case, dialect: &str) -> String {
    match compiled(case, dialect) {
        Err(failure) => format!("! {:?}: {}", failure.kind, failure.message),
        Ok(compiled) => {
            let more: String = compiled.more.iter().map(|sql| format!("\n+ {sql}")).collect();
            let placeholders: Vec<_> = compiled.placeholders.iter().map(placeholder_text).collect();
            let separator = if placeholders.is_empty() { "" } else { "; " };
            format!("{}{more}\n: {}{separator}{}", compiled.sql, access_text(compiled.access), placeholders.join(", "))
        }
    }
}

fn access_text(access: Access) -> &'static str {
    match access {
        Access::PlainRead => "plain read",
        Access::LockingRead => "locking read",
        Access::Write => "write",
        Access::Ddl => "ddl",
        Access::Raw => "raw",
    }
}

fn placeholder_text(placeholder: &Placeholder) -> String {
    let slot = match placeholder.slot {
        Slot::Parameter(index) => index.to_string(),
        Slot::Element { parameter, element } => format!("{parameter}.{element}"),
    };
    let list = if placeholder.is_list { "[]" } else { "" };
    format!("{slot} {}{list}", type_text(&placeholder.column_type))
}

fn type_text(column_type: &ColumnType) -> String {
    let tag = usize::from(oxyde_wire::tags::kind_tag(column_type.kind));
    let kind = oxyde_wire::tags::kind_names().nth(tag).unwrap_or_default();
    match &column_type.native {
        Some(native) => format!("{kind}:{native}"),
        None => kind.to_owned(),
    }
}
