#!/usr/bin/env python3
"""How far does the collation of the five transcriptions of the Bellum Alexandrinum agree with
the apparatus of its edition?

  balex.py VARIORUM FOLDER [--list]     FOLDER has M, U, S, T, V.txt and ldlt-balex.xml

The text of the edition (its lemmata) is collated as a sixth witness, E, so every entry of the
apparatus is a stretch of words of E, and in the table a stretch of columns. Then, for each entry
in which the editors give at least two different readings to the hands M, U, S, T, V:

  difference  two witnesses to which the editors give different readings have different words there
  grouped     for each two witnesses to which the editors give a reading: different words if and
              only if the editors give different readings
  by words    the same, but words of two witnesses to which the editors give one reading need only
              be alike (see ALIKE): editors do not tell spellings apart

Compared are letters without spaces (the transcriptions break words at line ends), as the program
compares words (its `n`) after v, j, y, ae, oe, ę are made u, i, i, e, e, e, without punctuation. The
stretch of an entry begins behind the word of E before it and ends before the word of E after it.
Corrections (Mac, Mc), conjectures and entries within others are not looked at.
"""
import difflib, json, subprocess, sys, tempfile
import re
import xml.etree.ElementTree as xml
from itertools import combinations
from pathlib import Path

TEI = "{http://www.tei-c.org/ns/1.0}"
HANDS = "MUSTV"
# Two spellings of one word share at least so much (difflib.SequenceMatcher.ratio).
ALIKE = 0.75
WORD = re.compile(r"\w+")


def read(file):
    """The words of the edition, and for each entry its stretch and who has which reading."""
    text = file.read_text(encoding="utf-8").replace('version="1.1"', 'version="1.0"', 1)
    root = xml.fromstring(text.encode("utf-8"))
    body = root.find(f"./{TEI}text/{TEI}body")
    edition = next(div for div in body.iter(f"{TEI}div") if div.get("type") == "edition")
    words, entries = [], []

    def take(text):
        words.extend(WORD.findall(text or ""))

    def sigla(reading):
        named = [one.lstrip("#") for one in (reading.get("wit") or "").split()]
        return [one for one in named if one in HANDS]

    def walk(element):
        name = element.tag.removeprefix(TEI) if isinstance(element.tag, str) else ""
        if name in ("note", "head", "rdg", "witDetail", "bibl"):
            return
        if name == "app":
            start = len(words)
            readings = [one for one in element.iter() if one.tag in (f"{TEI}lem", f"{TEI}rdg")]
            nested = sum(1 for _ in element.iter(f"{TEI}app")) > 1
            for lemma in element.findall(f"{TEI}lem"):
                walk(lemma)
            who = {hand: at for at, one in enumerate(readings) for hand in sigla(one)}
            if not nested and len(set(who.values())) > 1:
                label = " ".join(words[start:]) or "(nothing)"
                entries.append((start, len(words), who, label))
            return
        take(element.text)
        for child in element:
            walk(child)
            take(child.tail)

    walk(edition)
    return words, entries


def folded(form):
    form = form.lower().replace("v", "u").replace("j", "i").replace("y", "i")
    return form.replace("ae", "e").replace("oe", "e").replace("æ", "e").replace("œ", "e").replace("ę", "e")


def alike(one, other):
    if not one or not other:
        return one == other
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    words, entries = read(folder / "ldlt-balex.xml")
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "E.txt").write_text(" ".join(words), encoding="utf-8")
        paths = [folder / f"{hand}.txt" for hand in HANDS] + [Path(made) / "E.txt"]
        told = subprocess.run([program, "collate", *map(str, paths), "--to", "json"],
                              check=True, capture_output=True).stdout
    table = json.loads(told)
    rows = dict(zip(table["witnesses"], table["table"]))
    columns = [at for at, cell in enumerate(rows["E"]) if cell]
    width = len(rows["E"])
    assert len(columns) == len(words), (len(columns), len(words))

    def having(hand, start, end):
        first = columns[start - 1] + 1 if start else 0
        last = columns[end] if end < len(columns) else width
        cells = (cell[0]["n"] for cell in rows[hand][first:last] if cell)
        return "".join(folded(form) for form in cells if WORD.search(form))

    difference = grouped = by_words = 0
    for start, end, who, label in entries:
        has = {hand: having(hand, start, end) for hand in who}
        pairs = [(one, other, who[one] != who[other]) for one, other in combinations(sorted(who), 2)]
        differs = any(has[one] != has[other] for one, other, parted in pairs if parted)
        strictly = all((has[one] != has[other]) == parted for one, other, parted in pairs)
        loosely = all(has[one] != has[other] if parted else alike(has[one], has[other])
                      for one, other, parted in pairs)
        difference, grouped, by_words = difference + differs, grouped + strictly, by_words + loosely
        if "--list" in sys.argv and not loosely:
            print(label, has, who, sep="\t")
    print(f"{len(entries)} entries; difference {difference}, grouped {grouped}, by words {by_words}")


main()
