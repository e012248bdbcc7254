"""Words to point at: from the text layer, from a picture, from a part of it, and from pages that lie on their side."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from app.adapters.workers.sandbox import Sandbox, SandboxedInspector
from app.adapters.workers.words import SandboxedWords
from app.domain.document import Document
from app.domain.errors import NotFound
from app.domain.reading import PageWord, Region
from tests.documents.einvoices import ubl_file
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, invoice_picture

pytestmark = pytest.mark.xdist_group("words of pages")  # one set of models for all of them


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(workers=1, seconds=60, memory_mb=1400)
    yield opened
    opened.close()


def words(sandbox: Sandbox, made: Made, page: int = 1, region: Region | None = None) -> tuple[PageWord, ...]:
    inspector = SandboxedInspector(sandbox)
    info = inspector.inspect(made.data, declared_type=None, file_name=made.file_name)
    return SandboxedWords(sandbox).words(Document(made.data, info), page, region)


def box_of(found: tuple[PageWord, ...], text: str) -> Region:
    place = next(word.polygon for word in found if text in word.text)
    return Region(place[0][0], place[0][1], place[2][0], place[2][1])


def number(made: Made) -> str:
    return str(made.invoice.invoice_number)


def test_text_layer(sandbox: Sandbox) -> None:
    made = invoice_pdf(seed=31)
    found = words(sandbox, made)
    box = box_of(found, number(made))
    assert len(found) > 30
    assert [word.text for word in words(sandbox, made, region=box)] == [number(made)]


def test_picture_and_a_part_of_it(sandbox: Sandbox) -> None:
    made = invoice_picture(seed=32)
    whole = words(sandbox, made)
    box = box_of(whole, number(made))
    part = words(sandbox, made, region=box)
    assert [word.text for word in part] == [number(made)]
    again = box_of(part, number(made))
    assert abs(again.left - box.left) < 0.02
    assert abs(again.top - box.top) < 0.02


def test_places_on_a_page_that_lies_on_its_side_are_told_as_it_lies(sandbox: Sandbox) -> None:
    made = invoice_picture(seed=33)
    turned, written = Image.open(BytesIO(made.data)).transpose(Image.Transpose.ROTATE_90), BytesIO()
    turned.save(written, "PNG")
    upright = box_of(words(sandbox, made), number(made))
    lying = box_of(words(sandbox, Made(written.getvalue(), "image/png", "turned.png")), number(made))
    assert abs(lying.left - upright.top) < 0.03
    assert abs(lying.bottom - (1 - upright.left)) < 0.03


def test_what_has_no_such_page(sandbox: Sandbox) -> None:
    with pytest.raises(NotFound):
        words(sandbox, invoice_pdf(seed=31), page=2)
    with pytest.raises(NotFound):
        words(sandbox, ubl_file(seed=31))
