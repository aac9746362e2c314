#!/usr/bin/env python3
"""Zotero makes a book of an edition: with its own translators.

    zotero.py SERVER BASE EDITION

SERVER is a running translation server of Zotero (https://github.com/zotero/translation-server,
AGPL; on no registry, so this is not part of the tests), BASE a running server of
ours with the edition that `citing.py` describes. Exit code 1, with the reason, if
a field of the book is not right.
"""
import re
import sys

import requests

SERVER, BASE, EDITION = sys.argv[1:4]
PEOPLE = [("Ann Mary", "Weir", "author"), ("Jean-Luc", "de Pont", "editor")]
FIELDS = {
    "itemType": "book",
    "title": "Walks by the River: Essays",
    "publisher": "River Press",
    "ISBN": "9783161484100",
    "DOI": "10.1234/river.7",
    "language": "en",
}


def book(answer, what, more):
    if answer.status_code != 200:
        sys.exit(f"{what}: {answer.status_code} {answer.text}")
    item = answer.json()[0]
    item["ISBN"] = item.get("ISBN", "").replace("-", "")
    people = [(p["firstName"], p["lastName"], p["creatorType"]) for p in item["creators"]]
    wanted = {**FIELDS, **more, "creators": PEOPLE}
    found = {**{key: item.get(key) for key in wanted}, "creators": people}
    if found != wanted:
        sys.exit(f"{what}: found {found}, expected {wanted}")
    if not re.search("2019", item["date"]):
        sys.exit(f"{what}: date {item['date']}")


for path, address in [("/2", "/2"), ("/2/cite", "/2"), ("/2/cite/1.2", "/2/1.2")]:
    page = f"{BASE}/editions/{EDITION}"
    answer = requests.post(f"{SERVER}/web", data=page + path, headers={"Content-Type": "text/plain"})
    book(answer, f"page {path}", {"url": page + address})
for ending in ["bib", "ris", "csl.json"]:
    file = requests.get(f"{BASE}/editions/{EDITION}/2/cite.{ending}").content
    answer = requests.post(f"{SERVER}/import", data=file, headers={"Content-Type": "text/plain"})
    book(answer, f"import of {ending}", {"edition": "version 2", "place": "Ely"})
print("Zotero: a book, all fields right")
