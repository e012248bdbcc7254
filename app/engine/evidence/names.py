"""Options for a party's name in numbers: how they are printed, what stands under them, how a party is reached there."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import takewhile

from app.engine.evidence.options import Option
from app.engine.evidence.surroundings import Surroundings
from app.engine.evidence.told import Told
from app.engine.fields.address import (
    greets,
    has_company_form,
    has_postal_code,
    has_trade_word,
    is_region,
    is_stamp,
    looks_like_address,
)
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Piece, Sheet
from app.engine.fields.titles import document_title

REACH = (Label.PHONE, Label.EMAIL, Label.TAX_NUMBER, Label.VAT_ID, Label.IBAN, Label.BIC)
"""Labels of ways to reach a party, and of what registers know it by."""
NAME_PATHS = ("seller.name", "buyer.name")
_NAME_BUCKETS = 64
_PARTY_LABELS = (Label.SELLER, Label.BUYER, Label.OTHER_PARTY)
_HOSTS = re.compile(r"@([\w.-]+)|(?:www\.|https?://)([\w.-]+)", re.IGNORECASE)


class Names:
    """The names of a sheet."""

    def __init__(self, sheet: Sheet, around: Surroundings, told: Told) -> None:
        self.sheet, self.around, self.told = sheet, around, told

    @cached_property
    def _rows(self) -> list[str]:
        return [self.around.folded(line.text) for line in self.sheet.lines]

    def rows(self, names: Sequence[Option]) -> list[list[float]]:
        counts = Counter(self.around.folded(option.value) for option in names)
        heights = sorted((option.piece.segment.height for option in names), reverse=True)
        hosts = [
            self.around.folded(found.group(1) or found.group(2))
            for line in self.sheet.lines
            for found in _HOSTS.finditer(line.text)
        ]
        return [self._name(place, option, counts, heights, hosts) for place, option in enumerate(names)]

    def _name(
        self, place: int, option: Option, counts: Counter[str], heights: list[float], hosts: list[str]
    ) -> list[float]:
        text, piece = option.value, option.piece
        last = option.pieces[-1]
        plain = self.around.folded(text)
        words = [word for word in re.findall(r"[^\W\d_]+", plain) if len(word) > 2]
        below = [self._row_in_column(last, step) for step in (1, 2, 3, 4)]
        above = self._row_in_column(piece, -1)
        letters = [char for char in text if char.isalpha()]
        party = [self._party_label(piece, label) for label in _PARTY_LABELS]
        reach = {
            hit.label
            for row in range(last.row, min(last.row + 8, len(self.sheet.lines)))
            for hit in self.sheet.on_row(row)
            if hit.label in REACH and abs(hit.piece.segment.x0 - piece.segment.x0) < 0.25
        }
        squeezed = "".join(words)
        return [
            *self.around.of(piece),
            *self.around.hashed(text, _NAME_BUCKETS),
            float(len(text)),
            float(len(words)),
            float(sum(map(str.isdigit, text))),
            float(text.count(",")),
            sum(map(str.isupper, letters)) / max(1, len(letters)),
            float(text[:1].isupper()),
            float(text.rstrip().endswith(":")),
            float(text.rstrip()[-1:] in ".!?"),
            float(min(4, sum(plain in row for row in self._rows))),
            float(len(option.pieces)),
            float(piece.end - piece.start < len(piece.segment.text)),
            float(sum(height > piece.segment.height * 1.02 for height in heights)),
            piece.segment.height / max(heights[0], 1e-6),
            float(place),
            float(min(counts[plain], 5)),
            float(has_company_form(text)),
            float(has_trade_word(text)),
            float(looks_like_address(text)),
            float(has_postal_code(text)),
            float(is_region(text)),
            float(greets(text)),
            float(is_stamp(text)),
            float(document_title(text) is not None),
            float(self.sheet.starts_with_label(piece)),
            float(self.sheet.announces(piece)),
            *(float(any(word in host for host in hosts)) for word in [words[0] if words else "\0"]),
            float(bool(squeezed) and any(squeezed[:6] in host for host in hosts)),
            float(len(hosts)),
            *self._shown_in_hosts(squeezed, hosts),
            *self._shape(option, counts),
            *(float(looks_like_address(row.text)) if row else -1.0 for row in below),
            *(float(has_postal_code(row.text)) if row else -1.0 for row in below),
            float(has_company_form(below[0].text)) if below[0] else -1.0,
            float(has_company_form(above.text)) if above else -1.0,
            float(looks_like_address(above.text)) if above else -1.0,
            *party,
            float(len(reach)),
            *(float(label in reach) for label in REACH),
            *(score for path in NAME_PATHS for score in self._told_name(path, text)),
        ]

    def _shown_in_hosts(self, squeezed: str, hosts: list[str]) -> tuple[float, float]:
        """The largest part of a host's own name that the party's begins with, and how much of the party's that is."""
        best = (0.0, 0.0)
        for host in hosts:
            own = max(host.split("."), key=len)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(own, squeezed, strict=False)))
            if same > 2:
                best = max(best, (same / len(own), same / len(squeezed)))
        return best

    def _shape(self, option: Option, counts: Counter[str]) -> tuple[float, ...]:
        """Whether rows of one name are printed alike, whether its first row stands elsewhere alone, how much of it is
        labels, and where a mark parts it."""
        text, pieces = option.value, option.pieces
        heights = [piece.segment.height for piece in pieces]
        first = self.around.folded(pieces[0].text.strip()) if len(pieces) > 1 else ""
        covered = sum(
            max(0, min(hit.piece.end, piece.end) - max(hit.piece.start, piece.start))
            for piece in pieces
            for hit in self.sheet.on_row(piece.row)
            if hit.piece.segment is piece.segment
        )
        return (
            min(heights) / max(*heights, 1e-6),
            float(min(counts[first], 5)) if first else 0.0,
            covered / max(1, len(text)),
            float(":" in text.rstrip(" :")),
            float(sum(map(str.islower, (word[:1] for word in text.split())))),
        )

    def _row_in_column(self, piece: Piece, step: int) -> Piece | None:
        row = piece.row + step
        if not 0 <= row < len(self.sheet.lines) or self.sheet.lines[row].page != piece.page:
            return None
        own = piece.segment
        for other in self.sheet.pieces(row):
            segment = other.segment
            if abs(segment.x0 - own.x0) < 0.03 or abs(segment.x0 + segment.x1 - own.x0 - own.x1) < 0.06:
                return other
        return None

    def _party_label(self, piece: Piece, label: Label) -> float:
        """How near above (or left of) the piece a label of a party stands, in its column: 0 for none."""
        for rows in range(min(10, piece.row + 1)):
            row = piece.row - rows
            if self.sheet.lines[row].page != piece.page:
                break
            for hit in self.sheet.on_row(row):
                if hit.label is label and abs(hit.piece.segment.x0 - piece.segment.x0) < 0.15:
                    return 1.0 / (1 + rows)
        return 0.0

    def _told_name(self, path: str, text: str) -> tuple[float, float]:
        """How like it is to the name that the rules chose and how sure they are; a longer or shorter form counts."""
        chosen = self.told.chosen.get(path)
        if chosen is None or not isinstance(chosen.value, str):
            return 0.0, self.told.of(path, text)[1]
        one, other = self.around.folded(chosen.value), self.around.folded(text)
        like = 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).quick_ratio()
        return (like if like > 0.7 else 0.0), (chosen.evidence.confidence or 0.1) if like == 1.0 else 0.0
