#!/usr/bin/env python3
"""Harvesters that others wrote take everything from a server of ours.

    harvest.py BASE RECORDS DELETED

Sickle and oaipmh-scythe take all records in all formats, the sets, and what
changed in a span of time. Every reply is well formed, and is held against the
schemas in the folder that XSD_FOLDER names (`oai-driver.xsd`, `catalog.xml`),
where there is one. Exit code 1, with the reason, if one of them understands
something else than is there.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

from oaipmh_scythe import Scythe
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch

BASE, RECORDS, DELETED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
FORMATS = ["oai_dc", "marc21", "mods", "tei"]
OAI = "{http://www.openarchives.org/OAI/2.0/}"


def same(found, expected, what):
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def fails(with_what, ask, what):
    try:
        ask()
    except with_what:
        return
    sys.exit(f"{what}: expected {with_what.__name__}")


def quoted(record):
    return not record.getparent().tag.endswith("}ListRecords")


def sickle():
    client = Sickle(BASE)
    identify = client.Identify()
    same(identify.deletedRecord, "persistent", "Identify")
    same(identify.baseURL, BASE, "Identify")
    same(sorted(f.metadataPrefix for f in client.ListMetadataFormats()), sorted(FORMATS), "formats")
    for prefix in FORMATS:
        # Sickle takes a record of another server that a TEI file quotes for one of ours.
        records = [r for r in client.ListRecords(metadataPrefix=prefix) if not quoted(r.xml)]
        headers = list(client.ListIdentifiers(metadataPrefix=prefix))
        same([r.header.identifier for r in records], [h.identifier for h in headers], f"order in {prefix}")
        if prefix != "tei":  # what is not in the namespace of the TEI is not there
            same(len(records), RECORDS, f"records in {prefix}")
        same(len({r.header.identifier for r in records}), len(records), f"different records in {prefix}")
        same(sum(r.deleted for r in records), DELETED, f"deleted records in {prefix}")
    headers = list(client.ListIdentifiers(metadataPrefix="oai_dc"))
    stamps = sorted(h.datestamp for h in headers)
    middle = stamps[len(stamps) // 2]
    late = list(client.ListIdentifiers(**{"metadataPrefix": "oai_dc", "from": middle}))
    same(len(late), sum(stamp >= middle for stamp in stamps), "records from a moment")
    early = list(client.ListIdentifiers(metadataPrefix="oai_dc", until=middle))
    same(len(early), sum(stamp <= middle for stamp in stamps), "records until a moment")
    for one_set in client.ListSets():
        members = list(client.ListIdentifiers(metadataPrefix="oai_dc", set=one_set.setSpec))
        same(len(members), sum(one_set.setSpec in h.setSpecs for h in headers), f"set {one_set.setSpec}")
    one = headers[0].identifier
    same(client.GetRecord(identifier=one, metadataPrefix="mods").header.identifier, one, "one record")
    fails(IdDoesNotExist, lambda: client.GetRecord(identifier=one + "-not", metadataPrefix="mods"), "no record")
    fails(CannotDisseminateFormat, lambda: client.GetRecord(identifier=one, metadataPrefix="ead"), "no format")
    fails(NoRecordsMatch, lambda: client.ListRecords(metadataPrefix="oai_dc", until="1999-01-01"), "nothing")
    fails(BadArgument, lambda: client.ListRecords(metadataPrefix="oai_dc", until="1999"), "no date")


def scythe():
    with Scythe(BASE) as client:
        for prefix in FORMATS:
            records = list(client.list_records(metadata_prefix=prefix))
            if prefix != "tei":
                same(len(records), RECORDS, f"scythe: records in {prefix}")
        live = list(client.list_records(metadata_prefix="oai_dc", ignore_deleted=True))
        same(len(live), RECORDS - DELETED, "scythe: records that are not deleted")
        same(len(list(client.list_identifiers(metadata_prefix="mods"))), RECORDS, "scythe: headers")
        same(len(list(client.list_sets())) > 0, True, "scythe: sets")


def replies(folder):
    """Whole lists, and one of each other reply, as files."""
    queries = ["verb=Identify", "verb=ListSets", "verb=ListMetadataFormats", "verb=Nothing", "verb=ListRecords"]
    for prefix in FORMATS[:3]:
        queries.append(f"verb=ListRecords&metadataPrefix={prefix}")
    queries.append("verb=ListIdentifiers&metadataPrefix=tei")
    files = []
    while queries:
        query = queries.pop()
        with urllib.request.urlopen(f"{BASE}?{query}") as reply:
            same(reply.status, 200, query)
            text = reply.read()
        file = folder / f"{len(files):04}.xml"
        file.write_bytes(text)
        files.append(file)
        token = ET.fromstring(text).find(f".//{OAI}resumptionToken")
        if token is not None and token.text:
            verb = urllib.parse.parse_qs(query)["verb"][0]
            queries.append(f"verb={verb}&resumptionToken={token.text}")
    return files


def schemas():
    shared = pathlib.Path(__file__).resolve().parents[2] / "../shared/protocols/xsd"
    folder = os.environ.get("XSD_FOLDER") or (shared.is_dir() and str(shared.resolve()))
    with tempfile.TemporaryDirectory() as place:
        files = replies(pathlib.Path(place))
        if not folder:
            return print("not held against schemas: there is no folder of them, and XSD_FOLDER names none")
        environment = dict(os.environ, XML_CATALOG_FILES=f"{folder}/catalog.xml")
        command = ["xmllint", "--nonet", "--noout", "--schema", f"{folder}/oai-driver.xsd", *map(str, files)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        if run.returncode:
            sys.exit("\n".join(line for line in run.stderr.splitlines() if not line.endswith("validates"))[:4000])
        print(f"{len(files)} replies obey their schemas")


sickle()
scythe()
schemas()
