//! In which state does the reader want the page?

use serde::Serialize;

/// Which text is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The text as edited.
    #[default]
    Reading,
    /// The text as the witness has it.
    Diplomatic,
}

/// The state of an edition page, as its address says: eight different pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct View {
    /// Which text (`view=diplomatic`).
    pub mode: Mode,
    /// Whether places with an apparatus entry are marked (not with `mark=0`).
    pub mark: bool,
    /// Whether the apparatus stands at the foot of the window (`foot=1`).
    pub foot: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            mode: Mode::Reading,
            mark: true,
            foot: false,
        }
    }
}

impl View {
    /// Reads a query; what is not known is as if it were not there, so that
    /// whatever others append to a link does no harm. The last word counts.
    pub fn from_query(query: Option<&str>) -> Self {
        let mut view = Self::default();
        for pair in query.unwrap_or_default().split('&') {
            match pair {
                "view=diplomatic" => view.mode = Mode::Diplomatic,
                "view=reading" => view.mode = Mode::Reading,
                "mark=0" => view.mark = false,
                "mark=1" => view.mark = true,
                "foot=1" => view.foot = true,
                "foot=0" => view.foot = false,
                _ => {}
            }
        }
        view
    }

    /// A letter or three for entity tags.
    pub fn tag(self) -> String {
        let mode = match self.mode {
            Mode::Reading => "r",
            Mode::Diplomatic => "d",
        };
        let mark = if self.mark { "m" } else { "" };
        let foot = if self.foot { "f" } else { "" };
        [mode, mark, foot].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_are_the_default() {
        for query in [
            "",
            "view=",
            "view=upside-down",
            "mark=2&foot=yes",
            "utm=x",
            "&&=&",
        ] {
            assert_eq!(View::from_query(Some(query)), View::default(), "{query}");
        }
        let view = View::from_query(Some("view=diplomatic&mark=0&foot=1"));
        assert_eq!(view.tag(), "df");
    }
}
