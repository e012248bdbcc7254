"""Pages in letters that the first recognizer does not know: read by another, or said not to be read."""

from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.adapters.workers.sandbox import Sandbox, SandboxedInspector, SandboxedReader
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.reading import Source
from app.engine.document_reader import read_document
from app.engine.languages.accented import alphabet_of
from app.engine.layout import page_lines
from app.engine.letters import alphabets as known
from app.engine.letters import page as letters_page
from app.engine.letters.joined import joined
from app.engine.letters.page import Line, Words, in_own_letters
from app.engine.recognize import recognize
from app.engine.words import DocumentText, PageText
from tests.bench.reading.runs import Words as KeptWords
from tests.bench.reading.vietnam import accented, pictures
from tests.documents.rendered.degrade import encoded, pages
from tests.documents.rendered.vietnam import vietnamese
from tests.documents.words import text_of

RUSSIAN = [
    "Продавец: фирма «Северный ветер»",
    "Адрес: город Калуга, улица Садовая, дом 5",
    "Наименование товара и количество",
    "Счёт действителен до 12.05.2026",
    "Итого к оплате 1 234,50",
]


def roboto(rows: list[str]) -> Image.Image:
    from importlib.resources import files

    font = ImageFont.truetype(str(files("font_roboto") / "files/Roboto-Regular.ttf"), 26)
    image = Image.new("RGB", (900, 60 * len(rows) + 60), "white")
    pen = ImageDraw.Draw(image)
    for row, text in enumerate(rows):
        pen.text((50, 40 + 60 * row), text, fill="black", font=font)
    return image


# ---- Vietnamese


def test_vietnamese_words_keep_their_accents() -> None:
    run, kept = pictures(range(3), KeptWords(None), left_out=True)
    assert kept >= 0.92
    assert run.scores.fields["amounts.gross"].recall == 1.0


def test_the_numbers_of_a_vietnamese_page_are_those_of_the_first_recognizer() -> None:
    page = recognize(roboto(["Mã số thuế: 0312345678", "Đơn giá 1.250.000 đồng", "Ngày 12 tháng 05 năm 2026"]), 1)
    lines = [line.text for line in page_lines(page)]
    assert lines == ["Mã số thuế: 0312345678", "Đơn giá 1.250.000 đồng", "Ngày 12 tháng 05 năm 2026"]


def test_a_page_of_another_language_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters_page, "read_lines", lambda *asked: pytest.fail("read again"))
    recognize(roboto(["Facture du mois de février", "Déjà payé par chèque: 12,50 €", "Günstige Stühle, schön"]), 1)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(workers=1, seconds=60, memory_mb=1400)
    yield opened
    opened.close()


def test_letters_are_read_inside_the_cage(sandbox: Sandbox) -> None:
    made = vietnamese(2, kind="receipt")
    data, _ = encoded(pages(made.pdf, 150), tiff=False)
    info = SandboxedInspector(sandbox).inspect(data, declared_type=None, file_name=None)
    reading = SandboxedReader(sandbox, "engine").read(Document(data, info), lambda stage: None)
    assert reading.invoice.seller.name == made.invoice.seller.name


@pytest.mark.parametrize(
    ("words", "alphabet"),
    [
        ("Ngày tháng năm", "vie"),
        ("Tổng cộng tiền thanh toán", "vie"),
        ("Hoa don so 12", ""),
        ("Facture déjà payée à Orléans", ""),
        ("Ngày năm", ""),  # too few to tell
    ],
)
def test_a_language_is_known_by_words_that_no_other_writes_so(words: str, alphabet: str) -> None:
    assert alphabet_of(words.split()) == alphabet


# ---- one line from two


def test_letters_come_from_the_one_and_digits_from_the_other() -> None:
    first = (("Đia", 0.0, 0.1, 0.9), ("chi:", 0.12, 0.2, 0.9), ("12", 0.25, 0.3, 0.99), ("Nguy", 0.34, 0.4, 0.9))
    first = (*first, ("n", 0.43, 0.45, 0.9))
    second = (("Địa", 0.0, 0.1, 0.9), ("chỉ:", 0.12, 0.2, 0.9), ("17", 0.25, 0.3, 0.9), ("Nguyễn", 0.34, 0.45, 0.9))
    assert [word[0] for word in joined(first, second)] == ["Địa", "chỉ:", "12", "Nguyễn"]


def test_a_number_glued_to_a_word_is_taken_into_it() -> None:
    first = (("s", 0.0, 0.05, 0.9), (":0312345678", 0.1, 0.9, 0.99))
    second = (("số:0812345678", 0.0, 0.9, 0.9),)
    assert [word[0] for word in joined(first, second)] == ["số:0312345678"]


def test_a_number_that_the_second_did_not_see_stays() -> None:
    assert [word[0] for word in joined((("118", 0.8, 0.9, 0.99),), (("Số", 0.0, 0.1, 0.9),))] == ["Số", "118"]


# ---- other alphabets


def test_letters_that_nobody_reads_are_said_and_nothing_is_made_of_them() -> None:
    page = recognize(roboto(RUSSIAN), 1)
    assert page.unread
    assert all(not any(map(str.isalpha, word.text)) for word in page.words)
    reading = read_document(DocumentText(Source.ENGINE, (page,)), reader="engine", version="0")
    assert [note.code for note in reading.notes] == ["alphabet-not-read"]
    assert reading.invoice.seller.name is None


def test_a_page_of_nothing_but_such_letters_is_no_empty_page() -> None:
    with pytest.raises(DocumentRejected, match="letters that are not read"):
        read_document(DocumentText(Source.ENGINE, (PageText(1, 1, 1, (), unread=True),)), reader="engine", version="0")


def test_a_text_layer_in_letters_without_known_words_is_said() -> None:
    reading = read_document(text_of("\n".join(RUSSIAN)), reader="text", version="0")
    (note,) = reading.notes
    assert (note.code, "Cyrillic" in note.detail) == ("language", True)
    assert read_document(text_of("Invoice No. 12 of the 3rd"), reader="text", version="0").notes == ()


def strange(count: int = 4) -> list[Line]:
    """Lines of which the first recognizer made next to nothing."""
    strip = numpy.zeros((20, 400, 3), dtype=numpy.uint8)
    strip[0] = 255
    return [Line(strip, (("12", 0.9, 1.0, 0.95),)) for _ in range(count)]


def no_ideographs(strips: list[numpy.ndarray]) -> list[Words]:
    return [() for _ in strips]


@pytest.fixture
def one_alphabet(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is there, and sure of every strip that begins with white."""
    monkeypatch.setattr(letters_page, "alphabets", lambda: {"xyz": known.Alphabet("xyz", "/")})
    word = ("ж" * 40, 0.0, 0.8, 0.95)
    monkeypatch.setattr(
        letters_page, "read_lines", lambda alphabet, strips: [(word,) if strip[0].all() else () for strip in strips]
    )


@pytest.mark.usefixtures("one_alphabet")
def test_a_strange_page_is_read_with_the_alphabet_that_is_surest_of_it() -> None:
    page = in_own_letters(strange(), no_ideographs)
    assert (page.unread, page.over) == (False, False)
    assert {tuple(word[0] for word in line.words) for line in page.lines} == {("ж" * 40, "12")}


@pytest.mark.usefixtures("one_alphabet")
def test_a_strange_page_may_stand_on_its_head() -> None:
    lines = [Line(line.strip[::-1, ::-1], line.words) for line in strange()]
    assert in_own_letters(lines, no_ideographs).over


@pytest.mark.usefixtures("one_alphabet")
def test_a_name_in_strange_letters_does_not_make_a_page_strange() -> None:
    plain = [Line(line.strip, (("Total amount to be paid this month", 0.0, 1.0, 0.98),)) for line in strange(20)]
    lines = [*plain, *strange(3)]
    assert in_own_letters(lines, no_ideographs).lines == tuple(lines)


def test_an_alphabet_is_added_by_a_file_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rus.traineddata").write_bytes(b"")
    (tmp_path / "osd.traineddata").write_bytes(b"")
    (tmp_path / "vie.traineddata").write_bytes(b"")
    monkeypatch.setattr(known, "OF_THE_SYSTEM", (str(tmp_path),))
    found = known.alphabets.__wrapped__()
    assert found.keys() == {"vie", "rus"}
    assert found["rus"].folder == str(tmp_path) != found["vie"].folder


def test_without_the_library_there_is_no_alphabet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "find_spec", lambda name: None)
    assert known.alphabets.__wrapped__() == {}


# ---- ideographs, without a font that has them: their strokes

STROKES = {
    "十": [(0, 5, 10, 5), (5, 0, 5, 10)],
    "三": [(1, 1, 9, 1), (2, 5, 8, 5), (0, 9, 10, 9)],
    "日": [(2, 0, 8, 0), (2, 5, 8, 5), (2, 10, 8, 10), (2, 0, 2, 10), (8, 0, 8, 10)],
    "田": [(0, 0, 10, 0), (0, 5, 10, 5), (0, 10, 10, 10), (0, 0, 0, 10), (5, 0, 5, 10), (10, 0, 10, 10)],
    "王": [(1, 0, 9, 0), (1, 5, 9, 5), (0, 10, 10, 10), (5, 0, 5, 10)],
    "工": [(1, 0, 9, 0), (0, 10, 10, 10), (5, 0, 5, 10)],
}


def drawn(rows: list[str], sign: float = 3.2) -> Image.Image:
    image = Image.new("RGB", (900, 80 * len(rows) + 80), "white")
    pen = ImageDraw.Draw(image)
    for row, text in enumerate(rows):
        for place, letter in enumerate(text):
            left, top = 60 + place * sign * 12.5, 50 + 80 * row
            for x0, y0, x1, y1 in STROKES[letter]:
                pen.line((left + x0 * sign, top + y0 * sign, left + x1 * sign, top + y1 * sign), "black", 3)
    return image


def test_ideographs_are_read_when_a_page_has_them() -> None:
    rows = ["三田王日十工三王田日", "王三日田工十王三田王", "日田三工王十日三王田", "田日王三工王日田三十"]
    page = recognize(drawn(rows), 1)
    assert not page.unread
    assert len({line.text for line in page_lines(page)} & {*rows}) >= 3


def test_a_digit_that_was_seen_in_place_of_an_ideograph_does_not_stay() -> None:
    lines = [Line(line.strip, (("18", 0.4, 0.6, 0.99),)) for line in strange()]
    page = in_own_letters(lines, lambda strips: [(("請求日1日", 0.1, 0.9, 0.99),) for _ in strips])
    assert {line.words[0][0] for line in page.lines} == {"請求日1日"} == {word[0] for word in page.lines[0].words}


def test_words_with_accents_are_counted_without_their_signs() -> None:
    assert accented(text_of("(Tổng: 12) plain Số;")) == {"Tổng": 1, "Số": 1}
