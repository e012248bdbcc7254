"""The domain's objects as answers show them, in full and in plain form: models that are made of theirs.

Apart from `app/api/responses.py`, for making them costs a function's start what a call for its health does not need.
"""

from pydantic import BaseModel, Field

from app.api.full_form import derived, full_form
from app.api.responses import Next
from app.api.views import EXPORT_INSIDE, SCAN_INSIDE, UPLOAD_INSIDE
from app.domain.export import Export
from app.domain.invoice import Invoice
from app.domain.reading import Reading
from app.domain.record import Change, Record
from app.domain.scan import Scan, Waiting
from app.domain.upload import Upload


class Moved(BaseModel):
    before: str | None
    after: str | None


def _shown_scan(form: str, invoice: type[BaseModel]) -> tuple[type[BaseModel], type[BaseModel]]:
    """A scan as it is shown, and as the call that starts it answers."""
    reading = derived(f"{form}Reading", Reading, leave_out={"invoice", "evidence"}, invoice=(invoice, ...))
    scan = derived(f"{form}Scan", Scan, leave_out=SCAN_INSIDE, reading=(reading | None, ...))
    said = Field(description="the same bytes were there already: this is what there is of them")
    return scan, derived(f"{form}StartedScan", scan, known=(bool, said))


def _shown_record(form: str, invoice: type[BaseModel]) -> type[BaseModel]:
    return derived(f"{form}Record", Record, leave_out={"invoice", "evidence"}, invoice=(invoice, ...))


_FULL, _PLAIN = _shown_scan("Full", full_form(Invoice)), _shown_scan("Plain", Invoice)
ScanShape, StartedScan = _FULL[0] | _PLAIN[0], _FULL[1] | _PLAIN[1]
RecordShape = _shown_record("Full", full_form(Invoice)) | _shown_record("Plain", Invoice)

ScanRow = derived("ScanRow", Scan, leave_out=SCAN_INSIDE)
ChangeShape = derived("Change", Change, leave_out={"values"}, values=(dict[str, Moved], Field(description="by path")))
UploadShape = derived(
    "Upload",
    Upload,
    leave_out=UPLOAD_INSIDE,
    upload_id=(str, ...),
    waits=(Waiting | None, Field(description="the file waits for a quota, and is read then")),
)

ExportJobRow = derived("ExportJobRow", Export, leave_out=EXPORT_INSIDE, file_name=(str, ...))
ExportJobShape = derived(
    "ExportJob",
    ExportJobRow,
    url=(str | None, Field(description="serves the file for two minutes, without a token; null unless it is done")),
)


# `ScanRow` and `ShownChange` are classes that are made when the program runs, which the type checker takes for values.


class ScanList(BaseModel):
    items: list[ScanRow]  # type: ignore[valid-type]  # see above
    next: Next


class ExportJobList(BaseModel):
    items: list[ExportJobRow]  # type: ignore[valid-type]  # see above


class History(BaseModel):
    changes: list[ChangeShape]  # type: ignore[valid-type]  # see above
