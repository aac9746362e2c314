//! What the findings about conversion mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module, by code.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        "closer",
        "A line is taken for the date-line, the signature or an affiliation.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: `Leipzig, 3. Mai 1848` on a line of its own after the last paragraph.

What to do: look at the copy. No key of the decisions file says what a line is: if it is \
something else, change the element in the TEI that is made. Who the author is, `[[author]]` says.",
    ),
    Explanation::new(
        "date-impossible",
        "A date names a day that there is not.

Why: It is a misprint of the source or a slip of the copy; no value is given to it.

Example: `30 February 1848`.

What to do: compare the copy; if it is the source's, leave it, and give its date in the \
decisions file.",
    ),
    Explanation::new(
        "date-in-name",
        "Words that look like a date are part of a name.

Why: Said for the record: no date is made of them.

Example: `rue du 4 Septembre`.

What to do: nothing, if it is right; otherwise add the date in the decisions file.",
    ),
    Explanation::new(
        "date-inferred",
        "Words were recognised as a date, and its value follows from them or from the text.

Why: The value stands in the TEI as inferred by the converter, with certainty and reason.

Example: `3 May` in a text that is dated 1848.

What to do: confirm, refuse or change it in the decisions file (class `date`).",
    ),
    Explanation::new(
        "date-old-style",
        "A weekday and a date agree in the Julian calendar, not in the Gregorian.

Why: Before 1924 the text may use the old style. The value is the day of the Gregorian \
calendar then, as TEI wants it in `@when`, and `@calendar` says by which one the words count.

Example: `Thursday, 13 July 1788` in a Russian text is 1788-07-24.

What to do: compare the copy. If the weekday is misprinted, and the text does not count so, give \
the day in the decisions file (`[[date]]`).",
    ),
    Explanation::new(
        "decision-ambiguous",
        "The words by which a decision finds its place stand there more than once.

Why: Nobody can know which is meant; nothing is guessed.

Example: `find = \"the\"` in a long paragraph.

What to do: quote more words, or say with `nth` which of them is meant.",
    ),
    Explanation::new(
        "decision-class",
        "A decision accepts or refuses a class of proposals that does not exist.

Why: It would have no effect.

Example: `code = \"dates\"` under `[[accept]]`, for `code = \"date\"`.

What to do: write one of the classes that the finding lists.",
    ),
    Explanation::new(
        "decision-crosses",
        "A decision marks words that reach from one block of the text into another.

Why: An element cannot begin in one paragraph and end in the next.

Example: an emendation in `closer` that goes from the date-line into the signature.

What to do: make a decision for each block.",
    ),
    Explanation::new(
        "decision-note",
        "A decision gives the place of a note that the text does not have.

Why: The number is a slip, or the text has changed.

Example: `n = 12` where the last note is 9.

What to do: correct the number.",
    ),
    Explanation::new(
        "decision-overlaps",
        "Two decisions mark words that overlap without one holding the other.

Why: Elements cannot overlap; the second is left out.

Example: one emends words 1 to 3, the other words 3 to 5.

What to do: join the two, or shorten one.",
    ),
    Explanation::new(
        "decision-place",
        "The words by which a decision finds its place do not stand there.

Why: The text or the decision has changed, or there is a slip in the quotation.

Example: `find = \"tulip\"` in a unit without that word.

What to do: quote the words as they stand in the text, to the letter.",
    ),
    Explanation::new(
        "decision-quotation",
        "The end of a quotation, its source or the date of that is not found.

Why: A decision about a quotation names its first words; the closing mark and the source \
must follow, and a date in the source, if one is given.

Example: a quotation that is not closed in its paragraph.

What to do: correct the words quoted. If the copy has no closing mark, source or date, leave \
the decision out.",
    ),
    Explanation::new(
        "decision-unit",
        "A decision is about a unit that the text does not have.

Why: Units are numbered when the text is read; the number is a slip, or the text has \
changed.

Example: `in = \"p12\"` in a text of two paragraphs.

What to do: correct the unit; the blocks of the TEI that is made have the units as `xml:id`.",
    ),
    Explanation::new(
        "decision-without-effect",
        "A decision accepts or refuses a proposal that the converter did not make.

Why: Said for the record: the converter may have become better since, or the place is a \
slip.

Example: `code = \"date\"` under `[[refuse]]`, at words that are not taken for a date.

What to do: take the decision out, or correct its place.",
    ),
    Explanation::new(
        "decisions-id",
        "An id in the decisions file is no name, is given twice, or is one that the converter gives.

Why: Ids must be unique in the TEI that is made.

Example: `id = \"p1\"`, which is the first paragraph's.

What to do: choose another id.",
    ),
    Explanation::new(
        "decisions-other-text",
        "The decisions are about a text with another SHA-256.

Why: Places might not be the same any more, so nothing is made.

Example: the text was corrected after the decisions were written.

What to do: compare the texts; then change `sha256` under `[edition]`.",
    ),
    Explanation::new(
        "decisions-syntax",
        "The decisions file is not TOML as the converter understands it.

Why: Nothing of it can be used before it is mended.

Example: `read = the rose` without quotation marks.

What to do: correct the place that the finding marks.",
    ),
    Explanation::new(
        "decisions-unknown-id",
        "A decision names somebody or something that the file does not define.

Why: Every decision has somebody who answers for it.

Example: `by = \"hb\"` without a `[[responsibility]]` of that id.

What to do: define it, or write one of the ids that the finding lists.",
    ),
    Explanation::new(
        "decisions-value",
        "A value in the decisions file does not fit its kind.

Why: A SHA-256 has 64 hexadecimal digits; a deletion has no `read`, other emendations have \
one.

Example: `kind = \"deletion\"` with `read = \"rose\"`.

What to do: correct the value.",
    ),
    Explanation::new(
        "fault-proposed",
        "Something looks like a misprint, and a correction is proposed or made.

Why: It stands in the TEI as `choice` of `sic` and `corr`, by the converter, with certainty \
and reason; the source's words stay.

Example: `the the`, or a word that differs by one letter from one that the text has often.

What to do: accept, refuse or change it in the decisions file (class `fault-proposed`).",
    ),
    Explanation::new(
        "foreign-inferred",
        "Words are taken for another language than that around them.

Why: It stands in the TEI as `foreign` with a language, as inferred by the converter.

Example: `Le peuple de la ville ne voulait que du pain.` in an English text. Only six languages \
are known: English, Spanish, French, German, Italian, Portuguese.

What to do: accept or refuse it in the decisions file (class `foreign`).",
    ),
    Explanation::new(
        "heading",
        "A line is taken for a heading.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: a short line without full stop before paragraphs.

What to do: look at the copy. No key of the decisions file says what a line is: if it is \
something else, change the element in the TEI that is made. Lines of \
a slogan are grouped with `[[slogan]]`.",
    ),
    Explanation::new(
        "mark-unbalanced",
        "A quotation mark or bracket has no counterpart in its paragraph.

Why: It is a misprint, a slip of the copy, or a passage that goes on in the next paragraph.

Example: `He said (and meant it.`

What to do: compare the copy, and emend it in the decisions file if it is a slip.",
    ),
    Explanation::new(
        "memo-found",
        "Words look like an instruction that was left in the text.

Why: They stand in the TEI as `surplus` with the reason `memo`, and are not part of the \
reading.

Example: `[check this]`.

What to do: accept or refuse it in the decisions file (class `memo`).",
    ),
    Explanation::new(
        "note",
        "A line is taken for a note.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: a line that begins with `[1]` after the text.

What to do: look at the copy. No key of the decisions file says what a line is: if it is \
something else, change the element in the TEI that is made.",
    ),
    Explanation::new(
        "note-placed",
        "A note was given a place in the text, with certainty and reason.

Why: Sources in plain text often have notes without calls; the place is inferred and marked \
so.

Example: `[1]` in the text and before a note at its end.

What to do: confirm or change the place in the decisions file (class `note-place`).",
    ),
    Explanation::new(
        "note-unplaced",
        "A note is left without a place in the text.

Why: Nothing in the text shows where it belongs, and nothing is guessed.

Example: `[1] Zanzibar.` at the end of a text that has neither `[1]` nor that name.

What to do: give its place in the decisions file, if the copy shows it.",
    ),
    Explanation::new(
        "opener",
        "A line is taken for the opener.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: `Dear Sir,` before the first paragraph.

What to do: look at the copy. No key of the decisions file says what a line is: if it is \
something else, change the element in the TEI that is made.",
    ),
    Explanation::new(
        "paragraph",
        "A block is taken for a paragraph, without much certainty.

Why: It could also be something else; the finding gives the reason.

Example: `Back to top`, without full stop, at the end of the text.

What to do: look at the copy. No key of the decisions file says what a block is: if it is \
something else, change the element in the TEI that is made.",
    ),
    Explanation::new(
        "paratext",
        "A block is taken for something that is no part of the text itself.

Why: Navigation, imprints and the like are kept, but not as the author's words.

Example: `(Back to top)` at the end of a page copied from the web.

What to do: look at the copy. No key of the decisions file says what a block is: if it is \
something else, change the element in the TEI that is made.",
    ),
    Explanation::new(
        "quotation-inferred",
        "Words in quotation marks, followed by a source, are taken for a quotation.

Why: They stand in the TEI as `cit` with `quote` and `bibl`, as inferred by the converter.

Example: `“To be or not to be” (Hamlet, p. 60)`. A source is a name with a date, a year or a page.

What to do: accept or refuse it in the decisions file (class `quotation`).",
    ),
    Explanation::new(
        "slogan",
        "A line, or several, are taken for a slogan.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: lines in capitals with exclamation marks.

What to do: look at the copy; group the lines in the decisions file, if they belong together \
otherwise.",
    ),
    Explanation::new(
        "spacing",
        "Spaces are irregular, and regular ones are proposed.

Why: They stand in the TEI as `choice` of `orig` and `reg`; the source's spaces stay.

Example: `bread , water` in an English text.

What to do: accept or refuse it in the decisions file (class `spacing`).",
    ),
    Explanation::new(
        "statement",
        "A block is taken for a statement about the text.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: `Published in Berlin, May 1848` above the title.

What to do: look at the copy. No key of the decisions file says what a block is: if it is \
something else, change the element in the TEI that is made. \
`[[history]]` replaces what the header has from it.",
    ),
    Explanation::new(
        "text-character",
        "A character of the text cannot stand in XML.

Why: TEI is XML, which has no place for control characters.

Example: U+0001, U+000C.

What to do: take it out of the file.",
    ),
    Explanation::new(
        "text-empty",
        "The text is empty.

Why: There is nothing to convert.

Example: a file of spaces.

What to do: hand in the right file.",
    ),
    Explanation::new(
        "title",
        "A line is taken for the title.

Why: Where a block is recognised by its look and place, the converter says so, with \
certainty and reason.

Example: the first line of the text, short and without full stop.

What to do: look at the copy; `main` under `[title]` gives another title. No key of the \
decisions file says what a line is: if it is something else, change the element in the TEI that \
is made.",
    ),
    Explanation::new(
        "weekday-wrong",
        "A weekday and a date do not agree.

Why: One of them is misprinted, or the copy is wrong.

Example: `Sunday, 3 May 1848`, which was a Wednesday.

What to do: compare the copy: weekday, day or year may be misprinted.",
    ),
];
