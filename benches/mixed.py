"""Reading and writing mixed, at a bounded rate: mixed.py SITE TOKEN PID MINUTES

Each second one text is published (a new edition, or the next version of one of
fifty) and three things are read, in turn: pages, files, OAI-PMH, DTS, the API.
At the end every version that was acknowledged is asked for again by its SHA-256:
none may be lost. Prints a line a minute, with the anonymous memory of the server,
and a summary.
"""

import hashlib
import json
import random
import sys
import time
import urllib.error
import urllib.request

SITE, TOKEN, PID, MINUTES = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
RANDOM = random.Random(1)
WORDS = "lamb thee made dost know who little gave life bid feed stream mead clothing".split()


def memory():
    """Anonymous memory of the server, in MiB: what is mapped of files (the index) can
    be taken away from it at any time."""
    for line in open(f"/proc/{PID}/status"):
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024


def ask(path, method="GET", body=None, headers=None):
    request = urllib.request.Request(SITE + path, data=body, method=method, headers=headers or {})
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            status, text = reply.status, reply.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    except OSError as error:
        status, text = str(error), b""
    return status, text, time.perf_counter() - started


def text(number):
    lines = "".join(
        f"<l n='{at}'>{' '.join(RANDOM.choice(WORDS) for _ in range(7))}</l>" for at in range(1, 40)
    )
    return (
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>"
        f"Text {number}</title></titleStmt><publicationStmt><p>Unpublished.</p></publicationStmt>"
        "<sourceDesc><p>Made up.</p></sourceDesc></fileDesc></teiHeader><text><body>"
        f"<lg>{lines}</lg></body></text></TEI>"
    ).encode()


acknowledged, errors, count, times = {}, [], 0, []
start = time.time()
at_start, number, minute = memory(), 0, 0
while time.time() < start + MINUTES * 60:
    turn = time.time()
    number += 1
    name = f"mixed-{number}" if number % 3 == 0 else f"mixed-often-{RANDOM.randrange(50)}"
    body = text(number)
    new = name not in acknowledged
    head = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/tei+xml",
        **({"If-None-Match": "*"} if new else {"If-Match": "*"}),
    }
    status, reply, took = ask(f"/api/editions/{name}", "PUT", body, head)
    count += 1
    times.append(took)
    if status in (200, 201):
        acknowledged.setdefault(name, []).append(hashlib.sha256(body).hexdigest())
    else:
        errors.append(f"PUT {name}: {status} {reply[:200]}")
    reads = [
        "/",
        f"/editions/{name}",
        f"/editions/{name}/versions",
        f"/editions/{name}/1/edition.xml",
        f"/api/editions/{name}",
        "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
        f"/dts/collection",
        f"/editions/{name}/cite",
        "/healthz",
        "/sitemap.xml",
    ]
    for path in RANDOM.sample(reads, 3):
        status, reply, took = ask(path)
        count += 1
        times.append(took)
        if status != 200:
            errors.append(f"{path}: {status} {reply[:200]}")
    if time.time() - start > 60 * minute:
        minute += 1
        print(f"{minute:3} min: {count} requests, {len(errors)} errors, {memory():.0f} MiB", flush=True)
    time.sleep(max(0, 1 - (time.time() - turn)))

lost = 0
for name, digests in acknowledged.items():
    status, reply, _ = ask(f"/editions/{name}/versions.json")
    known = {version.get("sha256") or version.get("digest") for version in json.loads(reply)["versions"]}
    lost += sum(digest not in known for digest in digests)
times.sort()
written = sum(map(len, acknowledged.values()))
print(f"{count} requests in {(time.time() - start) / 60:.0f} minutes, {len(errors)} errors; "
      f"{written} versions of {len(acknowledged)} editions acknowledged, {lost} lost; "
      f"median {1000 * times[len(times) // 2]:.0f} ms, 99th of 100 {1000 * times[len(times) * 99 // 100]:.0f} ms; "
      f"anonymous memory {at_start:.0f} MiB at the start, {memory():.0f} MiB at the end")
for error in errors[:20]:
    print(error)
