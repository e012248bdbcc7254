"""Compares readings with truths, field by field and line by line."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from app.domain.counting import counts_by_kind
from app.domain.fields import Use, paths
from app.domain.invoice import Invoice, Line, leaves, plain
from app.domain.reading import Evidence

FIELDS = tuple(path.replace("*", "0") for path in paths(Use.SCORED))
CELLS = ("quantity", "unit", "unit_price", "discount", "tax_rate", "amount")
SURE = 0.9


@dataclass
class Tally:
    """Counts of one field. `invented`: given where the document has none; also counted as given."""

    truth: int = 0
    given: int = 0
    right: int = 0
    invented: int = 0
    sure: int = 0
    sure_right: int = 0

    def __iadd__(self, other: "Tally") -> "Tally":
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def recall(self) -> float:
        return self.right / self.truth if self.truth else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.truth + self.given) if self.truth + self.given else 1.0


class Scores:
    """Tallies of many documents."""

    def __init__(self) -> None:
        self.fields: dict[str, Tally] = defaultdict(Tally)
        self.lines = Tally()
        self.cells: dict[str, Tally] = defaultdict(Tally)
        self.taxes = Tally()
        self.documents = self.all_lines = 0
        self.misses: list[tuple[str, str, str, str]] = []

    def add(
        self,
        name: str,
        truth: Invoice,
        got: Invoice,
        evidence: Mapping[str, Evidence],
        also: tuple[str, ...] = (),
    ) -> None:
        """One document; `name` is kept with what was missed. `also`: fields beside those that are always scored."""
        self.documents += 1
        wanted, given = dict(leaves(plain(truth))), dict(leaves(plain(got)))
        for path in (*FIELDS, *also):
            confidence = evidence[path].confidence if path in evidence else None
            self._field(name, path, wanted.get(path), given.get(path), confidence or 0.0)
        self._taxes(truth, got)
        self._lines(name, truth.lines, got.lines)

    def add_other(self, name: str, got: Invoice) -> None:
        """A page that is no invoice: every value is invented, but for what kind of page it is."""
        given = dict(leaves(plain(got)))
        if got.document_type and not counts_by_kind(got.document_type, ()):
            del given["document_type"]
        for path in FIELDS:
            self._field(name, path, None, given.get(path), 0.0)
        self.lines.given += len(got.lines)
        self.lines.invented += len(got.lines)

    @property
    def header(self) -> Tally:
        total = Tally()
        for tally in self.fields.values():
            total += tally
        return total

    def _field(self, name: str, path: str, wanted: Any, given: Any, confidence: float) -> None:
        tally = self.fields[path]
        right = wanted is not None and given is not None and same(path, wanted, given)
        tally.truth += wanted is not None
        tally.given += given is not None
        tally.right += right
        tally.invented += given is not None and wanted is None
        if given is not None and confidence >= SURE:
            tally.sure += 1
            tally.sure_right += right
        if not right and (wanted is not None or given is not None):
            self.misses.append((name, path, str(wanted), f"{given} ({confidence:.2f})"))

    def _taxes(self, truth: Invoice, got: Invoice) -> None:
        wanted = [(row.rate, row.amount) for row in truth.taxes]
        given = [(row.rate, row.amount) for row in got.taxes]
        self.taxes.truth += len(wanted)
        self.taxes.given += len(given) if wanted else 0
        self.taxes.right += sum(row in given for row in wanted)

    def _lines(self, name: str, wanted: tuple[Line, ...], given: tuple[Line, ...]) -> None:
        self.lines.truth += len(wanted)
        self.lines.given += len(given)
        pairs = paired(wanted, given)
        self.lines.right += len(pairs)
        complete = len(pairs) == len(wanted) == len(given)
        for one, other in pairs:
            complete &= one.description is None or alike(one.description, _first_row(other, one)) >= 0.9
            for cell in CELLS:
                want, got = getattr(one, cell), getattr(other, cell)
                tally = self.cells[cell]
                tally.truth += want is not None
                tally.given += got is not None
                tally.right += want is not None and got is not None and _cell(want) == _cell(got)
                tally.invented += got is not None and want is None
                complete &= want is None or _cell(want) == _cell(got)
        self.all_lines += complete
        if not complete:
            self.misses.append((name, "lines", f"{len(wanted)} lines", f"{len(given)} given, {len(pairs)} paired"))


def same(path: str, wanted: Any, given: Any) -> bool:
    """Equal values; of texts, equal letters and digits."""
    if path.startswith("amounts."):
        return bool(float(wanted) == float(given))
    return wanted == given or folded(str(wanted)) == folded(str(given))


def folded(text: str) -> str:
    plain_text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).casefold()
    return "".join(re.findall(r"[a-z0-9]+", plain_text))


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one), folded(other)).ratio()


def _first_row(given: Line, wanted: Line) -> str:
    """The description as far as the item's name goes: remarks under it are no mistake."""
    length = len(folded(wanted.description or ""))
    return folded(given.description or "")[:length]


def _cell(value: Any) -> Any:
    return folded(value) if isinstance(value, str) else value


def paired(wanted: tuple[Line, ...], given: tuple[Line, ...]) -> list[tuple[Line, Line]]:
    """Lines of truth with the reading's, each once, in printed order: the longest chain of pairs that fit."""
    fits = [[_fits(one, other) for other in given] for one in wanted]
    best = [[0] * (len(given) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(given) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + fits[i][j])
    pairs, i, j = [], 0, 0
    while i < len(wanted) and j < len(given):
        if fits[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            pairs.append((wanted[i], given[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _fits(one: Line, other: Line) -> bool:
    likeness = alike(one.description or "", _first_row(other, one))
    return likeness >= 0.8 or (likeness >= 0.3 and one.amount == other.amount)
