"""Looks through an XML file before anything else parses it. Expat reads it as a stream: nothing is built, expanded or
fetched, and a document type declaration is refused at its first character, so no entity is ever declared."""

from xml.parsers import expat

from app.domain.errors import DocumentRejected

MAX_BYTES = 5_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 500_000
ROOTS = frozenset(
    {
        "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100 CrossIndustryInvoice",
        "urn:ferd:CrossIndustryDocument:invoice:1p0 CrossIndustryDocument",
        "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2 Invoice",
        "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2 CreditNote",
    }
)


def inspect_xml(data: bytes) -> None:
    """Passes for an e-invoice (CII, UBL or ZUGFeRD 1) that is safe to parse; `DocumentRejected` for any other:
    `too-large`, `unsafe-xml`, `damaged` (not well-formed), `unsupported-type` (XML of another kind)."""
    if len(data) > MAX_BYTES:
        raise DocumentRejected("too-large", f"An XML file may have {MAX_BYTES // 1_000_000} MB.")
    look = _Look()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = look.doctype
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if expat.errors.codes.get(expat.errors.XML_ERROR_UNKNOWN_ENCODING) == error.code:
            raise DocumentRejected("unsafe-xml", "The XML file names an encoding that is not taken.") from error
        raise DocumentRejected(
            "damaged", f"The XML file is not well-formed: {expat.ErrorString(error.code)}."
        ) from error
    except (ValueError, LookupError) as error:  # an encoding of several bytes that expat cannot map, or none at all
        raise DocumentRejected("unsafe-xml", "The XML file names an encoding that is not taken.") from error
    if look.root not in ROOTS:
        raise DocumentRejected("unsupported-type", "The XML file is not an e-invoice (CII or UBL).")


class _Look:
    """Counts while expat goes through the file."""

    def __init__(self) -> None:
        self.root = ""
        self.depth = 0
        self.elements = 0

    def doctype(self, name: str, *_: object) -> None:
        raise DocumentRejected("unsafe-xml", "The XML file has a document type declaration; an e-invoice needs none.")

    def start(self, name: str, _: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.elements == 1:
            self.root = name
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise DocumentRejected("unsafe-xml", "The XML file is nested too deeply, or has too many elements.")

    def end(self, name: str) -> None:
        self.depth -= 1
