//! Which words of a page are marked?
//!
//! What somebody looked for is marked in the page that was made for everybody,
//! and by the server, so that it needs no script. Text and apparatus are read as a
//! reader reads them: a call of a note does not part two words of a phrase, and
//! what the witness has instead of a word is looked at by itself.

use std::ops::Range;

use super::content_model::is_block;
use super::tags::{Tag, Token, applied_marks, is_void, tokens};

/// Marks in `html` what `find` finds in runs of its text, and says how many
/// places that are.
pub fn mark(html: &str, find: &mut dyn FnMut(&str) -> Vec<Range<usize>>) -> (String, usize) {
    let mut marker = Marker {
        find,
        open: Vec::new(),
        runs: vec![Run::default()],
        marks: Vec::new(),
        count: 0,
    };
    for token in tokens(html) {
        match token {
            Token::Text { start, text } => marker.text(start, text),
            Token::Start(tag) => marker.start(tag),
            Token::End { name, .. } => marker.end(name),
        }
    }
    marker.finish();
    let (mut marks, count) = (marker.marks, marker.count);
    marks.sort_by_key(|range| range.start);
    (applied_marks(html, &marks), count)
}

/// What an element is for the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It goes on with what is around it.
    Inline,
    /// It parts what is before it from what is after it.
    Block,
    /// A line of verse: a phrase goes on over its end, a word does not.
    Line,
    /// It is read by itself.
    Apart,
    /// Nobody reads it as text: numbers, calls of notes, controls, the brackets
    /// around what an editor supplied or resolved.
    Skipped,
    /// What is in it is looked at: text, apparatus.
    Scope,
}

struct Open<'h> {
    name: &'h str,
    standing: Standing,
}

/// Words as they are read, and where each piece of them stands in the page.
#[derive(Default)]
struct Run {
    text: String,
    /// Begin in the run, begin in the page, length.
    pieces: Vec<(usize, usize, usize)>,
}

struct Marker<'h, 'f> {
    find: &'f mut dyn FnMut(&str) -> Vec<Range<usize>>,
    open: Vec<Open<'h>>,
    runs: Vec<Run>,
    marks: Vec<Range<usize>>,
    count: usize,
}

impl<'h> Marker<'h, '_> {
    fn start(&mut self, tag: Tag<'h>) {
        let standing = standing(&tag);
        // Beside the line ends of a witness a space is printed, unless a word goes on.
        let ends_line = tag.name == "br" && !has_class(&tag, "tei-lb");
        match standing {
            Standing::Line => self.space(),
            Standing::Block => self.part(),
            _ if ends_line => self.part(),
            _ => {}
        }
        if tag.is_closed || is_void(tag.name) {
            return;
        }
        if standing == Standing::Apart {
            self.runs.push(Run::default());
        }
        let name = tag.name;
        self.open.push(Open { name, standing });
    }

    fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.open.len() > at {
            match self.open.pop().map(|open| open.standing) {
                Some(Standing::Block | Standing::Scope) => self.part(),
                Some(Standing::Line) => self.space(),
                Some(Standing::Apart) => {
                    self.part();
                    self.runs.pop();
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, start: usize, text: &str) {
        let is = |wanted| move |open: &Open| open.standing == wanted;
        let scoped = self.open.iter().any(is(Standing::Scope));
        if !scoped || self.open.iter().any(is(Standing::Skipped)) {
            return;
        }
        let Some(run) = self.runs.last_mut() else {
            return;
        };
        let mut from = 0;
        while let Some(found) = text[from..].find('&') {
            run.add(start + from, &text[from..from + found]);
            // An escaped sign is never part of a word.
            run.text.push('\'');
            let rest = &text[from + found..];
            from += found + rest.find(';').map_or(1, |end| end + 1);
        }
        run.add(start + from, &text[from..]);
    }

    /// A line ends or begins within the run.
    fn space(&mut self) {
        if let Some(run) = self.runs.last_mut() {
            run.text.push(' ');
        }
    }

    /// The run ends: what it has is marked.
    fn part(&mut self) {
        let Some(run) = self.runs.last_mut() else {
            return;
        };
        let run = std::mem::take(run);
        if run.text.is_empty() {
            return;
        }
        for found in (self.find)(&run.text) {
            self.count += 1;
            for (begin, place, length) in &run.pieces {
                let from = found.start.max(*begin);
                let to = found.end.min(begin + length);
                if from < to {
                    self.marks.push(place + from - begin..place + to - begin);
                }
            }
        }
    }

    fn finish(&mut self) {
        while !self.runs.is_empty() {
            self.part();
            self.runs.pop();
        }
    }
}

impl Run {
    fn add(&mut self, place: usize, text: &str) {
        if !text.is_empty() {
            self.pieces.push((self.text.len(), place, text.len()));
            self.text.push_str(text);
        }
    }
}

/// Whether a word of an attribute is this one.
fn has_word(tag: &Tag<'_>, name: &str, wanted: &str) -> bool {
    let value = tag.value(name).unwrap_or_default();
    value.split_ascii_whitespace().any(|word| word == wanted)
}

fn has_class(tag: &Tag<'_>, class: &str) -> bool {
    has_word(tag, "class", class)
}

fn standing(tag: &Tag<'_>) -> Standing {
    let has = |name: &str, wanted: &str| has_word(tag, name, wanted);
    let is_control = matches!(
        tag.name,
        "form" | "nav" | "button" | "select" | "summary" | "script" | "style" | "svg"
    );
    let number = || {
        ["num", "pn", "tally", "apn", "vh", "back", "ln"]
            .iter()
            .any(|class| has("class", class))
    };
    if is_control
        || has("aria-hidden", "true")
        || has("role", "doc-noteref")
        || number()
        || (tag.name == "span" && has("class", "br"))
        || tag.name == "rp"
    {
        Standing::Skipped
    } else if has("id", "text") || (tag.name == "section" && has("class", "app")) {
        Standing::Scope
    } else if (tag.name == "span" && has("class", "s")) || tag.name == "rt" {
        Standing::Apart
    } else if has("class", "tei-l") || (has("class", "par") && has("class", "verse")) {
        Standing::Line
    } else if is_block(tag.name)
        || matches!(tag.name, "div" | "li" | "td" | "th" | "tr" | "dd" | "dt")
    {
        Standing::Block
    } else {
        Standing::Inline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(html: &str, wanted: &str) -> (String, usize) {
        let mut find = |text: &str| -> Vec<Range<usize>> {
            let found = text.match_indices(wanted);
            found.map(|(at, word)| at..at + word.len()).collect()
        };
        mark(html, &mut find)
    }

    #[test]
    fn what_is_read_as_one_is_marked_as_one() {
        let (html, count) = marked(
            "<h1>arma</h1><div id=\"text\"><p>Arma &amp; ar<i>ma</i> vir<a role=\"doc-noteref\">1</a>um</p></div>",
            "arma virum",
        );
        assert_eq!(count, 1);
        assert_eq!(
            html,
            "<h1>arma</h1><div id=\"text\"><p>Arma &amp; <mark class=\"hit\">ar</mark><i><mark class=\"hit\">ma</mark></i><mark class=\"hit\"> vir</mark><a role=\"doc-noteref\">1</a><mark class=\"hit\">um</mark></p></div>"
        );
    }

    #[test]
    fn brackets_that_are_printed_do_not_part_a_word() {
        let page = "<div id=\"text\"><p>mag<span class=\"supplied\"><span class=\"br\">[</span>nifi<span class=\"br\">]</span></span>cus</p></div>";
        let (html, count) = marked(page, "magnificus");
        assert_eq!(count, 1);
        assert_eq!(html.matches("<mark").count(), 3, "{html}");
    }

    #[test]
    fn phrases_go_on_over_the_ends_of_lines() {
        let verse = |n: u8, words: &str| {
            format!(
                "<div class=\"par verse\"><div class=\"num\"><a class=\"pn\">{n}</a></div><div class=\"tei-l\">{words}</div></div>"
            )
        };
        let page = format!(
            "<div id=\"text\">{}{}</div>",
            verse(1, "cano Troiae"),
            verse(2, "qui primus")
        );
        let mut find = |text: &str| -> Vec<Range<usize>> {
            let ends = text.find("Troiae").zip(text.find("primus"));
            ends.map(|(from, to)| from..to).into_iter().collect()
        };
        assert_eq!(mark(&page, &mut find).1, 1);
        let page = "<div id=\"text\"><p>Ro<br class=\"s tei-lb\">manus</p></div>";
        assert_eq!(marked(page, "Romanus").1, 1);
    }

    #[test]
    fn blocks_and_the_other_side_are_apart() {
        let page = "<div id=\"text\"><p>ar</p><p>ma <span class=\"s\">arma</span> x</p></div>";
        assert_eq!(marked(page, "arma").1, 1);
        assert_eq!(marked(page, "ma  x").1, 1);
        let page = "<div id=\"text\"><p><ruby>御時<rp>(</rp><rt>おほむとき</rt></ruby>に</p></div>";
        assert_eq!(marked(page, "御時に").1, 1);
        assert_eq!(marked(page, "おほむとき").1, 1);
    }
}
