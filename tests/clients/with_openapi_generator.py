"""A whole job by a client of openapi-generator: `python … URL TOKEN FILE TABLE`. Tells as JSON what it saw."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from openapi_client import (
    ApiClient,
    ApiException,
    ChangedInvoice,
    Configuration,
    Format,
    InvoiceInput,
    InvoicesApi,
    NewExport,
    NewInvoice,
    NewUpload,
    ScanOfKept,
    ScansApi,
    ServiceApi,
    View,
)


def main(url: str, token: str, file: str, table: str) -> dict[str, Any]:
    nobody, client = ApiClient(Configuration(host=url)), ApiClient(Configuration(host=url, access_token=token))
    scans, invoices = ScansApi(client), InvoicesApi(client)
    data = Path(file).read_bytes()

    config = ServiceApi(nobody).get_config()
    stranger = problem(InvoicesApi(nobody).list_invoices)
    begun = scans.start_scan_with_http_info(file=(Path(file).name, data), prefer="respond-async")
    scan = scans.get_scan(begun.data.actual_instance.id, wait=28).actual_instance
    page = scans.get_scan_page(scan.id, 1)

    ticket = scans.open_upload(NewUpload(file_name="again.pdf"))
    form = {"data": ticket.fields, "files": {"file": ("again.pdf", data)}}
    httpx.post(ticket.url, **form, trust_env=False).raise_for_status()
    known = scans.scan_kept(ScanOfKept(upload_id=ticket.upload_id)).actual_instance

    saved = invoices.save_invoice_with_http_info(NewInvoice(scan_id=scan.id), view=View.PLAIN)
    kept = saved.data.actual_instance
    change = ChangedInvoice(invoice=InvoiceInput.from_dict(kept.invoice.to_dict() | {"notes": ["Seen."]}))
    changed = invoices.replace_invoice_with_http_info(
        kept.id, if_match=saved.headers["etag"], changed_invoice=change, view=View.PLAIN
    )
    now = changed.data.actual_instance.invoice
    listed = invoices.list_invoices(q=now.invoice_number)
    Path(table).write_bytes(invoices.export_invoices(format=Format.XLSX))
    export = invoices.start_export(NewExport(format=Format.JSON))
    for _ in range(600):
        if export.state.value not in ("queued", "running"):
            break
        time.sleep(0.2)
        export = invoices.get_export(export.id)
    made = httpx.get(export.url, trust_env=False).json()
    deleted = invoices.delete_invoice_with_http_info(kept.id, if_match=changed.headers["etag"])
    return {
        "largest": config.max_upload_bytes,
        "stranger": stranger,
        "begun": begun.status_code,
        "state": scan.state.value,
        "number": scan.reading.invoice.invoice_number.value,
        "page": page[:3].hex(),
        "known": [known.id == scan.id, known.known],
        "notes": now.notes,
        "listed": [[row.id == kept.id, row.invoice_number] for row in listed.items],
        "exported": [[row["id"] == kept.id for row in made["invoices"]], export.invoices_done],
        "deleted": deleted.status_code,
        "gone": problem(invoices.get_invoice, kept.id),
    }


def problem(call: Any, *given: Any) -> str:
    try:
        call(*given)
    except ApiException as error:
        return str(error.data.code)
    return "none"


print(json.dumps(main(*sys.argv[1:])))
