//! What narrows a datatype (XML Schema Part 2, §4.3).

use std::cmp::Ordering;
use std::collections::HashMap;

use regex::Regex;

use super::{Datatype, Prefixes, Value, number, regular, text};

/// Regular expressions that were compiled: a schema says the same one often.
pub type Patterns = HashMap<String, Regex>;

/// A facet with its value.
#[derive(Clone, Debug)]
pub(super) enum Facet {
    Pattern {
        regex: Regex,
        written: String,
    },
    Bound {
        bound: Bound,
        value: Value,
        written: String,
    },
    Length(Measure, usize),
    TotalDigits(usize),
    FractionDigits(usize),
}

/// On which side of a bound values lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

/// How a length is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Exactly,
    AtLeast,
    AtMost,
}

impl Facet {
    /// The facet `name` with value `written` for values of `datatype`.
    pub fn new(
        datatype: &Datatype,
        name: &str,
        written: &str,
        prefixes: Prefixes,
        known: &mut Patterns,
    ) -> Result<Self, String> {
        let type_name = datatype.name();
        let bound = |bound| {
            if !datatype.is_ordered() {
                return Err(format!("`{type_name}` has no order, so no `{name}`"));
            }
            let value = datatype
                .value(written, prefixes)
                .ok_or_else(|| format!("the bound `{written}` is no `{type_name}`"))?;
            let written = written.trim().to_owned();
            Ok(Self::Bound {
                bound,
                value,
                written,
            })
        };
        let length = |measure| {
            if !datatype.has_length() {
                return Err(format!("values of `{type_name}` have no length"));
            }
            Ok(Self::Length(measure, count(name, written)?))
        };
        let digits = || {
            if !datatype.is_decimal() {
                return Err(format!("`{type_name}` is no decimal number: no `{name}`"));
            }
            count(name, written)
        };
        match name {
            "pattern" => {
                let regex = match known.get(written) {
                    Some(regex) => regex.clone(),
                    None => regular::compile(written)?,
                };
                known.insert(written.to_owned(), regex.clone());
                let written = written.to_owned();
                Ok(Self::Pattern { regex, written })
            }
            "minInclusive" => bound(Bound::AtLeast),
            "minExclusive" => bound(Bound::MoreThan),
            "maxInclusive" => bound(Bound::AtMost),
            "maxExclusive" => bound(Bound::LessThan),
            "length" => length(Measure::Exactly),
            "minLength" => length(Measure::AtLeast),
            "maxLength" => length(Measure::AtMost),
            "fractionDigits" => Ok(Self::FractionDigits(digits()?)),
            "totalDigits" => match digits()? {
                0 => Err("`totalDigits` is at least 1".to_owned()),
                most => Ok(Self::TotalDigits(most)),
            },
            "enumeration" => Err("write a choice of `value` instead of `enumeration`".to_owned()),
            "whiteSpace" => Err(
                "RELAX NG has no `whiteSpace`: use string, normalizedString or token".to_owned(),
            ),
            _ => Err(format!("there is no facet `{name}`")),
        }
    }

    /// Whether `value`, written `text`, is within it.
    pub fn allows(&self, text: &str, value: &Value) -> bool {
        match self {
            Self::Pattern { regex, .. } => regex.is_match(text),
            Self::Bound {
                bound,
                value: limit,
                ..
            } => bound.allows(value.compare(limit)),
            Self::Length(measure, length) => measure.allows(text::length(text, value), *length),
            Self::TotalDigits(most) => number::digits(text).0 <= *most,
            Self::FractionDigits(most) => number::digits(text).1 <= *most,
        }
    }

    /// In words, to stand after the name of a type.
    pub fn words(&self) -> String {
        match self {
            Self::Pattern { written, .. } => format!(" like `{written}`"),
            Self::Bound { bound, written, .. } => {
                let relation = match bound {
                    Bound::AtLeast => "from",
                    Bound::MoreThan => "above",
                    Bound::AtMost => "up to",
                    Bound::LessThan => "below",
                };
                format!(" {relation} {written}")
            }
            Self::Length(measure, length) => {
                let relation = match measure {
                    Measure::Exactly => "of length",
                    Measure::AtLeast => "of length at least",
                    Measure::AtMost => "of length at most",
                };
                format!(" {relation} {length}")
            }
            Self::TotalDigits(most) => format!(" of at most {most} digits"),
            Self::FractionDigits(most) => format!(" of at most {most} decimal places"),
        }
    }
}

impl Bound {
    fn allows(self, order: Option<Ordering>) -> bool {
        match self {
            Self::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            Self::MoreThan => order == Some(Ordering::Greater),
            Self::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Self::LessThan => order == Some(Ordering::Less),
        }
    }
}

impl Measure {
    fn allows(self, length: usize, limit: usize) -> bool {
        match self {
            Self::Exactly => length == limit,
            Self::AtLeast => length >= limit,
            Self::AtMost => length <= limit,
        }
    }
}

/// A number of things; one that is too large to count is as good as no limit.
fn count(name: &str, written: &str) -> Result<usize, String> {
    let digits = written.trim().trim_start_matches('+');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{name}` is a number from 0, not `{written}`"));
    }
    Ok(digits.parse().unwrap_or(usize::MAX))
}
