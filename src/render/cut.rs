//! A template that was filled in once, for all elements that look alike.

use super::slot::{Slot, Slots};

/// A filled-in template, cut where its content goes.
#[derive(Debug)]
pub struct Cut {
    pub(super) before: Filled,
    pub(super) after: Filled,
    /// Whether it has a place for content.
    pub(super) holds: bool,
}

/// A piece of a filled-in template, with the places of what is written later.
#[derive(Debug, Default)]
pub struct Filled {
    text: String,
    /// Bytes of `text` that each stand for a value.
    open: Vec<(usize, Slot)>,
}

impl Cut {
    /// Cuts a filled-in template at its content, for which `mark` stands; none if
    /// that stands in it more than once.
    pub(super) fn new(filled: &str, mark: &str) -> Option<Self> {
        let (before, after) = match filled.split_once(mark) {
            Some((before, after)) => (before, Some(after)),
            None => (filled, None),
        };
        if after.is_some_and(|after| after.contains(mark)) {
            return None;
        }
        Some(Self {
            before: Filled::new(before),
            holds: after.is_some(),
            after: Filled::new(after.unwrap_or_default()),
        })
    }

    /// The content between these.
    pub(super) fn around(before: String, after: String) -> Self {
        Self {
            before: Filled::new(&before),
            after: Filled::new(&after),
            holds: true,
        }
    }

    /// All of a filled-in template.
    pub(super) fn whole(filled: &str) -> Filled {
        Filled::new(filled)
    }

    /// The content as it is.
    pub(super) fn plain() -> Self {
        Self::around(String::new(), String::new())
    }
}

impl Filled {
    fn new(text: &str) -> Self {
        let bytes = text.bytes().enumerate();
        let open = bytes.filter_map(|(at, byte)| Some((at, Slot::of_mark(byte)?)));
        Self {
            open: open.collect(),
            text: text.to_owned(),
        }
    }

    /// Writes it with these values.
    pub(super) fn write(&self, out: &mut String, slots: &Slots<'_>) {
        // Room for the values as well: most are ids and numbers.
        out.reserve(self.text.len() + self.open.len() * 32);
        let mut done = 0;
        for &(at, slot) in &self.open {
            out.push_str(&self.text[done..at]);
            slots.write(slot, out);
            done = at + 1;
        }
        out.push_str(&self.text[done..]);
    }

    /// The text, if nothing is left open in it.
    pub(super) fn fixed(&self) -> Option<&str> {
        self.open.is_empty().then_some(&self.text)
    }
}
