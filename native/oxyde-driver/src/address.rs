//! What the addresses of all servers have in common; no message shows any part of an address.

use oxyde_wire::{ErrorKind, Failure};

/// Keeps the value of a parameter, unless there is one.
pub fn set_once<T>(place: &mut Option<T>, key: &str, value: T) -> Result<(), Failure> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(invalid(&format!("the address has the parameter {key} twice; keep one"))),
    }
}

/// `user`, `user:password`.
pub fn split_credentials(credentials: &str) -> Result<(Option<String>, Option<String>), Failure> {
    let (user, password) = match credentials.split_once(':') {
        Some((user, password)) => (user, Some(decode(password)?)),
        None => (credentials, None),
    };
    Ok((non_empty(decode(user)?), password.and_then(non_empty)))
}

/// `host`, `host:port`, `[::1]`, `[::1]:port`.
pub fn split_place(place: &str, default_port: u16) -> Result<(String, u16), Failure> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').ok_or_else(|| invalid("the address has an IPv6 host without its closing bracket"))?;
            (host, after.strip_prefix(':').or(after.is_empty().then_some("")).ok_or_else(bad_port)?)
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    let port = if port.is_empty() { default_port } else { port.parse().map_err(|_| bad_port())? };
    let host = decode(host)?;
    Ok((if host.is_empty() { "127.0.0.1".to_owned() } else { host }, port))
}

/// Whether the host is this machine.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The text, unless it is empty.
pub fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Undoes percent-encoding.
pub fn decode(text: &str) -> Result<String, Failure> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let (byte, tail) = hex_pair(tail).ok_or_else(bad_encoding)?;
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes).ok().filter(|decoded| !decoded.contains('\0')).ok_or_else(bad_encoding)
}

fn hex_pair(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let [high, low, rest @ ..] = bytes else { return None };
    let digit = |byte: &u8| (*byte as char).to_digit(16);
    Some(((digit(high)? * 16 + digit(low)?) as u8, rest))
}

fn bad_encoding() -> Failure {
    invalid("the address is not well percent-encoded; write % as %25 and other special characters as % and two hex digits")
}

fn bad_port() -> Failure {
    invalid("the port of the address must be a number from 1 to 65535; percent-encode special characters of the password")
}

/// An option or address that makes no sense.
pub fn invalid(message: &str) -> Failure {
    Failure::new(ErrorKind::InvalidOptions, message)
}
