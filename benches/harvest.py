"""Everything is harvested from a server with many editions, with Sickle.

    harvest.py SITE PID [TOKEN]

Page after page of oai_dc, each timed, with the memory of the server (PID) at the
begin and at the end. With a TOKEN an edition is published and another one gets a
new version between two pages, again and again: every record that was there at the
begin must come, and those that changed once more at the end.
"""

import statistics
import sys
import time
import urllib.error
import urllib.request

from sickle import Sickle
from sickle.iterator import OAIResponseIterator

SITE, PID, TOKEN = sys.argv[1].rstrip("/"), sys.argv[2], (sys.argv[3:] or [None])[0]
RUN = int(time.time())  # so that it can be done again
OAI = "{http://www.openarchives.org/OAI/2.0/}"


def memory():
    with open(f"/proc/{PID}/status") as status:
        kilobytes = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    return int(kilobytes) // 1024


def publish(name, number, condition):
    text = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Late</title></titleStmt>'
        "<publicationStmt><p>Late.</p></publicationStmt><sourceDesc><p>None.</p></sourceDesc></fileDesc></teiHeader>"
        f"<text><body><p>Late {number}</p></body></text></TEI>"
    )
    request = urllib.request.Request(f"{SITE}/api/editions/{name}", text.encode(), method="PUT")
    request.add_header("Authorization", f"Bearer {TOKEN}")
    request.add_header("Content-Type", "application/tei+xml")
    request.add_header(condition, "*")
    urllib.request.urlopen(request).read()


class Pages(OAIResponseIterator):
    """Notes how long each page takes; parsing is not counted."""

    def __init__(self, *arguments, **more):
        self.times = []
        super().__init__(*arguments, **more)

    def _next_response(self):
        start = time.perf_counter()
        super()._next_response()
        self.times.append(time.perf_counter() - start)


start = time.perf_counter()
before = memory()
while True:
    try:
        urllib.request.urlopen(f"{SITE}/oai?verb=Identify").read()
        break
    except urllib.error.HTTPError as error:
        if error.code != 503:  # not now: it is told when to come back
            raise
        time.sleep(1)
print(f"the first answer, when the ledger is drawn up: {time.perf_counter() - start:.1f} s")
client = Sickle(f"{SITE}/oai", iterator=Pages)
start = time.perf_counter()
pages = client.ListRecords(metadataPrefix="oai_dc")
seen, changed, size = {}, set(), None
for number, page in enumerate(pages):
    records = page.xml.findall(f".//{OAI}header")
    for header in records:
        name = header.find(f"{OAI}identifier").text.rsplit(":", 1)[1]
        seen.setdefault(name, []).append(header.find(f"{OAI}datestamp").text)
    token = page.xml.find(f".//{OAI}resumptionToken")
    size = size or (int(token.get("completeListSize")) if token is not None else len(records))
    if TOKEN and number % 50 == 10:
        old = records[0].find(f"{OAI}identifier").text.rsplit(":", 1)[1]
        publish(f"late-{RUN}-{number}", number, "If-None-Match")
        publish(old, number, "If-Match")
        changed |= {f"late-{RUN}-{number}", old}
times = pages.times
print(f"{len(seen)} records in {len(times)} pages, {time.perf_counter() - start:.0f} s")
tenth = max(1, len(times) // 10)
for what, some in [("first tenth", times[:tenth]), ("last tenth", times[-tenth:]), ("all", times)]:
    print(f"{what}: median {1000 * statistics.median(some):.0f} ms, at most {1000 * max(some):.0f} ms a page")
print(f"memory of the server: {before} MiB before, {memory()} MiB after")
lost = size - len([name for name in seen if not name.startswith(f"late-{RUN}-")])
twice = {name for name, stamps in seen.items() if len(stamps) > 1}
late = {name for name in changed if name not in seen or (not name.startswith(f"late-{RUN}-") and len(seen[name]) < 2)}
print(f"lost: {lost}; changed meanwhile and not told: {len(late)}; told twice and not changed: {len(twice - changed)}")
sys.exit(bool(lost or late or twice - changed))
