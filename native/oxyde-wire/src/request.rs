//! Requests: `requestId, executor, plan, mode, parameterCount, parameter...`, one after another.

use rmp::Marker;
use rmp::decode::{self, read_marker};

use crate::{ErrorKind, Failure, Value};

/// The deepest nesting of a parameter: a list of values.
const MAX_DEPTH: u8 = 2;

/// The deepest nesting of maps and arrays in a statement: deeper ones would end the stack of a small thread.
const MAX_MAP_DEPTH: usize = 256;

/// One request of the other half.
#[derive(Debug)]
pub struct Request {
    pub id: u32,
    /// A data source or a transaction.
    pub executor: u32,
    /// The plan; for control requests a number of their own (`BEGIN`: the handle of the new transaction; savepoints: their number; CANCEL: its reason).
    pub plan: u32,
    pub mode: u8,
    pub parameters: Vec<Value>,
}

/// Reads the requests of one crossing.
pub struct RequestReader<'a> {
    bytes: &'a [u8],
}

impl<'a> RequestReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn read_request(&mut self) -> Result<Request, Failure> {
        let id = self.read_u32()?;
        let executor = self.read_u32()?;
        let plan = self.read_u32()?;
        let mode = u8::try_from(self.read_u32()?).map_err(|_| malformed())?;
        let count = self.read_u32()? as usize;
        self.check_count(count)?;
        let parameters = (0..count).map(|_| self.read_value(MAX_DEPTH)).collect::<Result<_, _>>()?;
        Ok(Request { id, executor, plan, mode, parameters })
    }

    fn read_u32(&mut self) -> Result<u32, Failure> {
        decode::read_int(&mut self.bytes).map_err(|_| malformed())
    }

    /// Each element takes a byte at least, so a count beyond the bytes left is a lie: nothing is allocated for it.
    fn check_count(&self, count: usize) -> Result<(), Failure> {
        if count > self.bytes.len() { Err(malformed()) } else { Ok(()) }
    }

    fn read_value(&mut self, depth: u8) -> Result<Value, Failure> {
        let marker = read_marker(&mut &*self.bytes).map_err(|_| malformed())?;
        match marker {
            Marker::Null => self.skip_marker(Value::Null),
            Marker::True => self.skip_marker(Value::Boolean(true)),
            Marker::False => self.skip_marker(Value::Boolean(false)),
            Marker::F64 => decode::read_f64(&mut self.bytes).map(Value::Float).map_err(|_| malformed()),
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                let length = decode::read_str_len(&mut self.bytes).map_err(|_| malformed())?;
                let text = std::str::from_utf8(self.take(length as usize)?).map_err(|_| malformed())?;
                Ok(Value::Text(text.to_owned()))
            }
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                let length = decode::read_bin_len(&mut self.bytes).map_err(|_| malformed())?;
                Ok(Value::Bytes(self.take(length as usize)?.to_vec()))
            }
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 if depth > 0 => {
                let count = decode::read_array_len(&mut self.bytes).map_err(|_| malformed())? as usize;
                self.check_count(count)?;
                (0..count).map(|_| self.read_value(depth - 1)).collect::<Result<_, _>>().map(Value::List)
            }
            _ => decode::read_int(&mut self.bytes).map(Value::Integer).map_err(|_| malformed()),
        }
    }

    fn skip_marker(&mut self, value: Value) -> Result<Value, Failure> {
        self.bytes = &self.bytes[1..];
        Ok(value)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Failure> {
        if length > self.bytes.len() {
            return Err(malformed());
        }
        let (taken, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Ok(taken)
    }
}

impl Iterator for RequestReader<'_> {
    type Item = Result<Request, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.bytes.is_empty() {
            return None;
        }
        let request = self.read_request();
        if request.is_err() {
            self.bytes = &[];
        }
        Some(request)
    }
}

fn malformed() -> Failure {
    Failure::new(ErrorKind::Internal, "the request is malformed")
}

/// Decodes a MessagePack map with string keys into data: statements and options.
pub fn decode_map<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut decoder = rmp_serde::Deserializer::from_read_ref(bytes);
    decoder.set_max_depth(MAX_MAP_DEPTH);
    T::deserialize(&mut decoder).map_err(|error| match error {
        rmp_serde::decode::Error::DepthLimitExceeded => {
            Failure::new(ErrorKind::InvalidStatement, "the statement nests too deep; split it or flatten its conditions")
        }
        error => Failure::new(ErrorKind::Internal, format!("the data is malformed: {error}")),
    })
}
