//! What does a string stand for?

use std::cmp::Ordering;

use super::moment::{Duration, Moment};
use super::number;

/// What a string stands for, as far as strings can stand for the same.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Truth(bool),
    /// A decimal number as it is written.
    Decimal(String),
    Double(f64),
    Moment(Moment),
    Duration(Duration),
    Bytes(Vec<u8>),
    /// Namespace and local name.
    Name(String, String),
    Names(Vec<String>),
}

impl Value {
    /// Whether two values of one type are the same.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Truth(a), Self::Truth(b)) => a == b,
            (Self::Decimal(a), Self::Decimal(b)) => number::compare(a, b) == Ordering::Equal,
            (Self::Double(a), Self::Double(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Self::Moment(a), Self::Moment(b)) => a == b,
            (Self::Duration(a), Self::Duration(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Name(a, c), Self::Name(b, d)) => a == b && c == d,
            (Self::Names(a), Self::Names(b)) => a == b,
            _ => false,
        }
    }

    /// How two values of one type are ordered; `None` if they are not.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Decimal(a), Self::Decimal(b)) => Some(number::compare(a, b)),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b),
            (Self::Moment(a), Self::Moment(b)) => a.compare(b),
            (Self::Duration(a), Self::Duration(b)) => a.compare(b),
            _ => None,
        }
    }
}
