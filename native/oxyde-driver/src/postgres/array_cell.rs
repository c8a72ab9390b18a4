//! A binary array as the JSON text of its elements.

use std::fmt::Write;

use oxyde_wire::{CellError, Kind};

use super::cell::{self, Cell};
use super::sent::Scalar;

/// Appends the JSON text: bigint and decimal elements as strings, timestamps as milliseconds, bytes as base64.
///
/// # Errors
/// When the array has several dimensions, or an element does not fit the kind.
pub fn write(kind: Kind, is_declared: bool, scalar: Scalar, bytes: &[u8], out: &mut String) -> Result<(), CellError> {
    let mut reader = Reader(bytes);
    let dimensions = reader.number()?;
    // Whether there are NULLs, and the type of the elements.
    reader.take(8)?;
    if dimensions > 1 {
        return Err(CellError::new("the stored array has several dimensions"));
    }
    let count = if dimensions == 0 { 0 } else { reader.number()? };
    reader.take(if dimensions == 0 { 0 } else { 4 })?;
    let mut scratch = String::new();
    out.push('[');
    for index in 0..count {
        if index > 0 {
            out.push(',');
        }
        match usize::try_from(reader.number()?) {
            Err(_) => out.push_str("null"),
            Ok(length) => write_element(kind, &cell::read(kind, is_declared, scalar, reader.take(length)?, &mut scratch)?, out)?,
        }
    }
    out.push(']');
    Ok(())
}

fn write_element(kind: Kind, cell: &Cell<'_>, out: &mut String) -> Result<(), CellError> {
    // Writing to a String cannot fail.
    let _ = match cell {
        Cell::Boolean(flag) => write!(out, "{flag}"),
        Cell::Integer(number) if kind == Kind::Bigint => write!(out, "\"{number}\""),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Float(number) if number.is_finite() => write!(out, "{number:?}"),
        Cell::Float(_) => return Err(CellError::new("an element is NaN or infinite")),
        Cell::Bytes(bytes) => {
            write_base64(bytes, out);
            Ok(())
        }
        Cell::Text(text) if kind == Kind::Json => write!(out, "{text}"),
        Cell::Text(text) => {
            let quoted = serde_json::to_string(text).map_err(|_| CellError::new("an element cannot be written as JSON"))?;
            write!(out, "{quoted}")
        }
    };
    Ok(())
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], CellError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(|| CellError::new("the server sent a malformed array"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<i32, CellError> {
        let bytes = self.take(4)?;
        Ok(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
}

fn write_base64(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.push('"');
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(kind: Kind, scalar: Scalar, elements: &[Option<&[u8]>]) -> Result<String, CellError> {
        let mut bytes = [1_i32, 1, 25, elements.len() as i32, 1].iter().flat_map(|field| field.to_be_bytes()).collect::<Vec<_>>();
        for element in elements {
            bytes.extend(element.map_or(-1, |element| element.len() as i32).to_be_bytes());
            bytes.extend(element.unwrap_or_default());
        }
        let mut out = String::new();
        write(kind, true, scalar, &bytes, &mut out).map(|()| out)
    }

    #[test]
    fn each_kind_has_its_form() {
        assert_eq!(json(Kind::Text, Scalar::Text, &[Some(b"a\"b"), None, Some(b"")]).unwrap(), r#"["a\"b",null,""]"#);
        assert_eq!(json(Kind::Bigint, Scalar::Int8, &[Some(&i64::MAX.to_be_bytes())]).unwrap(), r#"["9223372036854775807"]"#);
        assert_eq!(json(Kind::Int, Scalar::Int4, &[Some(&7_i32.to_be_bytes())]).unwrap(), "[7]");
        assert_eq!(json(Kind::Float, Scalar::Float8, &[Some(&1e300_f64.to_be_bytes())]).unwrap(), "[1e300]");
        assert_eq!(json(Kind::Timestamp, Scalar::Timestamptz, &[Some(&0_i64.to_be_bytes())]).unwrap(), "[946684800000]");
        assert_eq!(json(Kind::Json, Scalar::Jsonb, &[Some(b"\x01{\"a\":1}")]).unwrap(), r#"[{"a":1}]"#);
        assert!(json(Kind::Float, Scalar::Float8, &[Some(&f64::NAN.to_be_bytes())]).is_err());
    }

    #[test]
    fn bytes_are_base64() {
        for (bytes, expected) in [(&b""[..], ""), (&b"\0"[..], "AA=="), (&b"\0\x01"[..], "AAE="), (&b"\xff\xfe\xfd"[..], "//79")] {
            assert_eq!(json(Kind::Bytes, Scalar::Bytea, &[Some(bytes)]).unwrap(), format!("[\"{expected}\"]"));
        }
    }

    #[test]
    fn the_empty_array_has_no_dimension() {
        let mut out = String::new();
        write(Kind::Int, true, Scalar::Int8, &[0; 12], &mut out).unwrap();
        assert_eq!(out, "[]");
        assert!(write(Kind::Int, true, Scalar::Int8, &[0, 0, 0, 2], &mut out).is_err());
    }
}
