//! Dates and times between their canonical texts, milliseconds since 1970, and the parts that servers send.

const MILLISECONDS_PER_DAY: i64 = 86_400_000;
/// The first and the last year that every dialect holds.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9999;

/// A date of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// A time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time {
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    pub microsecond: u32,
}

impl Date {
    /// The date, when there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = YEARS.contains(&i64::from(year)) && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// `YYYY-MM-DD`, nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
        Self::new(number(&[*y1, *y2, *y3, *y4])? as u16, number(&[*m1, *m2])? as u8, number(&[*d1, *d2])? as u8)
    }

    /// Appends `YYYY-MM-DD`.
    pub fn write(self, out: &mut String) {
        digits(out, u32::from(self.year), 4);
        out.push('-');
        digits(out, u32::from(self.month), 2);
        out.push('-');
        digits(out, u32::from(self.day), 2);
    }

    /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
    pub fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The date that many days after 1970-01-01 (`civil_from_days`).
    pub fn from_days(days: i64) -> Option<Self> {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        YEARS.contains(&year).then_some(Self { year: year as u16, month: month as u8, day: day as u8 })
    }
}

impl Time {
    /// The time, when there is such a time of day.
    pub fn new(hour: u8, minute: u8, second: u8, microsecond: u32) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60 && microsecond < 1_000_000).then_some(Self { hour, minute, second, microsecond })
    }

    /// `HH:mm:ss` with up to six digits of a fraction.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, parse_fraction(fraction)?),
            None => (text, 0),
        };
        let [h1, h2, b':', m1, m2, b':', s1, s2] = whole.as_bytes() else { return None };
        Self::new(number(&[*h1, *h2])? as u8, number(&[*m1, *m2])? as u8, number(&[*s1, *s2])? as u8, fraction)
    }

    /// Appends `HH:mm:ss` and, when it is not zero, the fraction without trailing zeros.
    pub fn write(self, out: &mut String) {
        digits(out, u32::from(self.hour), 2);
        out.push(':');
        digits(out, u32::from(self.minute), 2);
        out.push(':');
        digits(out, u32::from(self.second), 2);
        if self.microsecond == 0 {
            return;
        }
        out.push('.');
        digits(out, self.microsecond, 6);
        out.truncate(out.trim_end_matches('0').len());
    }

    /// Microseconds since midnight.
    pub fn microseconds(self) -> i64 {
        let seconds = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        seconds * 1_000_000 + i64::from(self.microsecond)
    }

    /// The time so many microseconds after midnight; `None` when that is not on the same day.
    pub fn from_microseconds(microseconds: i64) -> Option<Self> {
        let seconds = u32::try_from(microseconds.div_euclid(1_000_000)).ok()?;
        let hour = u8::try_from(seconds / 3600).ok()?;
        Self::new(hour, (seconds / 60 % 60) as u8, (seconds % 60) as u8, microseconds.rem_euclid(1_000_000) as u32)
    }

    fn milliseconds(self) -> i64 {
        let seconds = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        seconds * 1000 + i64::from(self.microsecond / 1000)
    }

    fn from_milliseconds(milliseconds: i64) -> Self {
        let seconds = milliseconds / 1000;
        let microsecond = (milliseconds % 1000) as u32 * 1000;
        Self { hour: (seconds / 3600) as u8, minute: (seconds / 60 % 60) as u8, second: (seconds % 60) as u8, microsecond }
    }
}

/// `YYYY-MM-DDTHH:mm:ss[.ffffff]`; a space may stand for the T, as MySQL writes it.
pub fn parse_date_time(text: &str) -> Option<(Date, Time)> {
    let (date, time) = text.split_once(['T', ' '])?;
    Some((Date::parse(date)?, Time::parse(time)?))
}

/// Appends `YYYY-MM-DDTHH:mm:ss[.ffffff]`.
pub fn write_date_time(date: Date, time: Time, out: &mut String) {
    date.write(out);
    out.push('T');
    time.write(out);
}

/// Date and time in UTC of an instant; `None` outside the years 1 to 9999.
pub fn from_instant(milliseconds: i64) -> Option<(Date, Time)> {
    let date = Date::from_days(milliseconds.div_euclid(MILLISECONDS_PER_DAY))?;
    Some((date, Time::from_milliseconds(milliseconds.rem_euclid(MILLISECONDS_PER_DAY))))
}

/// The instant of a date and time in UTC; `None` when it is not a whole millisecond.
pub fn to_instant(date: Date, time: Time) -> Option<i64> {
    time.microsecond.is_multiple_of(1000).then(|| date.days() * MILLISECONDS_PER_DAY + time.milliseconds())
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// One to six digits as microseconds.
fn parse_fraction(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 6 {
        return None;
    }
    Some(number(text.as_bytes())? * 10_u32.pow(6 - text.len() as u32))
}

fn digits(out: &mut String, value: u32, width: u32) {
    for place in (0..width).rev() {
        out.push(char::from(b'0' + (value / 10_u32.pow(place) % 10) as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(milliseconds: i64) -> String {
        let (date, time) = from_instant(milliseconds).unwrap();
        let mut out = String::new();
        write_date_time(date, time, &mut out);
        out
    }

    #[test]
    fn instants_and_dates_agree_at_the_edges() {
        for (milliseconds, expected) in [
            (0, "1970-01-01T00:00:00"),
            (-1, "1969-12-31T23:59:59.999"),
            (951_782_400_000, "2000-02-29T00:00:00"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999"),
            (-62_135_596_800_000, "0001-01-01T00:00:00"),
        ] {
            assert_eq!(text(milliseconds), expected);
            let (date, time) = parse_date_time(expected).unwrap();
            assert_eq!(to_instant(date, time), Some(milliseconds));
        }
        assert_eq!((from_instant(253_402_300_800_000), from_instant(-62_135_596_800_001)), (None, None));
        assert_eq!((from_instant(i64::MAX), from_instant(i64::MIN)), (None, None));
    }

    #[test]
    fn every_day_of_four_centuries_has_its_place() {
        let mut date = Date::new(1800, 1, 1).unwrap();
        let first = date.days();
        for offset in 0..146_097 {
            assert_eq!((date.days(), Date::from_days(first + offset)), (first + offset, Some(date)));
            date = Date::new(date.year, date.month, date.day + 1)
                .or_else(|| Date::new(date.year, date.month + 1, 1))
                .or_else(|| Date::new(date.year + 1, 1, 1))
                .unwrap();
        }
    }

    #[test]
    fn only_the_canonical_texts_are_read() {
        for wrong in ["2024-2-01", "2023-02-29", "0000-00-00", "2024-13-01", "+024-01-01", "2024-01-01 ", "20240101", "२०२४-०१-०१"]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        for wrong in ["24:00:00", "23:60:00", "23:59:60", "1:00:00", "12:00", "12:00:00.", "12:00:00.1234567", "-12:00:00", "12:00:00.+1"] {
            assert_eq!(Time::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn fractions_lose_their_trailing_zeros_and_nothing_else() {
        for (given, expected) in [("12:34:56.100000", "12:34:56.1"), ("12:34:56.000001", "12:34:56.000001"), ("00:00:00.0", "00:00:00")] {
            let mut out = String::new();
            Time::parse(given).unwrap().write(&mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn part_of_a_millisecond_is_no_instant() {
        let (date, time) = parse_date_time("2024-01-01 00:00:00.0005").unwrap();
        assert_eq!(to_instant(date, time), None);
    }
}
