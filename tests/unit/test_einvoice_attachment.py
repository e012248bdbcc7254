"""Which files a PDF holds, and which of them comes first."""

import pytest

from app.domain.errors import DocumentRejected
from app.engine.einvoice import hybrid
from app.engine.einvoice.attachment import attachments
from tests.documents.einvoices import with_files
from tests.documents.hostile import encrypted_pdf, pdf_from_objects
from tests.documents.hybrids import File, Place
from tests.documents.hybrids import hybrid as pdf_with
from tests.documents.pages import blank_pdf

BLANK = blank_pdf().data


def contents(pdf: bytes) -> list[bytes]:
    return [attachment.content(most=100) for attachment in attachments(pdf)]


def test_files_with_the_name_of_an_einvoice_come_first_and_other_xml_before_the_rest() -> None:
    files = {
        "a.xml": b"<a/>",
        "Factur-X.XML": b"<x/>",
        "xrechnung.xml": b"<y/>",
        "invoice.exe": b"MZ",
        "ZUGFeRD-invoice.xml": b"<z/>",
    }
    assert contents(with_files(BLANK, files)) == [b"<x/>", b"<y/>", b"<z/>", b"<a/>", b"MZ"]


def test_of_files_called_alike_the_alternative_of_the_page_comes_first() -> None:
    related = ("Supplement", "Source", "", "Alternative", "Data")
    files = (File(relation.encode(), f"{place}.xml", relation=relation) for place, relation in enumerate(related))
    assert [file.relation for file in attachments(pdf_with(*files))] == [
        *("Alternative", "Data", "Source", "Supplement", "")
    ]


def test_t20_of_files_that_are_no_xml_only_the_beginning_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}
    whole = hybrid.Attachment.content

    def watched(self: hybrid.Attachment, *, most: int) -> bytes:
        asked[self.name] = max(most, asked.get(self.name, 0))
        return whole(self, most=most)

    monkeypatch.setattr(hybrid.Attachment, "content", watched)
    files = {"evil.exe": b"MZ" * 5_000, "hours.pdf": b"%PDF-1.4" * 5_000, "page.html": b"<html>" * 5_000}
    assert hybrid.invoices_of(with_files(BLANK, files)) == ([], [])
    assert set(asked) == set(files) and max(asked.values()) <= 1024


def test_a_file_that_is_named_twice_is_one() -> None:
    pdf = pdf_from_objects(
        b"<< /Type /Catalog /Pages 2 0 R /AF [ 4 0 R ] /Names << /EmbeddedFiles << /Names [ (a) 4 0 R ] >> >> >>",
        b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] >>",
        b"<< /Type /Filespec /F (a.xml) /EF << /F 5 0 R /UF 5 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 4 >>\nstream\n<a/>\nendstream",
    )
    assert contents(pdf) == [b"<a/>"]


def test_a_name_with_other_bytes_for_another_system_is_another_file() -> None:
    pdf = pdf_from_objects(
        b"<< /Type /Catalog /Pages 2 0 R /AF [ << /F (a.xml) /EF << /F 4 0 R /UF 5 0 R >> >> ] >>",
        b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] >>",
        b"<< /Type /EmbeddedFile /Length 4 >>\nstream\n<a/>\nendstream",
        b"<< /Type /EmbeddedFile /Length 4 >>\nstream\n<b/>\nendstream",
    )
    assert sorted(contents(pdf)) == [b"<a/>", b"<b/>"]


def test_a_link_to_a_file_elsewhere_is_none() -> None:
    assert not attachments(pdf_with(File(b"", name="c:/else.pdf", place=Place.NOWHERE)))


def test_files_of_a_pdf_that_only_its_owner_may_change_are_read() -> None:
    pdf = with_files(encrypted_pdf(user_password="").data, {"factur-x.xml": b"<x/>"})
    assert contents(pdf) == [b"<x/>"]


def test_pdf_without_files_gives_none() -> None:
    assert attachments(BLANK) == []


@pytest.mark.parametrize(
    ("pdf", "code"),
    [(encrypted_pdf().data, "password-protected"), (b"%PDF-1.7 nothing", "damaged"), (b"", "damaged")],
)
def test_pdf_that_does_not_open_is_refused(pdf: bytes, code: str) -> None:
    with pytest.raises(DocumentRejected) as caught:
        attachments(pdf)
    assert caught.value.code == code
