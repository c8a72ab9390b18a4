//! The text forms in which SQLite stores dates, times and instants, and their wire forms.

use std::fmt::Write;

const MILLIS_PER_DAY: i64 = 86_400_000;
const MICROS_PER_MILLI: u32 = 1_000;

/// A day of the proleptic Gregorian calendar, years 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

/// A time of day, to the microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub micros: u32,
}

const MIDNIGHT: Clock = Clock { hour: 0, minute: 0, second: 0, micros: 0 };

/// Reads `YYYY-MM-DD`.
pub fn parse_day(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let day = Day { year: number(&bytes[..4])? as i32, month: number(&bytes[5..7])?, day: number(&bytes[8..])? };
    let fits = (1..=12).contains(&day.month) && (1..=days_in_month(day.year, day.month)).contains(&day.day);
    fits.then_some(day)
}

/// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f...`; digits beyond the microsecond have to be zero.
pub fn parse_clock(text: &str) -> Option<Clock> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let bytes = whole.as_bytes();
    let (second, has_seconds) = match bytes.len() {
        5 => (0, false),
        8 if bytes[5] == b':' => (number(&bytes[6..])?, true),
        _ => return None,
    };
    if bytes[2] != b':' || (fraction.is_some() && !has_seconds) {
        return None;
    }
    let micros = fraction.map_or(Some(0), parse_fraction)?;
    let clock = Clock { hour: number(&bytes[..2])?, minute: number(&bytes[3..5])?, second, micros };
    (clock.hour < 24 && clock.minute < 60 && clock.second < 60).then_some(clock)
}

/// Reads a day and a time of day with `T` or a space between them; a day alone is its midnight.
pub fn parse_local(text: &str) -> Option<(Day, Clock)> {
    if text.len() == 10 {
        return Some((parse_day(text)?, MIDNIGHT));
    }
    let separator = *text.as_bytes().get(10)?;
    if separator != b'T' && separator != b' ' {
        return None;
    }
    // The separator is ASCII, so both cuts fall between characters.
    Some((parse_day(&text[..10])?, parse_clock(&text[11..])?))
}

/// Reads an instant as SQLite's functions and other programs write it: as [`parse_local`], with `Z` or an offset or neither (UTC).
/// Gives milliseconds since 1970; digits beyond the millisecond have to be zero.
pub fn parse_instant(text: &str) -> Option<i64> {
    let (local, offset_minutes) = split_offset(text)?;
    let (day, clock) = parse_local(local)?;
    if clock.micros % MICROS_PER_MILLI != 0 {
        return None;
    }
    let seconds = i64::from(clock.hour * 3600 + clock.minute * 60 + clock.second) - offset_minutes * 60;
    Some(days_since_epoch(day) * MILLIS_PER_DAY + seconds * 1000 + i64::from(clock.micros / MICROS_PER_MILLI))
}

/// Writes an instant as `YYYY-MM-DD HH:MM:SS.mmm` in UTC: text order is time order. False outside the years 0000 to 9999.
pub fn write_instant(out: &mut String, millis: i64) -> bool {
    let Some(day) = day_of(millis.div_euclid(MILLIS_PER_DAY)) else { return false };
    let rest = millis.rem_euclid(MILLIS_PER_DAY) as u32;
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    write_day(out, day);
    let _ = write!(out, " {hour:02}:{minute:02}:{second:02}.{:03}", rest % 1000);
    true
}

/// Writes `YYYY-MM-DD`.
pub fn write_day(out: &mut String, day: Day) {
    let _ = write!(out, "{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

/// Writes `HH:MM:SS.ffffff`: as stored, always of one width, so that text order is time order.
pub fn write_clock_stored(out: &mut String, clock: Clock) {
    let _ = write!(out, "{:02}:{:02}:{:02}.{:06}", clock.hour, clock.minute, clock.second, clock.micros);
}

/// Writes `HH:MM:SS[.ffffff]`: as on the wire, without zeros at the end of the fraction.
pub fn write_clock_wire(out: &mut String, clock: Clock) {
    write_clock_stored(out, clock);
    let kept = if clock.micros == 0 { out.len() - 7 } else { out.trim_end_matches('0').len() };
    out.truncate(kept);
}

fn parse_fraction(digits: &str) -> Option<u32> {
    let bytes = digits.as_bytes();
    if bytes.is_empty() || bytes.iter().skip(6).any(|digit| *digit != b'0') {
        return None;
    }
    let kept = &bytes[..bytes.len().min(6)];
    Some(number(kept)? * 10_u32.pow(6 - kept.len() as u32))
}

/// Cuts `Z`, `+HH:MM` or `-HH:MM` off, with a space before it where another program wrote one.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(local) = text.strip_suffix(['Z', 'z']) {
        return Some((local.trim_end(), 0));
    }
    let Some(at) = text.len().checked_sub(6).filter(|at| *at > 10 && matches!(text.as_bytes()[*at], b'+' | b'-')) else {
        return Some((text, 0));
    };
    let offset = text.as_bytes().get(at..)?;
    let (hours, minutes) = (number(&offset[1..3])?, number(&offset[4..])?);
    if offset[3] != b':' || hours > 15 || minutes > 59 {
        return None;
    }
    let total = i64::from(hours * 60 + minutes);
    Some((text[..at].trim_end(), if offset[0] == b'-' { -total } else { total }))
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01, by the usual shift of the year to March.
fn days_since_epoch(day: Day) -> i64 {
    let year = i64::from(day.year) - i64::from(day.month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((day.month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day.day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn day_of(days: i64) -> Option<Day> {
    let shifted = days.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    let year = i32::try_from(year_of_era + era * 400 + i64::from(month <= 2)).ok()?;
    (0..=9999).contains(&year).then_some(Day { year, month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(millis: i64) -> Option<String> {
        let mut out = String::new();
        write_instant(&mut out, millis).then_some(out)
    }

    #[test]
    fn instants_go_both_ways_at_their_boundaries() {
        for (millis, text) in [
            (0, "1970-01-01 00:00:00.000"),
            (-1, "1969-12-31 23:59:59.999"),
            (951_782_400_000, "2000-02-29 00:00:00.000"),
            (253_402_300_799_999, "9999-12-31 23:59:59.999"),
            (-62_135_596_800_000, "0001-01-01 00:00:00.000"),
            (-62_167_219_200_000, "0000-01-01 00:00:00.000"),
        ] {
            assert_eq!(instant(millis).as_deref(), Some(text));
            assert_eq!(parse_instant(text), Some(millis), "{text}");
        }
        for millis in [253_402_300_800_000, -62_167_219_200_001, i64::MAX, i64::MIN] {
            assert_eq!(instant(millis), None);
        }
    }

    #[test]
    fn each_day_of_the_calendar_goes_both_ways() {
        let mut days = -719_528;
        while let Some(day) = day_of(days) {
            assert_eq!(days_since_epoch(day), days);
            days += 1;
        }
        assert_eq!(days, 2_932_897);
    }

    #[test]
    fn instants_of_other_programs_are_read() {
        for text in [
            "2026-01-02 03:04:05",
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04:05.000Z",
            "2026-01-02T05:34:05+02:30",
            "2026-01-01 23:04:05 -04:00",
            "2026-01-02 03:04:05.000000",
        ] {
            assert_eq!(parse_instant(text), Some(1_767_323_045_000), "{text}");
        }
        assert_eq!(parse_instant("2026-01-02"), Some(1_767_312_000_000));
        assert_eq!(parse_instant("2026-01-02 03:04"), Some(1_767_323_040_000));
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "now",
            "2026-02-29",
            "2026-01-02 24:00:00",
            "2026-01-02 03:04:60",
            "2026-01-02 03:04:05.0001",
            "2026-01-02x03:04:05",
            "20260102",
        ] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_stored_in_one_width_and_cross_short() {
        for (text, stored, wire) in [
            ("00:00:00", "00:00:00.000000", "00:00:00"),
            ("23:59:59.999999", "23:59:59.999999", "23:59:59.999999"),
            ("12:30:10.500", "12:30:10.500000", "12:30:10.5"),
            ("12:30", "12:30:00.000000", "12:30:00"),
        ] {
            let clock = parse_clock(text).unwrap();
            let (mut first, mut second) = (String::new(), String::new());
            write_clock_stored(&mut first, clock);
            write_clock_wire(&mut second, clock);
            assert_eq!((first.as_str(), second.as_str()), (stored, wire));
        }
        for text in ["1:00:00", "24:00:00", "12:60:00", "12:00:00.", "12:00:00.0000001", "12:00.5", "12-00-00"] {
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }

    #[test]
    fn text_of_other_scripts_is_refused_without_a_panic() {
        for text in ["२०२६-०१-०२", "ééééééééééé", "2026-01-0é 00:00:00", "2026-01-02é00:00:00", "ααααα+1:00"]
        {
            assert_eq!(parse_instant(text), None, "{text}");
            assert_eq!(parse_local(text), None, "{text}");
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }
}
