"""`python -m tests.golden.pages`: read every page anew and write down what was read. Look at the difference, then keep
it or mend the reader."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.check_context import CheckContext
from app.domain.invoice import plain
from app.domain.reading import Reading
from app.domain.rules import run_checks
from app.engine import text_reader
from tests.documents.rendered import sheet
from tests.documents.rendered.others import other_page
from tests.making import NOON

FOLDER = Path(__file__).parent / "readings"
INVOICES, LEFT_OUT, RECEIPTS, OTHERS = range(900, 912), range(900, 912), range(900, 908), range(900, 904)


def pages() -> dict[str, bytes]:
    """PDFs by name: layouts that rules are developed on, others, tills, and pages that are no invoice."""
    made = {f"invoice-{seed}": sheet(seed, kind="invoice").pdf for seed in INVOICES}
    made |= {f"other-layout-{seed}": sheet(seed, kind="invoice", left_out=True).pdf for seed in LEFT_OUT}
    made |= {f"receipt-{seed}": sheet(seed, kind="receipt").pdf for seed in RECEIPTS}
    return made | {f"no-invoice-{seed}": other_page(seed)[0] for seed in OTHERS}


def expected(pdf: bytes) -> str:
    """What is read, a value in a line: its path, the value, and `?` unless it is sure; then the checks that failed."""
    reading = text_reader.read(pdf, "application/pdf", 1, lambda stage: None)
    failed = run_checks(reading.invoice, CheckContext(today=NOON.date()))
    lines = [
        f"{path} = {value}{_doubt(reading, path)}"
        for path, value in _values(plain(reading.invoice))
        if not path.endswith(".raw_row")
    ]
    lines += sorted({f"! {check.id}" for check in (*reading.checks, *failed) if check.failed})
    return "".join(f"{line}\n" for line in lines)


def _doubt(reading: Reading, path: str) -> str:
    evidence = reading.evidence.get(path)
    sure = evidence is not None and evidence.confidence is not None and evidence.confidence >= 0.9
    return "" if sure else "  ?"


def _values(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(inner, f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(inner, f"{path}.{number}")
    else:
        yield path, json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for name, pdf in made.items():
        (FOLDER / f"{name}.txt").write_text(expected(pdf), "utf-8")
    for file in FOLDER.glob("*.txt"):
        if file.stem not in made:
            file.unlink()
