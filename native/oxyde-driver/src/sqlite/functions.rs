//! The functions and the collation that every connection has, so that all dialects mean the same.

use std::borrow::Cow;
use std::cmp::Ordering;

use regex::{Regex, RegexBuilder};
use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use super::arithmetic::Exact;
use super::{decimal, json_contains, text_functions, zone_functions};

/// May be used in indexes, checks and generated columns, and is harmless there.
pub const PURE: FunctionFlags =
    FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC).union(FunctionFlags::SQLITE_INNOCUOUS);
/// The most memory of one compiled regular expression.
const REGEX_BYTES: usize = 1 << 20;

/// Registers all of them on a connection.
pub fn register(connection: &Connection) -> Result<()> {
    connection.create_collation("OXYDE_DECIMAL", decimal::compare)?;
    register_text(connection)?;
    register_float(connection)?;
    register_decimal(connection)?;
    text_functions::register(connection)?;
    zone_functions::register(connection)?;
    connection.create_scalar_function("oxyde_json_equals", 2, PURE, |context| compare_json(context, json_contains::equals))?;
    connection.create_scalar_function("oxyde_json_contains", 2, PURE, |context| compare_json(context, json_contains::contains))
}

fn register_text(connection: &Connection) -> Result<()> {
    connection
        .create_scalar_function("lower", 1, PURE, |context| Ok(text_at(context, 0)?.map(|text| in_case(&text, char::to_lowercase))))?;
    connection
        .create_scalar_function("upper", 1, PURE, |context| Ok(text_at(context, 0)?.map(|text| in_case(&text, char::to_uppercase))))?;
    connection.create_scalar_function("regexp", 2, PURE, |context| matches(context, false))?;
    connection.create_scalar_function("oxyde_iregexp", 2, PURE, |context| matches(context, true))
}

/// Letter by letter, as servers do it: one whose other case is several letters stays as it is.
fn in_case<Letters: ExactSizeIterator<Item = char>>(text: &str, case: fn(char) -> Letters) -> String {
    text.chars()
        .map(|letter| {
            let mut letters = case(letter);
            if letters.len() == 1 { letters.next().unwrap_or(letter) } else { letter }
        })
        .collect()
}

/// What SQLite has only when it is built with its mathematical functions; the bundled one is not.
fn register_float(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("floor", 1, PURE, |context| Ok(float_at(context, 0)?.map(f64::floor)))?;
    connection.create_scalar_function("ceil", 1, PURE, |context| Ok(float_at(context, 0)?.map(f64::ceil)))?;
    connection
        .create_scalar_function("oxyde_sqrt", 1, PURE, |context| Ok(float_at(context, 0)?.filter(|value| *value >= 0.0).map(f64::sqrt)))?;
    connection.create_scalar_function("oxyde_power", 2, PURE, |context| power(context))?;
    connection.create_scalar_function("oxyde_round", 2, PURE, |context| round(context))?;
    connection.create_scalar_function("mod", 2, PURE, |context| {
        let (left, right) = (float_at(context, 0)?, float_at(context, 1)?);
        Ok(left.zip(right).filter(|(_, right)| *right != 0.0).map(|(left, right)| left % right))
    })
}

/// `None` where the result is NULL.
type Operation = fn(&Exact, &Exact) -> Option<Exact>;

fn register_decimal(connection: &Connection) -> Result<()> {
    let operations: [(&str, Operation); 5] = [
        ("oxyde_decimal_add", |left, right| Some(left.plus(right))),
        ("oxyde_decimal_sub", |left, right| Some(left.minus(right))),
        ("oxyde_decimal_mul", |left, right| Some(left.times(right))),
        ("oxyde_decimal_div", Exact::divided_by),
        ("oxyde_decimal_mod", Exact::remainder),
    ];
    for (name, operation) in operations {
        connection.create_scalar_function(name, 2, PURE, move |context| calculate(context, operation))?;
    }
    connection.create_scalar_function("oxyde_decimal_floor", 1, PURE, |context| {
        Ok(exact_at(context, 0)?.map(|value| value.floor().to_string()))
    })?;
    connection
        .create_scalar_function("oxyde_decimal_ceil", 1, PURE, |context| Ok(exact_at(context, 0)?.map(|value| value.ceil().to_string())))?;
    connection.create_scalar_function("oxyde_decimal_round", 2, PURE, |context| {
        Ok(exact_at(context, 0)?.zip(whole_at(context, 1)?).map(|(value, digits)| value.rounded(digits).to_string()))
    })?;
    connection.create_window_function("oxyde_decimal_sum", 1, PURE, Sum { is_average: false })?;
    connection.create_window_function("oxyde_decimal_avg", 1, PURE, Sum { is_average: true })?;
    connection.create_aggregate_function("oxyde_decimal_min", 1, PURE, Extreme { wanted: Ordering::Less })?;
    connection.create_aggregate_function("oxyde_decimal_max", 1, PURE, Extreme { wanted: Ordering::Greater })
}

/// An argument as text, as SQLite's own text functions would take it; `None` for NULL.
pub fn text_at<'a>(context: &'a Context<'_>, index: usize) -> Result<Option<Cow<'a, str>>> {
    let text = match context.get_raw(index) {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(value) => Cow::Owned(value.to_string()),
        ValueRef::Real(value) => Cow::Owned(format!("{value:?}")),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| refused("the text is not valid UTF-8"))?)
        }
    };
    Ok(Some(text))
}

/// An argument as a float; `None` for NULL.
fn float_at(context: &Context<'_>, index: usize) -> Result<Option<f64>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value as f64)),
        ValueRef::Real(value) => Ok(Some(value)),
        _ => Err(refused("a value is not a number")),
    }
}

/// An argument as a whole number; `None` for NULL.
pub fn whole_at(context: &Context<'_>, index: usize) -> Result<Option<i64>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value)),
        _ => Err(refused("a value is not a whole number")),
    }
}

/// NULL where there is no real number; a number that is too large is an error, as elsewhere.
fn power(context: &Context<'_>) -> Result<Option<f64>> {
    let Some((base, exponent)) = float_at(context, 0)?.zip(float_at(context, 1)?) else { return Ok(None) };
    let is_undefined = (base == 0.0 && exponent < 0.0) || (base < 0.0 && exponent.fract() != 0.0);
    match base.powf(exponent) {
        _ if is_undefined => Ok(None),
        power if power.is_infinite() && base.is_finite() && exponent.is_finite() => Err(refused("a power is too large for a float")),
        power => Ok(Some(power)),
    }
}

/// Rounds the shortest decimal text of the number, not the binary number.
fn round(context: &Context<'_>) -> Result<Option<f64>> {
    let Some((value, digits)) = float_at(context, 0)?.zip(whole_at(context, 1)?) else { return Ok(None) };
    let exact = decimal::of_float(value).and_then(|text| Exact::parse(&text));
    Ok(Some(exact.and_then(|exact| exact.rounded(digits).to_string().parse().ok()).unwrap_or(value)))
}

/// `pattern, value`; the pattern is compiled once per run of the statement.
fn matches(context: &Context<'_>, ignores_case: bool) -> Result<Option<bool>> {
    let Some(value) = text_at(context, 1)? else { return Ok(None) };
    if context.get_raw(0) == ValueRef::Null {
        return Ok(None);
    }
    let regex = context.get_or_create_aux(0, |pattern| compile(pattern, ignores_case))?;
    Ok(Some(regex.is_match(&value)))
}

/// The message of a bad pattern would show it, and it may be a parameter.
fn compile(pattern: ValueRef<'_>, ignores_case: bool) -> std::result::Result<Regex, &'static str> {
    const BAD: &str = "the regular expression is not valid or too large";
    let pattern = pattern.as_str().map_err(|_| BAD)?;
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(ignores_case).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES);
    builder.build().map_err(|_| BAD)
}

/// An error that does not show the value.
pub fn refused(reason: &'static str) -> Error {
    Error::UserFunctionError(reason.into())
}

/// An argument as an exact number; `None` for NULL.
fn exact_at(context: &Context<'_>, index: usize) -> Result<Option<Exact>> {
    let text = match context.get_raw(index) {
        ValueRef::Real(value) => decimal::of_float(value).map(Cow::Owned),
        _ => match text_at(context, index)? {
            None => return Ok(None),
            some => some,
        },
    };
    text.and_then(|text| Exact::parse(&text)).map(Some).ok_or_else(|| refused("a value is not a decimal number"))
}

fn calculate(context: &Context<'_>, operation: Operation) -> Result<Option<String>> {
    let (Some(left), Some(right)) = (exact_at(context, 0)?, exact_at(context, 1)?) else { return Ok(None) };
    Ok(operation(&left, &right).map(|result| result.to_string()))
}

type Compare = fn(&serde_json::Value, &serde_json::Value) -> bool;

fn compare_json(context: &Context<'_>, compare: Compare) -> Result<Option<bool>> {
    let (Some(left), Some(right)) = (text_at(context, 0)?, text_at(context, 1)?) else { return Ok(None) };
    let parse =
        |text: &str| serde_json::from_str::<serde_json::Value>(text).map_err(|_| refused("a value is not JSON, or nested too deeply"));
    Ok(Some(compare(&parse(&left)?, &parse(&right)?)))
}

/// Sums exactly; NULLs are left out, and of nothing the sum is NULL.
struct Sum {
    is_average: bool,
}

impl Aggregate<(Exact, u64), Option<String>> for Sum {
    fn init(&self, _: &mut Context<'_>) -> Result<(Exact, u64)> {
        Ok((Exact::zero(), 0))
    }

    fn step(&self, context: &mut Context<'_>, (sum, count): &mut (Exact, u64)) -> Result<()> {
        if let Some(value) = exact_at(context, 0)? {
            *sum = sum.plus(&value);
            *count += 1;
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, state: Option<(Exact, u64)>) -> Result<Option<String>> {
        Ok(state.as_ref().and_then(|state| self.result(state)))
    }
}

impl WindowAggregate<(Exact, u64), Option<String>> for Sum {
    fn value(&self, state: Option<&mut (Exact, u64)>) -> Result<Option<String>> {
        Ok(state.and_then(|state| self.result(state)))
    }

    /// A row that leaves the frame takes its number with it: exact sums can be undone.
    fn inverse(&self, context: &mut Context<'_>, (sum, count): &mut (Exact, u64)) -> Result<()> {
        if let Some(value) = exact_at(context, 0)? {
            *sum = sum.minus(&value);
            *count -= 1;
        }
        Ok(())
    }
}

impl Sum {
    fn result(&self, (sum, count): &(Exact, u64)) -> Option<String> {
        match (*count, self.is_average) {
            (0, _) => None,
            (_, false) => Some(sum.to_string()),
            (count, true) => sum.divided_by(&Exact::parse(&count.to_string())?).map(|average| average.to_string()),
        }
    }
}

/// The smallest or largest number, in the text in which it is stored.
struct Extreme {
    wanted: Ordering,
}

impl Aggregate<Option<String>, Option<String>> for Extreme {
    fn init(&self, _: &mut Context<'_>) -> Result<Option<String>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, best: &mut Option<String>) -> Result<()> {
        let Some(text) = text_at(context, 0)? else { return Ok(()) };
        if decimal::Digits::parse(&text).is_none() {
            return Err(refused("a value is not a decimal number"));
        }
        if best.as_deref().is_none_or(|best| decimal::compare(&text, best) == self.wanted) {
            let found = text.into_owned();
            *best = Some(found);
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, best: Option<Option<String>>) -> Result<Option<String>> {
        Ok(best.flatten())
    }
}
