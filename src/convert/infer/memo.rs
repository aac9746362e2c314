//! Which words are an instruction that was left in the text?
//!
//! A translator, typesetter or editor wrote in brackets what was still to be
//! done: *(aca poner el equivalente en dólares)*, *[check date]*, *(TODO)*. The
//! cue is a word of instruction among the first three words. It weighs more
//! when it is of another language than the text; in the text's own language a
//! second word must show that the instruction is about the copy.

use crate::convert::mark::What;
use crate::edition::Certainty;
use crate::source::Span;

use super::collect::Collected;
use super::passage::{Passage, bracketed, is_space};
use super::tongue::{ALL, Tongue, Tongues, Weights};

/// Words of instruction, by language.
const CUES: [&str; 6] = [
    "check verify insert add supply confirm complete translate fix query missing",
    "poner falta faltan insertar verificar revisar comprobar agregar añadir completar corregir \
     traducir buscar confirmar chequear ojo pendiente",
    "insérer inserer vérifier verifier ajouter compléter completer corriger traduire mettre \
     manque confirmer",
    "prüfen pruefen überprüfen einfügen einfuegen ergänzen ergaenzen fehlt übersetzen nachtragen \
     nachprüfen einsetzen korrigieren",
    "inserire verificare controllare aggiungere manca completare correggere tradurre mettere \
     confermare",
    "inserir verificar conferir falta acrescentar completar corrigir traduzir colocar confirmar \
     checar",
];

/// Words of an instruction about the copy: where, what, who.
const OBJECTS: &str = "\
    here aquí aqui acá aca ici hier qui equivalent equivalente équivalent entsprechung gegenwert \
    date fecha datum data source fuente quelle fonte reference referencia référence referenz \
    footnote nota anmerkung figure figura abbildung page página pagina seite name nombre nom nome \
    translation traducción traduction übersetzung traduzione tradução translator traductor \
    spelling ortografía original copy quote quotation cita citation zitat citazione citação \
    dollars dólares dollari euros number número numéro nummer numero title título titre titel";

/// What is an instruction in any language.
const UNMISTAKABLE: [&str; 5] = ["todo", "fixme", "xxx", "tbd", "tktk"];

/// The longest instruction, in words.
const LONGEST: usize = 15;

/// Marks the instructions in brackets.
pub fn infer(passages: &[Passage<'_>], own: Option<Tongue>, seen: &mut Collected) {
    for passage in passages {
        for brackets in bracketed(passage) {
            if let Some((certainty, reason)) = judge(passage, brackets, own) {
                let span = with_space_before(passage, brackets);
                let words = &passage.text[brackets.range()];
                seen.mark(
                    span,
                    What::Surplus {
                        reason: "memo".to_owned(),
                    },
                    (certainty, "memo-found"),
                    format!("`{words}` looks like an instruction left in the text"),
                    reason,
                );
            }
        }
    }
}

/// `span` and the one space before it.
fn with_space_before(passage: &Passage<'_>, span: Span) -> Span {
    let space = passage
        .before(span.start as usize)
        .filter(|before| matches!(before, ' ' | '\u{a0}'));
    Span {
        start: span.start - space.map_or(0, char::len_utf8) as u32,
        end: span.end,
    }
}

fn judge(passage: &Passage<'_>, span: Span, own: Option<Tongue>) -> Option<(Certainty, String)> {
    let first = passage.word_from(span.start);
    let last = passage.word_from(span.end);
    if first == last || last - first > LONGEST {
        return question_marks(passage, span, first == last);
    }
    let raw: Vec<&str> = (first..last).map(|index| passage.word(index)).collect();
    let words: Vec<String> = raw.iter().map(|word| word.to_lowercase()).collect();
    if UNMISTAKABLE.contains(&words[0].as_str()) && raw[0] == raw[0].to_uppercase() {
        let reason = format!(
            "`{}` is what is written where something is to be done",
            raw[0]
        );
        return Some((Certainty::High, reason));
    }
    let (cue, tongues) = cue(&words, passage, first)?;
    let about_copy = words
        .iter()
        .any(|word| OBJECTS.split_whitespace().any(|object| object == word));
    let square = passage.text[span.range()].starts_with('[');
    let foreign = own.is_some_and(|own| !tongues.has(own));
    if foreign {
        return in_another_language(&raw, own, tongues, (cue, about_copy));
    }
    let leads = words.first().is_some_and(|word| word == cue);
    let certainty = match (leads, about_copy, square) {
        (true, true, true) => Certainty::High,
        (true, true, false) => Certainty::Medium,
        (true, false, true) if words.len() <= 4 => Certainty::Low,
        _ => return None,
    };
    Some((
        certainty,
        format!("`{cue}` is a word of instruction, in brackets"),
    ))
}

/// The first word of instruction among the first three words, an infinitive
/// after `à`, `da`, `zu` or `to be` included, and its languages.
fn cue<'a>(words: &'a [String], passage: &Passage<'_>, first: usize) -> Option<(&'a str, Tongues)> {
    for (index, word) in words.iter().take(3).enumerate() {
        let mut tongues = Tongues::default();
        for tongue in ALL {
            if CUES[tongue as usize]
                .split_whitespace()
                .any(|cue| cue == word)
            {
                tongues.0 |= tongue.bit();
            }
        }
        let joined = index == 0 || is_space(passage.gap(first + index));
        if tongues.count() > 0 && joined {
            return Some((word, tongues));
        }
    }
    None
}

fn in_another_language(
    raw: &[&str],
    own: Option<Tongue>,
    tongues: Tongues,
    (cue, about_copy): (&str, bool),
) -> Option<(Certainty, String)> {
    let weights = Weights::of(raw.iter().copied());
    let best = ALL
        .into_iter()
        .filter(|&tongue| tongues.has(tongue))
        .max_by(|&a, &b| weights.score(a).total_cmp(&weights.score(b)))?;
    let own_score = own.map_or(0.0, |own| weights.score(own));
    if weights.score(best) < own_score {
        return None;
    }
    let certainty = if about_copy || weights.score(best) >= 1.0 {
        Certainty::High
    } else {
        Certainty::Medium
    };
    let language = best.name();
    let reason = format!("`{cue}` is a word of instruction, in {language}, in brackets");
    Some((certainty, reason))
}

/// `(???)`: a gap that somebody meant to fill.
fn question_marks(
    passage: &Passage<'_>,
    span: Span,
    without_words: bool,
) -> Option<(Certainty, String)> {
    let inside = passage
        .text
        .get(span.start as usize + 1..span.end as usize - 1)?;
    let asks = inside.len() >= 2 && inside.chars().all(|character| character == '?');
    (without_words && asks).then(|| {
        let reason = "question marks in brackets stand for something to be filled in".to_owned();
        (Certainty::Medium, reason)
    })
}
