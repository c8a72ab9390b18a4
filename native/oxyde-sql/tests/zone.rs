//! Instants by the clock of the data source's time zone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use oxyde_sql::{Dialect, Sizes, Target, compile};
use oxyde_wire::Statement;
use serde_json::{Value, json};

fn sql(dialect: Dialect, expression: &Value, kind: &str) -> String {
    let target = Target {
        dialect,
        is_mariadb: false,
        version_number: 0,
        has_insert_returning: true,
        has_update_returning: true,
        time_zone: Some("Europe/Berlin".into()),
    };
    let select = json!({"kind": "select", "from": {"kind": "table", "table": {"name": "t"}, "alias": "t"},
        "columns": [{"expression": expression, "type": {"kind": kind}}]});
    let statement: Statement = serde_json::from_value(select).unwrap();
    let sql = compile(&statement, &target, &Sizes::default()).unwrap().sql;
    sql.strip_prefix("SELECT ").unwrap().split(" FROM ").next().unwrap().to_owned()
}

fn column(kind: &str) -> Value {
    json!({"kind": "column", "source": "t", "name": "at", "type": {"kind": kind}})
}

fn assert_sql(expression: Value, kind: &str, expected: [&str; 3]) {
    for (dialect, expected) in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite].into_iter().zip(expected) {
        let sql = sql(dialect, &expression, kind);
        assert!(sql.contains(expected), "{dialect:?}: {sql}\n{expected}");
    }
}

#[test]
fn a_part_is_read_from_the_clock() {
    let part = json!({"kind": "datePart", "part": "date", "operand": column("timestamp"), "type": {"kind": "timestamp"}});
    assert_sql(
        part,
        "date",
        [
            "CAST((\"t\".\"at\" AT TIME ZONE 'Europe/Berlin') AS DATE)",
            "DATE(CONVERT_TZ(`t`.`at`, '+00:00', 'Europe/Berlin'))",
            "date(substr(oxyde_clock_at(\"t\".\"at\", 'Europe/Berlin'), 1, 19))",
        ],
    );
}

#[test]
fn a_local_timestamp_has_no_zone() {
    let part = json!({"kind": "datePart", "part": "hour", "operand": column("localTimestamp"), "type": {"kind": "localTimestamp"}});
    for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite] {
        assert!(!sql(dialect, &part, "int").contains("Berlin"));
    }
}
