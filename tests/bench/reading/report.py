"""Scores as tables, in the form in which they stand in the README."""

from tests.bench.reading.runs import Run
from tests.bench.reading.scores import Tally

KINDS = (
    "documents | n | header recall | precision | F1 | invented | right at >= 0.9 (share) | line recall | precision"
    " | all lines right | tax rows | CPU ms a page"
)
FIELDS = "field | truth | recall | precision | F1 | invented | right at >= 0.9"


def report(runs: list[Run]) -> None:
    """One row a way of reading, then one a field over all of them."""
    _print(KINDS, [_kind(run) for run in runs])
    fields = dict.fromkeys(path for run in runs for path in run.scores.fields)
    cells = dict.fromkeys(cell for run in runs for cell in run.scores.cells)
    rows = [_field(path, [run.scores.fields[path] for run in runs]) for path in fields]
    rows += [_field(f"lines.{cell}", [run.scores.cells[cell] for run in runs]) for cell in cells]
    _print(FIELDS, rows)


def _print(head: str, rows: list[list[str]]) -> None:
    print(f"| {head} |\n| --- |" + " ---: |" * head.count("|"))
    for row in rows:
        print("|", " | ".join(row), "|")
    print()


def _kind(run: Run) -> list[str]:
    header, lines, scores = run.scores.header, run.scores.lines, run.scores
    documents = max(1, scores.documents)
    return [
        run.name,
        str(scores.documents or run.pages),
        *_rates(header),
        str(header.invented),
        f"{header.sure_right / max(1, header.sure):.3f} ({header.sure / max(1, header.given):.2f})",
        f"{lines.recall:.3f}",
        f"{lines.precision:.3f}",
        f"{scores.all_lines / documents:.2f}",
        f"{scores.taxes.recall:.3f}",
        f"{1000 * run.cpu / max(1, run.pages):.0f}",
    ]


def _field(name: str, tallies: list[Tally]) -> list[str]:
    total = Tally()
    for tally in tallies:
        total += tally
    sure = f"{total.sure_right} of {total.sure}" if total.sure else "-"
    return [name, str(total.truth), *_rates(total), str(total.invented), sure]


def _rates(tally: Tally) -> list[str]:
    return [f"{tally.recall:.3f}", f"{tally.precision:.3f}", f"{tally.f1:.3f}"]
