#!/usr/bin/env python3
"""CPU seconds and memory of collation, and how good the alignment is; PyPI CollateX beside it.

  collate.py VARIORUM SHARED PYTHON [scale] [quality]

SHARED is the folder with bench/ (generator and scorer) and data/ (witnesses); PYTHON is one that
has the packages `collatex` (2.3) and `python-Levenshtein`. CPU seconds are those of the whole
process, which starts, reads texts, aligns them and writes the table (TSV): the least of thirty
runs, of five where one takes more than a tenth of a second, of one where it takes more than a
second and for CollateX. Witnesses are copies of the first words of *Frankenstein* (1818, then
1831) along a random tree, 5 % events for each copy, seed 1.
"""
import json, math, os, subprocess, sys, tempfile
from pathlib import Path

PROGRAM, SHARED, PYTHON = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
WHAT = sys.argv[4:] or ["scale", "quality"]
BENCH, TEXTS = SHARED / "bench", SHARED / "data" / "frankenstein-text"


def run(command, out=None):
    """CPU seconds, and MB of memory at most."""
    with open(out or os.devnull, "wb") as file:
        child = subprocess.Popen([str(part) for part in command], stdout=file)
        _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def least(command):
    first = run(command)
    more = 29 if first[0] < 0.1 else 4 if first[0] < 1 else 0
    rest = [run(command) for _ in range(more)]
    return min(one[0] for one in [first, *rest]), max(one[1] for one in [first, *rest])


def made(folder, words, witnesses, rate, seed, mix="default"):
    path = folder / f"{witnesses}x{words}-{rate}-{seed}-{mix}.json"
    command = ["python3", BENCH / "gen.py", "--base", folder / "base.txt", "--tokens", words, "--witnesses",
               witnesses, "--rate", rate, "--seed", seed, "--mix", mix, "--out", path]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return path


# In a process of its own: what this one takes would count as memory of those that it starts.
SPLIT = """
import json, sys
from pathlib import Path
for witness in json.load(open(sys.argv[1], encoding="utf-8"))["witnesses"]:
    text = " ".join(witness["tokens"])
    (Path(sys.argv[2]) / f"{witness['sigil']}.txt").write_text(text, encoding="utf-8")
"""


def texts(path):
    """The witnesses of a generated file as texts."""
    folder = path.with_suffix("")
    folder.mkdir(exist_ok=True)
    run(["python3", "-c", SPLIT, path, folder])
    return sorted(folder.iterdir())


def scale(folder):
    print("| witnesses × words | CPU s | MB |\n|---|---|---|")
    taken = {}
    for witnesses, words in [(4, 1_000), (4, 10_000), (4, 100_000), (10, 100_000), (45, 20_000)]:
        path = made(folder, words, witnesses, 0.05, 1)
        seconds, memory = least([PROGRAM, "collate", *texts(path), "--to", "tsv"])
        taken[witnesses, words] = seconds
        print(f"| {witnesses} × {words:,} | {seconds:.4f} | {memory:.0f} |", flush=True)
    for name, files in [("*Frankenstein*, 3 editions", sorted(TEXTS.glob("*.txt"))),
                        ("*Bellum Alexandrinum*, 5", sorted((SHARED / "data/balex").glob("?.txt")))]:
        seconds, memory = least([PROGRAM, "collate", *files, "--to", "tsv"])
        print(f"| {name} | {seconds:.4f} | {memory:.0f} |", flush=True)
    growth = math.log10(taken[4, 100_000] / taken[4, 10_000])
    print(f"\nExponent from 4 × 10,000 to 4 × 100,000: {growth:.2f}")
    path = made(folder, 1_000, 4, 0.05, 1)
    script = [PYTHON, BENCH / "run_pycollatex.py", path, folder / "other.json"]
    seconds, memory = run(script)
    ours = taken[4, 1_000]
    print(f"PyPI CollateX, 4 × 1,000: {seconds:.1f} s, {memory:.0f} MB, {seconds / ours:,.0f} times as long")


def scored(truth, table):
    told = subprocess.run(["python3", BENCH / "score.py", truth, table, "--fold"], check=True, capture_output=True)
    return json.loads(told.stdout)


def quality(folder):
    keys = ["exact_f1", "all_f1", "near_r", "move_p", "move_r"]
    print("| events | rate | seeds |", " | ".join(keys), "| CollateX: exact_f1, all_f1 | no worse |")
    print("|---" * (len(keys) + 5) + "|")
    for mix, rates in [("default", [0.02, 0.05, 0.10]), ("spelling", [0.10]), ("moves", [0.02, 0.05, 0.10])]:
        for rate in rates:
            for seeds in [(1, 2, 3), (11, 12, 13)]:
                ours, theirs = [], {"": [], "--near": []}
                for seed in seeds:
                    truth = made(folder, 250, 4, rate, seed, mix)
                    table = folder / "table.json"
                    run([PROGRAM, "collate", truth, "--to", "json"], table)
                    ours.append(scored(truth, table))
                    for near, scores in theirs.items():
                        flags = ["--lower", *near.split()]
                        run([PYTHON, BENCH / "run_pycollatex.py", truth, table, *flags])
                        scores.append(scored(truth, table))
                assert all(one["lost"] == one["order"] == 0 for one in ours)

                def mean(scores, key):
                    known = [one[key] for one in scores if one[key] is not None]
                    return sum(known) / len(known) if known else None

                best = max(theirs.values(), key=lambda scores: (mean(scores, "exact_f1"), mean(scores, "all_f1")))
                shown = [mean(ours, key) for key in keys]
                beside = [mean(best, key) for key in keys[:2]]
                worse = any(round(mine, 4) < round(other, 4) for mine, other in zip(shown, beside))
                cells = ["–" if one is None else f"{one:.4f}" for one in shown]
                print("|", mix, "|", f"{rate:.0%}", "|", f"{seeds[0]}–{seeds[-1]}", "|", " | ".join(cells), "|",
                      ", ".join(f"{one:.4f}" for one in beside), "|", "no" if worse else "yes", "|", flush=True)


with tempfile.TemporaryDirectory() as made_in:
    place = Path(made_in)
    base = "\n\n".join((TEXTS / f"{year}.txt").read_text(encoding="utf-8") for year in (1818, 1831))
    (place / "base.txt").write_text(base, encoding="utf-8")
    for what in WHAT:
        {"scale": scale, "quality": quality}[what](place)
