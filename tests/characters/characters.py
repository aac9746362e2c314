#!/usr/bin/env python3
"""Is every letter of a TEI file on its pages?

    characters.py PROGRAM PATH…

Publishes the files (or the .xml files of folders) into a store of its own, serves
it on the loopback interface, reads the pages as a browser does, without scripts,
and looks for every text node of `text`, `sourceDoc`, `standOff` and `facsimile`
in them, near to where the nodes beside it were found; for those of the header in
the colophon too. What is not there must stand in the program's own list of what
it does not show (`variorum explain FILE`). Says what is lost; exit code 1 if
anything is.

Shares no code with the program, and needs nothing but Python's own library.
White space is not compared, nor the points below uncertain letters. Files that
the program refuses, or that Python's parser does, are counted and passed over.
"""

import collections
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import xml.parsers.expat

# White space, marks that only help to break lines, and the point below (U+0323).
NO_LETTERS = re.compile("[\\s\u0323\u00ad\u200b\u2060\ufeff]+")
# Letters between two nodes that follow each other in the file, at most: labels,
# numbers and signs that the edition adds.
NEAR = {1: 60, 4: 400, 12: 6000}
# Letters of a node that can hardly stand twice in a text.
LONG = 12
QUOTED = 60


def letters(text):
    # Source that is shown as source says &amp; for an ampersand.
    return NO_LETTERS.sub("", html.unescape(text))


class PageText(html.parser.HTMLParser):
    """The letters of a page, and the places where tags or white space stand."""

    HIDDEN = {"script", "style", "template", "head"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.length, self.bounds, self.hidden = [], 0, {0}, 0
        self.next = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "link" and attributes.get("rel") == "next":
            self.next = attributes.get("href")
        if tag in self.HIDDEN:
            self.hidden += 1
        self.bounds.add(self.length)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag in self.HIDDEN:
            self.hidden -= 1

    def handle_endtag(self, tag):
        if tag in self.HIDDEN:
            self.hidden -= 1
        self.bounds.add(self.length)

    def handle_data(self, data):
        if self.hidden:
            return
        for word in re.split("(\\s+)", data):
            kept = letters(word)
            if kept:
                self.pieces.append(kept)
                self.length += len(kept)
            else:
                self.bounds.add(self.length)


class Pages:
    """All pages of an edition, one behind the other, in which pieces are looked for.
    What has been found once is not found again."""

    def __init__(self, text, bounds):
        self.text, self.bounds = text, bounds
        self.found = bytearray(len(text))
        # Up to where a piece has been looked for in the whole text.
        self.sought = {}

    def place(self, nodes):
        """Where each of the text nodes stands; `None` for those that are nowhere."""
        places = [self.only(piece) for piece, _ in nodes]
        for least in [4 * LONG, LONG, 4, 1]:
            for search in [self.near, self.within, self.anywhere]:
                self.round(nodes, places, least, search)
        # A place that another word took by mistake: there are enough of both, or it
        # stands between its neighbours.
        count, enough = collections.Counter(piece for piece, _ in nodes), {}
        for at, (piece, _) in enumerate(nodes):
            if places[at] is None:
                if piece not in enough:
                    enough[piece] = self.count(piece, count[piece]) == count[piece]
                beside = "".join(piece for piece, _ in nodes[max(at - 1, 0) : at + 2])
                places[at] = 0 if enough[piece] or beside in self.text else None
        return places

    def count(self, piece, most):
        """How often it stands alone, up to `most`."""
        found, at = 0, -1
        while found < most and (at := self.find(piece, at + 1, len(self.text), True, False)) is not None:
            found += 1
        return found

    def round(self, nodes, places, least, search):
        """Places what has at least so many letters, the longest first because they are
        the surest."""
        own, inner = {}, {}
        for at, (piece, around) in enumerate(nodes):
            if places[at] is None and len(piece) >= least:
                begins = [own.get(around[0])] + [inner.get(element) for element in around]
                places[at] = search(piece, [begin for begin in begins if begin is not None])
                if places[at] is not None:
                    self.take(places[at], piece)
            if places[at] is not None:
                end = places[at] + len(piece)
                own[around[0]] = end
                inner.update((element, end) for element in around)

    def take(self, at, piece):
        self.found[at : at + len(piece)] = b"x" * len(piece)

    def told(self, nodes):
        """The same where things are told in an order of their own, and once."""
        return [0 if piece in self.text else None for piece, _ in nodes]

    def is_free(self, at, piece):
        return not any(self.found[at : at + len(piece)])

    def only(self, piece):
        """The place of what is long enough to stand in one place alone."""
        if len(piece) < LONG:
            return None
        at = self.text.find(piece)
        if at < 0 or self.text.find(piece, at + 1) >= 0 or not self.is_free(at, piece):
            return None
        self.take(at, piece)
        return at

    def near(self, piece, begins, alone=True):
        """Its place not far behind one of these: after the words of the same element,
        or of those around it; as a word or more, not within one."""
        wide = max(width for least, width in NEAR.items() if len(piece) >= least)
        for begin in begins:
            at = self.find(piece, begin, begin + wide + len(piece), alone)
            if at is not None:
                return at
        return None

    def within(self, piece, begins):
        """The same, within words too."""
        return self.near(piece, begins, alone=False)

    def anywhere(self, piece, _):
        """Its place wherever that is; what is short stands alone there."""
        at = self.find(piece, self.sought.get(piece, 0), len(self.text), alone=len(piece) < LONG)
        self.sought[piece] = len(self.text) if at is None else at
        return at

    def find(self, piece, begin, end, alone, free=True):
        at = self.text.find(piece, begin, end)
        while at >= 0:
            bound = self.is_bound(at) and self.is_bound(at + len(piece))
            if (bound or not alone) and (not free or self.is_free(at, piece)):
                return at
            at = self.text.find(piece, at + 1, end)
        return None

    def is_bound(self, at):
        """Whether a tag, white space or a sign parts the letters before and after."""
        return at in self.bounds or not self.text[max(at - 1, 0) : at + 1].isalnum()


class Source:
    """The text nodes of a file, each with the elements around it."""

    def __init__(self, data):
        self.nodes, self.stack, self.pending, self.count = [], [], [], 0
        self.parser = xml.parsers.expat.ParserCreate(namespace_separator="\n")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        # What an external DTD would explain is a gap; comments are none.
        self.parser.UseForeignDTD(False)
        self.parser.SkippedEntityHandler = lambda *_: self.flush()
        self.parser.Parse(data, True)

    def start(self, name, _):
        self.flush()
        self.count += 1
        place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.stack.append((self.count, name.rpartition("\n")[2], place))

    def end(self, _):
        self.flush()
        self.stack.pop()

    def data(self, data):
        if not self.pending:
            self.place = self.parser.CurrentLineNumber
        self.pending.append(data)

    def flush(self):
        piece = letters("".join(self.pending))
        if piece:
            self.nodes.append((piece, self.place, tuple(self.stack)))
        self.pending = []


def fetch(address):
    with urllib.request.urlopen(address, timeout=60) as response:
        return response.read().decode()


def read_pages(base, name):
    """The letters of all pages of an edition, and those of its colophon."""
    texts, bounds, length = [], set(), 0
    waiting = [f"/editions/{name}/1"]
    while waiting:
        path = waiting.pop()
        page = fetch(path if path.startswith("http") else base + path)
        reader = PageText()
        reader.feed(page)
        reader.close()
        bounds |= {length + at for at in reader.bounds}
        texts.append("".join(reader.pieces))
        length += reader.length
        if reader.next:
            waiting.append(reader.next)
    reader = PageText()
    reader.feed(fetch(f"{base}/editions/{name}/1/colophon"))
    reader.close()
    told = {length + at for at in reader.bounds}
    text = "".join(texts)
    return Pages(text, bounds), Pages(text + "".join(reader.pieces), bounds | told)


def lost(program, path, base, name):
    """The text nodes that are neither shown nor named as not shown."""
    with open(path, "rb") as file:
        source = Source(file.read())
    explained = subprocess.run(
        [program, "explain", path, "--format", "json"], capture_output=True, check=True
    )
    coverage = json.loads(explained.stdout)
    named = {(told["line"], told["column"]) for told in coverage["not_shown"]}
    pages, with_colophon = read_pages(base, name)
    gone, hidden = [], 0
    for search, in_header in [(pages.place, False), (with_colophon.told, True)]:
        looked_for = []
        for piece, line, around in source.nodes:
            if in_header != any(name == "teiHeader" for _, name, _ in around):
                continue
            if any(place in named for _, _, place in around):
                hidden += 1
            else:
                looked_for.append((piece, line, around))
        numbers = [(piece, [number for number, _, _ in reversed(around)]) for piece, _, around in looked_for]
        for place, (piece, line, around) in zip(search(numbers), looked_for):
            if place is None:
                gone.append((line, "/".join(name for _, name, _ in around[1:]), piece))
    return len(source.nodes), hidden, gone


def serve(program, store, log):
    said = open(log, "w+b")
    arguments = [program, "serve", "--address", "127.0.0.1:0", "--log-level", "warn", "--store", store]
    server = subprocess.Popen(arguments, stderr=said, stdout=subprocess.DEVNULL)
    for _ in range(600):
        found = re.search(rb"http://127\.0\.0\.1:\d+", open(log, "rb").read())
        if found:
            return server, found.group().decode()
        if server.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("the server did not open: " + open(log).read())


def gather(paths):
    files = []
    for path in paths:
        if os.path.isdir(path):
            for folder, _, names in sorted(os.walk(path)):
                files += [os.path.join(folder, name) for name in sorted(names) if name.endswith(".xml")]
        else:
            files.append(path)
    return files


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    files = gather(sys.argv[2:])
    work = tempfile.mkdtemp()
    server = None
    passed_over, nodes, hidden, faults = [], 0, 0, 0
    try:
        tei, store = os.path.join(work, "tei"), os.path.join(work, "store")
        os.mkdir(tei)
        names = {path: f"t{number}" for number, path in enumerate(files)}
        for path, name in names.items():
            shutil.copyfile(path, os.path.join(tei, name + ".xml"))
        subprocess.run(
            [program, "publish", tei, "--by", "tests", "--store", store, "--format", "json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        server, base = serve(program, store, os.path.join(work, "log"))
        for path, name in names.items():
            try:
                count, named, gone = lost(program, path, base, name)
            except (xml.parsers.expat.ExpatError, urllib.error.HTTPError, ValueError) as error:
                passed_over.append(f"{path}: {error}")
                continue
            nodes, hidden = nodes + count, hidden + named
            for line, around, piece in gone:
                faults += 1
                print(f"{path}:{line}: {around}: {piece[:QUOTED]}", flush=True)
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(work)
    for reason in passed_over:
        print(f"passed over: {reason}")
    read = len(files) - len(passed_over)
    print(f"{read} files, {nodes} text nodes, {hidden} of them named as not shown, {faults} lost")
    sys.exit(1 if faults or not read else 0)


if __name__ == "__main__":
    main()
