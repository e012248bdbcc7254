"""How a PDF can carry XML: it is read exactly, or the page is read and a failed check says why; never silent."""

import base64
from datetime import UTC, datetime

import pytest

from app.domain.document import Document, DocumentInfo, digest
from app.domain.errors import DocumentRejected
from app.domain.invoice import Invoice
from app.domain.reading import Reading
from app.engine import einvoice_reader as einvoice
from app.engine.einvoice.xml import MAX_BYTES
from app.ports import Progress
from app.services.reading import ReaderPolicy
from tests.documents.einvoices import cii_xml, ubl_xml
from tests.documents.hybrids import File, Place, hybrid
from tests.documents.truths import sample_invoice

TRUTH = sample_invoice(5, language="de")
CII, UBL = cii_xml(TRUTH), ubl_xml(TRUTH)
BODY = CII.decode().partition("?>")[2]
ORDER = b"<o:SCRDMCCBDACIOMessageStructure xmlns:o='u'><o:ExchangedDocument/></o:SCRDMCCBDACIOMessageStructure>"
NOISE = b"\x9c\x00\xff\xfe"
MANY = tuple(File(b"%PDF-1.4", f"hours-{number:03}.pdf", relation="Supplement") for number in range(130))


class Reader:
    """A reader of the engine, without a process of its own."""

    charges = False
    version = "1"

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, document: Document, progress: Progress) -> Reading:
        if self.name == "einvoice":
            return einvoice.read(document.data, document.info.media_type, 1, progress)
        return Reading(reader=self.name, version="1", pages=1, invoice=Invoice(invoice_number="of the page"))


def read(pdf: bytes) -> Reading:
    policy = ReaderPolicy(
        {name: Reader(name) for name in ("einvoice", "text")}, lambda: datetime(2026, 11, 2, tzinfo=UTC)
    )
    info = DocumentInfo(sha256=digest(pdf), media_type="application/pdf", size=len(pdf), pages=1)
    return policy.read(Document(pdf, info), "auto", lambda stage: None)


def failed(reading: Reading, check_id: str) -> list[str]:
    return [check.detail for check in reading.checks if check.failed and check.id == check_id]


def attached_document(inner: str) -> bytes:
    return (
        '<AttachedDocument xmlns="urn:oasis:names:specification:ubl:schema:xsd:AttachedDocument-2"><ID>1</ID>'
        f"<Attachment><ExternalReference><Description>{inner}</Description></ExternalReference></Attachment>"
        "</AttachedDocument>"
    ).encode()


READ = {
    "name-tree": File(CII),
    "name-tree-of-kids": File(CII, place=Place.NAMES_OF_KIDS),
    "only-af": File(CII, place=Place.AF),
    "only-af-of-page": File(CII, place=Place.AF_OF_PAGE),
    "only-annotation": File(CII, place=Place.ANNOTATION),
    "af-of-content": File(CII, place=Place.AF_OF_CONTENT),
    "inline-specification": File(CII, place=Place.INLINE),
    "name-without-ending": File(CII, name="factur-x"),
    "name-with-folder": File(CII, name="C:\\out\\Factur-X.XML"),
    "name-of-a-text": File(CII, name="rechnung.txt", relation="Unspecified", media_type="text/plain"),
    "no-name-no-relation-no-kind": File(CII, name="", relation="", media_type=""),
    "ubl": File(UBL, name="xrechnung.xml"),
    "ubl-in-disguise": File(UBL, name="data.bin", relation="Supplement", media_type=""),
    "not-packed": File(CII, filters=()),
    "packed-twice": File(CII, filters=("FlateDecode", "FlateDecode")),
    "ascii85": File(CII, filters=("ASCII85Decode", "FlateDecode")),
    "hexadecimal": File(CII, filters=("ASCIIHexDecode",)),
    "run-length": File(CII, filters=("RunLengthDecode",)),
    "utf-8-mark": File(b"\xef\xbb\xbf" + CII),
    "two-marks": File(b"\xef\xbb\xbf\xef\xbb\xbf" + CII),
    "utf-16": File(CII.decode().encode("utf-16")),
    "utf-16-without-mark": File(CII.decode().encode("utf-16-be")),
    "utf-32": File(CII.decode().encode("utf-32")),
    "declared-latin-1-is-utf-8": File(f'<?xml version="1.0" encoding="ISO-8859-1"?>{BODY}'.encode()),
    "declared-utf-16-is-utf-8": File(f'<?xml version="1.0" encoding="UTF-16"?>{BODY}'.encode()),
    "latin-1": File(f'<?xml version="1.0" encoding="ISO-8859-1"?>{BODY}'.encode("latin-1", "xmlcharrefreplace")),
    "space-before-declaration": File(b"\r\n  " + CII),
    "zeros-behind": File(CII + b"\0\0\0\n"),
    "standard-business-document": File(
        f"<StandardBusinessDocument><StandardBusinessDocumentHeader/>{BODY}</StandardBusinessDocument>".encode()
    ),
    "cdata-in-attached-document": File(attached_document(f"<![CDATA[{CII.decode()}]]>")),
    "base64-in-attached-document": File(attached_document(base64.encodebytes(CII).decode())),
}
MENDED = {
    "text-behind": File(CII + b"\n-- sent by a gateway --"),
    "bytes-behind": File(CII + NOISE),
    "signature-behind": File(CII + b"<!-- cut"),
    "text-before": File(b"HTTP/1.1 200 OK\r\n\r\n" + CII),
}
UNUSABLE = {
    "doctype": (File(b"<!DOCTYPE a>" + CII), "unsafe-xml"),
    "cut-off": (File(CII[:-200]), "damaged"),
    "not-its-encoding": (File(CII.replace(b"<ram:Name>", b"<ram:Name>\xfc", 1)), "damaged"),
    "control-character": (File(CII.replace(b"<ram:Name>", b"<ram:Name>\x01", 1)), "damaged"),
    "too-large": (File(CII.replace(b"<ram:Name>", b"<ram:Name>" + b" " * MAX_BYTES, 1)), "too-large"),
    "too-deep": (File(b"<CrossIndustryInvoice>" + b"<a>" * 200), "too-complex"),
    "empty": (File(b""), "damaged"),
    "no-xml-at-all": (File(b"PK\x03\x04 zipped"), "damaged"),
    "order-x": (File(ORDER, name="order-x.xml"), "not-an-invoice"),
    "order-by-another-name": (File(ORDER, name="attachment.bin", relation="Data", media_type=""), "not-an-invoice"),
    "envelope-without-invoice": (File(attached_document("none")), "not-an-invoice"),
    "unknown-kind-as-alternative": (File(b"<Faktura/>", name="faktura.xml"), "not-an-invoice"),
    "unknown-packing": (File(CII, filters=("UnknownDecode",)), "damaged"),
    "named-and-not-held": (File(CII, place=Place.NOWHERE), "damaged"),
    "broken-in-af": (File(CII[:-20], place=Place.AF), "damaged"),
    "broken-in-annotation": (File(CII[:-20], place=Place.ANNOTATION), "damaged"),
    "broken-without-name": (File(CII[:-20], name="", relation="", media_type=""), "damaged"),
    "values-of-none": (File(b"<CrossIndustryInvoice/>"), "nothing-to-read"),
}


@pytest.mark.parametrize("file", READ.values(), ids=READ)
def test_xml_is_read_wherever_and_however_it_is_in_the_pdf(file: File) -> None:
    reading = read(hybrid(file))
    assert (reading.reader, reading.invoice.amounts) == ("einvoice", TRUTH.amounts)
    assert reading.evidence["amounts.gross"].confidence == 1.0
    assert not failed(reading, "einvoice_unusable") and not failed(reading, "einvoice_rivals")
    assert reading.notes == ()


@pytest.mark.parametrize("file", MENDED.values(), ids=MENDED)
def test_xml_with_something_around_it_is_read_and_that_is_noted(file: File) -> None:
    reading = read(hybrid(file))
    assert (reading.reader, reading.invoice.amounts) == ("einvoice", TRUTH.amounts)
    assert [note.code for note in reading.notes] == ["xml-mended"]
    assert not failed(reading, "einvoice_unusable")


@pytest.mark.parametrize(("file", "code"), UNUSABLE.values(), ids=UNUSABLE)
def test_xml_that_cannot_be_used_fails_a_check_that_says_why(file: File, code: str) -> None:
    pdf = hybrid(file)
    with pytest.raises(DocumentRejected) as said:
        einvoice.read(pdf, "application/pdf", 1, lambda stage: None)
    reading = read(pdf)
    assert (reading.reader, reading.invoice.invoice_number) == ("text", "of the page")
    assert failed(reading, "einvoice_unusable") == [said.value.detail]
    assert [note.detail for note in reading.notes] == [f"einvoice: {said.value.detail} ({said.value.code})"]
    assert said.value.code == code


def test_among_more_than_a_hundred_files_the_invoice_is_found_by_name_first() -> None:
    assert read(hybrid(*MANY, File(CII))).invoice.amounts == TRUTH.amounts
    assert read(hybrid(*MANY, File(CII, name="x", relation="", media_type=""))).invoice.amounts == TRUTH.amounts
    assert failed(read(hybrid(*MANY, File(CII[:-20]))), "einvoice_unusable")


def test_more_xml_files_than_are_looked_at_is_said() -> None:
    others = tuple(File(b"<a/>", f"{number}.xml", relation="Supplement") for number in range(30))
    reading = read(hybrid(*others))
    assert "10 more XML files" in failed(reading, "einvoice_unusable")[0]


def test_files_that_are_no_invoice_and_say_so_are_no_fault() -> None:
    others = (
        File(b"<settings/>", name="settings.xml", relation="Unspecified"),
        File(b"<html><body/></html>", name="mail.html", relation="Supplement", media_type="text/html"),
        File(b"%PDF-1.4", name="hours.pdf", relation="Supplement", media_type="application/pdf"),
    )
    assert not read(hybrid(*others)).checks
    assert not failed(read(hybrid(*others, File(CII))), "einvoice_unusable")


def test_a_broken_xml_beside_the_one_that_was_read_is_said() -> None:
    reading = read(hybrid(File(CII[:-20]), File(CII, name="xrechnung.xml")))
    (detail,) = failed(reading, "einvoice_unusable")
    assert reading.invoice.amounts == TRUTH.amounts
    assert "factur-x.xml" in detail and "The values come from xrechnung.xml" in detail


# ---- two that say different things -----------------------------------------------------------------------------------


def other_total() -> bytes:
    amounts = TRUTH.amounts.model_copy(update={"gross": (TRUTH.amounts.gross or 0) + 7000})
    return cii_xml(TRUTH.model_copy(update={"amounts": amounts}))


def test_two_invoices_in_one_pdf_that_differ_are_both_named() -> None:
    reading = read(hybrid(File(CII), File(other_total(), name="zugferd-invoice.xml", place=Place.ANNOTATION)))
    rival = next(check for check in reading.checks if check.id == "einvoice_rivals")
    assert (rival.failed, rival.fields) == (True, ("amounts.gross",))
    assert (rival.expected, rival.found) == (str(TRUTH.amounts.gross), str((TRUTH.amounts.gross or 0) + 7000))
    assert rival.detail.startswith("gross: factur-x.xml says") and "zugferd-invoice.xml says" in rival.detail


def test_the_same_invoice_in_both_syntaxes_is_no_rival() -> None:
    reading = read(hybrid(File(CII), File(UBL, name="xrechnung.xml")))
    assert not [check for check in reading.checks if check.id == "einvoice_rivals"]


def two_transactions() -> bytes:
    begin, end = b"<rsm:SupplyChainTradeTransaction>", b"</rsm:SupplyChainTradeTransaction>"
    second = other_total().partition(begin)[2].partition(end)[0]
    return CII.replace(end, end + begin + second + end, 1)


def two_totals() -> bytes:
    end = b"</cac:LegalMonetaryTotal>"
    second = b"<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID='EUR'>7.00</cbc:TaxInclusiveAmount>"
    return UBL.replace(end, end + second + end, 1)


TWO = {
    "one-behind-the-other": CII + other_total(),
    "two-in-an-envelope": f"<Envelope>{BODY}{other_total().decode().partition('?>')[2]}</Envelope>".encode(),
    "two-transactions": two_transactions(),
    "two-totals": two_totals(),
}


@pytest.mark.parametrize("xml", TWO.values(), ids=TWO)
def test_two_totals_in_one_xml_are_a_finding(xml: bytes) -> None:
    found = [check for check in read(hybrid(File(xml))).checks if check.id == "einvoice_rivals"]
    assert any("amounts.gross" in check.fields for check in found if check.failed)
