#!/usr/bin/env python3
"""Counts how often files break TEI's Schematron rules, independently of Variorum.

Reads the rules out of a RELAX NG schema of the TEI, makes one XSLT 2.0
stylesheet of them (a mode for each pattern) and has Saxon-HE run it over the
files. Writes `file <tab> constraint <tab> count`, sorted.

    oracle.py TEI_ALL.RNG SAXON.JAR LABEL=FILE… > counts.tsv

Python with lxml, Java and Saxon-HE 9.9 or later are needed here, and nowhere
else: the test of Variorum reads the counts.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

from lxml import etree

SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
# Rules that ask for today's date, or whose words have no place in XSLT.
SKIPPED = ("deprecation-two-month-warning",)


def constraint(pattern):
    """The name of a constraint, without the name of the schema and a number."""
    name = pattern.get("id") or "elementRef-unnamed"
    name = re.sub(r"^tei_all-", "", name)
    return re.sub(r"-constraint(-rule-\d+)?$", "", name)


def stylesheet(schema):
    root = etree.Element(
        f"{{{XSL}}}stylesheet",
        nsmap={
            "xsl": XSL,
            "tei": "http://www.tei-c.org/ns/1.0",
            "teix": "http://www.tei-c.org/ns/Examples",
            "xs": "http://www.w3.org/2001/XMLSchema",
            "rng": "http://relaxng.org/ns/structure/1.0",
            "rna": "http://relaxng.org/ns/compatibility/annotations/1.0",
            "sch": "http://purl.oclc.org/dsdl/schematron",
            "sch1x": "http://www.ascc.net/xml/schematron",
        },
        version="2.0",
    )
    element = lambda parent, tag, **a: etree.SubElement(parent, f"{{{XSL}}}{tag}", **a)
    element(root, "output", method="text")
    main = element(root, "template", match="/", priority="1000")
    for number, pattern in enumerate(schema.iter(SCH + "pattern")):
        name, mode = constraint(pattern), f"m{number}"
        if any(part in name for part in SKIPPED):
            continue
        element(main, "apply-templates", select=".", mode=mode)
        onward = element(root, "template", match="@*|node()|/", mode=mode, priority="-10")
        element(onward, "apply-templates", select="@*|node()", mode=mode)
        for order, rule in enumerate(pattern.iter(SCH + "rule")):
            template = element(
                root, "template", match=rule.get("context"), mode=mode, priority=str(100 - order)
            )
            for part in rule:
                if part.tag == SCH + "let":
                    element(template, "variable", name=part.get("name"), select=part.get("value"))
                elif part.tag in (SCH + "assert", SCH + "report"):
                    test = part.get("test")
                    if part.tag == SCH + "assert":
                        test = f"not({test})"
                    broken = element(template, "if", test=test)
                    element(broken, "text").text = name + "\n"
            element(template, "apply-templates", select="@*|node()", mode=mode)
    return etree.tostring(root, encoding="utf-8")


def without_doctype(text):
    """The file without its DOCTYPE, which is never fetched; what only that
    could explain becomes a letter."""
    outside = r"""(<!DOCTYPE\s+\S+)\s+(SYSTEM|PUBLIC\s+("[^"]*"|'[^']*'))\s+("[^"]*"|'[^']*')"""
    text = re.sub(outside, r"\1", text, count=1)
    found = re.search(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", text, re.S)
    if not found or "<!ENTITY" in found.group(0):
        return text
    text = text.replace(found.group(0), "", 1)
    return re.sub(r"&(?!amp;|lt;|gt;|quot;|apos;|#)[\w.-]+;", "?", text)


def main():
    schema, saxon, *files = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sheet = folder / "rules.xsl"
        sheet.write_bytes(stylesheet(etree.parse(schema)))
        (folder / "in").mkdir()
        (folder / "out").mkdir()
        labels = {}
        for number, labelled in enumerate(files):
            label, path = labelled.split("=", 1)
            data = pathlib.Path(path).read_bytes()
            try:
                data = without_doctype(data.decode("utf-8")).encode("utf-8")
                etree.fromstring(data, etree.XMLParser(huge_tree=True, recover=False))
            except (UnicodeDecodeError, etree.XMLSyntaxError) as error:
                # lxml also refuses ids that are no names; Saxon does not.
                if "xml:id" not in str(error) and "ID " not in str(error):
                    print(f"left out: {label}: {error}", file=sys.stderr)
                    continue
            labels[f"{number}.xml"] = label
            (folder / "in" / f"{number}.xml").write_bytes(data)
        command = ["java", "-cp", saxon, "net.sf.saxon.Transform"]
        command += [f"-s:{folder}/in", f"-xsl:{sheet}", f"-o:{folder}/out"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            print(ran.stderr[-4000:], file=sys.stderr)
        print("# file\tconstraint\tcount")
        rows = []
        for name, label in labels.items():
            out = next((folder / "out").glob(name.replace(".xml", ".*")), None)
            if out is None:
                print(f"no result: {label}", file=sys.stderr)
                continue
            counts = collections.Counter(out.read_text().split())
            rows.append((label, "", sum(counts.values())))
            rows += [(label, name, count) for name, count in counts.items()]
        for row in sorted(rows):
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
