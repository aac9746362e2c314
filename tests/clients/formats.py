#!/usr/bin/env python3
"""Programs that others wrote read citations in three formats, and find the same.

    formats.py FOLDER

The folder has for each citation NAME.bib, NAME.ris and NAME.csl.json. What
bibtexparser reads of the first and rispy of the second must be what stands in
the third. Exit code 1, with the reason, if it is not.
"""
import json
import pathlib
import re
import sys

import bibtexparser
import rispy
from bibtexparser import middlewares
from pylatexenc.latex2text import LatexNodes2Text


def bibtex(text):
    """The one entry, names parted."""
    layers = [
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ]
    library = bibtexparser.parse_string(text, append_middleware=layers)
    if library.failed_blocks or len(library.entries) != 1:
        raise ValueError(f"not one entry: {library.failed_blocks}")
    return library.entries[0].fields_dict


DECODER = LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=True)


def decoded(text):
    """Signs that are escaped for TeX as they are meant; addresses are not."""
    # The circumflex comes back as a letter that modifies.
    return DECODER.latex_to_text(text).replace("ˆ", "^")


def plain(text):
    """Without the braces that keep capitals and names together."""
    return re.sub(r"\s+", " ", text.replace("{", "").replace("}", "")).strip()


def braces_aside(text):
    """Braces of the text itself cannot be told from those of BibTeX here."""
    return plain(text or "")


def series(item, record):
    """The second title of a book, the third of a part of one."""
    return record.get("tertiary_title" if item["type"] == "chapter" else "secondary_title")


def book_of(item, record):
    return record.get("secondary_title") if item["type"] == "chapter" else None


def compare(name, item, entry, record):
    def same(what, *found):
        if len({braces_aside(value) for value in found}) != 1:
            raise ValueError(f"{name}: {what}: {found}")

    def field(key):
        if key not in entry:
            return ""
        text = entry[key].value
        return text if key in ("url", "doi") else decoded(text)

    same("title", item["title"], field("title"), record["title"])
    same("edition", item.get("edition"), field("edition"), record.get("edition"))
    # A list, of which each has braces of its own.
    publishers = entry["publisher"].value if "publisher" in entry else ""
    publishers = decoded(publishers.replace("} and {", "; "))
    same("publisher", item.get("publisher"), publishers, record.get("publisher"))
    same("note", item["note"], field("note"), record["notes"][0])
    same("doi", item.get("DOI"), field("doi"), record.get("doi"))
    first = field("language").split(" and ")[0]
    same("language", item.get("language"), first, record.get("language"))
    same("series", item.get("collection-title"), field("series"), series(item, record))
    same("whole", item.get("container-title"), field("booktitle"), book_of(item, record))
    same("key", item["id"], record["id"])
    same("address", item.get("URL"), field("url"), "".join(record.get("urls", [])))
    for role, tag in [("author", "authors"), ("editor", "editors"), ("translator", "translators")]:
        people = item.get(role, [])
        listed = record.get(tag, record.get({"editors": "editors"}.get(tag, tag), []))
        bib = entry[role].value if role in entry else []
        if len(bib) != len(people):
            raise ValueError(f"{name}: {role}: {people} and {bib}")
        for person, parts in zip(people, bib):
            if "family" in person:
                same(role, person["family"], decoded(" ".join(parts.von + parts.last)))
                same(role, person["given"], decoded(" ".join(parts.first)))
                same(role, person.get("suffix", ""), decoded(" ".join(parts.jr)))
            else:
                whole = " ".join(parts.first + parts.von + parts.last + parts.jr)
                same(role, person["literal"], decoded(whole))
        if role == "author":
            written = [
                p.get("literal")
                or ", ".join(p[part] for part in ("family", "given", "suffix") if part in p)
                for p in people
            ]
            same(role, " / ".join(written), " / ".join(listed))


def main():
    folder = pathlib.Path(sys.argv[1])
    found = sorted(folder.glob("*.csl.json"))
    for path in found:
        name = path.name.removesuffix(".csl.json")
        [item] = json.loads(path.read_text("utf-8"))
        entry = bibtex((folder / f"{name}.bib").read_text("utf-8"))
        [record] = rispy.loads((folder / f"{name}.ris").read_text("utf-8"))
        compare(name, item, entry, record)
    print(f"{len(found)} citations: the same in three formats")
    sys.exit(0 if found else 1)


main()
