"""What kind of file the bytes are, and where it begins. Looks at the first bytes only: cheap, and safe to run in the
server itself.

The bytes alone decide: programs and people mislabel files. What a sender called a file is compared afterwards
(`app.engine.labels`), and only noted.
"""

import re
from typing import NamedTuple

from app.domain.document import KINDS, XML_TYPES
from app.domain.errors import DocumentRejected
from app.engine.einvoice.signed import MEDIA_TYPE as SIGNED
from app.engine.einvoice.signed import is_signed
from app.engine.other_kinds import holds_active, other_kind

PDF_WITHIN = 1024  # bytes; where readers of PDF files look for the header
_SIGNATURE_ONLY = 16  # bytes; nothing this short holds more than a signature
_PADDING = b"\0\t\n\r \xef\xbb\xbf"  # NULs, white space and the UTF-8 mark
_PADDED_BY = 1024  # bytes of padding that are stepped over before a picture
_XML_WITHIN = 64 * 1024  # bytes of white space before an XML file
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),  # BigTIFF
    (b"MM\0+", "image/tiff"),
    (b"%PDF-", "application/pdf"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_HEIF_BRANDS = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})  # containers of any codec; AVIF files use them too
_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


class Sniffed(NamedTuple):
    """One of `MEDIA_TYPES`, and the number of bytes before it: a mail's, a Mac's or a web server's header, a blank."""

    media_type: str
    begins_at: int


def sniff(data: bytes) -> Sniffed:
    """`DocumentRejected`: `empty-file`, or `unsupported-type`, by its name where the kind is known."""
    if len(data.strip(_PADDING) if len(data) < 1024 else data.lstrip(_PADDING)) <= 1:
        raise DocumentRejected("empty-file", "The file is empty.")
    found = _found(data)
    if found is None:
        kind = other_kind(data)
        what = f"The file is {kind}, which is not taken." if kind else "This kind of file is not taken."
        raise DocumentRejected("unsupported-type", f"{what} Taken are: {', '.join(KINDS.values())}.")
    end = data[found.begins_at :].rstrip(_PADDING) if len(data) < 2048 else data[found.begins_at :]
    if found.media_type not in XML_TYPES and len(end) <= _SIGNATURE_ONLY:
        raise DocumentRejected("empty-file", "The file holds a signature and nothing behind it.")
    return found


def _found(data: bytes) -> Sniffed | None:
    padding = len(data[:_PADDED_BY]) - len(data[:_PADDED_BY].lstrip(_PADDING))
    # A box of HEIC begins with NULs, which are no padding.
    for begin in (0, padding):
        if media_type := _by_signature(data[begin : begin + 2048]):
            return Sniffed(media_type, begin)
    if is_signed(data[:2048]):
        return Sniffed(SIGNED, 0)
    if _is_xml(data):
        return Sniffed("application/xml", 0)
    begin = data.find(b"%PDF-", 0, PDF_WITHIN + len(b"%PDF-") - 1)
    if begin > 0 and not holds_active(data[:begin]):
        return Sniffed("application/pdf", begin)
    return None


def _by_signature(start: bytes) -> str | None:
    for signature, media_type in _SIGNATURES:
        if start.startswith(signature):
            return media_type
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image/webp"
    return "image/heic" if start[4:8] == b"ftyp" and _is_heic(start) else None


def _is_heic(start: bytes) -> bool:
    """The main brand must be HEVC's; a general one (`mif1`) only with HEVC's among the compatible brands."""
    size = int.from_bytes(start[:4], "big")
    if not 16 <= size <= min(len(start), 1024):
        return False
    main, others = start[8:12], {start[at : at + 4] for at in range(16, size - 3, 4)}
    return main in _HEIC_BRANDS or (main in _HEIF_BRANDS and bool(others & _HEIC_BRANDS))


def _is_xml(data: bytes) -> bool:
    """Begins like an XML file, in an encoding of ASCII's kind, UTF-16 or UTF-32. Pages of the web are not taken for
    one."""
    start = data[:_XML_WITHIN]
    mark = next((mark for mark in _MARKS if start.startswith(mark)), b"")
    start = start.removeprefix(mark).replace(b"\0", b"").lstrip()[:512].lower()
    if re.match(rb"<(!doctype\s+html|html|svg|\?php|script|head|body)\b", start):
        return False
    return bool(re.match(rb"<[a-z_?!]", start))
