"""What stands around a place, in numbers: where it is, which labels and words are left of it and above it."""

from zlib import crc32

from app.engine.fields.labels import Label
from app.engine.fields.sheet import Hit, Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages.patterns import fold
from app.engine.layout import overlap

LABELS = tuple(Label)
_PLACE_OF = {label: place for place, label in enumerate(LABELS)}
LEFT_BUCKETS, ABOVE_BUCKETS, ROW_BUCKETS = 96, 48, 48
_ROWS_ABOVE = 9
_NEAR_WORDS = 4


class Surroundings:
    """The neighbourhood of any piece of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pages = max((line.page for line in sheet.lines), default=1)
        self._column = {
            id(piece.segment): place for row in range(len(sheet.lines)) for place, piece in enumerate(sheet.pieces(row))
        }
        titled = [row for row, line in enumerate(sheet.lines[:60]) if document_title(line.segments[0].text)]
        self._title = titled[0] if titled else -1
        self._largest = max(range(len(sheet.lines)), key=lambda row: sheet.lines[row].height, default=-1)
        self._folded: dict[str, str] = {}
        self._hashed: dict[tuple[str, int], tuple[int, ...]] = {}

    def of(self, piece: Piece) -> list[float]:
        """Place, labels left and above, hashed words left, above and at the start of the row."""
        return [*self.place(piece), *self.labels(piece), *self.words(piece)]

    def column(self, piece: Piece) -> int:
        return self._column[id(piece.segment)]

    def place(self, piece: Piece) -> list[float]:
        sheet, segment = self.sheet, piece.segment
        line = sheet.lines[piece.row]
        pieces = sheet.pieces(piece.row)
        words = piece.words
        x0, x1 = words[0].x0, words[-1].x1
        column = self.column(piece)
        last = sheet.lines[piece.row - 1] if piece.row and sheet.lines[piece.row - 1].page == line.page else None
        after = sheet.lines[piece.row + 1] if piece.row + 1 < len(sheet.lines) else None
        height = max(line.height, 1e-6)
        return [
            (line.y0 + line.y1) / 2,
            x0,
            x1,
            float(piece.page),
            float(self.pages - piece.page),
            segment.height / max(sheet.usual_height, 1e-6),
            float(len(pieces)),
            float(column),
            float(len(pieces) - 1 - column),
            float(len(line.text)),
            float(len(segment.text)),
            float(piece.start),
            float(len(segment.text) - piece.end),
            float(piece.row in sheet.items),
            min(word.confidence for word in words),
            piece.row / max(1, len(sheet.lines)),
            float(min(piece.row, 30)),
            float(min(len(sheet.lines) - piece.row, 30)),
            min(9.0, (line.y0 - last.y1) / height) if last else 9.0,
            min(9.0, (after.y0 - line.y1) / height) if after and after.page == line.page else 9.0,
            float(sheet.noisy),
            float(sheet.is_narrow),
            max(-20.0, min(20.0, float(piece.row - self._title))) if self._title >= 0 else 30.0,
            max(-20.0, min(20.0, float(piece.row - self._largest))),
        ]

    def labels(self, piece: Piece) -> list[float]:
        """For each kind of label how near it stands left, then above, then anywhere before it in the row."""
        left, above, row = ([0.0] * len(LABELS) for _ in range(3))
        before = self.hits_before(piece)
        for distance, hit in enumerate(reversed(before)):
            row[_PLACE_OF[hit.label]] = 1.0
            if not distance:
                same = hit.piece.segment is piece.segment
                left[_PLACE_OF[hit.label]] = 1.0 if same else 0.8
        gap = float(self._gap(before[-1], piece)) if before else -1.0
        for hit, rows in self.hits_above(piece)[:2]:
            at = _PLACE_OF[hit.label]
            above[at] = max(above[at], 1.0 / rows)
        return [*left, *above, *row, gap, float(len(before))]

    def hits_before(self, piece: Piece) -> list[Hit]:
        """Labels of the row that end before the piece, left to right."""
        column = self.column(piece)
        return [
            hit
            for hit in self.sheet.on_row(piece.row)
            if hit.column < column or (hit.column == column and hit.piece.end <= piece.start + 1)
        ]

    def _gap(self, hit: Hit, piece: Piece) -> int:
        """Letters and digits between a label and the piece."""
        if hit.piece.segment is piece.segment:
            between = piece.segment.text[hit.piece.end : piece.start]
        else:
            pieces = self.sheet.pieces(piece.row)
            between = pieces[hit.column].segment.text[hit.piece.end :]
            between += "".join(each.text for each in pieces[hit.column + 1 : self.column(piece)])
            between += piece.segment.text[: piece.start]
        return min(40, sum(map(str.isalnum, between)))

    def hits_above(self, piece: Piece) -> list[tuple[Hit, int]]:
        """Labels over the piece in its column with their distance in rows, nearest first."""
        words = piece.words
        x0, x1 = words[0].x0, words[-1].x1
        found = []
        for rows in range(1, min(_ROWS_ABOVE, piece.row) + 1):
            if self.sheet.lines[piece.row - rows].page != piece.page:
                break
            for hit in self.sheet.on_row(piece.row - rows):
                own = hit.piece.words
                if own and overlap(own[0].x0, own[-1].x1, x0, x1) > 0.3:
                    found.append((hit, rows))
        return found

    def words(self, piece: Piece) -> list[float]:
        left, above = self.left_text(piece), self.above_text(piece)
        start = self.sheet.pieces(piece.row)[0]
        first = start.text[:24] if start.segment is not piece.segment or piece.start > 24 else ""
        return [*self.hashed(left, LEFT_BUCKETS), *self.hashed(above, ABOVE_BUCKETS), *self.hashed(first, ROW_BUCKETS)]

    def left_text(self, piece: Piece) -> str:
        """The last words before the piece in its row, numbers left out."""
        before = piece.segment.text[: piece.start].split()
        column = self.column(piece) - 1
        pieces = self.sheet.pieces(piece.row)
        while len(before) < _NEAR_WORDS and column >= 0:
            before = [*pieces[column].text.split(), *before]
            column -= 1
        return " ".join(word for word in before if any(map(str.isalpha, word)))[-28:]

    def above_text(self, piece: Piece) -> str:
        """What stands over the piece in its column, up to two rows higher."""
        words = piece.words
        x0, x1 = words[0].x0, words[-1].x1
        for row in range(piece.row - 1, max(-1, piece.row - 3), -1):
            if self.sheet.lines[row].page != piece.page:
                break
            for other in self.sheet.pieces(row):
                if overlap(other.segment.x0, other.segment.x1, x0, x1) > 0.3:
                    return other.text[:24]
        return ""

    def hashed(self, text: str, buckets: int) -> list[float]:
        """Which three-letter parts the words of a text have, by their hashes."""
        filled = [0.0] * buckets
        known = self._hashed.get((text, buckets))
        if known is None:
            known = tuple({crc32(part) % buckets for part in _grams(self.folded(text))})
            self._hashed[text, buckets] = known
        for place in known:
            filled[place] = 1.0
        return filled

    def folded(self, text: str) -> str:
        if text not in self._folded:
            self._folded[text] = fold(text)
        return self._folded[text]


def _grams(text: str) -> set[bytes]:
    letters = "".join(char if char.isalpha() or char == "#" else "0" if char.isdigit() else " " for char in text)
    padded = " " + " ".join(letters.split()) + " "
    return {padded[place : place + 3].encode() for place in range(len(padded) - 2)}
