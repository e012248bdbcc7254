"""A file that somebody handed over, and what was found out about it."""

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.principal import Owner

KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "application/xml": "XML",
    "application/pkcs7-mime": "signed XML",
}
MEDIA_TYPES = tuple(KINDS)
XML_TYPES = frozenset({"application/xml", "application/pkcs7-mime"})
"""Kinds without pages to look at."""
ANYTHING = "application/octet-stream"

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,60}")
# Said by programs that do not know, and by tools that say it of everything.
_SAYS_NOTHING = frozenset(
    {
        ANYTHING,
        "binary/octet-stream",
        "application/x-www-form-urlencoded",
        "application/download",
        "application/x-download",
        "application/force-download",
    }
)


class DocumentInfo(BaseModel):
    """Facts about the bytes, found by looking at them; the declared type and name are never believed, only noted."""

    model_config = ConfigDict(frozen=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    media_type: str
    size: Annotated[int, Field(ge=1, description="bytes")]
    pages: Annotated[int, Field(ge=1, description="1 for an XML file")]
    file_name: Annotated[str | None, Field(description="as given by the sender, cleaned; for display only")] = None
    called: Annotated[
        str | None,
        Field(
            description="what the sender called the file, where its bytes are of another kind: a media type, or an "
            "ending such as `.docx`; absent: nothing disagrees"
        ),
    ] = None
    begins_at: Annotated[
        int,
        Field(ge=0, description="bytes before the document's own first one (a mail or Mac header); readers skip them"),
    ] = 0


@dataclass(frozen=True)
class Document:
    """The bytes with their facts.

    `owner`: on whose behalf it is read; None: on nobody's, so nothing is kept of it. `urgent`: somebody waits for it,
    so it is read before what nobody waits for.
    """

    data: bytes
    info: DocumentInfo
    owner: Owner | None = None
    urgent: bool = False

    @property
    def content(self) -> bytes:
        """The bytes that readers read: without what stands before the document. The original is kept as it came."""
        return self.data[self.info.begins_at :]


def media_type_of(declared: str | None) -> str | None:
    """The type in small letters, without parameters; None for what is none, or says as much as saying nothing."""
    name = (declared or "").partition(";")[0].strip().lower()
    return name if _MEDIA_TYPE.fullmatch(name) and name not in _SAYS_NOTHING else None


def digest(data: bytes) -> str:
    """SHA-256 in hex: identity of a document's bytes."""
    return hashlib.sha256(data).hexdigest()
