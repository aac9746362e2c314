"""Pages of a large store and of a small one: scale.py PROGRAM STORE OUT [STORE OUT]…

For each store, which has its index, a server of its own on 127.0.0.1. OUT has the
questions that `cargo bench --bench search -- draw` wrote. Measured are, one request
after the other on one connection: the time from the start to the first answer; pages
of a search that nobody asked this server for before (20 passages with their lines),
once while the index comes from the disk and once by a new server that has looked
through its store; pages of editions that nobody asked for since the start and again
when they are ready; lists, registers, and memory. Files that are asked for are put out
of the memory of the system beforehand (posix_fadvise) where it says `cold disk`.
"""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.parse


def percentiles(taken):
    taken = sorted(taken)
    at = lambda part: taken[min(int(len(taken) * part), len(taken) - 1)] * 1e3
    return f"p50 {at(.5):.2f}, p90 {at(.9):.2f}, p99 {at(.99):.2f}, most {taken[-1] * 1e3:.2f} ms"


def folders(store):
    """The folder and the name of every edition (OCFL layout 0003)."""
    found = []
    for path, below, _ in os.walk(store):
        objects = [name for name in below if name.startswith("urn%3ax-variorum%3aedition%3a")]
        if objects:
            found += [(os.path.join(path, name), name.split("%3a")[-1]) for name in objects]
            below.clear()
    return sorted(found)


def forget(folder):
    for path, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(path, name), "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Server:
    def __init__(self, program, store):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.begun = time.perf_counter()
        arguments = [program, "serve", "--store", store, "--address", f"127.0.0.1:{self.port}",
                     "--log-level", "off", "--base-url", f"http://127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def first(self, path):
        while True:
            try:
                status = self.ask(path)[0]
                return time.perf_counter() - self.begun, status
            except OSError:
                self.connection.close()
                time.sleep(0.002)

    def ask(self, path):
        begun = time.perf_counter()
        self.connection.request("GET", path)
        reply = self.connection.getresponse()
        body = reply.read()
        taken = time.perf_counter() - begun
        if reply.status in (303, 308):
            return self.ask(reply.getheader("Location").removeprefix(f"http://127.0.0.1:{self.port}"))
        return reply.status, len(body), taken

    def all(self, what, paths):
        taken, sizes, others = [], 0, 0
        for path in paths:
            status, size, seconds = self.ask(path)
            taken.append(seconds)
            sizes += size
            others += status != 200
        note = f"; {others} were not 200" if others else ""
        print(f"  {what}: {len(paths)}, {percentiles(taken)}, {sizes // len(paths) // 1024} KiB each{note}", flush=True)

    def memory(self):
        of = {}
        for line in open(f"/proc/{self.process.pid}/status"):
            name, rest = line.split(":", 1)
            if name in ("VmRSS", "RssAnon"):
                of[name] = int(rest.split()[0]) // 1024
        return f"{of['VmRSS']} MiB, of which {of['RssAnon']} are not files"

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def measure(program, store, out):
    dice = random.Random(1)
    editions = folders(store)
    print(f"{store}: {len(editions)} editions", flush=True)
    chosen = dice.sample(editions, min(700, len(editions)))
    page = lambda edition: "/editions/" + urllib.parse.quote(urllib.parse.unquote(edition[1]))
    forget(store + ".index")
    server = Server(program, store)
    try:
        taken, status = server.first(page(chosen[-1]))
        print(f"  from the start to the page of an edition ({status}), cold disk: {taken:.3f} s; {server.memory()}")
        server.end()
        server = Server(program, store)
        taken, status = server.first("/search?q=et")
        print(f"  from the start to the page of a search ({status}): {taken:.3f} s; {server.memory()}")
        for when in ["index not in memory", "by a new server"]:
            if when == "by a new server":
                server.end()
                server = Server(program, store)
                server.first("/healthz")
                # It looks through its store, which takes both cores.
                time.sleep(60)
                server.connection.close()
            for name in ["words", "phrases", "beginnings", "nearly"]:
                with open(os.path.join(out, name), encoding="utf-8") as lines:
                    questions = [line.rstrip("\n") for line in lines]
                paths = ["/search?" + urllib.parse.urlencode({"q": question}) for question in questions]
                # The address in its one spelling, which is asked for by readers.
                server.all(f"search, {name}, {when}", sorted(set(paths)))
        print(f"  {server.memory()}")
        for folder in chosen[:200]:
            forget(folder[0])
        server.all("pages, not asked since the start, cold disk", [page(e) for e in chosen[:200]])
        server.all("pages, not asked since the start", [page(e) for e in chosen[200:600]])
        ready = [page(e) for e in chosen[600:660]]
        for path in ready:
            server.ask(path)
        server.all("pages, ready", ready * 10)
        print(f"  {server.memory()}")
        for path in ["/", "/?page=2", "/timeline", "/timeline?year=2026", "/registers/people",
                     "/registers/people?from=M", "/registers/places", "/registers/people?identified=1",
                     "/sitemap.xml", "/sitemap/1", "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
                     "/dts/collection", "/api/editions", "/search/words?q=ma", "/search/words?q=con"]:
            first = server.ask(path)
            second = server.ask(path)
            print(f"  {path}: {first[0]}, {first[2] * 1e3:.1f} ms, {first[1] // 1024} KiB; again {second[2] * 1e3:.1f} ms", flush=True)
        print(f"  {server.memory()}")
    finally:
        server.end()


for at in range(2, len(sys.argv) - 1, 2):
    measure(os.path.realpath(sys.argv[1]), sys.argv[at], sys.argv[at + 1])
