//! Where does white space stand between the words of an edition of several
//! witnesses?
//!
//! Space that all have before their words stands before the entry. Where a witness
//! omits words, and what it has next is a point that closes up to what goes before,
//! that space would be read as its own: then it stands within the readings that
//! have it.

use super::lacunae::is_lost;
use crate::collate::AlignmentTable;
use crate::collation::segments::{Reading, Segment};

/// Where a segment has white space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spaces {
    /// Before it, for all witnesses.
    pub(super) before: bool,
    /// Before the words of each reading.
    pub(super) inside: Vec<bool>,
    /// Behind them.
    pub(super) behind: Vec<bool>,
}

/// The white space of every segment.
pub(super) fn spaces(table: &AlignmentTable, segments: &[Segment]) -> Vec<Spaces> {
    // Whether a witness has a space, or the begin of a passage, just before.
    let mut is_parted = vec![true; table.witnesses.len()];
    let mut all: Vec<Spaces> = Vec::with_capacity(segments.len());
    for (at, segment) in segments.iter().enumerate() {
        let mut spaces = Spaces {
            before: false,
            inside: vec![false; segment.readings.len()],
            behind: vec![false; segment.readings.len()],
        };
        if segment.begins.is_some() || at == 0 {
            is_parted.fill(true);
        } else {
            let here = Here {
                table,
                segments,
                at,
                is_parted: &is_parted,
            };
            here.divide(&mut spaces, all.last_mut());
        }
        for reading in &segment.readings {
            for &witness in &reading.witnesses {
                is_parted[witness] =
                    reading.tokens.is_empty() && (is_parted[witness] || spaces.before);
            }
        }
        all.push(spaces);
    }
    all
}

/// A segment that begins no passage.
struct Here<'a> {
    table: &'a AlignmentTable,
    segments: &'a [Segment],
    at: usize,
    is_parted: &'a [bool],
}

impl Here<'_> {
    fn divide(&self, spaces: &mut Spaces, last: Option<&mut Spaces>) {
        let witnesses = 0..self.table.witnesses.len();
        let refuses = |witness: usize| self.refuses(witness);
        if witnesses.clone().any(|one| self.wants(one)) && !witnesses.clone().any(refuses) {
            spaces.before = true;
            return;
        }
        let mut last = last;
        for (number, reading) in self.segments[self.at].readings.iter().enumerate() {
            let mut having = reading.witnesses.iter();
            if !having.any(|one| self.wants(*one) && !self.is_parted[*one]) {
                continue;
            }
            // Those who have the same words have not the same space before them.
            let is_divided = reading.witnesses.iter().any(|one| refuses(*one));
            let behind = last
                .as_deref_mut()
                .filter(|_| is_divided)
                .is_some_and(|last| self.part_behind(last));
            spaces.inside[number] = !behind && (!is_divided || self.parts(reading));
        }
    }

    /// Whether a witness has words here with white space before them.
    fn wants(&self, witness: usize) -> bool {
        let tokens = (self.table).within(witness, &self.segments[self.at].columns);
        !tokens.is_empty() && self.table.witnesses[witness].is_spaced(tokens.start)
    }

    /// Whether a space here would be one that a witness does not have: it would
    /// stand before its next word, here or behind what it omits.
    fn refuses(&self, witness: usize) -> bool {
        let (segment, words) = (&self.segments[self.at], &self.table.witnesses[witness]);
        let next = self.table.within(witness, &segment.columns).start;
        // A mark of what is lost is parted from what goes before as words are.
        let begins_lacuna = is_lost(segment, witness)
            && !(self.at.checked_sub(1))
                .is_some_and(|before| is_lost(&self.segments[before], witness));
        next < words.len() && !words.is_spaced(next) && !begins_lacuna
    }

    /// Puts the space behind the words of the readings before, if none of their
    /// witnesses refuses it.
    fn part_behind(&self, last: &mut Spaces) -> bool {
        let segment = &self.segments[self.at - 1];
        let wanting = |reading: &&Reading| {
            let mut having = reading.witnesses.iter();
            having.any(|one| self.wants(*one) && !self.is_parted[*one])
        };
        let readings = || segment.readings.iter().filter(wanting);
        let can = |reading: &Reading| {
            let mut having = reading.witnesses.iter();
            !reading.tokens.is_empty() && !having.any(|one| self.refuses(*one))
        };
        let all = segment.is_variant() && readings().all(can);
        if all {
            for (behind, reading) in last.behind.iter_mut().zip(&segment.readings) {
                *behind |= wanting(&reading);
            }
        }
        all
    }

    /// Whether words of which only some have a space before them have it here: that
    /// of the first, but no two words become one.
    fn parts(&self, reading: &Reading) -> bool {
        let joins = |witness: usize| {
            let words = &self.table.witnesses[witness];
            let token = (self.table).within(witness, &self.segments[self.at].columns);
            let before = token.start.checked_sub(1).map(|last| words.words(last));
            let last = before.and_then(|before| before.chars().next_back());
            let first = words.words(token.start).chars().next();
            [last, first]
                .into_iter()
                .all(|sign| sign.is_some_and(char::is_alphanumeric))
        };
        let mut wanting = (reading.witnesses.iter()).filter(|one| self.wants(**one));
        self.wants(reading.witness()) || wanting.any(|one| joins(*one))
    }
}

#[cfg(test)]
mod tests {
    use crate::collate::{Folding, Witness, collate};
    use crate::collation::{Lemma, Origin, segments, tei};

    /// What is written of texts, the body alone.
    fn body(texts: &[(&str, &str)], lemma: Lemma) -> String {
        let folding = Folding::default();
        let witnesses = texts.iter();
        let witnesses = witnesses.map(|(siglum, text)| Witness::plain(*siglum, text, &folding));
        let table = collate(witnesses.collect());
        let origin = Origin {
            title: None,
            program: "variorum 0".to_owned(),
            sources: Default::default(),
            folding,
            lemma,
            decisions: None,
        };
        let text = tei(&table, &segments(&table), &origin);
        let body = text.split_once("<body>").map_or("", |(_, body)| body);
        body.split_once("</body>")
            .map_or("", |(body, _)| body)
            .trim()
            .to_owned()
    }

    #[test]
    fn a_space_before_omitted_words_stands_in_the_reading() {
        let texts = [("A", "It rang twice in the fog."), ("B", "It rang twice.")];
        let told = body(&texts, Lemma::None);
        let entry = r##"twice<app><rdg wit="#A"> in the fog</rdg><rdg wit="#B"/></app>.</p>"##;
        assert!(told.ends_with(entry), "{told}");
    }

    #[test]
    fn a_space_that_all_have_stands_before_the_entry() {
        let texts = [("A", "the old bell rang."), ("B", "the bell rang.")];
        let told = body(&texts, Lemma::None);
        let entry = r##"<p>the <app><rdg wit="#A">old</rdg><rdg wit="#B"/></app> bell rang.</p>"##;
        assert_eq!(told, entry);
    }

    #[test]
    fn words_with_a_space_are_not_closed_up_by_a_mark_before_them() {
        let texts = [("A", "the (old) bell"), ("B", "the old bell")];
        for texts in [texts, [("A", texts[1].1), ("B", texts[0].1)]] {
            let told = body(&texts, Lemma::None);
            assert!(!told.contains("( ") && !told.contains("> old"), "{told}");
            assert!(told.starts_with("<p>the <app>"), "{told}");
        }
        let texts = [("A", "it rang (twice) now"), ("B", "it rang: twice now")];
        let told = body(&texts, Lemma::None);
        let entry = r##"<rdg wit="#A" type="punctuation"> (</rdg><rdg wit="#B" type="punctuation">: </rdg>"##;
        assert!(told.contains(entry), "{told}");
        let texts = [("A", "it rang-twice now"), ("B", "it rang twice now")];
        assert!(!body(&texts, Lemma::None).contains(">twice"), "{texts:?}");
    }
}
