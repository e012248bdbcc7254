"""Kinds of files that are not taken: by their names, so that a refusal says what the file is; and what must not stand
before a PDF file."""

import re

# Patterns of first bytes. Two letters alone say nothing: a text may begin with them.
_KINDS = tuple(
    (re.compile(sign, re.DOTALL), name)
    for sign, name in (
        (rb"PK\x03\x04", "a ZIP archive or an Office file"),
        (rb"PK\x05\x06", "an empty ZIP archive"),
        (rb"Rar!\x1a\x07", "a RAR archive"),
        (rb"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (rb"\x1f\x8b\x08", "a file packed with gzip"),
        (rb"BZh[1-9]1AY", "a file packed with bzip2"),
        (rb"\xfd7zXZ\0", "a file packed with xz"),
        (rb"\x28\xb5\x2f\xfd", "a file packed with Zstandard"),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office file or an Outlook message"),
        (rb"MZ[^\0]{0,62}\0", "a program for Windows"),
        (rb"\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "a program"),
        (rb"#! ?/", "a script"),
        (rb"%!PS", "a PostScript file"),
        (rb"\{\\rtf", "an RTF file"),
        (rb"GIF8[79]a", "a GIF picture"),
        (rb"BM.{4}\0{4}", "a BMP picture"),
        (rb"\0\0\x01\0[\x01-\x20]\0", "an icon"),
        (rb"8BPS\0", "a Photoshop file"),
        (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", "a JPEG 2000 picture"),
        (rb"\0\0\0\x0cJXL |\xff\x0a", "a JPEG XL picture"),
    )
)
_AVIF = frozenset({b"avif", b"avis"})
# Other programs find these behind something else, too.
_ANYWHERE = re.compile(
    rb"PK\x03\x04|PK\x05\x06|Rar!\x1a|7z\xbc\xaf|\x1f\x8b\x08|\xd0\xcf\x11\xe0|\x7fELF|GIF8[79]a|%!PS|\{\\rtf"
    rb"|\xff\xd8\xff|\x89PNG|II[*+]\0|MM\0[*+]|WEBPVP8|ftyp"
)
# A tag, not a mail address or a web address between angle brackets.
_MARKUP = re.compile(rb"<(?:[!?/]|[a-z][a-z0-9-]*(?::[a-z][a-z0-9-]*)?[\s/>])", re.IGNORECASE)


def other_kind(data: bytes) -> str | None:
    """What the file is, with its article; None when that is not known either."""
    for sign, name in _KINDS:
        if sign.match(data):
            return name
    if data[4:8] == b"ftyp":
        return _container(data)
    start = data[:512].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(b"<svg"):
        return "an SVG drawing"
    return "a web page or a script" if start.startswith(b"<") else None


def _container(data: bytes) -> str:
    size = min(int.from_bytes(data[:4], "big"), 1024)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, size - 3, 4))}
    return "an AVIF picture" if brands & _AVIF else "a film, or a picture in a container of another kind"


def holds_active(before: bytes) -> bool:
    """True when what stands before a PDF file is more than a header or a blank: markup, an archive, a program, another
    picture. Some other program would take the whole file for that."""
    start = before.lstrip(b"\0\t\n\r \xef\xbb\xbf")
    if any(sign.match(start) for sign, _ in _KINDS) or _ANYWHERE.search(before):
        return True
    return bool(_MARKUP.search(before.replace(b"\0", b"")))
