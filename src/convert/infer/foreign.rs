//! Which words are in another language than the text?
//!
//! Rather too few than too many. Looked at are whole lines, stretches in
//! brackets and in quotation marks, names of organisations that begin with what
//! an organisation is called in one language, and single words of an ending
//! that one language alone has. A name of a person or a place is no evidence.

use std::collections::BTreeMap;

use crate::convert::mark::What;
use crate::edition::Certainty;
use crate::source::Span;

use super::collect::Collected;
use super::passage::{
    Passage, bracketed, is_call, is_capitalised, is_short_number, is_space, sentences,
};
use super::tongue::{ALL, Tongue, Weights, characteristic, function_word};

/// What organisations are called, by language; names begin with it.
const ORGANISATIONS: [&str; 6] = [
    "party union federation confederation movement league committee front society",
    "partido sindicato federación confederación movimiento unión liga comité frente asociación \
     coordinadora central asamblea juventud ejército ministerio sociedad instituto",
    "parti syndicat fédération confédération mouvement union ligue comité front association \
     ministère société institut parlement",
    "partei gewerkschaft bund verband verein bewegung gesellschaft ministerium deutscher deutsche \
     sozialdemokratische kommunistische sozialistische zentralrat",
    "partito sindacato federazione confederazione movimento unione lega comitato fronte \
     associazione ministero società istituto",
    "partido sindicato federação confederação movimento união liga comité comitê frente \
     associação central ministério sociedade instituto",
];

/// Marks stretches in other languages than `own`; says nothing when the
/// language of the text is not one of the six.
pub fn infer(passages: &[Passage<'_>], own: Option<Tongue>, seen: &mut Collected) {
    let Some(own) = own else { return };
    // Stretches that are spoken for, by their starts; no two overlap.
    let mut taken: BTreeMap<u32, u32> = seen
        .marks()
        .filter(|mark| matches!(mark.what, What::Surplus { .. }))
        .map(|mark| (mark.span.start, mark.span.end))
        .collect();
    for passage in passages {
        for run in runs(passage, own) {
            let Span { start, end } = run.span;
            let before = taken.range(..end).next_back();
            if before.is_none_or(|(_, &before)| before <= start) {
                taken.insert(start, end);
                mark(passage, &run, seen);
            }
        }
    }
}

/// A stretch in another language.
struct Run {
    span: Span,
    tongue: Tongue,
    certainty: Certainty,
    reason: String,
}

fn mark(passage: &Passage<'_>, run: &Run, seen: &mut Collected) {
    let words = shortened(&passage.text[run.span.range()]);
    let name = run.tongue.name();
    seen.mark(
        run.span,
        What::Foreign {
            language: run.tongue.tag().to_owned(),
        },
        (run.certainty, "foreign-inferred"),
        format!("`{words}` is {name}"),
        run.reason.clone(),
    );
}

fn shortened(words: &str) -> String {
    if words.chars().count() <= 60 {
        return words.to_owned();
    }
    words.chars().take(59).chain(['…']).collect()
}

/// All runs of the passage, the wider before the narrower.
fn runs(passage: &Passage<'_>, own: Tongue) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut stretches = passage.block.lines.clone();
    let sentences = sentences(passage);
    if sentences.len() > 1 || stretches.len() > 1 {
        stretches.extend(sentences);
    }
    stretches.extend(bracketed(passage));
    stretches.extend(between_marks(passage));
    for stretch in stretches {
        runs.extend(whole(passage, stretch, own));
    }
    runs.extend(organisations(passage, own));
    runs.extend(words(passage, own));
    runs
}

/// `stretch`, if its words as a whole are in another language. The call or the
/// number of a note at its edges is none of them.
fn whole(passage: &Passage<'_>, stretch: Span, own: Tongue) -> Option<Run> {
    let mut first = passage.word_from(stretch.start);
    let mut last = passage.word_from(stretch.end);
    while first < last && is_number_before(passage, first) {
        first += 1;
    }
    let mut limit = stretch.end;
    while first < last && is_call(passage, last - 1) {
        last -= 1;
        limit = passage.words[last].start;
    }
    let weights = Weights::of((first..last).map(|index| passage.word(index)));
    let tongue = weights.other_than(own)?;
    let hits = weights.hits(tongue);
    let certainty = if weights.score(tongue) >= 2.5 && weights.hits(own) == 0 {
        Certainty::High
    } else {
        Certainty::Medium
    };
    let end = passage.words.get(last.checked_sub(1)?)?.end;
    let mut rest = &passage.text[end as usize..limit as usize];
    if limit < stretch.end {
        rest = rest.trim_end_matches(['(', '[']);
    }
    let stars: &[char] = &['*', '†', '‡'];
    let trimmed = rest
        .trim_end_matches(|c: char| c.is_whitespace() || stars.contains(&c))
        .trim_end_matches([')', ']', '”', '»', '"', '“', '’']);
    Some(Run {
        span: Span {
            start: passage.words.get(first)?.start,
            end: end + trimmed.len() as u32,
        },
        tongue,
        certainty,
        reason: format!(
            "{hits} of its words are {} function words or endings",
            tongue.name()
        ),
    })
}

/// Whether word `index` is the number that a line or a stretch begins with.
fn is_number_before(passage: &Passage<'_>, index: usize) -> bool {
    let (before, after) = (passage.gap(index), passage.gap(index + 1));
    let heads = index == 0 || before.contains('\n');
    is_call(passage, index)
        || is_short_number(passage.word(index)) && heads && after.starts_with(['.', ')', ']'])
}

/// What stands between double quotation marks, without them.
fn between_marks(passage: &Passage<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open = None;
    let base = passage.span.start as usize;
    for (at, character) in passage.content().char_indices() {
        match character {
            '“' | '«' | '„' => open = Some(base + at + character.len_utf8()),
            '”' | '»' => {
                if let Some(from) = open.take() {
                    found.push(Span::new(from, base + at));
                }
            }
            _ => {}
        }
    }
    found
}

/// Names such as *Confederación General del Trabajo de Perú*: what an
/// organisation is called, then capitalised words, linked by function words.
fn organisations(passage: &Passage<'_>, own: Tongue) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut index = 0;
    while index < passage.words.len() {
        match organisation_at(passage, index, own) {
            Some((run, next)) => {
                runs.push(run);
                index = next;
            }
            None => index += 1,
        }
    }
    runs
}

fn organisation_at(passage: &Passage<'_>, index: usize, own: Tongue) -> Option<(Run, usize)> {
    let word = passage.word(index);
    if !is_capitalised(word) {
        return None;
    }
    let small = word.to_lowercase();
    let called: Vec<Tongue> = ALL
        .into_iter()
        .filter(|&tongue| {
            ORGANISATIONS[tongue as usize]
                .split_whitespace()
                .any(|o| o == small)
        })
        .collect();
    if called.is_empty() || called.contains(&own) {
        return None;
    }
    let end = name_end(passage, index);
    if end < index + 2 {
        return None;
    }
    let weights = Weights::of((index..end).map(|at| passage.word(at)));
    let best = called
        .iter()
        .copied()
        .max_by(|&a, &b| weights.score(a).total_cmp(&weights.score(b)))?;
    let tied = called
        .iter()
        .any(|&tongue| tongue != best && weights.score(tongue) >= weights.score(best));
    if tied || weights.score(own) >= 1.0 {
        return None;
    }
    let certainty = if weights.score(best) >= 1.5 {
        Certainty::High
    } else {
        Certainty::Medium
    };
    let run = Run {
        span: Span {
            start: passage.words[index].start,
            end: passage.words[end - 1].end,
        },
        tongue: best,
        certainty,
        reason: format!(
            "`{word}` begins the name of an organisation in {}",
            best.name()
        ),
    };
    Some((run, end))
}

/// The index after the last word of the name that begins at `index`: further
/// capitalised words, and function words between them.
fn name_end(passage: &Passage<'_>, index: usize) -> usize {
    let mut end = index + 1;
    let mut at = end;
    while at < passage.words.len() && at < index + 16 && is_space(passage.gap(at)) {
        let word = passage.word(at);
        if is_capitalised(word) {
            end = at + 1;
        } else if function_word(word).count() == 0 {
            break;
        }
        at += 1;
    }
    end
}

/// Single words with an ending that one language alone has: in small letters,
/// or alone in quotation marks. A capitalised word may be a name.
fn words(passage: &Passage<'_>, own: Tongue) -> Vec<Run> {
    (0..passage.words.len())
        .filter_map(|index| {
            let word = passage.word(index);
            // An ending or letter of that kind is never plain ASCII, but for
            // Italian -zione, which a name can have as well.
            if word.is_ascii() || word.chars().count() < 4 {
                return None;
            }
            let span = passage.words[index];
            let quoted = passage
                .before(span.start as usize)
                .is_some_and(|c| "“«„\"".contains(c))
                && passage
                    .after(span.end as usize)
                    .starts_with(['”', '»', '“', '"']);
            if is_capitalised(word) && !quoted {
                return None;
            }
            let tongue = characteristic(&word.to_lowercase()).filter(|&tongue| tongue != own)?;
            Some(Run {
                span,
                tongue,
                certainty: if quoted {
                    Certainty::Medium
                } else {
                    Certainty::Low
                },
                reason: format!("an ending or letter that only {} has", tongue.name()),
            })
        })
        .collect()
}
