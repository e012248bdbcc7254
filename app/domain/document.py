"""A file that somebody handed over, and what was found out about it."""

import hashlib
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.principal import Owner

MEDIA_TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/tiff",
    "application/xml",
)


class DocumentInfo(BaseModel):
    """Facts about the bytes, found by looking at them; the declared type and name are never believed."""

    model_config = ConfigDict(frozen=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    media_type: str
    size: Annotated[int, Field(ge=1, description="bytes")]
    pages: Annotated[int, Field(ge=1, description="1 for an XML file")]
    file_name: Annotated[str | None, Field(description="as given by the sender, cleaned; for display only")] = None


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


def digest(data: bytes) -> str:
    """SHA-256 in hex: identity of a document's bytes."""
    return hashlib.sha256(data).hexdigest()
