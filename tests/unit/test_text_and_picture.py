"""Readers and comparison in their workers: what the page shows is believed, and what nobody looked at is said."""

from collections.abc import Iterator

import pytest

from app.adapters.workers.comparer import SandboxedComparer
from app.adapters.workers.sandbox import Sandbox, SandboxedInspector, SandboxedReader
from app.adapters.workers.text import SandboxedTextReader
from app.adapters.workers.words import SandboxedWords
from app.domain.checks import Check
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.reading import Comparison, Source
from tests.documents.made import Made
from tests.documents.pages import blank_pdf, invoice_pdf
from tests.documents.painted import SHOWN_ACCOUNT, joined, painted

OF_THE_PAGE = {"text_vs_picture", "xml_vs_picture"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(workers=1, seconds=60, memory_mb=1400)
    yield opened
    opened.close()


def document(sandbox: Sandbox, made: Made) -> Document:
    return Document(
        made.data, SandboxedInspector(sandbox).inspect(made.data, declared_type=None, file_name=made.file_name)
    )


def unsaid(stage: str) -> None:
    """Nobody asked for the stage."""


def compared(sandbox: Sandbox, made: Made, *, recognizes: bool = True) -> Comparison:
    return SandboxedComparer(sandbox, recognizes=recognizes).compare(document(sandbox, made), made.invoice, unsaid)


def failed(found: Comparison) -> dict[str, Check]:
    return {f"{check.id} {check.fields[0]}": check for check in found.checks if check.failed}


def test_the_picture_over_a_text_is_what_is_read(sandbox: Sandbox) -> None:
    made = painted("picture over the text", 1, with_xml=False)
    reading = SandboxedTextReader(sandbox).read(document(sandbox, made), unsaid)
    account, evidence = reading.invoice.payment.accounts[0], reading.evidence["payment.accounts.0.iban"]
    assert (account.iban or "").startswith(SHOWN_ACCOUNT)  # the next word stands close to the picture
    assert evidence.source is Source.ENGINE
    gross, told = reading.evidence["amounts.gross"], made.invoice.amounts.gross
    assert (gross.confidence or 0) < 0.9 and str(told) in {candidate.value for candidate in gross.candidates}
    assert {"amounts.gross", "payment.accounts.0.iban"} <= {
        path for check in reading.checks if check.id == "text_vs_picture" for path in check.fields
    }


def test_an_honest_text_stays_as_it_was_read(sandbox: Sandbox) -> None:
    paper = document(sandbox, invoice_pdf(seed=5))
    reading = SandboxedTextReader(sandbox).read(paper, unsaid)
    assert reading == SandboxedReader(sandbox, "text").read(paper, unsaid)
    assert (reading.evidence["amounts.gross"].confidence or 0) >= 0.9


def test_without_a_recognizer_nothing_that_matters_is_sure_and_missing_ink_is_still_named(sandbox: Sandbox) -> None:
    reader = SandboxedTextReader(sandbox, recognizes=False)
    honest = reader.read(document(sandbox, invoice_pdf(seed=5)), unsaid)
    assert 0.8 < (honest.evidence["amounts.gross"].confidence or 0) < 0.9
    assert [note.code for note in honest.notes] == ["not-looked-at"]
    white = reader.read(document(sandbox, painted("white text", 1, with_xml=False)), unsaid)
    assert "text_vs_picture" in {check.id for check in white.checks}
    assert all((item.confidence or 0) < 0.9 for item in white.evidence.values())


@pytest.mark.parametrize("way", ["a note over the text", "a page of pictures", "words without ink over a picture"])
def test_no_comparison_passes_where_the_page_shows_other_money(sandbox: Sandbox, way: str) -> None:
    found = compared(sandbox, painted(way, 1, with_xml=True))
    assert {"xml_vs_picture amounts.gross", "xml_vs_picture payment.accounts.0.iban"} <= failed(found).keys()
    assert all(check.failed for check in found.checks if check.id in OF_THE_PAGE)


def test_a_value_without_ink_is_named_and_nothing_passes(sandbox: Sandbox) -> None:
    found = compared(sandbox, painted("white text", 1, with_xml=True))
    check = failed(found)["text_vs_picture amounts.gross"]
    assert (check.page, check.found) == (1, None)
    assert all(check.failed for check in found.checks)


def test_an_honest_page_passes_and_nothing_has_to_be_said(sandbox: Sandbox) -> None:
    found = compared(sandbox, invoice_pdf(seed=5))
    assert [(check.id, check.failed) for check in found.checks] == [("xml_vs_picture", False)]
    assert found.notes == ()


def test_what_nobody_looked_at_has_not_passed_and_its_page_is_named(sandbox: Sandbox) -> None:
    honest = invoice_pdf(seed=5)
    (note,) = compared(sandbox, honest, recognizes=False).notes
    assert (note.code, note.detail[:8]) == ("not-compared", "Page 1: ")
    assert compared(sandbox, honest, recognizes=False).checks == ()
    pictured = compared(sandbox, painted("a page of pictures", 1, with_xml=True), recognizes=False)
    assert [note.detail[:12] for note in pictured.notes] == ["Pages 1, 2: "]


def test_pages_of_a_long_document_that_were_not_opened_are_named(sandbox: Sandbox) -> None:
    honest = invoice_pdf(seed=5)
    long = Made(joined(honest.data, blank_pdf(pages=12).data), "application/pdf", "long.pdf", honest.invoice)
    found = compared(sandbox, long)
    assert found.checks == ()
    assert [note.detail[:16] for note in found.notes] == ["Pages 7, 8, 9: n"]


def test_a_text_page_beside_pages_without_text_says_which_show_something_else(sandbox: Sandbox) -> None:
    made = painted("words without ink over a picture", 1, with_xml=False)
    reading = SandboxedTextReader(sandbox).read(document(sandbox, made), unsaid)
    assert [note.detail[:12] for note in reading.notes if note.code == "not-looked-at"] == ["Page 2 shows"]
    with pytest.raises(DocumentRejected):  # a scan in strips is a scan: its words are in the picture
        SandboxedTextReader(sandbox).read(document(sandbox, painted("a page of pictures", 1, with_xml=False)), unsaid)


def test_who_points_at_a_page_gets_the_words_that_are_drawn(sandbox: Sandbox) -> None:
    lying = document(sandbox, painted("picture over the text", 1, with_xml=False))
    words = "".join(word.text for word in SandboxedWords(sandbox).words(lying, 1, None))
    assert SHOWN_ACCOUNT in words.replace(" ", "")
    honest = document(sandbox, invoice_pdf(seed=5))
    assert {word.confidence for word in SandboxedWords(sandbox).words(honest, 1, None)} == {1.0}
