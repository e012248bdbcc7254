"""Words to rows, segments and blocks."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading import Source
from app.engine.layout import blocks, document_lines, page_lines
from app.engine.words import DocumentText, PageText, Word


def row(text: str, *, y: float, x: float = 0.1, height: float = 0.012, fall: float = 0.0, page: int = 1) -> list[Word]:
    """Words of one printed row; two or more spaces in a row leave that much empty room."""
    words, at = [], x
    for piece in text.split(" "):
        width = 0.008 * len(piece)
        if piece:
            top = y + fall * at
            words.append(Word(piece, at, top, at + width, top + height, page))
        at += width + 0.006
    return words


def page(*rows: list[Word], number: int = 1) -> PageText:
    return PageText(number, 210, 297, tuple(word for words in rows for word in words))


def test_a_row_is_read_left_to_right_whatever_the_order_of_the_words() -> None:
    words = row("Total amount 12.00", y=0.5)
    lines = page_lines(page(words[::-1]))
    assert [line.text for line in lines] == ["Total amount 12.00"]


def test_a_wide_gap_separates_columns_and_a_word_space_does_not() -> None:
    lines = page_lines(page(row("Net amount          100.00", y=0.5)))
    assert [segment.text for segment in lines[0].segments] == ["Net amount", "100.00"]


def test_rows_close_together_stay_apart() -> None:
    lines = page_lines(page(row("first row here", y=0.500), row("second row here", y=0.513)))
    assert [line.text for line in lines] == ["first row here", "second row here"]


def test_a_tilted_page_keeps_label_and_amount_in_one_row() -> None:
    rows = [row(f"label number {n}" + " " * 80 + f"{n}.00", y=0.2 + 0.02 * n, fall=0.015) for n in range(8)]
    lines = page_lines(page(*rows))
    assert [line.text for line in lines] == [f"label number {n} {n}.00" for n in range(8)]


def test_two_addresses_side_by_side_are_two_blocks() -> None:
    left = [
        row(text, y=0.2 + 0.016 * n, x=0.1) for n, text in enumerate(["Muster GmbH", "Hauptstr. 1", "10115 Berlin"])
    ]
    right = [row(text, y=0.2 + 0.016 * n, x=0.6) for n, text in enumerate(["Kunde AG", "Am Markt 2", "80331 München"])]
    found = blocks(page_lines(page(*left, *right)))
    assert [block.text for block in found] == [
        "Muster GmbH\nHauptstr. 1\n10115 Berlin",
        "Kunde AG\nAm Markt 2\n80331 München",
    ]


def test_an_empty_row_ends_a_block() -> None:
    found = blocks(page_lines(page(row("one two", y=0.2), row("three four", y=0.24))))
    assert [block.text for block in found] == ["one two", "three four"]


def test_pages_follow_one_another() -> None:
    text = DocumentText(
        Source.TEXT, (page(row("first page", y=0.9)), page(row("second page", y=0.1, page=2), number=2))
    )
    assert [(line.page, line.text) for line in document_lines(text)] == [(1, "first page"), (2, "second page")]


def test_a_page_without_words_has_no_rows() -> None:
    assert page_lines(page()) == ()


def seen_from_an_angle(rows: list[Word]) -> list[Word]:
    """Rows at the top fall to the left, those further down less, as on a photo; the page keeps its height."""
    seen = []
    for word in rows:
        fall = ((word.x0 + word.x1) / 2 - 0.5) * (-0.06 + 0.08 * word.y0)
        seen.append(Word(word.text, word.x0, word.y0 + fall, word.x1, word.y1 + fall, word.page))
    return seen


def test_a_page_seen_from_an_angle_keeps_label_and_amount_in_one_row() -> None:
    rows = [seen_from_an_angle(row(f"label number {n}" + " " * 80 + f"{n}.00", y=0.1 + 0.02 * n)) for n in range(30)]
    lines = page_lines(page(*rows))
    assert [line.text for line in lines] == [f"label number {n} {n}.00" for n in range(30)]


def test_rows_of_columns_that_stand_at_half_height_of_each_other_are_not_mixed() -> None:
    left = [row(f"address row {n}", y=0.2 + 0.0105 * n, height=0.0125) for n in range(5)]
    right = [row(f"number {n}", y=0.2065 + 0.0105 * n, x=0.6, height=0.0125) for n in range(3)]
    for line in page_lines(page(*left, *right)):
        for segment in line.segments:
            assert segment.text.startswith(("address row", "number"))
            assert len(segment.words) == (3 if segment.text.startswith("address") else 2)


def test_the_tilt_of_a_page_with_many_words_under_one_another_is_found() -> None:
    words = [
        Word(f"w{row}", x, y + fall, x + 0.06, y + fall + 0.009, 1)
        for row, y in enumerate(0.05 + 0.012 * place for place in range(75))
        for x in (0.05, 0.12, 0.19, 0.8, 0.87)
        for fall in [(y - 0.5) * 0.06 * x]
    ]
    rows = page_lines(PageText(1, 210, 297, tuple(words)))
    assert [len({word.text for word in row.words}) for row in rows] == [1] * 75


@given(st.lists(st.tuples(*[st.integers(0, 20)] * 4), min_size=12, max_size=80))
def test_no_boxes_break_the_rows(boxes: list[tuple[int, int, int, int]]) -> None:
    """Also boxes without a width or a height, on top of one another, anywhere."""
    words = [Word("x", min(a, b) / 20, min(c, d) / 20, max(a, b) / 20, max(c, d) / 20, page=1) for a, b, c, d in boxes]
    assert sum(len(line.words) for line in page_lines(page(words))) == len(words)
