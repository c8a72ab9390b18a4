//! The exact text of a binary `numeric`.

use oxyde_wire::CellError;

const NEGATIVE: u16 = 0x4000;
const SPECIAL: u16 = 0xC000;

/// Appends the text, with as many digits after the point as the value has.
///
/// # Errors
/// When it is NaN or infinite, or not a numeric.
pub fn write(bytes: &[u8], out: &mut String) -> Result<(), CellError> {
    let malformed = || CellError::new("the server sent a malformed numeric");
    let (header, digits) = bytes.split_at_checked(8).ok_or_else(malformed)?;
    let field = |index: usize| u16::from_be_bytes([header[index * 2], header[index * 2 + 1]]);
    let (count, weight, sign, scale) = (usize::from(field(0)), field(1) as i16, field(2), usize::from(field(3)));
    if sign & SPECIAL == SPECIAL {
        return Err(CellError::new("the stored number is NaN or infinite"));
    }
    if digits.len() != count * 2 {
        return Err(malformed());
    }
    if sign == NEGATIVE {
        out.push('-');
    }
    let digits = Digits { groups: digits, weight: i32::from(weight) };
    digits.write_whole(out);
    digits.write_fraction(scale, out);
    Ok(())
}

/// Groups of four decimal digits; the first one counts ten thousand to the power of the weight.
struct Digits<'a> {
    groups: &'a [u8],
    weight: i32,
}

impl Digits<'_> {
    fn group(&self, power: i32) -> u32 {
        let index = usize::try_from(self.weight - power).ok();
        let pair = index.and_then(|index| self.groups.get(index * 2..index * 2 + 2));
        pair.map_or(0, |pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])))
    }

    fn write_whole(&self, out: &mut String) {
        if self.weight < 0 {
            return out.push('0');
        }
        push_digits(out, self.group(self.weight), 0);
        for power in (0..self.weight).rev() {
            push_digits(out, self.group(power), 4);
        }
    }

    fn write_fraction(&self, scale: usize, out: &mut String) {
        if scale == 0 {
            return;
        }
        out.push('.');
        let end = out.len() + scale;
        let mut power = -1;
        while out.len() < end {
            push_digits(out, self.group(power), 4);
            power -= 1;
        }
        out.truncate(end);
    }
}

/// The digits of a group, at least `width` of them.
fn push_digits(out: &mut String, group: u32, width: usize) {
    let digits = [group / 1000 % 10, group / 100 % 10, group / 10 % 10, group % 10];
    let leading = digits.iter().take_while(|digit| **digit == 0).count().min(4 - width.max(1));
    out.extend(digits[leading..].iter().map(|digit| char::from(b'0' + *digit as u8)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(weight: i16, sign: u16, scale: u16, groups: &[u16]) -> Result<String, CellError> {
        let header = [groups.len() as u16, weight as u16, sign, scale];
        let bytes: Vec<u8> = header.iter().chain(groups).flat_map(|field| field.to_be_bytes()).collect();
        let mut out = String::new();
        write(&bytes, &mut out).map(|()| out)
    }

    #[test]
    fn every_digit_is_kept() {
        assert_eq!(text(0, 0, 0, &[]).unwrap(), "0");
        assert_eq!(text(0, 0, 2, &[]).unwrap(), "0.00");
        assert_eq!(text(0, 0, 2, &[1, 5000]).unwrap(), "1.50");
        assert_eq!(text(-1, NEGATIVE, 2, &[100]).unwrap(), "-0.01");
        assert_eq!(text(-3, 0, 12, &[1]).unwrap(), "0.000000000001");
        assert_eq!(text(2, 0, 0, &[12]).unwrap(), "1200000000");
        assert_eq!(text(1, 0, 6, &[1, 2, 3, 4500]).unwrap(), "10002.000345");
        assert_eq!(text(0, 0, 4, &[9999, 9999]).unwrap(), "9999.9999");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for sign in [0xC000, 0xD000, 0xF000] {
            assert!(text(0, sign, 0, &[]).is_err());
        }
        assert!(write(&[0, 1, 0, 0], &mut String::new()).is_err() && write(&[0, 9, 0, 0, 0, 0, 0, 0], &mut String::new()).is_err());
    }
}
