#!/usr/bin/env python3
"""Programs that others wrote read what a server of ours says of an edition.

    citing.py BASE EDITION

The edition has three versions or more, one author (Weir), one editor (de Pont),
a DOI, a licence and a passage 1.2. memento_client walks the versions,
signposting reads the links, bibtexparser, pybtex, rispy and citeproc-py read
the citations. Exit code 1, with the reason, if one of them understands
something else than was published.
"""
import datetime
import sys
import warnings

import bibtexparser
import requests
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from memento_client import MementoClient
from pybtex.database import parse_string
from signposting import find_signposting_http, find_signposting_html, find_signposting_linkset

BASE, EDITION = sys.argv[1], sys.argv[2]
HERE = f"{BASE}/editions/{EDITION}"


def same(found, expected, what):
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def memento():
    """Each version is found at its own moment, from the page and from the file."""
    versions = requests.get(f"{HERE}/versions.json").json()["versions"]
    dates = {v["number"]: datetime.datetime.fromisoformat(v["published"]) for v in versions}
    last = max(dates)
    for ending in ["", "/edition.xml"]:
        original = HERE + ending
        client = MementoClient()
        for number, date in dates.items():
            moment = date.replace(tzinfo=None)
            found = client.get_memento_info(original, moment)
            place = f"memento of {original} at {moment}"
            same(found["original_uri"], original, place)
            same(found["timegate_uri"], f"{HERE}/timegate{ending}", place)
            mementos = found["mementos"]
            same(mementos["closest"]["uri"], [f"{HERE}/{number}{ending}"], place)
            same(mementos["closest"]["datetime"], moment, place)
            same(mementos["first"]["uri"], [f"{HERE}/1{ending}"], place)
            same(mementos["last"]["uri"], [f"{HERE}/{last}{ending}"], place)
        early = client.get_memento_info(original, datetime.datetime(1990, 1, 1))
        same(early["mementos"]["closest"]["uri"], [f"{HERE}/1{ending}"], "before the first")
        native = client.get_native_timegate_uri(original, datetime.datetime.now())
        same(native, f"{HERE}/timegate{ending}", "the gate")
        for number in dates:
            is_memento = client.is_memento(f"{HERE}/{number}{ending}")
            same(is_memento, True, f"version {number} is a memento")


def links():
    """The relations of Signposting, in headers and in both sorts of set."""
    page = f"{HERE}/2"
    http = find_signposting_http(page)
    same(str(http.citeAs.target), page, "cite-as")
    same({str(t.target) for t in http.items}, {f"{page}/edition.xml"}, "item")
    types = {"https://schema.org/AboutPage", "https://schema.org/Book"}
    same({str(t.target) for t in http.types}, types, "type")
    same(len(http.authors), 1, "author")
    same(str(http.license.target), "https://creativecommons.org/licenses/by/4.0/", "license")
    cited = {f"{page}/cite.{ending}" for ending in ["bib", "ris", "csl.json"]}
    described = ["dc.xml", "mods.xml", "marc.xml", "datacite.xml", "jsonld"]
    records = cited | {f"{page}/record.{ending}" for ending in described}
    same({str(t.target) for t in http.describedBy}, records, "describedby")
    for record in http.describedBy:
        kind = requests.get(str(record.target)).headers["content-type"].split(";")[0]
        same(kind, str(record.type), f"type of {record.target}")
    for linked in http.linksets:
        found = find_signposting_linkset(str(linked.target))
        about = found.for_context(page) if hasattr(found, "for_context") else found
        same(str(about.citeAs.target), page, f"cite-as in {linked.target}")
        same({str(t.target) for t in about.describedBy}, records, f"records in {linked.target}")
    same(str(find_signposting_html(page).citeAs.target), page, "cite-as in the page")
    back = find_signposting_http(f"{page}/edition.xml")
    same(str(back.collection.target), page, "collection")


def get(path):
    answer = requests.get(HERE + path)
    same(answer.status_code, 200, path)
    answer.encoding = "utf-8"
    return answer.text


def citations():
    """Each format, read by programs for it, of a version and of a passage."""
    for path in ["/cite", "/2/cite", "/2/cite/1.2/cite"]:
        bibtex, ris = get(path + ".bib"), get(path + ".ris")
        [entry] = bibtexparser.parse_string(bibtex).entries
        same(entry.entry_type, "book", path)
        same(entry["author"].split(",")[0], "Weir", path)
        [(key, book)] = parse_string(bibtex, "bibtex").entries.items()
        same(key, entry.key, path)
        same([p.last_names for p in book.persons["author"]], [["Weir"]], path)
        [person] = book.persons["editor"]
        same(person.prelast_names + person.last_names, ["de", "Pont"], path)
        [record] = rispy.loads(ris)
        same(record["type_of_reference"], "BOOK", path)
        same(record["authors"], [entry["author"]], path)
        same(record["doi"], entry["doi"], path)
        same(record["urls"], [entry["url"]], path)
        same("sha256:" in record["notes"][0], True, path)
        items = requests.get(HERE + path + ".csl.json").json()
        same([(i["type"], "version" in i) for i in items], [("book", False)], path)
        same(items[0]["note"], record["notes"][0], path)
        formatted(items, path)


def formatted(items, path):
    """A processor of citation styles makes a book of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        source = CiteProcJSON(items)
        made = CitationStylesBibliography(style, source, formatter.plain)
        made.register(Citation([CitationItem(items[0]["id"])]))
        text = str(made.bibliography()[0])
    for words in ["Weir, A.M.", "Walks by the River"]:
        same(words in text, True, f"{path}: {text}")


memento()
links()
citations()
print("memento_client, signposting, bibtexparser, pybtex, rispy, citeproc-py: all understood")
