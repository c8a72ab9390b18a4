//! Functions of texts that SQLite does not have.

use rusqlite::functions::Context;
use rusqlite::{Connection, Result};

use super::functions::{PURE, refused, text_at, whole_at};

/// The longest text that they make, in bytes: what SQLite holds by default.
const MAX_BYTES: usize = 1_000_000_000;

/// Registers them on a connection.
pub fn register(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("oxyde_pad_start", 3, PURE, |context| padded(context, |text, padding| format!("{padding}{text}")))?;
    connection.create_scalar_function("oxyde_pad_end", 3, PURE, |context| padded(context, |text, padding| format!("{text}{padding}")))?;
    connection.create_scalar_function("oxyde_repeat", 2, PURE, |context| {
        let Some((text, count)) = text_at(context, 0)?.zip(whole_at(context, 1)?) else { return Ok(None) };
        repeated(&text, count).map(Some)
    })
}

/// `text, length, filling`: a longer text stays as it is, and so does one with nothing to fill it with.
fn padded(context: &Context<'_>, join: fn(&str, &str) -> String) -> Result<Option<String>> {
    let Some((text, length)) = text_at(context, 0)?.zip(whole_at(context, 1)?) else { return Ok(None) };
    let missing = length.saturating_sub(text.chars().count() as i64);
    if missing <= 0 {
        return Ok(Some(text.into_owned()));
    }
    let Some(filling) = text_at(context, 2)? else { return Ok(None) };
    let width = filling.chars().count() as i64;
    if width == 0 {
        return Ok(Some(text.into_owned()));
    }
    let padding: String = repeated(&filling, missing / width + 1)?.chars().take(missing as usize).collect();
    Ok(Some(join(&text, &padding)))
}

fn repeated(text: &str, count: i64) -> Result<String> {
    let count = usize::try_from(count).unwrap_or(0);
    match text.len().checked_mul(count) {
        Some(..=MAX_BYTES) => Ok(text.repeat(count)),
        _ => Err(refused("a text is too long")),
    }
}
