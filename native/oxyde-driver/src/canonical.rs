//! What the canonical texts and numbers of the wire look like, for both servers.

use oxyde_wire::ColumnType;

/// The largest integer that a JavaScript number holds exactly together with its neighbours.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// The number, when JavaScript holds it exactly.
pub fn bind_safe(number: i64) -> Result<i64, &'static str> {
    if number.unsigned_abs() > MAX_SAFE_INTEGER as u64 { Err("it is beyond 2^53 - 1") } else { Ok(number) }
}

/// `-?digits[.digits]`; what is stored must fit the column, because servers round a fraction without an error.
pub fn check_decimal(text: &str, column_type: &ColumnType, is_stored: bool) -> Result<(), &'static str> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err("it is not a decimal number");
    }
    let Some(precision) = column_type.precision.filter(|_| is_stored) else { return Ok(()) };
    let scale = column_type.scale.unwrap_or(0);
    if fraction.trim_end_matches('0').len() > scale as usize {
        return Err("it has more digits after the point than the column");
    }
    if whole.trim_start_matches('0').len() > precision.saturating_sub(scale) as usize {
        return Err("it has more digits before the point than the column");
    }
    Ok(())
}

/// 8-4-4-4-12 lower-case hexadecimal digits.
pub fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}
