"""Reads electronic invoices: a PDF that carries its XML, or the XML alone."""

from collections.abc import Callable

from app.domain.errors import DocumentRejected
from app.domain.readers import EINVOICE
from app.domain.reading import Note, Reading, build_reading
from app.engine.einvoice import form, hybrid, rivals, signed
from app.engine.einvoice.envelope import Source, invoices_in
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.formats import format_of

_MOST_COMPARED = 10


def read(data: bytes, media_type: str, pages: int, progress: Callable[[str], None]) -> Reading:
    """The values of the XML, digit for digit; what another XML beside it says otherwise is a failed check.

    `DocumentRejected`: `unreadable-by` when there is no XML of an invoice, `not-an-invoice` when it is that of another
    document, `nothing-to-read` when it is empty, and `damaged`, `unsafe-xml`, `too-complex`, `too-large`,
    `password-protected` for XML or a PDF that cannot be used.
    """
    progress("einvoice")
    sources, unusable = _sources(data, media_type)
    if not sources:
        raise hybrid.refusal(unusable)
    readings = [_reading(source, pages) for source in sources[:_MOST_COMPARED]]
    filled = [each for each in zip(sources, readings, strict=False) if each[1].evidence]
    if not filled:
        raise DocumentRejected("nothing-to-read", "The XML of the invoice holds no values.")
    (source, reading), *others = filled
    in_pdf = form.faults_of_pdf(data, source.root, file_name=source.name) if source.name else iter(())
    checks = (
        *form.checks(source.root, source.xml, in_pdf),
        *hybrid.checks(unusable, source),
        *rivals.checks(source, reading.invoice, [(each, other.invoice) for each, other in others]),
    )
    notes = [Note(code="xml-mended", detail=told) for told in source.left_out]
    if media_type == signed.MEDIA_TYPE:
        notes.append(Note(code="signature-not-verified", detail="The file is signed. Nobody looked whether by whom."))
    return reading.model_copy(update={"checks": checks, "notes": tuple(notes)})


def _sources(data: bytes, media_type: str) -> tuple[list[Source], list[hybrid.Unusable]]:
    match media_type:
        case "application/xml" | signed.MEDIA_TYPE:
            return invoices_in(signed.xml_of(data, media_type)), []
        case "application/pdf":
            return hybrid.invoices_of(data)
        case _:
            raise DocumentRejected("unreadable-by", "Only a PDF or an XML file can hold an electronic invoice.")


def _reading(source: Source, pages: int) -> Reading:
    found = Findings()
    form = format_of(source.root)
    if form:
        form.read(source.root, found)
    return build_reading(reader=EINVOICE.name, version=EINVOICE.version, pages=pages, found=found.found)
