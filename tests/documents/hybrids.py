"""PDFs with files inside, at every place that the standard has for them, written object by object."""

import base64
import zlib
from dataclasses import dataclass
from enum import StrEnum

from tests.documents.hostile import pdf_from_objects

_LETTER = b"BT /F1 11 Tf 60 780 Td (Invoice R-1 of 2 March 2026) Tj 0 -20 Td (Total EUR 119.00) Tj ET"


class Place(StrEnum):
    NAMES = "names"
    NAMES_OF_KIDS = "names-of-kids"
    AF = "af"
    AF_OF_PAGE = "af-of-page"
    ANNOTATION = "annotation"
    AF_OF_CONTENT = "af-of-content"
    INLINE = "inline"  # the specification stands in the tree itself
    NOWHERE = "nowhere"  # named, with nothing behind it


@dataclass(frozen=True)
class File:
    """A file to be put in. `filters` as PDF names them, of the last packing first."""

    data: bytes
    name: str = "factur-x.xml"
    place: Place = Place.NAMES
    relation: str = "Alternative"
    media_type: str = "text/xml"
    filters: tuple[str, ...] = ("FlateDecode",)


def hybrid(*files: File, content: bytes = _LETTER) -> bytes:
    """A PDF of one page with the files in it."""
    first = 6  # the objects of files: a specification and a stream each
    objects: list[bytes] = []
    at: dict[Place, list[bytes]] = {place: [] for place in Place}
    for number, file in enumerate(files):
        specification = _specification(file, stream=first + 2 * number + 1)
        reference = b"%d 0 R" % (first + 2 * number)
        objects += [specification, _stream(file)]
        entry = specification if file.place is Place.INLINE else reference
        if file.place in (Place.NAMES, Place.NAMES_OF_KIDS, Place.INLINE, Place.NOWHERE):
            entry = b"(%d) %s" % (number, entry)
        at[file.place].append(entry)
    names = b" ".join((*at[Place.NAMES], *at[Place.INLINE], *at[Place.NOWHERE]))
    kids = b"/Kids [ << /Kids [ << /Names [ %s ] >> ] >> ]" % b" ".join(at[Place.NAMES_OF_KIDS])
    tree = b"/Names << /EmbeddedFiles << %s >> >>" % (kids if at[Place.NAMES_OF_KIDS] else b"/Names [ %s ]" % names)
    notes = b" ".join(
        b"<< /Type /Annot /Subtype /FileAttachment /Rect [ 0 0 9 9 ] /FS %s >>" % each for each in at[Place.ANNOTATION]
    )
    return pdf_from_objects(
        b"<< /Type /Catalog /Pages 2 0 R /AF [ %s ] %s >>" % (b" ".join(at[Place.AF]), tree),
        b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> /AF [ %s ] /Annots [ %s ] >>"
        % (b" ".join(at[Place.AF_OF_PAGE]), notes),
        b"<< /Length %d /AF [ %s ] >>\nstream\n%s\nendstream"
        % (len(content), b" ".join(at[Place.AF_OF_CONTENT]), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    )


def _specification(file: File, *, stream: int) -> bytes:
    name = b"<feff%s>" % file.name.encode("utf-16-be").hex().encode()
    held = b"" if file.place is Place.NOWHERE else b"/EF << /F %d 0 R >>" % stream
    relation = b"/AFRelationship /%s" % file.relation.encode() if file.relation else b""
    return b"<< /Type /Filespec /F %s /UF %s %s %s >>" % (name, name, relation, held)


def _stream(file: File) -> bytes:
    data = file.data
    for name in reversed(file.filters):
        data = _PACKERS[name](data)
    names = b" ".join(b"/%s" % name.encode() for name in file.filters)
    media_type = file.media_type.replace("/", "#2F").encode()
    subtype = b"/Subtype /%s" % media_type if media_type else b""
    head = b"<< /Type /EmbeddedFile %s /Length %d /Filter [ %s ] >>" % (subtype, len(data), names)
    return b"%s\nstream\n%s\nendstream" % (head, data)


def _run_length(data: bytes) -> bytes:
    parts = (data[at : at + 128] for at in range(0, len(data), 128))
    return b"".join(bytes([len(part) - 1]) + part for part in parts) + b"\x80"


_PACKERS = {
    "FlateDecode": zlib.compress,
    "ASCIIHexDecode": lambda data: data.hex().encode() + b">",
    "ASCII85Decode": lambda data: base64.a85encode(data) + b"~>",
    "RunLengthDecode": _run_length,
    "UnknownDecode": lambda data: data,
}
