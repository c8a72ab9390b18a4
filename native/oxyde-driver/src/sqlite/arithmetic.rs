//! Exact arithmetic on decimal texts, with PostgreSQL's scales: the larger of both for sums, both together for products.

use num_bigint::{BigInt, Sign};

use super::decimal::Digits;

/// Quotients and averages are rounded to so many fraction digits (half away from zero).
const QUOTIENT_SCALE: usize = 20;

/// Rounding to more digits, before or after the point, changes nothing that a column holds.
const MAX_DIGITS: i64 = 1000;

/// An exact number: `digits / 10^scale`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    digits: BigInt,
    scale: usize,
}

impl Exact {
    /// Reads a plain decimal text.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = Digits::parse(text)?;
        let joined = format!("0{}{}", parts.whole, parts.fraction);
        let size = BigInt::parse_bytes(joined.as_bytes(), 10)?;
        Some(Self { digits: if parts.is_negative { -size } else { size }, scale: parts.fraction.len() })
    }

    /// 0, without fraction digits.
    pub fn zero() -> Self {
        Self { digits: BigInt::ZERO, scale: 0 }
    }

    /// The exact sum.
    pub fn plus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { digits: self.at_scale(scale) + other.at_scale(scale), scale }
    }

    /// The exact difference.
    pub fn minus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { digits: self.at_scale(scale) - other.at_scale(scale), scale }
    }

    /// The exact product.
    pub fn times(&self, other: &Self) -> Self {
        Self { digits: &self.digits * &other.digits, scale: self.scale + other.scale }
    }

    /// What is left of a division cut towards zero, with the sign of what is divided; `None` for a division by zero.
    pub fn remainder(&self, other: &Self) -> Option<Self> {
        if other.digits == BigInt::ZERO {
            return None;
        }
        let scale = self.scale.max(other.scale);
        Some(Self { digits: self.at_scale(scale) % other.at_scale(scale), scale })
    }

    /// `None` for a division by zero. Zeros at the end are cut down to the larger scale of both.
    pub fn divided_by(&self, other: &Self) -> Option<Self> {
        if other.digits == BigInt::ZERO {
            return None;
        }
        let kept = self.scale.max(other.scale);
        let scale = QUOTIENT_SCALE.max(kept);
        // (a / 10^s) / (b / 10^t) = q / 10^scale, so q = a * 10^(scale + t) / (b * 10^s).
        let numerator = &self.digits * power(scale + other.scale);
        let denominator = &other.digits * power(self.scale);
        Some(Self { digits: rounded_quotient(&numerator, &denominator), scale }.without_zeros_beyond(kept))
    }

    /// Half away from zero; negative digits are those before the point.
    pub fn rounded(&self, digits: i64) -> Self {
        self.cut(digits, rounded_quotient)
    }

    /// The largest whole number that is not larger.
    pub fn floor(&self) -> Self {
        self.cut(0, floor_quotient)
    }

    /// The smallest whole number that is not smaller.
    pub fn ceil(&self) -> Self {
        self.cut(0, |top, bottom| -floor_quotient(&-top, bottom))
    }

    fn cut(&self, digits: i64, quotient: fn(&BigInt, &BigInt) -> BigInt) -> Self {
        let digits = digits.clamp(-MAX_DIGITS, MAX_DIGITS);
        let scale = digits.max(0) as usize;
        if scale >= self.scale && digits >= 0 {
            return Self { digits: self.at_scale(scale), scale };
        }
        let unit = power((-digits).max(0) as usize);
        Self { digits: quotient(&self.digits, &(power(self.scale - scale) * &unit)) * unit, scale }
    }

    fn at_scale(&self, scale: usize) -> BigInt {
        &self.digits * power(scale - self.scale)
    }

    fn without_zeros_beyond(mut self, kept: usize) -> Self {
        let ten = BigInt::from(10);
        while self.scale > kept && &self.digits % &ten == BigInt::ZERO {
            self.digits /= &ten;
            self.scale -= 1;
        }
        self
    }
}

impl std::fmt::Display for Exact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.digits.sign() == Sign::Minus { "-" } else { "" };
        let size = format!("{:0>width$}", self.digits.magnitude().to_string(), width = self.scale + 1);
        let (whole, fraction) = size.split_at(size.len() - self.scale);
        let point = if fraction.is_empty() { "" } else { "." };
        write!(formatter, "{sign}{whole}{point}{fraction}")
    }
}

fn power(exponent: usize) -> BigInt {
    BigInt::from(10).pow(exponent as u32)
}

/// Towards the smaller number.
fn floor_quotient(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    let quotient = numerator / denominator;
    if numerator.sign() == Sign::Minus && numerator % denominator != BigInt::ZERO { quotient - 1 } else { quotient }
}

/// Half away from zero. Doubling the numerator turns the half into a whole.
fn rounded_quotient(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    let (top, bottom) = (numerator.magnitude(), denominator.magnitude());
    let size = (top * 2_u8 + bottom) / (bottom * 2_u8);
    let sign = if numerator.sign() == denominator.sign() { Sign::Plus } else { Sign::Minus };
    BigInt::from_biguint(sign, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn sums_and_products_are_exact() {
        assert_eq!(exact("0.1").plus(&exact("0.2")).to_string(), "0.3");
        assert_eq!(exact("1.50").plus(&exact("-1.5")).to_string(), "0.00");
        assert_eq!(exact("12345678901234567890.123").plus(&exact("0.0007")).to_string(), "12345678901234567890.1237");
        assert_eq!(exact("1").minus(&exact("1.001")).to_string(), "-0.001");
        assert_eq!(exact("1.10").times(&exact("-1.1")).to_string(), "-1.210");
        assert_eq!(
            exact("99999999999999999999").times(&exact("99999999999999999999")).to_string(),
            "9999999999999999999800000000000000000001"
        );
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        let divide = |left: &str, right: &str| exact(left).divided_by(&exact(right)).map(|value| value.to_string());
        assert_eq!(divide("10", "4").as_deref(), Some("2.5"));
        assert_eq!(divide("10.00", "4").as_deref(), Some("2.50"));
        assert_eq!(divide("1", "3").as_deref(), Some("0.33333333333333333333"));
        assert_eq!(divide("-2", "3").as_deref(), Some("-0.66666666666666666667"));
        assert_eq!(divide("0.000000000000000000005", "1").as_deref(), Some("0.000000000000000000005"));
        assert_eq!(divide("0", "-5").as_deref(), Some("0"));
        assert_eq!(divide("1", "0.00"), None);
    }

    #[test]
    fn remainders_have_the_sign_of_what_is_divided() {
        let remainder = |left: &str, right: &str| exact(left).remainder(&exact(right)).map(|value| value.to_string());
        assert_eq!(remainder("7.50", "2").as_deref(), Some("1.50"));
        assert_eq!(remainder("-7.5", "2.00").as_deref(), Some("-1.50"));
        assert_eq!(remainder("7.5", "-2").as_deref(), Some("1.5"));
        assert_eq!(remainder("1", "0.0"), None);
    }

    #[test]
    fn numbers_are_rounded_exactly() {
        for (text, digits, expected) in [
            ("2.675", 2, "2.68"),
            ("-2.675", 2, "-2.68"),
            ("-0.5", 0, "-1"),
            ("0.49999999999999999999", 0, "0"),
            ("155", -1, "160"),
            ("-144.9", -1, "-140"),
            ("1.5", 3, "1.500"),
            ("7", -5, "0"),
        ] {
            assert_eq!(exact(text).rounded(digits).to_string(), expected, "{text}");
        }
        for (text, floor, ceil) in [("1.5", "1", "2"), ("-1.5", "-2", "-1"), ("-3", "-3", "-3"), ("0.00", "0", "0"), ("-0.01", "-1", "0")] {
            assert_eq!((exact(text).floor().to_string().as_str(), exact(text).ceil().to_string().as_str()), (floor, ceil), "{text}");
        }
    }
}
