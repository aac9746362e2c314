#!/usr/bin/env python3
"""From TEI to a page, beside the HTML stylesheets of the TEI Consortium, turn by turn in one run.

  stylesheets.py STYLESHEETS [ENTRIES …]

STYLESHEETS is a checkout of TEIC/Stylesheets; needs the package `saxonche`, and is to be started in
the folder of Cargo.toml. Both are given the same text, two entries in a paragraph, as
`benches/stages.rs` makes it (`cargo bench --bench stages -- text N` prints it). CPU seconds of the
stylesheets are those of a process that has compiled them, parsed the text and transformed it once
before; ours are from the bytes of the file to the finished page, and from a document that is open,
as the server keeps it (parsed, its entries placed), to the page; one thread. The least of three turns
counts.
"""
import re, subprocess, sys, time
from saxonche import PySaxonProcessor

SHEET, COUNTS = f"{sys.argv[1]}/html/html.xsl", [int(count) for count in sys.argv[2:]] or [250, 1000, 4000]
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}


def bench(*words):
    command = ["cargo", "bench", "--locked", "--quiet", "--bench", "stages", "--", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def ours(group, count):
    """Seconds for one page, as Criterion estimates them."""
    said = bench(f"^{group}/{count}$", "--warm-up-time", "1", "--measurement-time", "3")
    low, low_unit = re.search(r"time:\s+\[([\d.]+) (\S+)", said).groups()
    return float(low) * UNITS[low_unit]


def main():
    print(f"{'entries':>8} {'stylesheets':>12} {'from bytes':>12} {'ratio':>6} {'opened':>12} {'ratio':>6}")
    with PySaxonProcessor(license=False) as processor:
        sheet = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=SHEET)
        for count in COUNTS:
            node = processor.parse_xml(xml_text=bench("text", str(count)))
            sheet.transform_to_string(xdm_node=node)
            turns = []
            for _ in range(3):
                start = time.process_time()
                sheet.transform_to_string(xdm_node=node)
                turns.append((time.process_time() - start, ours("entries", count), ours("opened", count)))
            theirs, whole, opened = (min(turn[which] for turn in turns) for which in range(3))
            print(f"{count:>8} {theirs * 1000:>9.0f} ms {whole * 1000:>9.1f} ms {theirs / whole:>6.0f} "
                  f"{opened * 1000:>9.1f} ms {theirs / opened:>6.0f}", flush=True)


main()
