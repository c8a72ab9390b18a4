//! Names: what a dialect can hold, and how it is quoted.

use sea_query::{Alias, DynIden, IntoIden};

use crate::refusal::{Result, invalid};
use crate::syntax::Syntax;

/// The bytes of a name that is generated; every dialect holds so many.
const GENERATED_BYTES: usize = 63;

/// What a dialect can hold as a name.
#[derive(Clone, Copy)]
pub enum NameLimit {
    Bytes(usize),
    Characters(usize),
    None,
}

/// Refuses what the dialect would cut, change or not take: two columns must not fall together in silence.
pub fn check(syntax: &dyn Syntax, name: &str) -> Result<()> {
    if name.is_empty() {
        return invalid("a name of a table, column, alias or constraint is empty; give it a name");
    }
    if name.contains('\0') {
        return invalid("a name holds the character U+0000; take it out");
    }
    let too_long = match syntax.name_limit() {
        NameLimit::Bytes(limit) if name.len() > limit => Some(format!("{limit} bytes")),
        NameLimit::Characters(limit) if name.chars().count() > limit => Some(format!("{limit} characters")),
        _ => None,
    };
    match too_long {
        Some(limit) => invalid(format!("the name \"{name}\" is longer than the {limit} that {} holds; shorten it", syntax.name())),
        None => syntax.check_name(name),
    }
}

/// The name between the dialect's quotes, those within doubled.
pub fn quote(syntax: &dyn Syntax, name: &str) -> Result<String> {
    check(syntax, name)?;
    let mark = syntax.quote();
    let mut out = String::with_capacity(name.len() + 2);
    out.push(mark);
    for character in name.chars() {
        if character == mark {
            out.push(mark);
        }
        out.push(character);
    }
    out.push(mark);
    Ok(out)
}

/// The names, quoted, with commas between them.
pub fn quote_all(syntax: &dyn Syntax, names: &[String]) -> Result<String> {
    let quoted: Result<Vec<_>> = names.iter().map(|name| quote(syntax, name)).collect();
    Ok(quoted?.join(", "))
}

/// The name for sea-query, which doubles the quotes of an owned one.
pub fn iden(syntax: &dyn Syntax, name: &str) -> Result<DynIden> {
    check(syntax, name)?;
    Ok(Alias::new(name).into_iden())
}

/// The name of a check that the compiler makes; a long one is cut and told apart by a hash of the whole.
pub fn generated_check(table: &str, column: &str) -> String {
    let full = format!("{table}_{column}_check");
    if full.len() <= GENERATED_BYTES {
        return full;
    }
    let tail = format!("_{:08x}_check", fnv(full.as_bytes()));
    let mut head = GENERATED_BYTES - tail.len();
    while !full.is_char_boundary(head) {
        head -= 1;
    }
    format!("{}{tail}", &full[..head])
}

/// FNV-1a: the same in every build, unlike the standard hasher.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
