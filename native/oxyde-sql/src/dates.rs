//! Parts of moments, their beginnings of units, and moments that are later or apart: instants by the clock of the data source's time
//! zone, the others as they are.

use oxyde_wire::{ColumnType, DateAmount, DatePart, DateUnit, Expression, Kind, Literal};
use sea_query::Expr;

use crate::refusal::{Result, invalid};
use crate::walk::Walk;

/// How much later: months first, which end with the month, then days, then seconds.
#[derive(Default)]
pub struct Steps {
    pub months: Option<Expr>,
    pub days: Option<Expr>,
    pub seconds: Option<Expr>,
}

/// What a dialect says of moments. The kinds are those that the caller has checked.
pub trait Dates {
    fn date_part(&self, walk: &mut Walk<'_>, part: DatePart, operand: Expr, kind: Kind) -> Expr;
    fn date_truncate(&self, walk: &mut Walk<'_>, unit: DateUnit, operand: Expr, kind: Kind) -> Expr;
    fn date_add(&self, walk: &mut Walk<'_>, operand: Expr, steps: Steps, kind: Kind) -> Expr;
    /// Whole milliseconds, cut towards zero.
    fn date_difference(&self, walk: &mut Walk<'_>, left: Expr, right: Expr, kind: Kind) -> Expr;

    /// What the clock of a zone shows at an instant, as a local timestamp.
    fn clock_at(&self, walk: &mut Walk<'_>, instant: Expr, zone: &str) -> Expr;
    /// The instant at which the clock of a zone shows this.
    fn instant_at(&self, walk: &mut Walk<'_>, clock: Expr, zone: &str) -> Expr;
    /// The instant that is as much before this one as one reading of a clock is before another.
    fn earlier(&self, walk: &mut Walk<'_>, instant: Expr, first: Expr, second: Expr) -> Expr;
}

impl Walk<'_> {
    pub fn date_part(&mut self, part: DatePart, operand: &Expression, operand_type: &ColumnType) -> Result<Expr> {
        if !has_part(operand_type.kind, part) {
            return invalid(format!("a value of kind {:?} has no {part:?}", operand_type.kind));
        }
        let operand = self.expression(operand)?;
        Ok(match self.zone_of(operand_type.kind) {
            Some(zone) => self.part_in_zone(part, operand, &zone),
            None => self.syntax.date_part(self, part, operand, operand_type.kind),
        })
    }

    pub fn date_truncate(&mut self, unit: DateUnit, operand: &Expression, operand_type: &ColumnType) -> Result<Expr> {
        check_unit(operand_type.kind, unit)?;
        let operand = self.expression(operand)?;
        Ok(match self.zone_of(operand_type.kind) {
            Some(zone) => self.truncated_in_zone(unit, operand, &zone),
            None => self.syntax.date_truncate(self, unit, operand, operand_type.kind),
        })
    }

    pub fn date_add(&mut self, operand: &Expression, amounts: &[DateAmount], operand_type: &ColumnType) -> Result<Expr> {
        let kind = operand_type.kind;
        let operand = self.expression(operand)?;
        let mut steps = Steps::default();
        for amount in amounts {
            check_unit(kind, amount.unit)?;
            let step = self.step_of(amount)?;
            let place = match amount.unit {
                DateUnit::Year | DateUnit::Quarter | DateUnit::Month => &mut steps.months,
                DateUnit::Week | DateUnit::Day => &mut steps.days,
                DateUnit::Hour | DateUnit::Minute | DateUnit::Second => &mut steps.seconds,
            };
            *place = Some(match place.take() {
                Some(sum) => self.form("({} + {})", [sum, step]),
                None => step,
            });
        }
        if amounts.is_empty() {
            return Ok(operand);
        }
        Ok(match self.zone_of(kind) {
            Some(zone) => self.added_in_zone(operand, steps, &zone),
            None => self.syntax.date_add(self, operand, steps, kind),
        })
    }

    pub fn date_difference(&mut self, left: &Expression, right: &Expression, operand_type: &ColumnType) -> Result<Expr> {
        if !is_moment(operand_type.kind) {
            return invalid(format!("values of kind {:?} are no time apart; compare dates or times", operand_type.kind));
        }
        let (left, right) = (self.expression(left)?, self.expression(right)?);
        Ok(self.syntax.date_difference(self, left, right, operand_type.kind))
    }

    /// An amount in months, days or seconds.
    fn step_of(&mut self, amount: &DateAmount) -> Result<Expr> {
        let size = match amount.unit {
            DateUnit::Year => 12,
            DateUnit::Quarter => 3,
            DateUnit::Week => 7,
            DateUnit::Hour => 3600,
            DateUnit::Minute => 60,
            DateUnit::Month | DateUnit::Day | DateUnit::Second => 1,
        };
        if let Expression::Literal { value: Literal::Integer(count) } = &amount.amount {
            return self.literal(&Literal::Integer(count.saturating_mul(size)));
        }
        let count = self.expression(&amount.amount)?;
        let size_text = self.text(size.to_string());
        Ok(if size == 1 { count } else { self.form("({} * {})", [count, size_text]) })
    }
}

fn is_moment(kind: Kind) -> bool {
    matches!(kind, Kind::Timestamp | Kind::LocalTimestamp | Kind::Date | Kind::Time)
}

fn check_unit(kind: Kind, unit: DateUnit) -> Result<()> {
    let is_of_time = matches!(unit, DateUnit::Hour | DateUnit::Minute | DateUnit::Second);
    let fits = match kind {
        Kind::Timestamp | Kind::LocalTimestamp => true,
        Kind::Date => !is_of_time,
        Kind::Time => is_of_time,
        _ => false,
    };
    if fits { Ok(()) } else { invalid(format!("a value of kind {kind:?} is not measured by the {unit:?}; use another unit or cast it")) }
}

fn has_part(kind: Kind, part: DatePart) -> bool {
    let is_of_time = matches!(part, DatePart::Hour | DatePart::Minute | DatePart::Second | DatePart::Time);
    match kind {
        Kind::Timestamp | Kind::LocalTimestamp => true,
        Kind::Date => !is_of_time,
        Kind::Time => is_of_time,
        _ => false,
    }
}
