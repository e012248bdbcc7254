"""Words out of pictures, with the real models."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.engine.layout import page_lines
from app.engine.recognize import MAX_SIDE, recognize

ROWS = ["Musterfirma GmbH", "Invoice No. 2024-117", "Date 12.03.2024", "Total amount EUR 1,234.50"]


def picture(rows: list[str], *, size: tuple[int, int] = (700, 420)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=32)
    for row, text in enumerate(rows):
        pen.text((60, 40 + 80 * row), text, fill="black", font=font)
    return image


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_however_it_lies(quarters: int) -> None:
    lying = picture(ROWS).rotate(90 * quarters, expand=True)
    page = recognize(lying, 3)
    assert [line.text for line in page_lines(page)] == ROWS
    assert page.rotation == -quarters % 4
    assert {word.page for word in page.words} == {3}


def test_words_stand_where_they_are_printed() -> None:
    page = recognize(picture(ROWS), 1)
    amount = next(word for word in page.words if word.text == "1,234.50")
    font = ImageFont.load_default(size=32)
    start = 60 + font.getlength("Total amount EUR ")
    assert amount.x0 * 700 == pytest.approx(start, abs=12)
    assert amount.x1 * 700 == pytest.approx(start + font.getlength("1,234.50"), abs=12)
    assert 40 + 240 - 10 < amount.y0 * 420 < (amount.y1 * 420) < 40 + 240 + 50
    assert amount.confidence > 0.9


def test_a_blank_page_has_no_words() -> None:
    page = recognize(Image.new("RGB", (400, 600), "white"), 1)
    assert (page.words, page.rotation) == ((), 0)


def test_a_large_picture_is_made_smaller_first() -> None:
    page = recognize(picture(["Large paper"], size=(3200, 1600)).resize((4000, 2000)), 1)
    assert (page.width, page.height) == (MAX_SIDE, MAX_SIDE / 2)


def test_reading_the_same_picture_twice_gives_the_same() -> None:
    assert recognize(picture(ROWS), 1) == recognize(picture(ROWS), 1)
