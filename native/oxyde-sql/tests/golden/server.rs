//! Where the servers of the tests are, and what to do when one does not answer.

/// The statements that put a row into the tables of the schema, the same for all dialects.
pub const SEED: [&str; 2] = [
    "INSERT INTO users (name, email, age) VALUES ('Ann', 'ann@example.org', 30)",
    "INSERT INTO posts (author_id, title, views, price, created) VALUES (1, 'First', 3, '1.50', '2024-01-01 00:00:00.000')",
];

/// The server's address; `None` when it is left out on purpose.
pub fn url(variable: &str, default: &str) -> Option<String> {
    let url = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    if url.is_empty() {
        println!("left out: {variable} is empty");
    }
    Some(url).filter(|url| !url.is_empty())
}

/// A server that does not answer is left out with a message, and is a failure where all have to be there.
pub fn connected<T, E: std::fmt::Display>(outcome: Result<T, E>, variable: &str) -> Option<T> {
    match outcome {
        Ok(connection) => Some(connection),
        Err(error) if std::env::var("CI").is_ok_and(|value| value == "true") => panic!("the server of {variable} does not answer: {error}"),
        Err(error) => {
            println!("left out: the server of {variable} does not answer: {error}");
            None
        }
    }
}

/// The address of a database on the server.
pub fn with_database(url: &str, database: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let authority = rest.split(['/', '?']).next().unwrap();
    let options = rest.split_once('?').map(|(_, options)| format!("?{options}")).unwrap_or_default();
    format!("{scheme}://{authority}/{database}{options}")
}

/// The name of a database for this run alone.
pub fn database_name() -> String {
    format!("oxyde_sql_{}", std::process::id())
}
