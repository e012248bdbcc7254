"""What a sender called a file: its declared type and the ending of its name, held against what the bytes are."""

import re

from app.domain.document import media_type_of

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
    "application/x-pkcs7-mime": "application/pkcs7-mime",
}
_ENDINGS = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "mpo"), "image/jpeg"),
    **dict.fromkeys(("heic", "heif", "hif"), "image/heic"),
    **dict.fromkeys(("tif", "tiff"), "image/tiff"),
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "xml": "application/xml",
    "p7m": "application/pkcs7-mime",
}
# Endings that stand for something else. All other endings say nothing: names have dots for many reasons.
_FOREIGN_ENDINGS = frozenset(
    "gif bmp avif jp2 ico psd eps ps svg html htm xhtml js php py sh exe dll bat cmd com msi jar apk zip 7z rar gz tar "
    "tgz doc docx docm xls xlsx xlsm ppt pptx odt ods odp rtf txt csv json md eml msg mp4 mov mp3 wav avi".split()
)


def contradiction(media_type: str, *, declared_type: str | None, file_name: str | None) -> str | None:
    """What the sender called the file where its bytes are another kind: a media type, or an ending such as `.docx`;
    None when nothing disagrees."""
    for claim in (_declared(declared_type), _ending(file_name)):
        if claim not in (None, media_type):
            return claim
    return None


def _declared(declared_type: str | None) -> str | None:
    name = media_type_of(declared_type)
    if name is None:
        return None
    return "application/xml" if name.endswith("+xml") and name != "image/svg+xml" else _SYNONYMS.get(name, name)


def _ending(file_name: str | None) -> str | None:
    """What the last ending stands for; None for no ending or one that stands for nothing in particular."""
    name = re.split(r"[/\\]", file_name or "")[-1].rstrip(". \0\t\r\n").lower()
    _, dot, ending = name.rpartition(".")
    if not dot:
        return None
    return _ENDINGS.get(ending) or (f".{ending}" if ending in _FOREIGN_ENDINGS else None)
