//! What the findings about validity mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module, by code.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        "attribute-foreign",
        "An attribute belongs to another vocabulary.

Why: The schema does not speak of it, so nothing is known of its value. Editors add such \
attributes on purpose; they are counted apart from other errors.

Example: `<p xmlns:q=\"urn:q\" q:mark=\"1\">`.

What to do: nothing, if it is meant; otherwise take it out, or extend the schema by it.",
    ),
    Explanation::new(
        "attribute-missing",
        "An element lacks an attribute that the schema requires.

Why: What reads the element relies on the attribute.

Example: `<graphic/>` without `@url`.

What to do: add the attribute; the finding names it.",
    ),
    Explanation::new(
        "attribute-unknown",
        "An element has an attribute that the schema does not allow there.

Why: Programs will not look for it, so what it says is lost; often the name is misspelt, or \
comes from another version of TEI.

Example: `<date whne=\"1900\">`.

What to do: correct the name; the finding lists what is allowed, and the nearest name.",
    ),
    Explanation::new(
        "attribute-value",
        "An attribute has a value that its datatype or list does not allow.

Why: What reads the value (dates, pointers, languages, counts) cannot rely on it.

Example: `<date when=\"1900-2-3\">`: a month has two digits.

What to do: write the value as the finding says that it may be written.",
    ),
    Explanation::new(
        "content-invalid",
        "An element holds text that its datatype or list does not allow.

Why: What reads the value cannot rely on it.

Example: a schema asks for a number, and the element holds `three`.

What to do: write the content as the finding says that it may be written.",
    ),
    Explanation::new(
        "element-early",
        "An element comes before one that must precede it.

Why: The order of elements is part of the schema; what is missing is often required.

Example: `<encodingDesc>` as the first child of `<teiHeader>`, where `<fileDesc>` belongs.

What to do: put the missing element before it, or move this one down.",
    ),
    Explanation::new(
        "element-foreign",
        "An element belongs to another vocabulary.

Why: The schema does not speak of it, nor of what is in it. Such elements are counted apart \
from other errors.

Example: `<q:note xmlns:q=\"urn:q\">` in a paragraph.

What to do: nothing, if it is meant; otherwise take it out, or extend the schema by it.",
    ),
    Explanation::new(
        "element-incomplete",
        "An element ends although the schema requires more in it.

Why: What reads the element relies on the missing part.

Example: `<fileDesc>` without `<sourceDesc>`.

What to do: add what is missing; the finding names it. The place is the end tag, where it \
could still have come.",
    ),
    Explanation::new(
        "element-misplaced",
        "An element that the schema knows stands where it may not.

Why: Programs look for it elsewhere; and what an element means depends on where it stands.

Example: `<p>` directly in `<list>`.

What to do: move it, or wrap it in one of the elements that the finding lists.",
    ),
    Explanation::new(
        "element-unknown",
        "The schema knows no element of this name in this namespace.

Why: Programs do not know what it means. Often the name is misspelt, the namespace is \
missing, or the schema is a selection of TEI.

Example: `<persname>` for `<persName>`.

What to do: correct the name or the namespace, or validate against the schema that the \
edition was made with (`--schema`).",
    ),
    Explanation::new(
        "idref-dangling",
        "An attribute refers to an id that no element has.

Why: The schema says that this attribute refers to an element of the same document.

Example: `<x ref=\"a1\">` where nothing has the id `a1`, with a schema that declares `ref` as \
IDREF.

What to do: correct the reference, or give the element its id.",
    ),
    Explanation::new(
        "inclusion-unresolved",
        "A file that is to be included was not there, so this place was not validated.

Why: Nothing is fetched; the document may be valid with the file, or not.

Example: `<xi:include href=\"chapter2.xml\"/>` without `chapter2.xml`.

What to do: name the file with `--with`.",
    ),
    Explanation::new(
        "schema-address",
        "An address in a schema is not written as one.

Why: `datatypeLibrary` must be an absolute address without fragment (RELAX NG 4.3), and \
`href` names a whole file (4.5).

Example: `<include href=\"tei.rng#model\"/>`.

What to do: correct the address in the schema.",
    ),
    Explanation::new(
        "schema-ambiguous",
        "The schema allows so many readings of what stands here that validation stopped.

Why: Time and memory are bounded; the rest of the document was not judged.

Example: many definitions of one element, any of which may repeat beside the others.

What to do: say in the schema which of several definitions of the same name is meant.",
    ),
    Explanation::new(
        "schema-attribute",
        "An element of a schema has an attribute that it may not have, or lacks one.

Why: RELAX NG has a fixed list for each of its elements (section 3).

Example: `<data/>` without `type`.

What to do: correct the schema.",
    ),
    Explanation::new(
        "schema-combine",
        "A definition stands more than once, and it is not said how the parts go together.

Why: Of several parts at most one may be without `combine`, and the others agree (RELAX NG \
4.17).

Example: two `<define name=\"a\">` without `combine`.

What to do: add `combine=\"choice\"` or `combine=\"interleave\"`, or take one of them out.",
    ),
    Explanation::new(
        "schema-datatype",
        "A datatype or facet of a schema is not known, or does not fit.

Why: The datatypes of XML Schema and the two of RELAX NG itself are known; facets must suit \
the type.

Example: `<data type=\"strnig\"/>`, or `minInclusive` on a `string`.

What to do: correct the schema; the finding says what is wrong.",
    ),
    Explanation::new(
        "schema-deep",
        "A schema is too large or nests too deep.

Why: Memory is bounded, whatever the schema.

Example: thousands of `<group>` in each other.

What to do: simplify the schema.",
    ),
    Explanation::new(
        "schema-element",
        "An element of a schema stands where it may not, or is not one of RELAX NG.

Why: RELAX NG fixes what each of its elements may hold (section 3).

Example: `<param>` after `<except>`.

What to do: correct the schema.",
    ),
    Explanation::new(
        "schema-empty",
        "The schema allows no document at all.

Why: Every document is invalid against it, which cannot be meant.

Example: `<start><notAllowed/></start>`.

What to do: correct the start of the schema, or choose another schema.",
    ),
    Explanation::new(
        "schema-identity",
        "What a schema says about ids does not agree with itself, so ids are not checked.

Why: An attribute is declared as ID in one place and otherwise elsewhere, on elements of the \
same name (RELAX NG DTD Compatibility, section 5). Everything else is validated.

Example: `xml:id` as ID on `<p>` in one definition and as `string` in another.

What to do: declare the attribute alike everywhere, if ids are to be checked; `variorum \
check` looks for ids given twice in any case.",
    ),
    Explanation::new(
        "schema-include",
        "A schema overrides a definition that the included schema does not have.

Why: An override without an original is a slip (RELAX NG 4.7).

Example: `<include href=\"a.rng\"><define name=\"b\">…`, and `a.rng` has no `b`.

What to do: correct the name.",
    ),
    Explanation::new(
        "schema-loop",
        "A schema includes itself, directly or through others, or draws in too many files.

Why: It would never end.

Example: `a.rng` includes `b.rng`, which includes `a.rng`.

What to do: take one of the inclusions out.",
    ),
    Explanation::new(
        "schema-name",
        "A name in a schema is missing, is no name, or stands where none may.

Why: Definitions, elements and attributes are known by their names (RELAX NG 4.8, 4.16).

Example: `<element><empty/></element>`.

What to do: correct the schema.",
    ),
    Explanation::new(
        "schema-recursive",
        "A definition refers to itself without an element between.

Why: It would stand for something endless (RELAX NG 4.19).

Example: `<define name=\"a\"><ref name=\"a\"/></define>`.

What to do: put an element between, or write `oneOrMore`.",
    ),
    Explanation::new(
        "schema-reference",
        "A schema refers to a definition that it does not have.

Why: Nobody knows what may stand there (RELAX NG 4.18).

Example: `<ref name=\"model.pLke\"/>`.

What to do: correct the name, or define it.",
    ),
    Explanation::new(
        "schema-restriction",
        "A schema combines patterns in a way that RELAX NG forbids.

Why: Some combinations cannot be decided or mean nothing: an attribute in an attribute, the \
same attribute twice, text beside data (section 7).

Example: `<list><text/></list>`.

What to do: correct the schema; the finding says which restriction it breaks.",
    ),
    Explanation::new(
        "schema-text",
        "Text stands in an element of a schema that holds only elements.

Why: It is no part of the schema, so something else was meant.

Example: `<group>a, b</group>`.

What to do: correct the schema; remarks go into comments.",
    ),
    Explanation::new(
        "schema-unreadable",
        "A file that a schema includes cannot be read.

Why: Nothing is fetched; without the file the schema is not complete.

Example: `<include href=\"https://example.org/tei.rng\"/>`.

What to do: put the file beside the schema, or name it in the catalogue.",
    ),
    Explanation::new(
        "text-misplaced",
        "Text stands directly in an element that may hold only elements.

Why: Programs that expect elements there do not see the text.

Example: words directly in `<div>`, outside any paragraph.

What to do: put the text into one of the elements that the finding lists.",
    ),
];
