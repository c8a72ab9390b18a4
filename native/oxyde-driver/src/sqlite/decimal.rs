//! Exact decimal numbers in texts: checked, made canonical, compared.

use std::cmp::Ordering;

/// The largest exponent that is written out as digits, as in PostgreSQL.
const MAX_EXPONENT: i32 = 16_383;

/// The parts of a plain decimal text: no exponent, no zeros in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits<'a> {
    pub is_negative: bool,
    /// Without zeros in front; empty for zero.
    pub whole: &'a str,
    pub fraction: &'a str,
}

impl<'a> Digits<'a> {
    /// Reads `[+-]digits[.digits]`; one side of the point may be empty.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (is_negative, number) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        Some(Self { is_negative, whole: whole.trim_start_matches('0'), fraction })
    }

    /// Whether the number is zero, whatever its sign and its scale.
    pub fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.bytes().all(|digit| digit == b'0')
    }

    fn sign(&self) -> i8 {
        match (self.is_zero(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        let (left, right) = (self.fraction.trim_end_matches('0'), other.fraction.trim_end_matches('0'));
        self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(other.whole)).then_with(|| left.cmp(right))
    }

    fn write(&self, out: &mut String) {
        if self.is_negative && !self.is_zero() {
            out.push('-');
        }
        out.push_str(if self.whole.is_empty() { "0" } else { self.whole });
        if !self.fraction.is_empty() {
            out.push('.');
            out.push_str(self.fraction);
        }
    }
}

/// Compares two decimal texts as numbers; what is no number comes after all numbers, in byte order.
pub fn compare(left: &str, right: &str) -> Ordering {
    match (Digits::parse(left), Digits::parse(right)) {
        (Some(first), Some(second)) => compare_digits(&first, &second),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

fn compare_digits(first: &Digits<'_>, second: &Digits<'_>) -> Ordering {
    match first.sign().cmp(&second.sign()) {
        Ordering::Equal if first.is_negative => second.compare_size(first),
        Ordering::Equal => first.compare_size(second),
        unequal => unequal,
    }
}

/// Appends the canonical text: no exponent, no zeros in front, the fraction as given or, with a scale, of that length.
///
/// # Errors
/// What is wrong with it, in words that do not show it: it is no number, or it has more digits than precision and scale allow.
pub fn write_canonical(out: &mut String, text: &str, precision: Option<u32>, scale: Option<u32>) -> Result<(), &'static str> {
    if let Some(plain) = without_exponent(text)? {
        return write_canonical(out, &plain, precision, scale);
    }
    let mut digits = Digits::parse(text).ok_or("it is not a decimal number")?;
    let scale = scale.map(|scale| scale as usize);
    let missing = match scale {
        Some(scale) => fit_scale(&mut digits, scale)?,
        None => 0,
    };
    if let Some(precision) = precision
        && digits.whole.len() > (precision as usize).saturating_sub(scale.unwrap_or(digits.fraction.trim_end_matches('0').len()))
    {
        return Err("it has more digits than its precision allows");
    }
    digits.write(out);
    pad(out, digits.fraction.is_empty(), missing);
    Ok(())
}

/// Cuts zeros beyond the scale; gives the number of zeros that are missing.
fn fit_scale(digits: &mut Digits<'_>, scale: usize) -> Result<usize, &'static str> {
    if let Some(beyond) = digits.fraction.get(scale..) {
        if beyond.bytes().any(|digit| digit != b'0') {
            return Err("it has more fraction digits than its scale allows");
        }
        digits.fraction = &digits.fraction[..scale];
    }
    Ok(scale - digits.fraction.len())
}

fn pad(out: &mut String, needs_point: bool, zeros: usize) {
    if zeros > 0 && needs_point {
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', zeros));
}

/// `1.5e3` as `1500`; `None` when there is no exponent.
fn without_exponent(text: &str) -> Result<Option<String>, &'static str> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok(None) };
    let digits = Digits::parse(mantissa).ok_or("it is not a decimal number")?;
    let exponent: i32 = exponent.parse().map_err(|_| "it is not a decimal number")?;
    if exponent.abs() > MAX_EXPONENT {
        return Err("its exponent is too large");
    }
    Ok(Some(shifted(&digits, exponent)))
}

fn shifted(digits: &Digits<'_>, exponent: i32) -> String {
    let zeros = "0".repeat(exponent.unsigned_abs() as usize);
    let all = match exponent >= 0 {
        true => format!("{}{}{zeros}", digits.whole, digits.fraction),
        false => format!("{zeros}{}{}", digits.whole, digits.fraction),
    };
    let point = if exponent >= 0 { digits.whole.len() + zeros.len() } else { digits.whole.len() };
    let sign = if digits.is_negative { "-" } else { "" };
    let fraction = all[point..].trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}0{}", &all[..point]) } else { format!("{sign}0{}.{fraction}", &all[..point]) }
}

/// A binary number in the shortest decimal text that reads back as it; `None` for infinities and NaN.
pub fn of_float(value: f64) -> Option<String> {
    // Display of f64 never uses an exponent and is the shortest that reads back.
    value.is_finite().then(|| if value == 0.0 { "0".to_owned() } else { value.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str, precision: Option<u32>, scale: Option<u32>) -> Result<String, &'static str> {
        let mut out = String::new();
        write_canonical(&mut out, text, precision, scale).map(|()| out)
    }

    #[test]
    fn texts_become_canonical() {
        for (text, expected) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.00", "0.00"),
            ("+007.50", "7.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
            ("1.25E1", "12.5"),
            ("-12.5e-3", "-0.0125"),
            ("12345678901234567890.1234567890", "12345678901234567890.1234567890"),
        ] {
            assert_eq!(canonical(text, None, None).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_scale_pads_and_never_rounds() {
        assert_eq!(canonical("1.5", Some(5), Some(3)).as_deref(), Ok("1.500"));
        assert_eq!(canonical("1", Some(5), Some(2)).as_deref(), Ok("1.00"));
        assert_eq!(canonical("1.5000", Some(5), Some(2)).as_deref(), Ok("1.50"));
        assert_eq!(canonical("999.99", Some(5), Some(2)).as_deref(), Ok("999.99"));
        assert!(canonical("1.501", Some(5), Some(2)).is_err());
        assert!(canonical("1000", Some(5), Some(2)).is_err());
        assert!(canonical("1e99999", None, None).is_err());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "abc", "1,5", "0x10", "NaN", "Infinity", "1e", "e5", "1 ", "--1", "1.2.3"] {
            assert!(canonical(text, None, None).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_compare_as_numbers() {
        let sorted = ["-100", "-20.5", "-20.25", "-0.1", "-0.0", "0.001", "2", "10", "10.01", "9007199254740993"];
        for window in sorted.windows(2) {
            assert_eq!(compare(window[0], window[1]), Ordering::Less, "{window:?}");
            assert_eq!(compare(window[1], window[0]), Ordering::Greater, "{window:?}");
        }
        for (left, right) in [("1.50", "1.5"), ("-0", "0"), ("007", "7.0"), ("+1", "1")] {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} {right}");
        }
        assert_eq!(compare("abc", "1"), Ordering::Greater);
    }

    #[test]
    fn floats_become_plain_texts() {
        assert_eq!(of_float(0.1).as_deref(), Some("0.1"));
        assert_eq!(of_float(1e21).as_deref(), Some("1000000000000000000000"));
        assert_eq!(of_float(-0.0).as_deref(), Some("0"));
        assert_eq!(of_float(f64::INFINITY), None);
    }
}
