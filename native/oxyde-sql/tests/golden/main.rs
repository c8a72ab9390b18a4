//! Goldens: statements beside the SQL that each dialect makes of them, and those texts run on real servers.
//!
//! `OXYDE_UPDATE=1 cargo test -p oxyde-sql --test golden` writes what the compiler makes today into `tests/corpus`; read the difference.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod corpus;
mod mysql;
mod outcome;
mod postgres;
mod sample;
mod server;
mod shorthand;
mod sqlite;

#[test]
fn every_statement_gives_the_expected_sql() {
    let files = corpus::files();
    assert!(files.iter().map(|file| file.cases.len()).sum::<usize>() > 100, "the corpus was not found");
    let mut stale = Vec::new();
    for file in files {
        let (committed, today) = (file.text(), file.renewed());
        if committed == today {
            continue;
        }
        if std::env::var_os("OXYDE_UPDATE").is_some() {
            std::fs::write(&file.path, today).unwrap();
            continue;
        }
        let place = committed.lines().zip(today.lines()).find(|(left, right)| left != right);
        stale.push(format!("{}: {place:?}", file.path.display()));
    }
    assert!(stale.is_empty(), "the compiler makes other SQL (OXYDE_UPDATE=1 writes it):\n{}", stale.join("\n"));
}
