//! The files of the corpus: cases of a statement and of the text that each dialect makes of it.
//!
//! ```text
//! == title
//! rows 2, list 0 of 3        (sizes, where the case needs them)
//! not run: why               (where no server can run the case)
//! { "kind": "select", ... }
//! postgres:
//!   SELECT ...
//!   : plain read; 0 int
//! mysql, mariadb:
//!   ...
//! ```

use std::path::{Path, PathBuf};

use oxyde_sql::Sizes;
use oxyde_wire::Statement;

use crate::outcome::{DIALECTS, outcome};
use crate::shorthand::expand;

/// The longest line of an expected text.
const WIDTH: usize = 140;

/// A case, and the lines that it consists of.
pub struct Case {
    pub title: String,
    pub statement: Statement,
    pub sizes: Sizes,
    pub is_run: bool,
    /// The lines of the author: title, sizes and statement.
    given: String,
    expected: String,
}

/// A file of cases.
pub struct CorpusFile {
    pub path: PathBuf,
    pub cases: Vec<Case>,
    head: String,
}

impl CorpusFile {
    /// Its tables are those of the other files.
    pub fn is_schema(&self) -> bool {
        self.path.file_name().is_some_and(|name| name.to_string_lossy().contains("schema"))
    }

    pub fn text(&self) -> String {
        let cases = self.cases.iter().map(|case| format!("{}{}", case.given, case.expected));
        std::iter::once(self.head.clone()).chain(cases).collect()
    }

    /// The same file with what the compiler makes today.
    pub fn renewed(&self) -> String {
        let cases = self.cases.iter().map(|case| format!("{}{}", case.given, case.compiled()));
        std::iter::once(self.head.clone()).chain(cases).collect()
    }
}

impl Case {
    fn parse(text: &str) -> Self {
        let is_expected = |line: &str| DIALECTS.iter().any(|dialect| line.starts_with(dialect));
        let split = text.lines().take_while(|line| !is_expected(line)).map(|line| line.len() + 1).sum::<usize>().min(text.len());
        let (given, expected) = text.split_at(split);
        let (facts, json) = given.split_at(given.find("\n{").unwrap_or_else(|| panic!("a case without a statement: {given}")) + 1);
        let title = facts.lines().next().unwrap_or_default().trim_start_matches("== ").to_owned();
        let json = serde_json::from_str(json).unwrap_or_else(|error| panic!("{title}: {error}"));
        let statement = serde_json::from_value(expand(json)).unwrap_or_else(|error| panic!("{title}: {error}"));
        let sizes = facts.lines().skip(1).filter(|line| !line.starts_with("not run")).map(sizes_of).next();
        Self {
            sizes: sizes.unwrap_or_else(|| Sizes { rows: 1, lists: vec![(0, 2), (1, 2), (2, 2)] }),
            is_run: !facts.contains("\nnot run"),
            given: format!("{}\n", given.trim_end()),
            expected: expected.to_owned(),
            title,
            statement,
        }
    }

    /// What each dialect makes of it, equal ones together.
    fn compiled(&self) -> String {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for dialect in DIALECTS {
            let text = outcome(self, dialect);
            match groups.iter_mut().find(|(known, _)| *known == text) {
                Some((_, dialects)) => dialects.push(dialect),
                None => groups.push((text, vec![dialect])),
            }
        }
        let groups = groups.iter().map(|(text, dialects)| format!("{}:\n{}\n", dialects.join(", "), indented(text)));
        groups.collect::<String>() + "\n"
    }
}

/// `rows 2, list 0 of 3`.
fn sizes_of(line: &str) -> Sizes {
    let mut sizes = Sizes { rows: 1, lists: Vec::new() };
    for part in line.split(", ") {
        let words: Vec<&str> = part.split(' ').collect();
        match words.as_slice() {
            ["rows", rows] => sizes.rows = rows.parse().unwrap(),
            ["list", index, "of", length] => sizes.lists.push((index.parse().unwrap(), length.parse().unwrap())),
            _ => panic!("sizes are not written as {line}"),
        }
    }
    sizes
}

/// Long lines go on in the next one, further in; the break stands for one space.
fn indented(text: &str) -> String {
    text.lines().map(wrapped).collect::<Vec<_>>().join("\n")
}

fn wrapped(line: &str) -> String {
    let (mut out, mut rest, mut indent) = (String::new(), line, "  ");
    while rest.len() + indent.len() > WIDTH {
        let limit = (0..WIDTH - indent.len()).rev().find(|index| rest.is_char_boundary(*index)).unwrap_or(0);
        let Some(place) = rest[..limit].rfind(' ').or_else(|| rest.find(' ')) else { break };
        out.push_str(&format!("{indent}{}\n", &rest[..place]));
        (rest, indent) = (&rest[place + 1..], "    ");
    }
    format!("{out}{indent}{rest}")
}

/// The files of the corpus, in order of their names.
pub fn files() -> Vec<CorpusFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> CorpusFile {
    let text = std::fs::read_to_string(&path).unwrap();
    let mut parts = text.split_inclusive('\n').fold(vec![String::new()], |mut parts, line| {
        if line.starts_with("== ") {
            parts.push(String::new());
        }
        parts.last_mut().unwrap().push_str(line);
        parts
    });
    let head = parts.remove(0);
    CorpusFile { path, cases: parts.iter().map(|part| Case::parse(part)).collect(), head }
}
