#!/usr/bin/env python3
"""Makes a schema compact: python3 strip.py tei_all.rng > compact.rng

What serves readers and Schematron is left out (documentation, rules, comments
after the header, attributes of other vocabularies); every pattern stays, in
its order. What is left validates the same documents.
"""
import hashlib
import re
import sys
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape, quoteattr

RNG = "{http://relaxng.org/ns/structure/1.0}"
TEXT = {"name", "value", "param"}


def write(element, depth, out):
    name = element.tag.removeprefix(RNG)
    attributes = "".join(
        f" {key}={quoteattr(value)}"
        for key, value in element.attrib.items()
        if not key.startswith("{") and not (key == "xmlns")
    )
    children = [child for child in element if isinstance(child.tag, str) and child.tag.startswith(RNG)]
    indent = " " * depth
    if name in TEXT:
        out.append(f"{indent}<{name}{attributes}>{escape(element.text or '')}</{name}>")
    elif not children:
        out.append(f"{indent}<{name}{attributes}/>")
    else:
        out.append(f"{indent}<{name}{attributes}>")
        for child in children:
            write(child, depth + 1, out)
        out.append(f"{indent}</{name}>")


source = open(sys.argv[1], "rb").read()
text = source.decode("utf-8")
header = "\n".join(re.findall(r"<!--.*?-->", text[:4000], re.S)[:2])
digest = hashlib.sha256(source).hexdigest()
root = tree.fromstring(text)
out = []
write(root, 0, out)
out[0] = out[0].replace("<grammar", '<grammar xmlns="http://relaxng.org/ns/structure/1.0"', 1)
print('<?xml version="1.0" encoding="UTF-8"?>')
print(header)
print(f"<!-- Made by strip.py from the file with SHA-256 {digest}: see README.md. -->")
print("\n".join(out))
