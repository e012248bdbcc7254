"""An upload: leave to hand over one file outside the API, and what became of the file."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from app.domain.scan import Reason
from app.domain.stored import Stored

TRIED_FOR = timedelta(minutes=30)
"""How long, from the leave to put a file, an outside part that does not answer is waited for."""
MESSAGES_KEPT_FOR = timedelta(days=4)  # in an account: by the queue, that of a file which has arrived
SET_ASIDE_FOR = timedelta(days=14)  # and then with what failed, from where somebody may give it back
KEPT_FOR = MESSAGES_KEPT_FOR + SET_ASIDE_FOR + timedelta(days=10)
"""How long the row is kept, by which the owner of a file is known: no try, and no message that asks for a scan,
outlives it. A file whose row is gone is found (`app/services/leftovers.py`)."""


HELD_FOR = timedelta(minutes=10)
"""How long room is held for a file that is awaited: twice as long as a ticket holds, for a file may be on its way."""


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
    reason: Annotated[Reason | None, Field(description="why no scan was made of the file")] = None
    file_kept: Annotated[
        bool, Field(description="the reason is not the file's: it is there, and `POST /v1/scans/kept` tries it again")
    ] = False
    held: Annotated[int, Field(description="bytes that there is room for until the file is there")] = 0

    @property
    def is_awaited(self) -> bool:
        """True as long as the file is to come, or is there and waits for a scan."""
        return self.scan_id is None and (self.reason is None or self.file_kept)
