//! Titles (`titleStmt/title`, TEI HD, CO).

use super::super::{Description, Series, Title, TitleKind};
use crate::tei::header::Header;

/// Reads the titles of the header: one is that of the file, each other has its
/// place.
pub fn read(header: &Header, description: &mut Description) {
    let Some(main) = header.title() else { return };
    for title in &header.titles {
        if header.is_of_a_parallel(title) {
            // What is said beside the title in that language has no field of its own.
            let kind = TitleKind::Parallel;
            description.other_titles.push(Title {
                kind,
                ..title.clone()
            });
        } else if title.node != main.node {
            place(title.clone(), main, description);
        }
    }
    // Whatever sort it says it is of, it is the title here.
    description.title = Some(Title {
        kind: TitleKind::Main,
        ..main.clone()
    });
}

/// Where a title belongs that is not the one of the file.
fn place(title: Title, main: &Title, description: &mut Description) {
    let wider = title.breadth() > main.breadth();
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
