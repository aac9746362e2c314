//! What the findings about well-formedness mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module, by code.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        "entity-standard",
        "A character is written by a name that only a DTD elsewhere declares.

Why: The DTD is not fetched. The name is one of the public sets (ISO 8879, ISO 9573-13, HTML), \
so the character that it stands for there is shown; another program may not know it.

Example: `&eacute;` with `<!DOCTYPE TEI.2 SYSTEM \"tei2.dtd\">`.

What to do: write the character, or declare the name in the document.",
    ),
    Explanation::new(
        "include-absent",
        "A file that would be included was not handed in.

Why: Nothing is fetched; the place stays a gap.

Example: `<xi:include href=\"chapter2.xml\"/>` without `chapter2.xml`.

What to do: hand the file in together with this one (`--with`).",
    ),
    Explanation::new(
        "include-circular",
        "A file includes itself, directly or through others, or too many stand within each other.

Why: It would never end.

Example: `a.xml` includes `b.xml`, which includes `a.xml`.

What to do: take one of the inclusions out.",
    ),
    Explanation::new(
        "include-malformed",
        "A file that is included is not well-formed XML, or the inclusion is not written as \
XInclude has it.

Why: What cannot be read cannot stand in the text.

Example: `<xi:include/>` without `@href`.

What to do: mend the file that the finding names.",
    ),
    Explanation::new(
        "include-outside",
        "An inclusion points out of the folder that was handed in.

Why: Only what belongs to the edition is read: never other files of this machine, nor the web.

Example: `<xi:include href=\"/etc/passwd\"/>`, `<xi:include href=\"https://example.org/a.xml\"/>`.

What to do: put the file into the folder and point at it there.",
    ),
    Explanation::new(
        "include-pointer",
        "The part of a file that would be included is not found in it.

Why: The pointer names an id that is not there, or is of a kind that is not read.

Example: `<xi:include href=\"a.xml\" xpointer=\"no-such-id\"/>`.

What to do: point at an `xml:id`, or at `element(/1/2)`.",
    ),
    Explanation::new(
        "include-unreadable",
        "A file that would be included cannot be read as text.

Why: Its bytes are not in the encoding that it declares or that `encoding` states, or that is none \
that is read here (UTF-8, UTF-16, ISO-8859-1, US-ASCII), or it cannot be opened.

What to do: save it as UTF-8, and leave `encoding` out.",
    ),
    Explanation::new(
        "include-too-large",
        "The included files are too large together.

Why: A text is bounded, so that no file can use up the machine.

What to do: divide the edition.",
    ),
    Explanation::new(
        "attribute-duplicate",
        "An element has the same attribute twice.

Why: Nobody knows which value holds.

Example: `<div n=\"1\" n=\"2\">`.

What to do: keep one.",
    ),
    Explanation::new(
        "attribute-malformed",
        "An attribute is not written as attributes are.

Why: It needs a space before it, then name, `=` and a value in quotation marks.

Example: `<pb n=12/>`.

What to do: put quotation marks around the value, and a space before the name.",
    ),
    Explanation::new(
        "character-forbidden",
        "A character stands in the file that XML does not allow.

Why: Control characters have no meaning in texts (XML 1.0 §2.2).

Example: U+0000, U+000C (form feed).

What to do: delete it.",
    ),
    Explanation::new(
        "comment-malformed",
        "Two hyphens stand inside a comment.

Why: `--` is kept for the end of comments (XML 1.0 §2.5).

Example: `<!-- Little -- lamb -->`.

What to do: use a dash, or one hyphen.",
    ),
    Explanation::new(
        "content-after-root",
        "Something follows the end of the document element.

Why: A document is one element. Mostly an end tag stands too early, or two files were joined.

Example: `<TEI>…</TEI><TEI>…</TEI>`.

What to do: put both into one element, such as `<teiCorpus>`, or take the rest out.",
    ),
    Explanation::new(
        "content-before-root",
        "Something stands before the document element that may not stand there.

Why: Before it only the declaration, comments, processing instructions and the DOCTYPE may stand.

Example: `Lamb <TEI>…</TEI>`.

What to do: move it into the document, or take it out.",
    ),
    Explanation::new(
        "declaration-malformed",
        "The XML declaration is not written as it must be, or stands too late.

Why: It is the very first thing in the file, with version, encoding and standalone in this order.

Example: a blank line before `<?xml version=\"1.0\"?>`.

What to do: correct it, or take it out: without one a file is UTF-8.",
    ),
    Explanation::new(
        "doctype-malformed",
        "The DOCTYPE is not written as it must be.

Why: What it declares cannot be trusted then.

Example: `<!DOCTYPE>`.

What to do: correct it, or take it out if no entity of it is used.",
    ),
    Explanation::new(
        "encoding-unknown",
        "The XML declaration names an encoding that is not read.

Why: Read are UTF-8, UTF-16 and ISO-8859-1. Guessing another one would change letters.

Example: `<?xml version=\"1.0\" encoding=\"windows-1252\"?>`.

What to do: convert the file: `iconv -f WINDOWS-1252 -t UTF-8`.",
    ),
    Explanation::new(
        "entity-outside",
        "A reference names an entity that is declared outside the file, if anywhere.

Why: Nothing is fetched when a text is read, so that it stays what it is. The reference stays visible.

Example: `&dagger;` in a file of TEI P4 with the address of a DTD; `&chapter2;` with \
`<!ENTITY chapter2 SYSTEM \"chapter2.xml\">` where that file was not handed in.

What to do: hand the file in together with this one (`--with`), declare the entity in the file, or \
write the character itself.",
    ),
    Explanation::new(
        "entity-recursive",
        "An entity contains itself, or too many others.

Why: It would never end.

Example: `<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">`.

What to do: write out what is meant.",
    ),
    Explanation::new(
        "entity-too-large",
        "Entities of the file stand for more than 16 MiB together; each reference within an
entity counts for 64 bytes besides.

Why: Such files are made to exhaust programs.

Example: entities that hold ten of each other, nine times.

What to do: write out what is meant.",
    ),
    Explanation::new(
        "entity-unbalanced",
        "What an entity stands for opens an element and does not close it.

Why: Elements must begin and end in the same entity (XML 1.0 §4.3.2).

Example: `<!ENTITY a \"<p>Little lamb\">`.

What to do: close it in the entity.",
    ),
    Explanation::new(
        "entity-undeclared",
        "A reference names an entity that is not declared.

Why: Nobody knows what it stands for.

Example: `&eacute;` in a file without DOCTYPE.

What to do: write the character itself, or declare the entity.",
    ),
    Explanation::new(
        "file-empty",
        "The file holds nothing.

Why: There is no document in it; the copy or the transfer probably failed.

Example: a file of 0 bytes.

What to do: look for the text where it came from.",
    ),
    Explanation::new(
        "file-too-large",
        "The file is larger than 128 MiB.

Why: Places are counted in 32 bits and the whole file is held in memory. An edition of a thousand printed pages has about 5 MB.

Example: a facsimile with pictures written into the file.

What to do: divide it into several files, and keep pictures beside it.",
    ),
    Explanation::new(
        "instruction-malformed",
        "A processing instruction has no right target.

Why: Its first word must be a name, and not `xml`, which is kept for the declaration.

Example: `<?1 …?>`.

What to do: correct the word, or take the instruction out.",
    ),
    Explanation::new(
        "markup-malformed",
        "Markup is begun that is none.

Why: After `<!` only a comment, a CDATA section or the DOCTYPE can follow.

Example: `<!-lamb->`.

What to do: correct it; if no markup was meant, write `&lt;`.",
    ),
    Explanation::new(
        "markup-not-closed",
        "A tag, comment or section is begun and does not end.

Why: Everything after it would belong to it.

Example: `<!-- Little lamb` without `-->`.

What to do: end it.",
    ),
    Explanation::new(
        "name-malformed",
        "The name of an element or attribute is none.

Why: Names begin with a letter or `_`, then letters, digits, `-`, `_` and `.`.

Example: `<1st>`.

What to do: rename it; if no tag was meant, write `&lt;`.",
    ),
    Explanation::new(
        "namespace-malformed",
        "A declaration of a namespace is not allowed.

Why: `xml` and `xmlns` have their meaning for ever, and a prefix cannot stand for nothing.

Example: `xmlns:xml=\"http://example.org/\"`.

What to do: use another prefix.",
    ),
    Explanation::new(
        "nesting-too-deep",
        "Elements stand more than 512 deep in each other.

Why: No text is built so; such files are made to exhaust programs.

Example: 5,000 times `<seg>` in each other.

What to do: take out the levels that say nothing.",
    ),
    Explanation::new(
        "not-text",
        "A byte does not belong to the encoding of the file.

Why: The file was saved in another encoding than it says, or it is no text at all. Nothing is replaced, since the letter would be lost.

Example: the byte 0xE9 (`é` in Latin-1) in a file that counts as UTF-8.

What to do: save it as UTF-8, or convert it.",
    ),
    Explanation::new(
        "prefix-undeclared",
        "A prefix is used that no declaration explains.

Why: The prefix stands for a namespace, and nobody knows which.

Example: `<xi:include/>` without `xmlns:xi`.

What to do: declare it on this element or one around it.",
    ),
    Explanation::new(
        "reference-malformed",
        "An `&` begins no reference, or one to a character that XML does not have.

Why: `&` is markup; `&name;` stands for what was declared, `&#233;` for a character.

Example: `Bell & Sons`, `&#0;`.

What to do: write `&amp;` for the sign itself.",
    ),
    Explanation::new(
        "root-missing",
        "There is no element in the file.

Why: A document is one element that holds everything.

Example: a file of plain words.

What to do: a TEI file begins with `<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">`; a plain text is for `variorum convert`.",
    ),
    Explanation::new(
        "tag-mismatched",
        "An end tag closes another element than the one that is open, or none.

Why: Elements nest; they cannot overlap.

Example: `<hi>Little <name>lamb</hi></name>`.

What to do: close the inner element first; for what really overlaps, use empty elements such as `<anchor>` or `<milestone>`.",
    ),
    Explanation::new(
        "tag-not-closed",
        "An element is never closed.

Why: Nobody can tell where it ends.

Example: `<p>Little lamb` at the end of the file.

What to do: add the end tag where the element ends.",
    ),
    Explanation::new(
        "text-malformed",
        "`]]>` stands in text.

Why: It is kept for the end of CDATA sections (XML 1.0 §2.4).

Example: `a[b[0]]>1`.

What to do: write `]]&gt;`.",
    ),
    Explanation::new(
        "too-many-names",
        "The file has more than 65,535 different names of elements and attributes.

Why: The whole of TEI has fewer than 1,000; such files are made to exhaust programs.

Example: names with a number in each: `<p1>`, `<p2>`, ….

What to do: put the numbers into `@n`.",
    ),
];
