"""What kind of file the bytes are. Looks at the first bytes only: cheap, and safe to run in the server itself.

The declared type and the ending of the name are claims: they never decide, but a claim that the bytes contradict is
refused, because somebody downstream may believe it.
"""

import re

from app.domain.document import MEDIA_TYPES
from app.domain.errors import DocumentRejected

_SIGNATURE_ONLY = 16  # bytes; nothing this short holds more than a signature
_PADDING = b"\0\t\n\r \xef\xbb\xbf"  # NULs, white space and the UTF-8 mark
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
_HEIF_BRANDS = frozenset({b"mif1", b"msf1"})  # containers of any codec; AVIF files use them too
_NOT_DECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_SYNONYMS = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/mpo": "image/jpeg",
    "image/x-png": "image/png",
    "image/heif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heic",
    "image/tif": "image/tiff",
    "image/x-tiff": "image/tiff",
    "application/x-pdf": "application/pdf",
    "text/xml": "application/xml",
}
_ENDINGS = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "mpo"), "image/jpeg"),
    **dict.fromkeys(("heic", "heif", "hif"), "image/heic"),
    **dict.fromkeys(("tif", "tiff"), "image/tiff"),
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "xml": "application/xml",
}
# Endings that stand for something else. All other endings say nothing: names have dots for many reasons.
_FOREIGN_ENDINGS = frozenset(
    "gif bmp avif jp2 ico psd eps ps svg html htm xhtml js php py sh exe dll bat cmd com msi jar apk zip 7z rar gz tar "
    "tgz doc docx docm xls xlsx xlsm ppt pptx odt ods odp rtf txt csv json md eml msg mp4 mov mp3 wav avi".split()
)


def sniff(data: bytes, *, declared_type: str | None = None, file_name: str | None = None) -> str:
    """The media type of the bytes, one of `MEDIA_TYPES`.

    `DocumentRejected`: `empty-file`, `unsupported-type`, or `type-mismatch` when the declared type or the ending of
    the name says something else than the bytes.
    """
    body = data.strip(_PADDING) if len(data) < 1024 else data.lstrip(_PADDING)
    if len(body) <= 1:
        raise DocumentRejected("empty-file", "The file is empty.")
    found = _by_signature(data)
    if found and len(body) <= _SIGNATURE_ONLY:
        raise DocumentRejected("empty-file", "The file holds a signature and nothing behind it.")
    for claim, what in ((_declared(declared_type), "type"), (_ending(file_name), "name")):
        if claim is None or claim == found:
            continue
        if found or claim in MEDIA_TYPES:
            raise DocumentRejected("type-mismatch", _mismatch(claim, what, found))
    if found is None:
        raise DocumentRejected(
            "unsupported-type", f"This kind of file is not taken. Taken are: {', '.join(MEDIA_TYPES)}."
        )
    return found


def _mismatch(claim: str, what: str, found: str | None) -> str:
    says = f"By its {what} the file is {claim}"
    if claim == "application/pdf" and found is None:
        return f"{says}, but its first bytes are not %PDF-."
    return f"{says}, by its bytes it is {found or 'something else'}."


def _declared(declared_type: str | None) -> str | None:
    name = (declared_type or "").partition(";")[0].strip().lower()
    return None if name in _NOT_DECLARED else _SYNONYMS.get(name, name)


def _ending(file_name: str | None) -> str | None:
    """The type that the last ending stands for; None for no ending or one that stands for nothing in particular."""
    name = re.split(r"[/\\]", file_name or "")[-1].rstrip(". \0\t\r\n").lower()
    _, dot, ending = name.rpartition(".")
    if not dot:
        return None
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    return f"a .{ending} file" if ending in _FOREIGN_ENDINGS else None


def _by_signature(data: bytes) -> str | None:
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "image/heic" if _is_heic(data) else None
    return "application/xml" if _is_xml(data) else None


def _is_heic(data: bytes) -> bool:
    """The main brand must be HEVC's; a general one (`mif1`) only with HEVC's among the compatible brands."""
    size = int.from_bytes(data[:4], "big")
    if not 16 <= size <= min(len(data), 1024):
        return False
    main, others = data[8:12], {data[at : at + 4] for at in range(16, size - 3, 4)}
    return main in _HEIC_BRANDS or (main in _HEIF_BRANDS and bool(others & _HEIC_BRANDS))


def _is_xml(data: bytes) -> bool:
    """Begins like an XML file, in an encoding of ASCII's kind or in UTF-16. Pages of the web are not taken for one."""
    start = data[:512]
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        start = start.lstrip(b"\xff\xfe").replace(b"\0", b"")
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if re.match(rb"<(!doctype\s+html|html|svg|\?php|script|head|body)\b", start):
        return False
    return bool(re.match(rb"<[a-z_?!]", start))
