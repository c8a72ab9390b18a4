//! Dates and times of defaults: from their wire form to the text that a dialect stores.

use crate::refusal::{Result, invalid};

const MILLIS_PER_DAY: i64 = 86_400_000;
/// 0001-01-01 and 9999-12-31 in days since 1970: what all dialects hold.
const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;

/// `YYYY-MM-DD HH:MM:SS.mmm` in UTC.
pub fn instant_text(millis: i64) -> Result<String> {
    let days = millis.div_euclid(MILLIS_PER_DAY);
    if !(FIRST_DAY..=LAST_DAY).contains(&days) {
        return invalid("the default of a timestamp lies outside the years 1 to 9999");
    }
    let rest = millis.rem_euclid(MILLIS_PER_DAY);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    Ok(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{:03}", rest % 1000))
}

/// A time, or a date with a time, with exactly six digits after the point: text order is then time order.
pub fn padded(text: &str) -> Result<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.len() > 6 || !is_digits {
        return invalid("the default of a time has more than six digits after the point");
    }
    Ok(format!("{whole}.{fraction:0<6}"))
}

/// The day of the Gregorian calendar, by the usual shift of the year to March.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * month_from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        for (millis, text) in [
            (0, "1970-01-01 00:00:00.000"),
            (-1, "1969-12-31 23:59:59.999"),
            (951_782_400_123, "2000-02-29 00:00:00.123"),
            (253_402_300_799_999, "9999-12-31 23:59:59.999"),
            (-62_135_596_800_000, "0001-01-01 00:00:00.000"),
        ] {
            assert_eq!(instant_text(millis).unwrap(), text);
        }
        assert!(instant_text(253_402_300_800_000).is_err() && instant_text(-62_135_596_800_001).is_err());
    }

    #[test]
    fn times_get_six_digits() {
        assert_eq!(padded("12:30:00").unwrap(), "12:30:00.000000");
        assert_eq!(padded("2024-01-01T12:30:00.5").unwrap(), "2024-01-01T12:30:00.500000");
        assert!(padded("12:30:00.1234567").is_err());
    }
}
