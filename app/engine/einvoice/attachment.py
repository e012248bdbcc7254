"""The files inside a PDF, wherever the standard lets them be: the tree of names, `/AF` of the document, of a page or of
anything else, annotations, portfolios. All are file specifications, so these are what is looked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import DocumentRejected
from app.domain.visible import visible

KNOWN_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "order-x.xml")  # best first, without case
INVOICE_RELATIONS = ("Alternative", "Data", "Source")  # best first: what the XML of a page is to the page
MOST = 10_000  # files
_SPECIFICATIONS = re.compile(rb"/(?:EF|Filespec)(?=[\s/<\[(>])")
_NAMES = ("UF", "F", "Unix", "Mac", "DOS")  # of the name, and of the file


@dataclass(frozen=True)
class Attachment:
    """A file in a PDF. `name` as it is shown, without folders; `relation` to the document (`Alternative`, `Data` …)
    and `media_type` as the PDF states them, both often empty. `stream` None: the PDF names it and does not hold it."""

    name: str
    relation: str
    media_type: str
    description: str
    objects: Any = field(repr=False, compare=False)
    stream: Any = None

    def content(self, *, most: int) -> bytes:
        """The first `most` bytes; none of an empty file. `DocumentRejected` `damaged` when they are missing or cannot
        be unpacked."""
        from app.engine.pdf_unpack import start

        found = self.objects.stream(self.stream) if self.stream else None
        if found is None:
            raise DocumentRejected("damaged", "The PDF names it and does not hold it.")
        head, packed = found
        data = b"" if _predicted(self.objects, head) else start(packed, _chain(self.objects, head), most)
        if packed and not data:
            raise DocumentRejected("damaged", "It is empty, or packed in a way that is not read here.")
        return data

    @property
    def is_called_xml(self) -> bool:
        return self.name.lower() in KNOWN_NAMES or self.name.lower().endswith(".xml")

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Less for what is more likely the XML of the page: by name, then by relation, then by the kind of file."""
        name = self.name.lower()
        known = KNOWN_NAMES.index(name) if name in KNOWN_NAMES else len(KNOWN_NAMES)
        related = (
            INVOICE_RELATIONS.index(self.relation) if self.relation in INVOICE_RELATIONS else len(INVOICE_RELATIONS)
        )
        return known, related, not (self.is_called_xml or self.media_type.endswith("xml"))

    @property
    def claims(self) -> bool:
        """True when name or relation say that this is what the page shows, as data."""
        return self.name.lower() in KNOWN_NAMES or self.relation in INVOICE_RELATIONS


def attachments(pdf: bytes) -> list[Attachment]:
    """The files of a PDF, likely e-invoices first, each once. `DocumentRejected`: `damaged`, `password-protected`,
    `too-complex` for more than `MOST`."""
    from app.engine.pdf_file import open_pdf  # late: heavy, and a bare XML file needs none of it
    from app.engine.pdf_objects import Objects

    with open_pdf(pdf) as document:
        objects = Objects.of(document)
    found: dict[Any, Attachment] = {}
    for value in objects.mentioning(_SPECIFICATIONS, most=MOST):
        for specification in _specifications(value):
            for attachment in _of(objects, specification):
                found.setdefault(attachment.stream or attachment.name, attachment)
    return sorted(found.values(), key=lambda attachment: attachment.rank)


def _place(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else len(names)


def _specifications(value: Any) -> Iterator[dict[str, Any]]:
    """Every file specification in a value, however deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "EF" in item or item.get("Type") == "Filespec":
                yield item
            waiting.extend(reversed(item.values()))
        elif isinstance(item, list):
            waiting.extend(reversed(item))


def _of(objects: Any, specification: dict[str, Any]) -> Iterator[Attachment]:
    """The file, or the files: a specification may hold another one for each kind of system."""
    from app.engine.pdf_values import Reference

    held = objects.value(specification.get("EF"))
    texts = [_text(objects.value(specification.get(key))) for key in _NAMES]
    name = re.split(r"[/\\]", next(filter(None, texts), ""))[-1].strip()
    streams = [held.get(key) for key in _NAMES] if isinstance(held, dict) else []
    references = [stream for stream in dict.fromkeys(streams) if isinstance(stream, Reference)]
    if not references and specification.get("EF") is None and name.lower() not in KNOWN_NAMES:
        return  # a link to a file elsewhere
    for stream in (*references, *([] if references else [None])):
        head = objects.value(stream) if stream else None
        yield Attachment(
            name=name[:200],
            relation=_word(objects.value(specification.get("AFRelationship"))),
            media_type=_word(head.get("Subtype")).lower() if isinstance(head, dict) else "",
            description=_text(objects.value(specification.get("Desc")))[:200],
            objects=objects,
            stream=stream,
        )


def _chain(objects: Any, head: dict[str, Any]) -> list[bytes]:
    filters = objects.value(head.get("Filter"))
    names = [_word(objects.value(each)) for each in (filters if isinstance(filters, list) else [filters])]
    return [name.encode() for name in names if name]


def _predicted(objects: Any, head: dict[str, Any]) -> bool:
    given = objects.value(head.get("DecodeParms"))
    parameters = [objects.value(each) for each in (given if isinstance(given, list) else [given])]
    predictors = [objects.value(each.get("Predictor")) for each in parameters if isinstance(each, dict)]
    return any(predictor not in (None, 1) for predictor in predictors)


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _text(value: Any) -> str:
    """A text of PDF: UTF-16 or UTF-8 by its mark, else one byte a letter."""
    if not isinstance(value, bytes):
        return ""
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if value.startswith(mark):
            return visible(value[len(mark) :].decode(encoding, "replace"))
    return visible(value.decode("latin-1"))
