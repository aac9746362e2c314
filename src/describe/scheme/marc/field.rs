//! A field with its subfields.

/// A variable data field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Three digits.
    pub tag: &'static str,
    /// Both indicators.
    pub indicators: [char; 2],
    /// Codes and values; no value is empty.
    pub subfields: Vec<(char, String)>,
}

/// The most bytes of a subfield: in ISO 2709 a field has a length of four digits.
const LONGEST: usize = 9_000;

impl Field {
    /// A field without subfields. `indicators` are two characters, a blank is a
    /// space.
    pub fn new(tag: &'static str, indicators: &str) -> Self {
        let mut both = indicators.chars();
        let mut next = || both.next().unwrap_or(' ');
        Self {
            tag,
            indicators: [next(), next()],
            subfields: Vec::new(),
        }
    }

    /// The same with a subfield; an empty value is none. Control characters
    /// become spaces, what is too long is cut.
    pub fn with(mut self, code: char, value: &str) -> Self {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let value: String = value.trim().chars().map(plain).collect();
        if !value.is_empty() {
            self.subfields.push((code, shortened(value)));
        }
        self
    }

    /// The same with a subfield, if there is a value.
    pub fn with_some(self, code: char, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(code, value),
            None => self,
        }
    }

    /// Whether it says anything.
    pub fn is_filled(&self) -> bool {
        !self.subfields.is_empty()
    }

    /// Puts a mark at the end of the last subfield, unless one of ` .?!)]>-` is
    /// there.
    pub fn end_with(&mut self, mark: &str) {
        if let Some((_, value)) = self.subfields.last_mut()
            && !value.ends_with(['.', '?', '!', ')', ']', '>', '-'])
        {
            value.push_str(mark);
        }
    }

    /// Puts a mark at the end of the last subfield in any case, unless it is
    /// there.
    pub fn append(&mut self, mark: &str) {
        if let Some((_, value)) = self.subfields.last_mut()
            && !value.ends_with(mark)
        {
            value.push_str(mark);
        }
    }
}

fn shortened(value: String) -> String {
    if value.len() <= LONGEST {
        return value;
    }
    let mut end = LONGEST;
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let kept = &value[..end];
    let kept = kept.rsplit_once(' ').map_or(kept, |(before, _)| before);
    format!("{kept} …")
}
