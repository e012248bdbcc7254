"""Documents as rows of numbers with their truth: pages by chance, the rendered set, and sets of real documents."""

import csv
import json
import pickle
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy

from app.domain.errors import DocumentRejected
from app.domain.reading import Source
from app.engine.document_reader import evidence_of
from app.engine.evidence.choosing import FORM_OF, PATH_OF
from app.engine.inspect import inspect
from app.engine.picture_reader import look
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText, PageText, Word
from tests.bench.training.pages import page
from tests.bench.training.truth import asked, is_right, right_ones
from tests.documents.rendered import sheet

REAL = ("rvl", "cord", "inv3d", "german-receipts", "saas")
"""The sets whose licence allows to learn from them. All others are for measuring."""
_TYPES = {".pdf": "application/pdf", ".png": "image/png"}


@dataclass
class Form:
    """The options of one form on a document."""

    rows: Any  # a matrix
    values: list[str]
    read: list[float]
    doubt: list[bool]
    summed: list[bool]  # of amounts: it is the sum of others
    right: dict[str, Any] = field(default_factory=dict)  # by field: which options are right


@dataclass
class Sample:
    """`told`: by field, what the rules chose and how sure they are."""

    set: str
    name: str
    group: str
    truth: dict[str, Any]
    forms: dict[str, Form]
    told: dict[str, tuple[str, float]]
    noisy: bool
    known: float

    @property
    def amounts(self) -> list[Decimal]:
        return [Decimal(value) for value in self.forms["amounts"].values]


Scores = dict[str, list[Any]]
"""By field and sample: a score for every option."""


def sample(set_name: str, name: str, text: DocumentText, truth: dict[str, Any], group: str = "") -> Sample:
    page = evidence_of(text)
    forms = {}
    for form in ("amounts", "dates", "numbers", "names"):
        options = getattr(page, form)
        rows = numpy.array(getattr(page, f"rows_of_{form}")(), dtype=numpy.float32)
        values = [_plain(option.value) for option in options]
        summed = [form == "amounts" and page.sums.is_sum(option.value) for option in options]
        read, doubt = [option.read for option in options], [option.doubt for option in options]
        made = Form(rows, values, read, doubt, summed)
        for name_of_field, own in FORM_OF.items():
            if own == form and asked(truth, name_of_field):
                names = right_ones(truth, name_of_field)
                made.right[name_of_field] = numpy.array(
                    [is_right(name_of_field, value, names) for value in values], dtype=bool
                )
        forms[form] = made
    told = {
        short: (_plain(found.value), found.evidence.confidence or 0.0)
        for short, path in PATH_OF.items()
        if (found := page.told.chosen.get(path)) is not None
    }
    return Sample(set_name, name, group or name, truth, forms, told, page.sheet.noisy, page.known)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def invented(seeds: Iterable[int]) -> Iterator[Sample]:
    for seed in seeds:
        text, truth = page(seed)
        yield sample("invented", str(seed), text, truth)


def rendered(seeds: Iterable[int], *, left_out: bool = False) -> Iterator[Sample]:
    for seed in seeds:
        made = sheet(seed, left_out=left_out)
        invoice, amounts = made.invoice, made.invoice.amounts
        truth = {
            "type": invoice.document_type and invoice.document_type.value,
            "seller": invoice.seller.name,
            "number": invoice.invoice_number,
            "date": invoice.issue_date and invoice.issue_date.isoformat(),
            "due": invoice.due_date and invoice.due_date.isoformat(),
            "gross": str(amounts.gross),
            "net": str(amounts.net) if amounts.net is not None else "?",
            "tax": str(amounts.tax) if amounts.tax is not None else "?",
        }
        yield sample("rendered", str(seed), read_text_layer(made.pdf), truth, invoice.seller.name or "")


def real(folder: Path, set_name: str, words: Path) -> Iterator[Sample]:
    """Documents of a set as `SET/truth/NAME.json` beside `SET/NAME`. `words`: folder that keeps what was recognized."""
    for file in sorted((folder / set_name / "truth").glob("*.json")):
        truth = json.loads(file.read_text("utf-8"))
        name = file.name.removesuffix(".json")
        yield sample(set_name, name, words_of(folder / set_name / name, words), truth)


def words_of(file: Path, words: Path) -> DocumentText:
    kept = words / f"{file.parent.name}__{file.name}.pkl"
    if kept.exists():
        text: DocumentText = pickle.loads(kept.read_bytes())
        return text
    data, kind = file.read_bytes(), _TYPES.get(file.suffix.lower(), "image/jpeg")
    try:
        text = read_text_layer(data)
    except DocumentRejected:
        pages = range(1, inspect(data, kind) + 1)
        text = DocumentText(Source.ENGINE, tuple(look(data, kind, number) for number in pages))
    words.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(text))
    return text


def sroie(folder: Path) -> Iterator[Sample]:
    """Receipts as published: `key/NAME.json`, and `box/NAME.csv` with four corners and a text in each row."""
    for file in sorted((folder / "key").glob("*.json")):
        key = json.loads(file.read_text("utf-8"))
        text = _boxes(folder / "box" / f"{file.stem}.csv")
        if text is not None:
            truth = {
                "type": "receipt",
                "seller": key.get("company") or "?",
                "date": _day(key.get("date", "")),
                "gross": re.sub(r"[^\d.]", "", key.get("total", "")) or "?",
                "due": None,
            }
            yield sample("sroie", file.stem, text, truth, group=re.sub(r"\W", "", truth["seller"].lower())[:12])


def _day(text: str) -> str:
    match = re.search(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2,4})", text)
    if not match:
        return "?"
    day, month, year = map(int, match.groups())
    try:
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return "?"


def _boxes(file: Path) -> DocumentText | None:
    rows = []
    for cells in csv.reader(file.read_text("utf-8", "replace").splitlines(), quoting=csv.QUOTE_NONE):
        if len(cells) > 8 and all(cell.strip().isdigit() for cell in cells[:8]):
            corners = list(map(float, cells[:8]))
            rows.append(
                (min(corners[::2]), min(corners[1::2]), max(corners[::2]), max(corners[1::2]), ",".join(cells[8:]))
            )
    if not rows:
        return None
    wide, high = max(row[2] for row in rows) * 1.05, max(row[3] for row in rows) * 1.03
    words = []
    for x0, y0, x1, y1, text in rows:
        for match in re.finditer(r"\S+", text):
            left, right = (x0 + (x1 - x0) * place / len(text) for place in match.span())
            words.append(Word(match[0], left / wide, y0 / high, right / wide, y1 / high, 1, 0.97))
    return DocumentText(Source.ENGINE, (PageText(1, wide, high, tuple(words)),))
