"""Documents of any size, each of one thing: so many amounts, lines, labels, dates, parties, pages."""

from collections.abc import Callable

from app.domain.reading import Source
from app.engine.words import DocumentText, PageText, Word

Row = list[tuple[float, str]]  # cells: where they begin in parts of the width, and their words
ROWS = 50  # of a page
HEAD: list[Row] = [[(0.1, "Alpha Papier GmbH")], [(0.1, "Invoice INV-17")], [(0.1, "Date 2026-03-12")]]


def text_of(rows: list[Row], *, rows_of_page: int = ROWS) -> DocumentText:
    """The rows under one another."""
    pages = []
    for number, start in enumerate(range(0, len(rows), rows_of_page), 1):
        shown = rows[start : start + rows_of_page]
        step = 0.96 / max(rows_of_page if len(rows) > rows_of_page else len(shown), ROWS)
        words = [word for place, row in enumerate(shown) for word in _words(row, 0.02 + place * step, step, number)]
        pages.append(PageText(number, 595.0, 842.0, tuple(words)))
    return DocumentText(Source.TEXT, tuple(pages))


def _words(row: Row, top: float, step: float, page: int) -> list[Word]:
    words = []
    for begin, cell in row:
        left = begin
        for text in cell.split():
            right = left + 0.008 * len(text)
            words.append(Word(text, left, top, min(right, 1.0), top + 0.6 * step, page))
            left = right + 0.006
    return words


def _money(number: int) -> str:
    return f"{10 + number * 7919 % 9000}.{number * 31 % 100:02}"


def _bill(n: int) -> Row:
    label = ("Subtotal", "Service charge", "Tax", "Total")[n % 4]
    return [(0.1, label), (0.7, _money(n))]


def _till(n: int) -> Row:
    label = ("Total", "Rounding", "Cash", "Change")[n % 4]
    return [(0.1, label), (0.7, "0.02" if n % 4 == 1 else _money(n))]


def _line(n: int) -> Row:
    return [(0.1, f"Paper white A{n}"), (0.5, f"{n % 9 + 1}"), (0.6, _money(n)), (0.8, _money(3 * n))]


def _rate(n: int) -> Row:
    return [(0.1, f"VAT {n % 27 + 1}.{n % 10}%"), (0.5, _money(n)), (0.7, _money(5 * n))]


def _party(n: int) -> Row:
    cells = (
        f"Beta{n} Handel GmbH", f"Ringstr. {n % 90 + 1}", f"{10000 + n} Berlin", f"VAT ID DE{100000000 + n}",
        f"IBAN DE89 3704 0044 0532 01{n % 100:02} {n % 100:02}", f"mail{n}@beta.test Phone 030 {100000 + n}",
    )  # fmt: skip
    return [(0.1, cells[n % len(cells)])]


ROW_OF: dict[str, Callable[[int], Row]] = {
    "bills": _bill,
    "till": _till,
    "totals": lambda n: [(0.1, "Total"), (0.7, _money(n))],
    "net and tax": lambda n: [(0.1, ("Net", "VAT")[n % 2]), (0.7, _money(n))],
    "amounts": lambda n: [(0.1, "and"), (0.7, _money(n))],
    "lines": _line,
    "rates": _rate,
    "labels": lambda n: [(0.1, ("Invoice number", "Date", "Total", "Customer", "VAT ID", "Due date")[n % 6])],
    "dates": lambda n: [(0.1, ("Date", "Due date", "on")[n % 3]), (0.4, f"{n % 28 + 1:02}.{n % 12 + 1:02}.2026")],
    "numbers": lambda n: [(0.1, ("Invoice number", "Order number", "no")[n % 3]), (0.4, f"RE-{n}-{n * 7}")],
    "titles": lambda n: [(0.1, f"Invoice RE-{n} of 12.03.2026")],
    "parties": _party,
    "names": lambda n: [(0.1, f"Gamma{n} Trading Ltd"), (0.6, f"Delta{n} Sdn Bhd")],
    "text": lambda n: [(0.1, f"We thank you for the order {n} and ask for payment within 14 days of this date.")],
    "brackets": lambda n: [(0.1, "((((((((((((((((((((((((((((((((((((")],
    "digits": lambda n: [(0.1, "11111111111111111111 1.1.1.1.1.1.1.1.1")],
}


def many(kind: str, n: int) -> DocumentText:
    """`n` rows of a kind under a head, on as many pages as they need."""
    return text_of([*HEAD, *(ROW_OF[kind](number) for number in range(n))])


def on_one_page(kind: str, n: int) -> DocumentText:
    """The same on one page, however small."""
    return text_of([*HEAD, *(ROW_OF[kind](number) for number in range(n))], rows_of_page=n + len(HEAD))


def pages(kind: str, n: int) -> DocumentText:
    """`n` pages with three rows each."""
    return text_of([row for number in range(n) for row in (*HEAD[:2], ROW_OF[kind](number))], rows_of_page=3)


def in_one_row(kind: str, n: int) -> DocumentText:
    """`n` cells side by side, and over one another."""
    cells = [(0.1 + 0.8 * number / n, text) for number in range(n) for _, text in ROW_OF[kind](number)]
    return text_of([*HEAD, cells])


def one_word(kind: str, n: int) -> DocumentText:
    """A word of the signs of `n` cells."""
    word = "".join(text.replace(" ", "") for number in range(n) for _, text in ROW_OF[kind](number))
    return text_of([*HEAD, [(0.1, word)]])


SHAPES: dict[str, Callable[[str, int], DocumentText]] = {
    "rows": many,
    "one page": on_one_page,
    "pages": pages,
    "one row": in_one_row,
    "one word": one_word,
}
