import pytest

from app.domain.errors import DocumentRejected
from app.engine.einvoice.attachment import xml_files
from app.engine.einvoice.xml import MAX_BYTES
from tests.documents.einvoices import with_files
from tests.documents.hostile import encrypted_pdf
from tests.documents.pages import blank_pdf

BLANK = blank_pdf().data


def test_t20_files_with_the_name_of_an_einvoice_come_first_and_others_than_xml_are_left_alone() -> None:
    files = {
        "a.xml": b"<a/>",
        "Factur-X.XML": b"<x/>",
        "xrechnung.xml": b"<y/>",
        "invoice.exe": b"MZ",
        "ZUGFeRD-invoice.xml": b"<z/>",
    }
    assert [content for _, content in xml_files(with_files(BLANK, files))] == [b"<x/>", b"<y/>", b"<z/>", b"<a/>"]


def test_pdf_without_files_gives_none() -> None:
    assert list(xml_files(BLANK)) == []


def test_t20_larger_file_than_allowed_is_refused() -> None:
    with pytest.raises(DocumentRejected) as caught:
        list(xml_files(with_files(BLANK, {"factur-x.xml": b" " * (MAX_BYTES + 1)})))
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    ("pdf", "code"),
    [(encrypted_pdf().data, "password-protected"), (b"%PDF-1.7 nothing", "damaged"), (b"", "damaged")],
)
def test_pdf_that_does_not_open_is_refused(pdf: bytes, code: str) -> None:
    with pytest.raises(DocumentRejected) as caught:
        list(xml_files(pdf))
    assert caught.value.code == code
