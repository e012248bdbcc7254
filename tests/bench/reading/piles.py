"""`python -m tests.bench.reading.piles [--each N] [--developed]`: files of several documents, of copies, and of one.

Prints by way how many were told right: all page ranges of several; copies counted once; and false alarms on files of
one document. Layouts, countries and words are those that nothing was developed on, unless `--developed`. `--noise`: how
badly a recognizer would read the words, up to 2; 0: as a text layer has them.
"""

import argparse
from collections import Counter
from random import Random

from app.domain.reading import Reading
from app.engine.document_reader import read_document
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText
from tests.bench.training.paper import Paper
from tests.documents.rendered.piles import COPIES, SEVERAL, SINGLE, Pile, pile


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.reading.piles")
    asked.add_argument("--each", type=int, default=100)
    asked.add_argument("--developed", action="store_true")
    asked.add_argument("--noise", type=float, default=0.0)
    asked.add_argument("--misses", action="store_true")
    options = asked.parse_args()
    print("| files | n | told right | total and lines of the first | total sure in spite of several |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, ways in (("several", SEVERAL), ("copies", COPIES), ("one", SINGLE)):
        counts: dict[str, Counter[str]] = {}
        for seed in range(options.each):
            made = pile(seed, ways, left_out=not options.developed)
            reading = read_document(words_of(made, options.noise, seed), reader="text", version="0")
            count = counts.setdefault(made.look, Counter())
            count.update(n=1, right=is_right(made, reading), **first_right(made, reading))
            if options.misses and not is_right(made, reading):
                print(
                    seed, made.look, made.documents, [(d.first_page, d.last_page, d.copy_of) for d in reading.documents]
                )
        for look, count in {**counts, "all": sum(counts.values(), Counter())}.items():
            print(f"| {name}: {look} | {count['n']} | {count['right']} | {count['gross']} | {count['sure']} |")


def words_of(made: Pile, noise: float, seed: int) -> DocumentText:
    text = read_text_layer(made.pdf)
    return Paper(Random(seed)).read_badly(text, noise) if noise else text


def is_right(made: Pile, reading: Reading) -> bool:
    """True when documents and copies are told with their pages; a blank page may be of either neighbour."""
    told = [(part.first_page, part.last_page, part.copy_of) for part in reading.documents]
    if len(made.documents) == 1:
        return not told
    alarm = any(check.id == "several_documents" for check in reading.checks)
    return told == made.documents and alarm == any(copy_of is None for _, _, copy_of in made.documents[1:])


def first_right(made: Pile, reading: Reading) -> dict[str, int]:
    """Whether the values are those of the first document, its lines once; and whether a total of several is sure."""
    truth, gross = made.invoices[0], reading.evidence.get("amounts.gross")
    several = len({invoice.invoice_number for invoice in made.invoices}) > 1
    sure = several and gross is not None and (gross.confidence or 0) >= 0.9
    right = reading.invoice.amounts.gross == truth.amounts.gross and len(reading.invoice.lines) <= len(truth.lines)
    return {"gross": right, "sure": sure}


if __name__ == "__main__":
    main()
