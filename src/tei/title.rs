//! Which of its titles is the title of the file?

use super::element::collapse;
use super::header_words::{in_words, words_without};
use crate::xml::{Element, NodeId};

/// A title (`titleStmt/title`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The element.
    pub node: NodeId,
    /// Its words, white space collapsed, without the notes on it.
    pub text: String,
    /// What sort of title it is (`@type`).
    pub kind: TitleKind,
    /// Whether it says itself that it is the main one (`type="main"`).
    pub says_main: bool,
    /// `@level`: `s` is the title of a series.
    pub level: Option<String>,
    /// Its own `xml:lang`.
    pub language: Option<String>,
    /// Whether the editor supplied all of it: the source has no title.
    pub supplied: bool,
}

/// What sort of title it is (`title/@type`, TEI CO).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TitleKind {
    /// The title, or one that does not say.
    Main,
    /// A subtitle.
    Subtitle,
    /// The same title in another language or script.
    Parallel,
    /// The title under which a work is filed.
    Uniform,
    /// A translation of the title.
    Translated,
    /// A short form.
    Abbreviated,
    /// Another title.
    Alternative,
    /// One of a sort that only the file knows.
    Other(String),
}

impl TitleKind {
    fn stated(kind: Option<&str>) -> Self {
        match kind {
            None | Some("main" | "full" | "marc245a") => Self::Main,
            Some("sub" | "subordinate" | "subtitle" | "marc245b") => Self::Subtitle,
            Some("parallel") => Self::Parallel,
            Some("uniform") => Self::Uniform,
            Some("translated" | "translation") => Self::Translated,
            Some("short" | "abbr" | "abbreviated") => Self::Abbreviated,
            Some("alt" | "alternative" | "alternate" | "desc" | "variant") => Self::Alternative,
            Some(other) => Self::Other(other.to_owned()),
        }
    }
}

impl Title {
    /// How much it is one of the file itself: of a part before a whole before a
    /// series.
    pub fn breadth(&self) -> u32 {
        match self.level.as_deref() {
            Some("s") => 3,
            Some("j") => 2,
            Some("m") => 1,
            _ => 0,
        }
    }
}

/// The title that an element is, or those that stand in it one by one, if it has no
/// words beside them. One without words is none.
pub(super) fn titles(element: Element<'_>) -> Vec<Title> {
    let inner: Vec<Element<'_>> = (element.elements())
        .filter(|child| child.is("title"))
        .collect();
    let own = words_without(element, &["note", "title"]);
    let all = match inner.as_slice() {
        [] => vec![element],
        // It names another work: *An edition of Faust*.
        _ if own.contains(char::is_alphanumeric) => vec![element],
        _ => inner,
    };
    let read = all.into_iter().map(title);
    read.filter(|title| !title.text.is_empty()).collect()
}

fn title(element: Element<'_>) -> Title {
    let stated = |name: &str| {
        let value = element.attribute(name).map(|value| collapse(&value));
        value.filter(|value| !value.is_empty())
    };
    let text = words_without(element, &["note"]);
    let supplied = element.child("supplied");
    let kind = stated("type");
    Title {
        node: element.id(),
        says_main: kind.as_deref() == Some("main"),
        kind: TitleKind::stated(kind.as_deref()),
        level: stated("level"),
        language: stated("xml:lang"),
        supplied: supplied.is_some_and(|supplied| in_words(supplied) == text),
        text,
    }
}

/// Of several titles that could be the one of the file, the one that says so is;
/// else the first that is not one of a series, of a whole, or of a sort of its
/// own.
pub(super) fn chosen(titles: &[Title]) -> Option<&Title> {
    titles.iter().min_by_key(|title| {
        let sort = match (title.says_main, &title.kind) {
            (true, _) => 0,
            (false, TitleKind::Main) => 1,
            (false, TitleKind::Other(_)) => 2,
            (false, TitleKind::Subtitle) => 4,
            _ => 3,
        };
        // A level says more than a type: series have main titles too.
        (title.breadth() == 3, sort, title.breadth())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_names_another_work_is_one() {
        for (xml, expected) in [
            (
                "<title>An edition of <title level='m'>Faust</title>, with notes</title>",
                &["An edition of Faust, with notes"][..],
            ),
            (
                "<title><title>Elia</title>: <title type='sub'>Essays</title></title>",
                &["Elia", "Essays"],
            ),
        ] {
            let read = crate::xml::read("t.xml", xml.as_bytes());
            let tree = read.unwrap_or_else(|_| panic!("well formed")).value;
            let titles = titles(tree.root());
            let texts: Vec<&str> = titles.iter().map(|title| title.text.as_str()).collect();
            assert_eq!(texts, expected, "{xml}");
        }
    }
}
