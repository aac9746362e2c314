//! Decimal and floating-point numbers, as they are written.

use std::cmp::Ordering;

/// Whether `text` is a `decimal`: digits, perhaps with a sign and a point.
pub(super) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (whole.len() + fraction.len() > 0) && digits(whole) && digits(fraction)
}

/// Whether `text` is an `integer`.
pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `text` is a `double` or `float`.
pub(super) fn is_float(text: &str) -> bool {
    if matches!(text, "INF" | "-INF" | "NaN") {
        return true;
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    is_decimal(mantissa) && exponent.is_none_or(is_integer)
}

/// The number that a `double` or `float` stands for.
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => text.parse().ok(),
    }
}

/// How two decimal numbers of any length are ordered.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (Parts::of(one), Parts::of(other));
    match (one.negative, other.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => one.magnitude(&other),
        (true, true) => other.magnitude(&one),
    }
}

/// How many digits a decimal has in all, and how many after the point; zeros
/// that say nothing do not count.
pub(super) fn digits(text: &str) -> (usize, usize) {
    let parts = Parts::of(text);
    let total = parts.whole.len() + parts.fraction.len();
    (total.max(1), parts.fraction.len())
}

/// The digits of a decimal that say something.
struct Parts<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Self {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let zero = whole.is_empty() && fraction.is_empty();
        Self {
            negative: text.starts_with('-') && !zero,
            whole,
            fraction,
        }
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        let whole = |parts: &Self| (parts.whole.len(), parts.whole.to_owned());
        whole(self)
            .cmp(&whole(other))
            .then_with(|| self.fraction.cmp(other.fraction))
    }
}
