//! Which reference does a place get, so that no other has it?

use rustc_hash::FxHashMap;

use crate::edition::reference::ESCAPE;
use crate::tei::element::collapse;
use crate::xml::Element;

/// The longest number that is taken from a file, in bytes: longer ones are
/// names of files or sentences.
const LONGEST_NUMBER: usize = 80;

/// The longest reference, in bytes; what lies deeper is not cited by itself.
pub const LONGEST: usize = 300;

/// References that are taken, with the kind of what has them.
#[derive(Debug, Default)]
pub struct Taken {
    kinds: FxHashMap<String, u32>,
    next: FxHashMap<String, u32>,
    words: FxHashMap<String, u32>,
}

/// A reference, and whether its number stands twice.
#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    /// The reference.
    pub reference: String,
    /// Whether something of the same kind has the same number already.
    pub repeated: bool,
}

impl Taken {
    /// `wanted`; what is of another `kind` and would have the same reference
    /// gets `or` (the same with its kind before the number); what is left is
    /// told apart by `~2`, `~3` ….
    pub fn give(&mut self, wanted: String, or: Option<String>, kind: &str) -> Given {
        let kind = self.number_of(kind);
        let Some(&other) = self.kinds.get(&wanted) else {
            return self.take(wanted, kind, false);
        };
        let or = or.filter(|or| other != kind && !self.kinds.contains_key(or));
        if let Some(or) = or {
            return self.take(or, kind, false);
        }
        let mut next = self.next.get(&wanted).copied().unwrap_or(2);
        let mut candidate = format!("{wanted}{ESCAPE}{next}");
        while self.kinds.contains_key(&candidate) {
            next += 1;
            candidate = format!("{wanted}{ESCAPE}{next}");
        }
        self.next.insert(wanted, next + 1);
        self.take(candidate, kind, true)
    }

    fn take(&mut self, reference: String, kind: u32, repeated: bool) -> Given {
        self.kinds.insert(reference.clone(), kind);
        Given {
            reference,
            repeated,
        }
    }

    fn number_of(&mut self, kind: &str) -> u32 {
        if let Some(&number) = self.words.get(kind) {
            return number;
        }
        let number = self.words.len() as u32;
        self.words.insert(kind.to_owned(), number);
        number
    }
}

/// The `@n` of an element, white space collapsed, if it is fit to be cited: no
/// URN, not longer than a number.
pub fn given_number(element: Element<'_>) -> Option<String> {
    let number = collapse(&element.attribute("n")?);
    let fit = !number.is_empty() && number.len() <= LONGEST_NUMBER && !number.starts_with("urn:");
    fit.then_some(number)
}

/// A number below a reference. A number that repeats the reference around it
/// (`1.2` in `1`) is not joined to it once more.
pub fn join(around: &str, number: &str) -> String {
    let repeats = |rest: &str| rest.starts_with('.') && rest.len() > 1;
    if around.is_empty() || number.strip_prefix(around).is_some_and(repeats) {
        number.to_owned()
    } else {
        format!("{around}.{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_apart() {
        let mut taken = Taken::default();
        let mut give = |wanted: &str, or: Option<&str>, kind: &str| {
            let given = taken.give(wanted.to_owned(), or.map(str::to_owned), kind);
            (given.reference, given.repeated)
        };
        assert_eq!(give("1.3", None, "p"), ("1.3".into(), false));
        assert_eq!(give("1.3", Some("1.l3"), "l"), ("1.l3".into(), false));
        assert_eq!(give("1.3", Some("1.p3"), "p"), ("1.3~2".into(), true));
        assert_eq!(give("1.3", Some("1.p3"), "p"), ("1.3~3".into(), true));
        assert_eq!(give("1.3", Some("1.l3"), "l"), ("1.3~4".into(), true));
    }

    #[test]
    fn a_number_that_holds_its_division_is_not_joined_again() {
        assert_eq!(join("1", "1.2"), "1.2");
        assert_eq!(join("1", "11"), "1.11");
        assert_eq!(join("1", "1"), "1.1");
        assert_eq!(join("", "7"), "7");
    }
}
