//! Functions that read instants by the clock of a time zone.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::functions::{PURE, refused, text_at};

/// Registers them on a connection.
pub fn register(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("oxyde_clock_at", 2, PURE, |context| clock_at(context))?;
    connection.create_scalar_function("oxyde_instant_at", 2, PURE, |context| instant_at(context))
}

/// `instant, zone`, as a local timestamp is stored.
fn clock_at(context: &Context<'_>) -> Result<Option<String>> {
    let Some(moment) = moment_at(context)? else { return Ok(None) };
    let zone = zone_at(context)?;
    let instant = Offset::UTC.to_timestamp(moment).map_err(|_| refused("an instant is out of range"))?;
    Ok(Some(format!("{:.6}", zone.to_datetime(instant))))
}

/// `local timestamp, zone`, as an instant is stored. Clocks that skip the moment had not been changed yet, clocks that show it twice
/// had been: so does PostgreSQL.
fn instant_at(context: &Context<'_>) -> Result<Option<String>> {
    let Some(moment) = moment_at(context)? else { return Ok(None) };
    let offset = match zone_at(context)?.to_ambiguous_timestamp(moment).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } => before,
        AmbiguousOffset::Fold { after, .. } => after,
    };
    let instant = offset.to_timestamp(moment).map_err(|_| refused("an instant is out of range"))?;
    let moment = Offset::UTC.to_datetime(instant);
    Ok(Some(format!("{} {:.3}", moment.date(), moment.time())))
}

fn moment_at(context: &Context<'_>) -> Result<Option<DateTime>> {
    let Some(text) = text_at(context, 0)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| refused("a value is not a date and time"))
}

/// The zone is looked up once per run of the statement.
fn zone_at(context: &Context<'_>) -> Result<std::sync::Arc<TimeZone>> {
    context.get_or_create_aux(1, |name: ValueRef<'_>| {
        const BAD: &str = "a value is not the name of a time zone";
        TimeZone::get(name.as_str().map_err(|_| BAD)?).map_err(|_| BAD)
    })
}
