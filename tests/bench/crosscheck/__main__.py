"""`python -m tests.bench.crosscheck [--invoices N] [--pictures N] [--first SEED] [--misses]`: is a page told that
differs?

Every rendered invoice is compared with its own truth, where any finding is a false alarm, and after one value was
changed. A difference counts as found when the finding names that value. Both halves are made from seeds; the layouts
left out are those that nothing was developed on.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from app.domain.invoice import Invoice
from app.domain.reading import Source
from app.engine.crosscheck.compare import verdicts
from app.engine.crosscheck.verdicts import State
from app.engine.picture_reader import look
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText
from tests.bench.crosscheck.plants import PLANTS, as_xml
from tests.documents.rendered import sheet


@dataclass
class Counts:
    documents: int = 0
    alarms: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    values: Counter[State] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def judge(invoice: Invoice, text: DocumentText, name: str, counts: Counts) -> None:
    """Count the untouched document, then every planted difference that it has a place for."""
    started = time.process_time()
    untouched = verdicts(invoice, text)
    counts.seconds.append(time.process_time() - started)
    counts.documents += 1
    counts.values.update(verdict.state for verdict in untouched)
    wrong = [verdict for verdict in untouched if verdict.state is State.CONTRADICTED]
    counts.alarms += bool(wrong)
    counts.notes += [f"alarm\t{name}\t{each.path}\t{each.expected} / {each.found}" for each in wrong]
    printed = {verdict.path for verdict in untouched if verdict.state is State.SHOWN}
    for plant_name, plant in PLANTS.items():
        case = plant(invoice, text, Random(f"{plant_name} {name}"))
        if case is None or case.path not in printed:
            continue
        counts.planted[plant_name] += 1
        if any(
            each.path == case.path and each.state is State.CONTRADICTED for each in verdicts(case.invoice, case.text)
        ):
            counts.found[plant_name] += 1
        else:
            counts.notes.append(f"missed\t{name}\t{plant_name}")


def report(title: str, counts: Counts) -> None:
    planted, found = counts.planted.total(), counts.found.total()
    print(f"\n## {title}: {counts.documents} documents\n")
    print("| changed | planted | found | part |\n| --- | --- | --- | --- |")
    for name, many in counts.planted.items():
        print(f"| {name} | {many} | {counts.found[name]} | {counts.found[name] / many:.3f} |")
    print(f"| all | {planted} | {found} | {found / max(planted, 1):.3f} |")
    states = ", ".join(f"{state.value} {counts.values[state]}" for state in State)
    middle = sorted(counts.seconds)[len(counts.seconds) // 2] * 1000
    print(f"\nuntouched: {counts.alarms} with an alarm ({counts.alarms / counts.documents:.3f}); values: {states}")
    print(f"comparing: {middle:.1f} ms a document (median), reading the text layer not counted")


def recognized(pdf: bytes) -> DocumentText:
    """The same pages as pictures, read by the recognizer."""
    numbers = range(1, len(read_text_layer(pdf).pages) + 1)
    return DocumentText(Source.ENGINE, tuple(look(pdf, "application/pdf", number) for number in numbers))


def run(title: str, seeds: range, read: Callable[[bytes], DocumentText], *, left_out: bool) -> Counts:
    counts = Counts()
    for seed in seeds:
        made = sheet(seed, left_out=left_out, kind="invoice")
        judge(as_xml(made.invoice), read(made.pdf), f"{seed} {made.look}", counts)
    if counts.documents:
        report(title, counts)
    return counts


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.crosscheck")
    asked.add_argument("--invoices", type=int, default=200, help="documents of each half")
    asked.add_argument("--pictures", type=int, default=0, help="documents of each half that are recognized")
    asked.add_argument("--first", type=int, default=0, help="first seed")
    asked.add_argument("--misses", action="store_true", help="print what went wrong, on the layouts developed on")
    options = asked.parse_args()
    seeds = range(options.first, options.first + options.invoices)
    few = range(options.first, options.first + options.pictures)
    for left_out in (False, True):
        half = "layouts left out" if left_out else "layouts developed on"
        runs = [run(half, seeds, read_text_layer, left_out=left_out)]
        runs.append(run(f"{half}, as pictures", few, recognized, left_out=left_out))
        if options.misses and not left_out:
            print("\n".join(note for counts in runs for note in counts.notes))


if __name__ == "__main__":
    main()
