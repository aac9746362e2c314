"""Asks SQLite FTS5 the questions that `cargo bench --bench search -- ask` asked.

usage: fts5.py OUT [ROUNDS [SECONDS]]    (OUT: the folder that `draw` and `ask` wrote)

The same segments, the same questions: how many there are, and the first twenty in
their order with a snippet; each as often as there (7 times, or ROUNDS), and the least
time counts. Given SECONDS, the twenty best are not asked for, and of each kind only as
many questions, in their order, which means nothing, as can be asked in that time.
"""

import os
import sqlite3
import sys
import time

folder = sys.argv[1]
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 7
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else float("inf")
ORDERS = [("counted, first 20 in order", "rowid"), ("20 best", "rank")]
path = os.path.join(folder, "fts5.db")
if os.path.exists(path):
    os.remove(path)
base = sqlite3.connect(path)
base.execute("pragma journal_mode=off")
base.execute("pragma synchronous=off")
base.execute("create virtual table t using fts5(x, tokenize=\"unicode61 remove_diacritics 2\")")
begun, clock = time.process_time(), time.time()
with open(os.path.join(folder, "segments.txt"), encoding="utf-8") as segments:
    base.executemany("insert into t values (?)", ((line.rstrip("\n"),) for line in segments))
base.commit()
size = os.path.getsize(os.path.join(folder, "segments.txt"))
print(f"FTS5 made of {size / 1e6:.0f} MB of words: {time.process_time() - begun:.1f} s CPU, "
      f"{os.path.getsize(path) / 1e6:.0f} MB; sqlite {sqlite3.sqlite_version}", flush=True)


def form(question):
    star = "*" if question.endswith("*") else ""
    return '"' + question.strip('"*').replace('"', " ") + '"' + star


for name in ["words", "phrases", "beginnings", "commonest-words", "phrases-of-them"]:
    with open(os.path.join(folder, name), encoding="utf-8") as lines:
        questions = [form(line.rstrip("\n")) for line in lines]
    for what, order in ORDERS[: 1 if SECONDS < float("inf") else 2]:
        taken, begun_all = [], time.perf_counter()
        for question in questions:
            if time.perf_counter() - begun_all > SECONDS:
                break
            least = float("inf")
            for turn in range(ROUNDS):
                begun = time.perf_counter()
                if order == "rowid":
                    base.execute("select count(*) from t where t match ?", (question,)).fetchone()
                base.execute(
                    "select rowid, snippet(t, 0, '[', ']', '…', 16) from t where t match ? "
                    f"order by {order} limit 20", (question,)).fetchall()
                least = min(least, (time.perf_counter() - begun) * 1e3)
            taken.append(least)
        taken.sort()
        at = lambda part: taken[min(int(len(taken) * part), len(taken) - 1)]
        print(f"FTS5 {name}, {what}, {len(taken)} of {len(questions)}: p50 {at(.5):.2f} ms, p90 {at(.9):.2f} ms, "
              f"p99 {at(.99):.2f} ms, most {taken[-1]:.2f} ms", flush=True)
