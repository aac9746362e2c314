//! Is this a date, or a name made of one?
//!
//! Squares, streets, parties and movements are called after days: *May 2nd
//! Square*, *Avenida 9 de Julio*, *Straße des 17. Juni*. The kind of thing
//! stands directly before or after the day.

use crate::convert::infer::passage::{Passage, is_capitalised, is_space};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What stands before a day in a name, in small letters.
const BEFORE: &str = "\
    plaza plazuela avenida av avda calle jirón jiron paseo puente parque estadio colegio escuela \
    universidad hospital partido movimiento frente brigada batallón regimiento estación barrio \
    sindicato federación confederación organización coordinadora grupo club teatro \
    rue place boulevard bd quai pont square mouvement stade lycée école hôpital \
    piazza piazzale via viale corso largo ponte parco stadio ospedale scuola movimento partito \
    brigata brigate circolo teatro fronte \
    straße strasse platz allee brücke gasse ufer bewegung stadion partei gruppe \
    rua praça praca avenida ponte parque estádio hospital escola universidade partido frente \
    street avenue movement party bridge park stadium school";

/// What stands after a day in a name, capitalised: English and German.
const AFTER: &str = "\
    square street avenue road boulevard plaza park bridge station movement party brigade brigades \
    battalion regiment hospital university school college stadium theatre theater group committee \
    front organization organisation coalition league club union coordination \
    platz straße strasse bewegung allee brücke";

/// What may stand between the kind of thing and the day.
const PARTICLES: [&str; 16] = [
    "de", "del", "la", "du", "des", "di", "do", "da", "della", "dell", "dem", "vom", "of", "the",
    "el", "le",
];

/// Whether the date in words `first` to `last` belongs to a name. With a year
/// it is one only after a capitalised kind of thing.
pub fn is_name(passage: &Passage<'_>, first: usize, last: usize, with_year: bool) -> bool {
    let before = kind_before(passage, first).is_some_and(|kind| !with_year || is_capitalised(kind));
    before || (!with_year && has_kind_after(passage, last))
}

fn kind_before<'a>(passage: &Passage<'a>, first: usize) -> Option<&'a str> {
    let mut index = first;
    for _ in 0..3 {
        if index == 0 || !is_space(passage.gap(index)) {
            return None;
        }
        index -= 1;
        let word = passage.word(index);
        let small = word.to_lowercase();
        if BEFORE.split_whitespace().any(|kind| kind == small) {
            return Some(word);
        }
        if !PARTICLES.contains(&small.as_str()) {
            return None;
        }
    }
    None
}

fn has_kind_after(passage: &Passage<'_>, last: usize) -> bool {
    let is_kind = |index: usize| {
        let word = passage.word(index);
        let small = word.to_lowercase();
        is_capitalised(word) && AFTER.split_whitespace().any(|kind| kind == small)
    };
    let near = |index: usize| matches!(passage.gap(index), "-") || is_space(passage.gap(index));
    let next = last + 1;
    near(next)
        && (is_kind(next)
            || (is_capitalised(passage.word(next)) && near(next + 1) && is_kind(next + 1)))
}

/// What is said about such a name.
pub fn finding(passage: &Passage<'_>, span: Span) -> Diagnostic {
    let words = &passage.text[span.range()];
    Diagnostic::information(
        "date-in-name",
        span,
        format!("`{words}` is part of a name here, not a date"),
    )
}
