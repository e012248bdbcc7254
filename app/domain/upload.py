"""An upload: leave to hand over one file outside the API, and what became of the file."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.domain.scan import Reason
from app.domain.stored import Stored


class Upload(Stored):
    id: str
    media_type: str
    keep: Annotated[bool, Field(description="save the invoice by itself when it is read, to be reviewed later")] = False
    reader: str | None = None
    file_name: str | None = None
    created_at: datetime
    request_id: str | None = None
    scan_id: Annotated[str | None, Field(description="the scan of the file, once it has arrived")] = None
    known: Annotated[bool, Field(description="the same bytes were there already")] = False
    reason: Annotated[Reason | None, Field(description="why the file was refused")] = None
