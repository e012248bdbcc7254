"""Files inside documents: what is listed, and that it can be opened."""

import pytest

from app.domain.errors import DocumentRejected
from app.engine.attached_files import MOST, list_files, open_file
from tests.documents.einvoices import cii_file, ubl_file, with_embedded
from tests.documents.hybrids import File, hybrid
from tests.documents.made import Made
from tests.documents.pages import blank_pdf, invoice_pdf, invoice_picture

HOURS = blank_pdf().data
PICTURE = invoice_picture("png").data


@pytest.mark.parametrize("made", [cii_file(), ubl_file()], ids=["cii", "ubl"])
def test_a_supporting_document_in_an_xml_is_listed_and_opened(made: Made) -> None:
    xml = with_embedded(made.data, "hours.pdf", HOURS)
    (file,) = list_files(xml, "application/xml")
    assert (file.number, file.name, file.media_type, file.size) == (1, "hours.pdf", "application/pdf", len(HOURS))
    assert (file.description, file.inside) == ("Timesheet", "xml")
    assert open_file(xml, "application/xml", 1) == HOURS


def test_files_of_a_pdf_come_before_those_in_its_xml() -> None:
    xml = with_embedded(cii_file().data, "photo.png", PICTURE, media_type="image/png")
    pdf = hybrid(File(HOURS, "hours.pdf", relation="Supplement"), File(xml))
    listed = list_files(pdf, "application/pdf")
    assert [(file.name, file.media_type, file.inside) for file in listed] == [
        ("factur-x.xml", "application/xml", "pdf"),
        ("hours.pdf", "application/pdf", "pdf"),
        ("photo.png", "image/png", "xml"),
    ]
    assert [open_file(pdf, "application/pdf", number) for number in (1, 2, 3)] == [xml, HOURS, PICTURE]


def test_a_kind_is_told_by_the_bytes_not_by_the_sender() -> None:
    xml = with_embedded(cii_file().data, "hours.pdf", b"MZ is a program, not a PDF")
    assert list_files(xml, "application/xml")[0].media_type == "application/octet-stream"


def test_a_file_that_cannot_be_unpacked_is_listed_and_refused_when_opened() -> None:
    pdf = hybrid(File(b"1", "hours.pdf", filters=("UnknownDecode",)))
    assert [(file.name, file.size) for file in list_files(pdf, "application/pdf")] == [("hours.pdf", 0)]
    with pytest.raises(DocumentRejected) as caught:
        open_file(pdf, "application/pdf", 1)
    assert caught.value.code == "damaged"


def test_documents_without_files_have_none() -> None:
    assert list_files(invoice_pdf().data, "application/pdf") == []
    assert list_files(PICTURE, "image/png") == []
    with pytest.raises(DocumentRejected) as caught:
        open_file(invoice_pdf().data, "application/pdf", 1)
    assert caught.value.code == "no-such-file"


def test_a_flood_of_files_is_listed_so_far() -> None:
    pdf = hybrid(*(File(b"x", f"{number}.txt") for number in range(MOST + 50)))
    assert len(list_files(pdf, "application/pdf")) == MOST
