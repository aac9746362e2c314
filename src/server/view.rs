//! In which state does the reader want the page?

pub use crate::render::{Mode, View};

use crate::render::Tongue;

/// Reads a query; what is not known is as if it were not there, so that
/// whatever others append to a link does no harm. The last word counts.
pub fn from_query(query: Option<&str>) -> View {
    let mut view = View::default();
    for pair in query.unwrap_or_default().split('&') {
        match pair {
            "view=diplomatic" => view.mode = Mode::Diplomatic,
            "view=reading" => view.mode = Mode::Reading,
            "mark=0" => view.mark = false,
            "mark=1" => view.mark = true,
            "foot=1" => view.foot = true,
            "foot=0" => view.foot = false,
            "entries=negative" => view.manner.positive = false,
            "entries=positive" => view.manner.positive = true,
            "interventions=1" => view.manner.interventions = true,
            "interventions=0" => view.manner.interventions = false,
            other => read_words(other, &mut view),
        }
    }
    view
}

/// The language of the words of the apparatus: `words=en`.
fn read_words(pair: &str, view: &mut View) {
    let tongue = pair.strip_prefix("words=").and_then(Tongue::from_tag);
    if let Some(tongue) = tongue {
        view.manner.tongue = tongue;
    }
}

/// A letter or three for entity tags.
pub fn tag(view: View) -> String {
    let mode = match view.mode {
        Mode::Reading => "r",
        Mode::Diplomatic => "d",
    };
    let mark = if view.mark { "m" } else { "" };
    let foot = if view.foot { "f" } else { "" };
    let entries = if view.manner.positive { "" } else { "n" };
    let words = match view.manner.tongue {
        Tongue::Latin => "",
        other => other.tag(),
    };
    let interventions = if view.manner.interventions { "i" } else { "" };
    [mode, mark, foot, entries, words, interventions].concat()
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
            assert_eq!(from_query(Some(query)), View::default(), "{query}");
        }
        let view = from_query(Some("view=diplomatic&mark=0&foot=1"));
        assert_eq!(tag(view), "df");
        let view = from_query(Some("entries=negative&words=en&words=xx"));
        assert_eq!(tag(view), "rmnen");
        let view = from_query(Some("interventions=1&mark=0"));
        assert_eq!(tag(view), "ri");
    }
}
