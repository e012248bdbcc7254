"""What callers send: bodies as JSON, and the parameters of lists."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.domain.export import Format, Rows
from app.domain.invoice import MAX_LINES, Code, Currency, Date, Invoice, Model, NumberText
from app.domain.looked_at import is_path
from app.domain.record import Query, RecordStatus, Sort

MAX_SIZE = 10**15  # bytes: more than anybody has


def _is_text(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "string"}}}


class ScanOfKept(Model):
    """Scan a file that was put under an upload ticket, or a document without a record: one of both. What is left out is
    as the ticket says."""

    upload_id: Annotated[Code | None, Field(examples=["upl_6f1e2d3c4b5a69788796a5b4c3d2e1f0"])] = None
    document_id: Annotated[
        Code | None,
        Field(description="from `/v1/loose-documents`", examples=["inv_6f1e2d3c4b5a69788796a5b4c3d2e1f0"]),
    ] = None
    file_name: Annotated[Code | None, Field(description="for display", examples=["invoice.pdf"])] = None
    reader: Annotated[Code | None, Field(description="as the parameter `reader`", examples=["auto"])] = None
    read_again: Annotated[bool, Field(description="as the parameter `read_again`")] = False

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"upload_id": "upl_6f1e2d3c4b5a69788796a5b4c3d2e1f0"}],
            # Not `oneOf`: generators make a model of each of its branches, and of these two no model can be made.
            "if": _is_text("upload_id"),
            "then": {"properties": {"document_id": {"type": "null"}}},
            "else": _is_text("document_id"),
        }
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.upload_id is None) == (self.document_id is None):
            raise ValueError("give either upload_id or document_id")
        return self


class ReadAgain(Model):
    """Which invoice is to be read again, and by what."""

    invoice_id: Annotated[Code, Field(examples=["inv_0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
    reader: Annotated[Code | None, Field(description="as the parameter `reader` of a scan", examples=["auto"])] = None


class TakenChanges(Model):
    """Which of the offered changes are taken."""

    paths: Annotated[
        list[Code] | None,
        Field(max_length=1_000, description="`path` of each; left out: all but those that a person has set"),
    ] = None


class NewUpload(Model):
    """Ask for leave to put a file."""

    media_type: Annotated[
        str | None,
        Field(
            max_length=200,
            description="what the file is said to be, if anything: its bytes decide whether it is taken",
            examples=["application/pdf"],
        ),
    ] = None
    size: Annotated[
        int | None, Field(ge=0, le=MAX_SIZE, description="bytes, if known: too many are refused at once")
    ] = None
    file_name: Annotated[Code | None, Field(description="for display", examples=["invoice.pdf"])] = None
    reader: Annotated[Code | None, Field(description="as the parameter `reader` of a scan", examples=["auto"])] = None
    keep: Annotated[
        bool,
        Field(
            strict=True, description="scan the file as soon as it arrives, and save the invoice to be reviewed later"
        ),
    ] = False

    model_config = ConfigDict(json_schema_extra={"examples": [{"media_type": "application/pdf", "size": 7340032}]})


def _place(path: str) -> str:
    if not is_path(path):
        raise ValueError("an invoice has no such value: a path is written as in `checks[].fields`")
    return path


LookedAt = Annotated[
    list[Annotated[Code, AfterValidator(_place)]],
    Field(
        max_length=MAX_LINES,
        description="paths of values that a person has looked at; a path stands for all beneath it, `lines` for all "
        "lines. Values that change count without being named.",
        examples=[["amounts.gross", "lines.0.quantity", "seller"]],
    ),
]


class NewInvoice(Model):
    """Save what was read, or a person's version of it."""

    scan_id: Annotated[Code, Field(examples=["scn_0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
    invoice: Annotated[Invoice | None, Field(description="the corrected values; left out: as it was read")] = None
    looked_at: LookedAt | None = None


class ChangedInvoice(Model):
    """The whole new version: what is left out is removed."""

    invoice: Invoice
    looked_at: LookedAt | None = None


class Filters(BaseModel):
    """Which invoices. All conditions hold together."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        Code | None,
        Field(description="words to find anywhere: seller, buyer, numbers, items, notes; the last may be cut"),
    ] = None
    date_from: Annotated[Date | None, Field(description="issue date, this day or later")] = None
    date_to: Annotated[Date | None, Field(description="issue date, this day or earlier")] = None
    due_from: Annotated[Date | None, Field(description="due date, this day or later")] = None
    due_to: Annotated[Date | None, Field(description="due date, this day or earlier")] = None
    seller: Annotated[Code | None, Field(description="part of the seller's name")] = None
    gross_min: Annotated[
        NumberText | None,
        Field(
            description="total with tax as given, this much or more; a credit note's without a minus unless it has one"
        ),
    ] = None
    gross_max: Annotated[NumberText | None, Field(description="total with tax, as given, this much or less")] = None
    currency: Currency | None = None
    status: RecordStatus | None = None
    failed_check: Annotated[Code | None, Field(description="id of a failed check", examples=["gross_total"])] = None
    sort: Annotated[Sort, Field(description="a leading minus: largest or newest first; `gross` as given")] = (
        Sort.CREATED_AT_DOWN
    )

    def query(self) -> Query:
        asked = {name: getattr(self, name) for name in Query.model_fields if name in type(self).model_fields}
        return Query.model_validate(asked | {"text": self.q})


class ListOfInvoices(Filters):
    limit: Annotated[int, Field(ge=1, le=100, description="rows of a page")] = 50
    cursor: Annotated[str | None, Field(max_length=4_096, description="from `next` of the page before")] = None


FileFormat = Annotated[Format, Field(description="`json` holds whole invoices in plain form")]
RowsStandFor = Annotated[Rows, Field(description="a row of a table: an invoice, or one of its line items")]


class ExportOfInvoices(Filters):
    format: FileFormat = Format.CSV
    rows: RowsStandFor = Rows.INVOICES


class ChosenInvoices(Model):
    """Which invoices to export, in the order in which they are wanted."""

    ids: Annotated[
        list[Code],
        Field(min_length=1, max_length=1_000, examples=[["inv_0f1e2d3c4b5a69788796a5b4c3d2e1f0"]]),
    ]
    format: FileFormat = Format.CSV
    rows: RowsStandFor = Rows.INVOICES


class NewExport(ExportOfInvoices):
    """Which invoices to export, and as what: all that the filters let through, or chosen ones."""

    ids: Annotated[
        list[Code] | None,
        Field(min_length=1, max_length=1_000, description="these alone, in this order, whatever the filters say"),
    ] = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"format": "csv", "date_from": "2026-01-01", "date_to": "2026-12-31"}]}
    )
