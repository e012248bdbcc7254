"""Electronic invoices made in code: an `Invoice` as CII or UBL, alone or inside a PDF.

What a syntax has no element for is left out of its file.
"""

import base64
from io import BytesIO

from app.domain.invoice import Account, Invoice
from tests.documents.einvoice_cii import cii_xml
from tests.documents.einvoice_ubl import ubl_xml
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf
from tests.documents.truths import sample_invoice

__all__ = ["Made", "cii_xml", "ubl_xml"]


def cii_pdf(invoice: Invoice | None = None, *, seed: int = 1, name: str = "factur-x.xml") -> Made:
    """A hybrid PDF: the paper that people see and the XML beside it, saying the same."""
    paper = invoice_pdf(invoice, seed=seed, language="de")
    return Made(
        with_files(paper.data, {name: cii_xml(paper.invoice)}), "application/pdf", "factur-x.pdf", paper.invoice
    )


def tampered_pdf(*, iban: str, seed: int = 1) -> Made:
    """A hybrid PDF whose page asks for the money on another account than its XML, which names `iban`."""
    paper = invoice_pdf(seed=seed, language="de")
    payment = paper.invoice.payment.model_copy(update={"accounts": (Account(iban=iban),)})
    xml = cii_xml(paper.invoice.model_copy(update={"payment": payment}))
    return Made(with_files(paper.data, {"factur-x.xml": xml}), "application/pdf", "tampered.pdf", paper.invoice)


def cii_file(invoice: Invoice | None = None, *, seed: int = 1) -> Made:
    invoice = invoice or sample_invoice(seed, language="de")
    return Made(cii_xml(invoice), "application/xml", "cii.xml", invoice)


def ubl_file(invoice: Invoice | None = None, *, seed: int = 1) -> Made:
    invoice = invoice or sample_invoice(seed, language="de")
    return Made(ubl_xml(invoice), "application/xml", "ubl.xml", invoice)


def with_embedded(xml: bytes, name: str, data: bytes, *, media_type: str = "application/pdf") -> bytes:
    """The CII or UBL with a supporting document in it."""
    text = base64.b64encode(data).decode()
    about = f'mimeCode="{media_type}" filename="{name}"'
    if b"CrossIndustryInvoice" in xml:
        file = f"<ram:AttachmentBinaryObject {about}>{text}</ram:AttachmentBinaryObject>"
        reference = f"<ram:IssuerAssignedID>T-1</ram:IssuerAssignedID><ram:Name>Timesheet</ram:Name>{file}"
        agreement = b"</ram:ApplicableHeaderTradeAgreement>"
        element = f"<ram:AdditionalReferencedDocument>{reference}</ram:AdditionalReferencedDocument>".encode()
        assert agreement in xml
        return xml.replace(agreement, element + agreement, 1)
    file = f"<cbc:EmbeddedDocumentBinaryObject {about}>{text}</cbc:EmbeddedDocumentBinaryObject>"
    reference = "<cbc:ID>T-1</cbc:ID><cbc:DocumentDescription>Timesheet</cbc:DocumentDescription>"
    element = (
        f"<cac:AdditionalDocumentReference>{reference}<cac:Attachment>{file}</cac:Attachment>"
        "</cac:AdditionalDocumentReference>"
    ).encode()
    party = b"<cac:AccountingSupplierParty>"
    assert party in xml
    return xml.replace(party, element + party, 1)


def with_files(pdf: bytes, files: dict[str, bytes]) -> bytes:
    """The PDF with attachments."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for name, data in files.items():
            document.new_attachment(name).set_data(data)
        target = BytesIO()
        document.save(target)
        return target.getvalue()
    finally:
        document.close()
