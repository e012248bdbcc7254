"""The XML inside a PDF: every invoice there is, and what could not be used of what says to be one."""

import re
from dataclasses import dataclass

from app.domain.checks import Check, Outcome
from app.domain.errors import DocumentRejected
from app.engine.einvoice.attachment import Attachment, attachments
from app.engine.einvoice.envelope import Source, invoices_in
from app.engine.einvoice.xml import MAX_WITH_FILES

_PEEK = 1024  # bytes; in so many an XML has begun
_MOST_XML = 20  # files unpacked whole
_MOST_BYTES = 64 * 1024 * 1024  # of them together
_MOST_TOLD = 5
_MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff|\s|\0)*<\0{0,3}[A-Za-z_?!]")
_PAGES_OF_THE_WEB = re.compile(rb"[\s\xef\xbb\xbf]*<(!doctype\s+html|html|svg)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Unusable:
    """An attached XML without a readable invoice, and why. `claims`: it says to be the data of the page, or is known
    to be a business document; others are somebody else's."""

    name: str
    code: str
    why: str
    claims: bool

    @property
    def told(self) -> str:
        return f"{self.name or 'an attached file'}: {self.why}"


def invoices_of(pdf: bytes) -> tuple[list[Source], list[Unusable]]:
    """What the attached files hold, likely ones first. `DocumentRejected` when the PDF cannot be opened."""
    sources: list[Source] = []
    unusable: list[Unusable] = []
    candidates = _xml_files(attachments(pdf))
    left = _MOST_BYTES
    for attachment in candidates[:_MOST_XML]:
        try:
            xml = _whole(attachment, most=min(MAX_WITH_FILES, left))
            left -= len(xml)
            sources += invoices_in(xml, name=attachment.name.lower())
        except DocumentRejected as error:
            # Well-formed XML of an unknown kind is a wrong only where it says to be the invoice.
            claims = attachment.claims or error.code != "unreadable-by"
            unusable.append(Unusable(attachment.name, error.code, error.detail, claims))
    if len(candidates) > _MOST_XML:
        why = f"{len(candidates) - _MOST_XML} more XML files in the PDF were not looked at."
        unusable.append(Unusable("", "too-complex", why, claims=True))
    return sources, unusable


def refusal(unusable: list[Unusable]) -> DocumentRejected:
    """Why there is no invoice: by the likeliest file."""
    claiming = [each for each in unusable if each.claims]
    if claiming:
        code = claiming[0].code
        return DocumentRejected("not-an-invoice" if code == "unreadable-by" else code, _sentence(claiming))
    if unusable:
        names = ", ".join(each.name for each in unusable[:_MOST_TOLD])
        return DocumentRejected("unreadable-by", f"The PDF has XML inside, but none of an invoice: {names}.")
    return DocumentRejected("unreadable-by", "The PDF has no XML of an invoice inside.")


def checks(unusable: list[Unusable], used: Source) -> tuple[Check, ...]:
    """What stands beside the invoice that was read and could not be: another program may look at that first. An order
    or a despatch advice beside it is no rival."""
    claiming = [each for each in unusable if each.claims and each.code != "not-an-invoice"]
    if not claiming:
        return ()
    detail = f"{_sentence(claiming)} The values come from {used.title}."
    return (Check(id="einvoice_unusable", outcome=Outcome.FAILED, detail=detail),)


def _sentence(unusable: list[Unusable]) -> str:
    told = " ".join(each.told for each in unusable[:_MOST_TOLD])
    return f"XML inside the PDF cannot be used: {told}"[:450]


def _xml_files(files: list[Attachment]) -> list[Attachment]:
    """Files that are XML by their name or their content; what else a PDF says of them is too often wrong."""
    return [each for each in files if each.is_called_xml or _begins_like_xml(each)]


def _begins_like_xml(attachment: Attachment) -> bool:
    try:
        start = attachment.content(most=_PEEK)
    except DocumentRejected:
        return False  # by no sign an XML
    return bool(_MARKUP.match(start)) and not _PAGES_OF_THE_WEB.match(start)


def _whole(attachment: Attachment, *, most: int) -> bytes:
    xml = attachment.content(most=most + 1)
    if len(xml) > most:
        raise DocumentRejected("too-large", f"The XML is larger than {most // 1024 // 1024} MB.")
    if not xml.strip(b"\0 \t\r\n"):
        raise DocumentRejected("damaged", "The file is empty.")
    return xml
