//! Titles (`titleStmt/title`, TEI HD, CO).

use super::super::{Description, Series, Title, TitleKind};
use super::{attribute, children, own_language};
use crate::tei::element::{plain, words_without};
use crate::xml::Element;

/// Reads the titles of a statement. Of several that could be the title, the one
/// that says so is; else the first that is not one of a series, of a whole, or
/// of a sort of its own.
pub fn read(statement: Element<'_>, description: &mut Description) {
    let mut titles: Vec<(Title, bool)> = Vec::new();
    for element in children(statement, "title") {
        let inner: Vec<Element<'_>> = children(element, "title").collect();
        if inner.is_empty() {
            titles.push((title(element), says_main(element)));
        } else {
            let read = inner.iter().map(|inner| (title(*inner), says_main(*inner)));
            titles.extend(read);
        }
    }
    titles.retain(|(title, _)| !title.text.is_empty());
    let Some(at) = chosen(&titles) else { return };
    let (main, _) = titles.remove(at);
    for (title, _) in titles {
        place(title, &main, description);
    }
    // Whatever sort it says it is of, it is the title here.
    description.title = Some(Title {
        kind: TitleKind::Main,
        ..main
    });
}

fn title(element: Element<'_>) -> Title {
    let text = words_without(element, &["note"]);
    let supplied = element.child("supplied");
    Title {
        kind: kind(attribute(element, "type").as_deref()),
        level: attribute(element, "level"),
        language: own_language(element),
        supplied: supplied.is_some_and(|supplied| plain(supplied) == text),
        text,
    }
}

fn says_main(element: Element<'_>) -> bool {
    element
        .attribute("type")
        .is_some_and(|kind| kind.trim() == "main")
}

fn kind(stated: Option<&str>) -> TitleKind {
    match stated {
        None | Some("main" | "full" | "marc245a") => TitleKind::Main,
        Some("sub" | "subordinate" | "subtitle" | "marc245b") => TitleKind::Subtitle,
        Some("parallel") => TitleKind::Parallel,
        Some("uniform") => TitleKind::Uniform,
        Some("translated" | "translation") => TitleKind::Translated,
        Some("short" | "abbr" | "abbreviated") => TitleKind::Abbreviated,
        Some("alt" | "alternative" | "alternate" | "desc" | "variant") => TitleKind::Alternative,
        Some(other) => TitleKind::Other(other.to_owned()),
    }
}

/// How much a title is one of the file itself: of a part before a whole before a
/// series.
fn breadth(title: &Title) -> u32 {
    match title.level.as_deref() {
        Some("s") => 3,
        Some("j") => 2,
        Some("m") => 1,
        _ => 0,
    }
}

fn chosen(titles: &[(Title, bool)]) -> Option<usize> {
    let rank = |(title, says): &(Title, bool)| {
        let sort = match (says, &title.kind) {
            (true, _) => 0,
            (false, TitleKind::Main) => 1,
            (false, TitleKind::Other(_)) => 2,
            (false, TitleKind::Subtitle) => 4,
            _ => 3,
        };
        // A level says more than a type: series have main titles too.
        (breadth(title) == 3, sort, breadth(title))
    };
    (0..titles.len()).min_by_key(|at| rank(&titles[*at]))
}

/// Where a title belongs that is not the one of the file.
fn place(title: Title, main: &Title, description: &mut Description) {
    let wider = breadth(&title) > breadth(main);
    match &title.kind {
        _ if wider && title.level.as_deref() == Some("s") => description.series.push(Series {
            title: title.text,
            ..Series::default()
        }),
        TitleKind::Main | TitleKind::Other(_) if wider => description.hosts.push(title),
        TitleKind::Subtitle if !wider => description.subtitles.push(title),
        TitleKind::Main => {
            let elsewhere = title.language.is_some() && title.language != main.language;
            let kind = if elsewhere {
                TitleKind::Parallel
            } else {
                TitleKind::Alternative
            };
            description.other_titles.push(Title { kind, ..title });
        }
        _ if wider => {}
        _ => description.other_titles.push(title),
    }
}
