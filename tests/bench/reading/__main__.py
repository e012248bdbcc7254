"""`python -m tests.bench.reading [--invoices N] [--pictures N] [--words FOLDER]`: reads the rendered set, prints
tables.

The set is made from seeds: invoices and receipts by their text layer, then as scanners and phones would show them, and
pages that are no invoice. Figures that count are those of the layouts left out. Readers run in this process, one after
the other, so that CPU seconds and memory are theirs.
"""

import argparse
import resource
from pathlib import Path

from tests.bench.reading.report import report
from tests.bench.reading.runs import Words, others, pictures, text_layer


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.reading")
    asked.add_argument("--invoices", type=int, default=200, help="documents read by their text layer, of each half")
    asked.add_argument("--pictures", type=int, default=4, help="documents of each way to photograph or scan")
    asked.add_argument("--others", type=int, default=40, help="pages that are no invoice, of each half")
    asked.add_argument("--first", type=int, default=0, help="first seed")
    asked.add_argument("--words", type=Path, help="folder that keeps recognized words between runs")
    asked.add_argument("--ways", nargs="*", help="only these ways of picturing")
    asked.add_argument("--misses", action="store_true", help="print what was missed, on the layouts developed on")
    asked.add_argument("--half", choices=("developed", "left out"), help="only this half")
    options = asked.parse_args()
    words = Words(options.words)
    seeds = range(options.first, options.first + options.invoices)
    few = range(options.first, options.first + options.pictures)
    for left_out in (False, True):
        half = "left out" if left_out else "developed"
        if options.half not in (None, half):
            continue
        runs = [text_layer(seeds, left_out=left_out)] if seeds else []
        runs += pictures(few, words, left_out=left_out, only=options.ways)
        if options.others:
            runs.append(others(range(options.first, options.first + options.others), left_out=left_out))
        print(f"\n## layouts {half}\n")
        report(runs)
        if options.misses and not left_out:
            for run in runs:
                for miss in run.scores.misses:
                    print(run.name, "|", *miss, sep="\t")
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
