#!/usr/bin/env python3
"""The fingerprints of passages, computed again from docs/passages.md alone.

    variorum passages FILE --format json | python3 passages.py FILE

Shares no code with the program. Takes from its list only which units there are
and where they stand; computes both hashes of each, those of the document and
of its header, and the root. Says what differs; exit code 1 if anything does.
Needs nothing but Python's own library; files with external entities are not
for its parser (exit code 3).
"""

import hashlib
import json
import re
import sys
import unicodedata
import xml.parsers.expat

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

BLOCKS = set(
    """ab argument back biblFull body byline castGroup castItem castList cell closer dateline div
    div1 div2 div3 div4 div5 div6 div7 docImprint docTitle eg entry entryFree epigraph event
    facsimile figure floatingText front fw group head imprimatur item l lg line list listApp
    listBibl listEvent listOrg listPerson listPlace listRelation listWit msDesc opener org p
    performance person place postscript prologue row salute set signed sourceDoc sp speaker
    standOff surface surfaceGrp table text titlePage titlePart trailer witness zone""".split()
)
EITHER = set(
    "address app bibl biblStruct cit desc figDesc label q quote said stage".split()
)
DIVISIONS = {"div"} | {f"div{n}" for n in range(1, 8)}
HOLD_PARAGRAPHS = DIVISIONS | set(
    """argument back body castList epigraph figure front listApp listBibl postscript prologue set
    sp titlePage""".split()
)
NAMES = set("author editor name orgName persName principal".split())
BREAKS = set("lb pb cb gb milestone".split())
HOLDS = set("app choice lem note rdg rdgGrp subst witDetail".split())
NEVER_READ = set("note noteGrp teiHeader witDetail listApp fw surplus del".split())


class Element:
    def __init__(self, name, attributes, parent, order):
        namespace, _, local = name.rpartition("\n")
        self.namespace, self.local = namespace or None, local
        self.attributes, self.parent, self.order = attributes, parent, order
        self.children, self.content = [], []

    @property
    def tei(self):
        return self.local if self.namespace in (None, TEI) else None

    def around(self):
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def get(self, name):
        return self.attributes.get(name)

    def xml_id(self, p4):
        return self.get("xml:id") or (self.get("id") if p4 and self.namespace is None else None)

    def plain(self):
        return squeeze("".join(part if isinstance(part, str) else part.text() for part in self.content))

    def text(self):
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)


class Document:
    """Elements and events: ("start", e), ("text", words, parent), ("end", e)."""

    def __init__(self, data):
        self.elements, self.events, self.open = [], [], []
        parser = xml.parsers.expat.ParserCreate(namespace_separator="\n")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.SkippedEntityHandler = self.skipped
        parser.Parse(data, True)
        self.root = self.elements[0]
        self.p4 = self.root.namespace is None and self.root.local in ("TEI.2", "teiCorpus.2")
        self.ids = {}
        for element in self.elements:
            name = element.xml_id(self.p4)
            if name is not None:
                self.ids.setdefault(name.strip(), element)
        self.begin = {id(e[1]): n for n, e in enumerate(self.events) if e[0] == "start"}
        self.finish = {id(e[1]): n for n, e in enumerate(self.events) if e[0] == "end"}

    def start(self, name, pairs):
        attributes = {}
        for key, value in zip(pairs[::2], pairs[1::2]):
            namespace, _, local = key.rpartition("\n")
            shown = f"xml:{local}" if namespace == XML else f"{{{namespace}}}{local}"
            attributes[shown if namespace else local] = value
        parent = self.open[-1] if self.open else None
        element = Element(name, attributes, parent, len(self.elements))
        if parent is not None:
            parent.children.append(element)
            parent.content.append(element)
        self.elements.append(element)
        self.open.append(element)
        self.events.append(("start", element))

    def end(self, _):
        self.events.append(("end", self.open.pop()))

    def text(self, text):
        if self.open:
            self.open[-1].content.append(text)
            self.events.append(("text", text, self.open[-1]))

    def skipped(self, name, is_parameter):
        if not is_parameter:
            sys.exit(3)

    def at(self, path):
        numbers = re.fullmatch(r"element\(((?:/\d+)+)\)", path).group(1).split("/")[2:]
        element = self.root
        for number in numbers:
            element = element.children[int(number) - 1]
        return element


def squeeze(text):
    return " ".join(text.split())


def nfc(text):
    return unicodedata.normalize("NFC", text)


def is_block(element):
    name = element.tei
    among = element.parent is not None and element.parent.tei in HOLD_PARAGRAPHS
    return name in BLOCKS or (name in EITHER and among)


# The words.


def is_read(document, element):
    name, parent = element.tei, element.parent
    if name in NEVER_READ or (name == "app" and speaks_of_elsewhere(document, element)):
        return False
    if name is None or parent is None:
        return True
    if parent.tei == "choice":
        return edited(parent) is element
    if parent.tei in ("app", "rdgGrp") and name != "rdgGrp":
        app = next((above for above in element.around() if above.tei == "app"), None)
        return app is not None and lemma(app) is element
    return True


def edited(choice):
    def good(child):
        if child.tei == "corr":
            return child.get("type") != "proposal"
        return child.tei in ("reg", "expan")

    found = [child for child in choice.children if good(child)]
    found += [child for child in choice.children if child.tei in ("sic", "orig", "abbr")]
    return (found + choice.children)[0]


def lemma(app):
    readings = []

    def collect(element):
        for child in element.children:
            if child.tei == "rdgGrp":
                collect(child)
            else:
                readings.append(child)

    collect(app)
    lemmas = [child for child in readings if child.tei == "lem"]
    return (lemmas + [child for child in readings if child.tei == "rdg"] + [None])[0]


def speaks_of_elsewhere(document, app):
    if app.get("from") is not None:
        return True
    for above in app.around():
        listed = above.tei == "listApp" or (above.tei == "div" and above.get("type") == "apparatus")
        if listed or above.tei in ("rdg", "lem"):
            return listed
    encodings = [e for e in document.elements if e.tei == "encodingDesc"]
    inner = [e for e in document.elements if e.tei == "variantEncoding"]
    inner = [e for e in inner if encodings and encodings[0] in e.around()]
    said = inner and inner[0].get("method") == "location-referenced"
    return bool(said and inner[0].get("location") != "external")


def words(document, events):
    raw, left_out, marked = [], None, set()
    for event in events:
        kind, subject = event[0], event[1]
        if left_out is not None:
            if kind == "end" and subject is left_out:
                left_out = None
            continue
        if kind == "text":
            if event[2].tei not in ("choice", "app", "rdgGrp"):
                raw.append(subject)
        elif kind == "start":
            if not is_read(document, subject):
                left_out = subject
                continue
            apart = subject.get("break") != "no" if subject.tei in BREAKS else is_block(subject)
            if apart:
                raw.append(" ")
                marked.add(id(subject))
        elif id(subject) in marked:
            raw.append(" ")
    return nfc(squeeze("".join(raw)))


# The content.


class Pointers:
    def __init__(self, document, units):
        self.document = document
        self.reference = {}
        for unit in units:
            element = document.at(unit["begins"])
            self.reference[id(element)] = unit["reference"]
        self.places, self.labels = {}, {}
        counted = {}
        for element in document.elements:
            unit = next((e for e in [element, *element.around()] if id(e) in self.reference), None)
            has_id = element.xml_id(document.p4) is not None
            if unit is not None:
                key = (id(unit), element.local)
                counted[key] = counted.get(key, 0) + 1
                self.places[id(element)] = (self.reference[id(unit)], counted[key])
            elif has_id and label(element) is not None:
                self.labels[label(element)] = self.labels.get(label(element), 0) + 1

    def said(self, token, inside):
        target = self.document.ids.get(token[1:]) if token.startswith("#") else None
        if target is None:
            return token
        if id(target) in inside:
            return f"#({inside[id(target)]})"
        if id(target) in self.places:
            reference, count = self.places[id(target)]
            return f"#{target.local}@{'_'.join(reference.split())}:{count}"
        if self.labels.get(label(target)) == 1:
            name, text = label(target)
            return f"#{name}={'_'.join(text.split())}"
        return token


def label(element):
    if element.tei is None:
        return None
    text = squeeze(element.get("n") or "")
    if not text and element.children:
        text = element.children[0].plain()
    elif not text and element.tei in NAMES:
        text = element.plain()
    return (element.tei, text[:80].rstrip()) if text else None


def content(document, pointers, events):
    lines, state = [], {"waiting": "", "trimmed": False, "between": False}
    started = [event[1] for event in events if event[0] == "start"]
    inside = {id(element): number for number, element in enumerate(started, 1)}

    def flush(trims):
        text, trimmed = state["waiting"], state["trimmed"]
        before = text[:1].isspace() and not trimmed
        after = text[-1:].isspace() and not trims
        if text.split():
            lines.append("-" + " " * before + nfc(squeeze(text)) + " " * after)
        elif before and after and not state["between"]:
            lines.append("- ")
        state["waiting"], state["trimmed"] = "", False

    def edges(element):
        breaks = is_block(element) or element.tei in BREAKS
        return breaks, breaks or element.tei in HOLDS

    for event in events:
        kind, subject = event[0], event[1]
        if kind == "text":
            state["waiting"] += subject
            state["between"] = event[2].tei in ("choice", "app", "rdgGrp", "subst")
        elif kind == "start":
            outside, within = edges(subject)
            flush(outside)
            name = subject.tei or f"{{{subject.namespace}}}{subject.local}"
            lines.append("(" + name)
            lines.extend(attributes(subject, pointers, inside))
            state["trimmed"] = within
        else:
            outside, within = edges(subject)
            flush(within)
            if id(subject) in inside:
                lines.append(")")
            state["trimmed"] = outside
    flush(True)
    ended = sum(1 for event in events if event[0] == "end" and id(event[1]) in inside)
    lines.extend([")"] * (len(started) - ended))
    return "".join(line + "\n" for line in lines)


def attributes(element, pointers, inside):
    shown = []
    for name, value in element.attributes.items():
        is_id = name == "xml:id" or (name == "id" and element.namespace is None)
        is_number = name == "n" and id(element) in pointers.reference
        if not is_id and not is_number:
            tokens = [pointers.said(token, inside) for token in value.split()]
            shown.append((name, nfc(" ".join(tokens))))
    shown.sort(key=lambda pair: (pair[0].encode(), pair[1].encode()))
    return [f"@{name} {value}".rstrip(" ") for name, value in shown]


# The hashes.


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def merkle(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + merkle(leaves[:half]) + merkle(leaves[half:])).digest()


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    listed = json.load(sys.stdin)
    try:
        document = Document(data)
    except xml.parsers.expat.ExpatError:
        sys.exit(3)
    pointers = Pointers(document, listed["units"])
    faults = 0

    def compare(what, ours, theirs):
        nonlocal faults
        if ours != theirs:
            faults += 1
            print(f"{what}: {ours}, listed {theirs}")

    def whole(element):
        events = document.events[document.begin[id(element)] : document.finish[id(element)] + 1]
        return sha256(content(document, pointers, events))

    compare("sha256", hashlib.sha256(data).hexdigest(), listed["sha256"])
    compare("document", whole(document.root), listed["document"])
    leaves = [f"document\t{whole(document.root)}"]
    header = next((e for e in document.elements if e.tei == "teiHeader"), None)
    if header is not None:
        compare("header", whole(header), listed.get("header"))
        leaves.append(f"header\t{whole(header)}")
    for unit in listed["units"]:
        first = document.begin[id(document.at(unit["begins"]))]
        ends = unit["ends"]
        if "with" in ends:
            last = document.finish[id(document.at(ends["with"]))] + 1
        else:
            last = document.begin[id(document.at(ends["before"]))]
        events = document.events[first:last]
        text = sha256(words(document, events))
        full = sha256(content(document, pointers, events))
        compare(f"{unit['reference']} text", text, unit["text"])
        compare(f"{unit['reference']} content", full, unit["content"])
        leaves.append(f"unit\t{unit['reference']}\t{text}\t{full}")
    tree = merkle([hashlib.sha256(b"\x00" + leaf.encode()).digest() for leaf in leaves])
    compare("root", tree.hex(), listed["root"])
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    sys.setrecursionlimit(20_000)
    main()
