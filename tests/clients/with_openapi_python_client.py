"""A whole job by a client of openapi-python-client: `python … URL TOKEN FILE TABLE`. Tells as JSON what it saw."""

import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from invoices_client import AuthenticatedClient, Client
from invoices_client.api.invoices import (
    delete_invoice,
    export_invoices,
    get_export,
    get_invoice,
    list_invoices,
    replace_invoice,
    save_invoice,
    start_export,
)
from invoices_client.api.scans import get_scan, get_scan_page, open_upload, scan_kept, start_scan
from invoices_client.api.service import get_config
from invoices_client.models import (
    ChangedInvoice,
    Format,
    InvoiceInput,
    NewExport,
    NewInvoice,
    NewUpload,
    ScanOfKept,
    View,
)
from invoices_client.models.start_scan_files_body import StartScanFilesBody
from invoices_client.types import File


def main(url: str, token: str, file: str, table: str) -> dict[str, Any]:
    nobody, client = Client(base_url=url), AuthenticatedClient(base_url=url, token=token)
    data = Path(file).read_bytes()

    config = get_config.sync(client=nobody)
    stranger = list_invoices.sync(client=nobody)
    body = StartScanFilesBody(file=File(io.BytesIO(data), Path(file).name, "application/pdf"))
    begun = start_scan.sync_detailed(client=client, body=body, prefer="respond-async")
    scan = get_scan.sync(begun.parsed.id, client=client, wait=28)
    page = get_scan_page.sync_detailed(scan.id, 1, client=client).content

    ticket = open_upload.sync(client=client, body=NewUpload(file_name="again.pdf"))
    form = {"data": ticket.fields.to_dict(), "files": {"file": ("again.pdf", data)}}
    httpx.post(ticket.url, **form, trust_env=False).raise_for_status()
    known = scan_kept.sync(client=client, body=ScanOfKept(upload_id=ticket.upload_id))

    saved = save_invoice.sync_detailed(client=client, body=NewInvoice(scan_id=scan.id), view=View.PLAIN)
    values = saved.parsed.invoice.to_dict() | {"notes": ["Seen."]}
    change = ChangedInvoice(invoice=InvoiceInput.from_dict(values))
    name, version = saved.parsed.id, saved.headers["ETag"]
    changed = replace_invoice.sync_detailed(name, client=client, body=change, if_match=version, view=View.PLAIN)
    listed = list_invoices.sync(client=client, q=changed.parsed.invoice.invoice_number)
    Path(table).write_bytes(export_invoices.sync_detailed(client=client, format_=Format.XLSX).content)
    export = start_export.sync(client=client, body=NewExport(format_=Format.JSON))
    for _ in range(600):
        if export.state.value not in ("queued", "running"):
            break
        time.sleep(0.2)
        export = get_export.sync(export.id, client=client)
    made = httpx.get(export.url, trust_env=False).json()
    deleted = delete_invoice.sync_detailed(name, client=client, if_match=changed.headers["ETag"])
    gone = get_invoice.sync(name, client=client)
    return {
        "largest": config.max_upload_bytes,
        "stranger": stranger.code,
        "begun": begun.status_code,
        "state": scan.state.value,
        "number": scan.reading.invoice.invoice_number.value,
        "page": page[:3].hex(),
        "known": [known.id == scan.id, known.known],
        "notes": changed.parsed.invoice.notes,
        "listed": [[row.id == name, row.invoice_number] for row in listed.items],
        "exported": [[row["id"] == name for row in made["invoices"]], export.invoices_done],
        "deleted": deleted.status_code,
        "gone": gone.code,
    }


print(json.dumps(main(*sys.argv[1:])))
