"""Whether the drawn page shows what its text says, over all ways in which the two can part. More seeds and the figures:
`python -m tests.bench.visible`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.reading import Evidence, Reading, Source
from app.engine.crosscheck.reader import compare_pages
from app.engine.look_closely import MOST_RECOGNIZED, look_closely, shows_anything
from app.engine.sights import Place, Sight, State
from app.engine.text_and_picture import BELOW_SURE, confirmed, lies_of, not_looked_at, places_of, settled
from app.engine.text_layer import read_text_layer
from app.engine.text_reader import read
from app.engine.vital import SAMPLE, is_vital
from app.engine.words import PageText, Word
from tests.documents.made import Made
from tests.documents.pages import blank_pdf, invoice_pdf, render
from tests.documents.painted import SEVERAL_PAGES, WAYS, layered, painted
from tests.documents.rendered import sheet

WITHOUT_INK = {"white text", "nearly white text", "transparent text", "paper over the text"}


def reading_of(data: bytes) -> Reading:
    return read(data, "application/pdf", 1, lambda stage: None)


def lies(data: bytes, *, recognizes: bool = True) -> dict[str, Sight]:
    places = tuple(places_of(reading_of(data)))
    return {sight.place.path: sight for sight in look_closely(data, places, recognizes=recognizes) if sight.is_a_lie}


@pytest.mark.parametrize("way", sorted(WAYS.keys() - SEVERAL_PAGES))
def test_text_that_the_page_does_not_show_is_told(way: str) -> None:
    found = lies(painted(way, 2, with_xml=False).data)
    assert {"amounts.gross", "payment.accounts.0.iban"} <= found.keys()


@pytest.mark.parametrize("seed", range(6))
def test_an_honest_page_is_not_suspected(seed: int) -> None:
    made = sheet(seed, left_out=bool(seed % 2), kind="invoice")
    places = tuple(place for place in places_of(reading_of(made.pdf)) if is_vital(place.path))
    sights = look_closely(made.pdf, places, recognizes=True)
    assert len(sights) >= 3
    assert [sight for sight in sights if sight.state is not State.SEEN] == []


@pytest.mark.parametrize("seed", range(2))
def test_an_honest_scan_with_a_layer_is_not_suspected(seed: int) -> None:
    pdf = invoice_pdf(seed=seed).data
    assert lies(layered(render(pdf)[0], read_text_layer(pdf).pages[0].words, noise=8)) == {}


@pytest.mark.parametrize("way", sorted(WITHOUT_INK))
def test_missing_ink_is_told_where_there_is_no_recognizer(way: str) -> None:
    assert "payment.accounts.0.iban" in lies(painted(way, 2, with_xml=False).data, recognizes=False)


def test_text_too_small_to_be_read_is_not_shown() -> None:
    place = Place("amounts.gross", "12.00", 1, ((0.1, 0.1), (0.2, 0.1), (0.2, 0.103), (0.1, 0.103)))
    (sight,) = look_closely(invoice_pdf().data, (place,), recognizes=True)
    assert sight.state is State.NOTHING


def test_more_places_than_are_recognized_are_unknown_and_a_page_that_is_not_there_too() -> None:
    box = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.12), (0.1, 0.12))
    many = tuple(Place("amounts.gross", f"{number}", 7, box) for number in range(MOST_RECOGNIZED + 2))
    assert {sight.state for sight in look_closely(invoice_pdf().data, many, recognizes=True)} == {State.UNKNOWN}


def test_writing_that_stands_on_end_or_on_its_head_is_seen() -> None:
    import io

    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(300, 300))
    canvas.setFont("Helvetica", 11)
    for angle, x, y in ((90, 40, 100), (270, 80, 200), (180, 260, 50)):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "DE02120300000000")
        canvas.restoreState()
    canvas.save()
    boxes = ((0.09, 0.3, 0.14, 0.67), (0.26, 0.33, 0.31, 0.72), (0.5, 0.82, 0.87, 0.86))
    places = tuple(
        Place("invoice_number", "DE02120300000000", 1, ((a, b), (c, b), (c, d), (a, d))) for a, b, c, d in boxes
    )
    assert [sight.state for sight in look_closely(target.getvalue(), places, recognizes=True)] == [State.SEEN] * 3


def test_a_page_without_a_mark_shows_nothing() -> None:
    assert not shows_anything(blank_pdf().data, 1)
    assert shows_anything(invoice_pdf().data, 1)


def test_pages_of_pictures_are_told_and_words_of_silent_pages_asked_for() -> None:
    made = painted("a page of pictures", 1, with_xml=True)
    assert compare_pages(made.data, made.invoice, 2).pictures == (2,)
    other = painted("words without ink over a picture", 1, with_xml=True)
    told = compare_pages(other.data, other.invoice, 2)
    assert told.pictures == (2,) or SAMPLE in {place.path for place in told.places if place.page == 2}


def test_the_places_that_confirm_the_xml_are_those_of_its_values() -> None:
    paper = invoice_pdf(seed=4, language="de")
    told = compare_pages(paper.data, paper.invoice, 1)
    found = {place.path: place.text for place in told.places}
    assert {"amounts.gross", "invoice_number", "issue_date", "payment.accounts.0.iban"} <= found.keys()
    assert str(paper.invoice.invoice_number) in found["invoice_number"]
    assert {sight.state for sight in look_closely(paper.data, told.places, recognizes=True)} == {State.SEEN}


# ---- what becomes of a reading ---------------------------------------------------------------------------------------

BOX = ((0.1, 0.1), (0.3, 0.1), (0.3, 0.12), (0.1, 0.12))


def read_as(source: Source, gross: str, confidence: float = 0.97) -> Reading:
    evidence = Evidence(source=source, raw=gross, page=1, polygon=BOX, confidence=confidence)
    reading = reading_of(PAPER.data)
    amounts = reading.invoice.amounts.model_copy(update={"gross": Decimal(gross)})
    return reading.model_copy(
        update={
            "reader": "text" if source is Source.TEXT else "engine",
            "invoice": reading.invoice.model_copy(update={"amounts": amounts}),
            "evidence": {**reading.evidence, "amounts.gross": evidence},
        }
    )


PAPER: Made = invoice_pdf(seed=1)
LIE = Sight(Place("amounts.gross", "2372.80", 1, BOX), State.OTHER, "92372.80")


def test_where_they_part_the_picture_is_shown_and_the_text_is_a_candidate() -> None:
    reading = settled(read_as(Source.TEXT, "2372.80"), read_as(Source.ENGINE, "92372.80"), (LIE,))
    evidence = reading.evidence["amounts.gross"]
    assert (reading.invoice.amounts.gross, evidence.source) == (Decimal("92372.80"), Source.ENGINE)
    assert evidence.confidence == BELOW_SURE
    assert [(item.value, item.source) for item in evidence.candidates][-1] == ("2372.80", Source.TEXT)
    (check,) = reading.checks
    assert (check.id, check.expected, check.found, check.page) == ("text_vs_picture", "2372.80", "92372.80", 1)
    assert check.polygon == BOX


def test_a_page_that_nobody_can_read_leaves_the_text_and_nothing_of_it_sure() -> None:
    reading = settled(read_as(Source.TEXT, "2372.80"), None, (replace(LIE, state=State.NOTHING, text=""),))
    assert reading.invoice.amounts.gross == Decimal("2372.80")
    assert all((item.confidence or 0) < 0.9 for item in reading.evidence.values())
    assert "shows nothing there" in reading.checks[0].detail


def test_a_value_that_the_page_shows_elsewhere_is_believed_with_that_place() -> None:
    picture = read_as(Source.ENGINE, "2372.80", 0.93)
    reading = settled(read_as(Source.TEXT, "2372.80"), picture, (LIE,))
    assert (reading.reader, reading.checks) == ("text", ())
    assert reading.evidence["amounts.gross"].source is Source.ENGINE


def test_what_nobody_looked_at_is_not_sure_and_said() -> None:
    text = read_as(Source.TEXT, "2372.80")
    for reading in (
        not_looked_at(text, ["amounts.gross"], "there is no recognizer here."),
        confirmed(text, [replace(LIE, state=State.UNKNOWN)]),
    ):
        assert reading.evidence["amounts.gross"].confidence == BELOW_SURE
        assert [note.code for note in reading.notes] == ["not-looked-at"]
    assert confirmed(text, [replace(LIE, state=State.SEEN)]) == text


def test_the_whole_page_acquits_what_a_small_cut_did_not_show() -> None:
    word = Word("2,372.80", 0.1, 0.1, 0.3, 0.12, 1)
    seen = PageText(1, 100.0, 100.0, (word,))
    assert lies_of([LIE], [seen]) == ()
    assert lies_of([LIE], [replace(seen, words=(replace(word, text="92,372.80"),))]) == (LIE,)
    assert lies_of([LIE], []) == (LIE,)
