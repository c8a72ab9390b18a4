//! The request reader: what it reads, and that no bytes make it panic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use oxyde_wire::{ErrorKind, RequestReader, Value};
use rmp::encode as pack;

/// `id, executor, plan, mode, count` and the parameters as they are given.
fn request(id: u32, count: u32, parameters: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for number in [id, 2, 3, 0, count] {
        pack::write_uint(&mut out, u64::from(number)).unwrap();
    }
    out.extend_from_slice(parameters);
    out
}

fn parameters(write: impl FnOnce(&mut Vec<u8>)) -> Vec<Value> {
    let mut bytes = Vec::new();
    write(&mut bytes);
    let bytes = request(1, 1, &bytes);
    let request = RequestReader::new(&bytes).next().unwrap().unwrap();
    request.parameters
}

#[test]
fn each_kind_of_parameter_is_read() {
    assert_eq!(parameters(|out| pack::write_nil(out).unwrap()), [Value::Null]);
    assert_eq!(parameters(|out| pack::write_bool(out, true).unwrap()), [Value::Boolean(true)]);
    assert_eq!(parameters(|out| pack::write_bool(out, false).unwrap()), [Value::Boolean(false)]);
    for integer in [0, 1, -1, 127, 128, -32, -33, i64::from(i32::MIN), 1 << 53, i64::MIN, i64::MAX] {
        let read = parameters(|out| {
            pack::write_sint(out, integer).unwrap();
        });
        assert_eq!(read, [Value::Integer(integer)]);
    }
    assert_eq!(parameters(|out| pack::write_f64(out, -0.5).unwrap()), [Value::Float(-0.5)]);
    for length in [0, 31, 32, 255, 256, 65_535, 65_536] {
        let text = "é".repeat(length / 2) + &"x".repeat(length % 2);
        assert_eq!(parameters(|out| pack::write_str(out, &text).unwrap()), [Value::Text(text.clone())]);
        let bytes = vec![0xc1; length];
        assert_eq!(parameters(|out| pack::write_bin(out, &bytes).unwrap()), [Value::Bytes(bytes.clone())]);
    }
    assert_eq!(
        parameters(|out| out.extend([0x93, 1, 0xa1, b'a', 0xc0])),
        [Value::List(vec![Value::Integer(1), Value::Text("a".into()), Value::Null])]
    );
}

#[test]
fn requests_follow_one_another() {
    let bytes = [request(7, 0, &[]), request(8, 2, &[0xc3, 5])].concat();
    let requests: Result<Vec<_>, _> = RequestReader::new(&bytes).collect();
    let requests = requests.unwrap();
    assert_eq!(requests.iter().map(|request| request.id).collect::<Vec<_>>(), [7, 8]);
    assert_eq!((requests[1].executor, requests[1].plan, requests[1].mode), (2, 3, 0));
    assert_eq!(requests[1].parameters, [Value::Boolean(true), Value::Integer(5)]);
    assert_eq!(RequestReader::new(&[]).count(), 0);
}

#[test]
fn what_is_malformed_fails_once_and_ends() {
    let deep = [0x91, 0x91, 0x91, 0x01];
    for parameters in [
        &[0xd9, 5, b'a'][..],
        &[0xc4, 9],
        &[0xa2, 0xff, 0xff],
        &[0xc1],
        &[0xdd, 0xff, 0xff, 0xff, 0xff],
        &[0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x80],
        &deep,
    ] {
        let bytes = request(1, 1, parameters);
        let mut reader = RequestReader::new(&bytes);
        assert_eq!(reader.next().unwrap().unwrap_err().kind, ErrorKind::Internal, "{parameters:x?}");
        assert!(reader.next().is_none());
    }
}

/// A count that the bytes cannot hold allocates nothing.
#[test]
fn a_count_that_lies_is_refused() {
    assert!(RequestReader::new(&request(1, u32::MAX, &[1, 2, 3])).next().unwrap().is_err());
    assert!(RequestReader::new(&request(1, 1, &[0xdc, 0xff, 0xff, 1])).next().unwrap().is_err());
}

/// The mode is one byte: 256 is no other name for 0.
#[test]
fn a_mode_beyond_a_byte_is_refused() {
    let mut bytes = vec![1, 2, 3];
    pack::write_uint(&mut bytes, 256).unwrap();
    bytes.push(0);
    assert!(RequestReader::new(&bytes).next().unwrap().is_err());
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let good =
        [request(1, 3, &[0xc0, 0xa3, b'a', b'b', b'c', 0x92, 1, 0xcb, 0, 0, 0, 0, 0, 0, 0, 0]), request(2, 1, &[0xc4, 2, 1, 2])].concat();
    for round in 0..200_000 {
        let bytes = if round % 2 == 0 { random.bytes() } else { random.mutated(&good) };
        RequestReader::new(&bytes).for_each(drop);
    }
}

/// xorshift64: the same bytes in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn bytes(&mut self) -> Vec<u8> {
        (0..self.below(40)).map(|_| self.next() as u8).collect()
    }

    fn mutated(&mut self, good: &[u8]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..=self.below(3) {
            let place = self.below(bytes.len());
            bytes[place] = self.next() as u8;
        }
        bytes.truncate(self.below(good.len()) + 1);
        bytes
    }
}
