//! Where the database is: the address of a data source, read.

use std::path::PathBuf;

use oxyde_wire::{ErrorKind, Failure};

/// What an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, by its absolute path: a later change of the working directory must not lead elsewhere.
    File(PathBuf),
    Memory,
}

/// Reads `sqlite:path`, `sqlite:///absolute/path` or `sqlite::memory:`. A path is taken as it is: nothing in it is decoded.
pub fn parse(url: &str) -> Result<Place, Failure> {
    let rest = url.strip_prefix("sqlite:").ok_or_else(|| invalid("the address must begin with sqlite:"))?;
    if rest.contains('?') {
        return Err(invalid("an SQLite address has no parameters; use the `sqlite` options of the data source"));
    }
    if rest == ":memory:" {
        return Ok(Place::Memory);
    }
    absolute(path_of(rest)?)
}

fn path_of(rest: &str) -> Result<&str, Failure> {
    match rest.strip_prefix("//") {
        Some(path) if path.starts_with('/') => Ok(path),
        Some(_) => Err(invalid("after sqlite:// an absolute path must follow; write sqlite:./file.db for a relative one")),
        None if rest.is_empty() => Err(invalid("the address names no file; write sqlite:./file.db or sqlite::memory:")),
        None => Ok(rest),
    }
}

fn absolute(path: &str) -> Result<Place, Failure> {
    if path.contains('\0') {
        return Err(invalid("the path of the database file holds a NUL character"));
    }
    std::path::absolute(path).map(Place::File).map_err(|_| invalid("the path of the database file cannot be made absolute"))
}

fn invalid(message: &str) -> Failure {
    Failure::new(ErrorKind::InvalidOptions, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_forms_are_read() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(parse("sqlite:a.db").unwrap(), Place::File(here.join("a.db")));
        assert_eq!(parse("sqlite:./a.db").unwrap(), Place::File(here.join("a.db")));
        assert_eq!(parse("sqlite:///var/a b%20.db").unwrap(), Place::File("/var/a b%20.db".into()));
        assert_eq!(parse("sqlite::memory:").unwrap(), Place::Memory);
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        for url in ["sqlite:", "sqlite://a.db", "sqlite:a.db?mode=ro", "sqlite::memory:?cache=shared", "sqlite:a\0.db"] {
            assert_eq!(parse(url).unwrap_err().kind, ErrorKind::InvalidOptions, "{url}");
        }
    }
}
