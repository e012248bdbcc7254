"""Which call goes on with what another one gave: the links of the OpenAPI description.

What goes into a body is said in words: a link can only say what a whole body is."""

from typing import Any

Links = dict[str, dict[str, Any]]

_ID = "$response.body#/id"
_VERSION = "$response.header.ETag"

# By operation and status: operations that take the answer's object, with where they take it. Pictures of pages are not
# among them: an e-invoice that is a file of XML has none.
_SCAN: dict[str, dict[str, Any]] = {
    "getScan": {"parameters": {"path.scan_id": _ID}},
    "cancelScan": {"parameters": {"path.scan_id": _ID}},
    "saveInvoice": {"description": "`id` goes into the body, as `scan_id`."},
}
_INVOICE: dict[str, dict[str, Any]] = {
    "getInvoice": {"parameters": {"path.invoice_id": _ID}},
    "replaceInvoice": {"parameters": {"path.invoice_id": _ID, "header.If-Match": _VERSION}},
    "deleteInvoice": {"parameters": {"path.invoice_id": _ID, "header.If-Match": _VERSION}},
    "getDocument": {"parameters": {"path.invoice_id": _ID}},
    "getHistory": {"parameters": {"path.invoice_id": _ID}},
}
_EXPORT: dict[str, dict[str, Any]] = {
    "getExport": {"parameters": {"path.export_id": _ID}},
    "getExportFile": {"parameters": {"path.export_id": _ID}},
    "deleteExport": {"parameters": {"path.export_id": _ID}},
}
_FOLLOWS: dict[tuple[str, str], dict[str, dict[str, Any]]] = {
    ("startScan", "200"): _SCAN,
    ("startScan", "202"): _SCAN,
    ("scanKept", "200"): _SCAN,
    ("scanKept", "202"): _SCAN,
    ("getScan", "200"): _SCAN,
    ("startExport", "202"): _EXPORT,
    ("getExport", "200"): _EXPORT,
    ("openUpload", "201"): {"scanKept": {"description": "`upload_id` goes into the body."}},
    ("saveInvoice", "201"): _INVOICE,
    ("getInvoice", "200"): _INVOICE,
    ("replaceInvoice", "200"): _INVOICE,
}


def links_of(operation_id: str, status: str) -> Links:
    """The links of an answer by the operation they lead to; empty when it leads nowhere."""
    found = _FOLLOWS.get((operation_id, status), {})
    return {name: {"operationId": name, **where} for name, where in found.items() if name != operation_id}
