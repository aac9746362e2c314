"""The corpus of benches/ingest.sh, and the pipeline that it is measured beside.

corpus SOURCES OUT COUNT   COUNT files, made of the TEI files in a folder in turn,
                           those of at most 64 kB; each with a comment of its own
                           at the end, so that no two have the same bytes
pipeline CORPUS OUT sync   every file parsed (lxml), hashed (SHA-256), written and
                           put into an index (SQLite FTS5); with `sync` each is
                           waited for (fsync). It validates nothing
"""

import hashlib
import os
import pathlib
import sqlite3
import sys
import time


def corpus(sources, out, count):
    files = [path.read_bytes() for path in sorted(pathlib.Path(sources).glob("*.xml"))]
    files = [text for text in files if len(text) <= 64 << 10 and b"xi:include" not in text]
    os.makedirs(out)
    for number in range(count):
        text = files[number % len(files)]
        note = f"<!-- {number} -->"
        wide = text[:2] in (b"\xff\xfe", b"\xfe\xff")
        note = note.encode("utf-16-le" if text[:2] == b"\xff\xfe" else "utf-16-be" if wide else "ascii")
        pathlib.Path(out, f"text-{number:05}.xml").write_bytes(text + note)


def pipeline(corpus, out, sync):
    from lxml import etree

    os.makedirs(out)
    index = sqlite3.connect(os.path.join(out, "index.sqlite"))
    index.execute("create virtual table texts using fts5(name, body)")
    index.execute("create table files(name text primary key, sha256 text, bytes integer)")
    start, processor, size, refused = time.perf_counter(), time.process_time(), 0, 0
    for path in sorted(pathlib.Path(corpus).glob("*.xml")):
        text = path.read_bytes()
        try:
            tree = etree.fromstring(text, etree.XMLParser(huge_tree=True, resolve_entities=False))
        except etree.XMLSyntaxError:
            refused += 1
            continue
        digest = hashlib.sha256(text).hexdigest()
        with open(os.path.join(out, path.name), "wb") as file:
            file.write(text)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        body = " ".join(tree.itertext())
        index.execute("insert into texts values (?, ?)", (path.name, body))
        index.execute("insert into files values (?, ?, ?)", (path.name, digest, len(text)))
        if sync:
            index.commit()
        size += len(text)
    index.commit()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    print(f"lxml pipeline{', synced' if sync else ''}: {size / seconds / 1e6:.1f} MB/s, {refused} refused, {seconds:.1f} s, {processor:.1f} CPU s")


if sys.argv[1] == "corpus":
    corpus(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    pipeline(sys.argv[2], sys.argv[3], sys.argv[4:] == ["sync"])
