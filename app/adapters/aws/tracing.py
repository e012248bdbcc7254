"""What calls of AWS services took, told to X-Ray: a part of the request's trace for each, by UDP to Lambda's daemon.

Lambda itself traces its functions and decides which requests are sampled; only for those anything is sent. A part says
service, operation, times and whether it failed, and nothing of what was asked: no owner, no id, no name of a table.
"""

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

_HEAD = b'{"format": "json", "version": 1}\n'
_BEGAN = "invoices_began"  # in botocore's context of one call


@contextmanager
def traced(service: str, operation: str, *, harmless: type[Exception]) -> Iterator[None]:
    """Tell of the call inside. `harmless`: what it may raise though the service did as it should."""
    began = time.time()
    try:
        yield
    except harmless:
        _tell(service, operation, began, fault=False)
        raise
    except Exception:  # whatever it was: the fault is told, and goes on to who called
        _tell(service, operation, began, fault=True)
        raise
    _tell(service, operation, began, fault=False)


def watch(client: Any, service: str) -> None:
    """Tell of every call of a botocore client, with all its tries."""

    def begin(context: dict[str, Any], **_: Any) -> None:
        context[_BEGAN] = time.time()

    def end(model: Any, context: dict[str, Any], http_response: Any, **_: Any) -> None:
        _tell(service, model.name, context.get(_BEGAN), fault=http_response.status_code >= 500)

    def fail(context: dict[str, Any], event_name: str, **_: Any) -> None:
        _tell(service, event_name.rpartition(".")[2], context.get(_BEGAN), fault=True)

    client.meta.events.register("before-call", begin)
    client.meta.events.register("after-call", end)
    client.meta.events.register("after-call-error", fail)


def _tell(service: str, operation: str, began: float | None, *, fault: bool) -> None:
    trace, daemon = _sampled(os.environ.get("_X_AMZN_TRACE_ID", "")), os.environ.get("AWS_XRAY_DAEMON_ADDRESS", "")
    if trace is None or began is None or not daemon:
        return
    part = {
        "type": "subsegment",
        "id": secrets.token_hex(8),
        "trace_id": trace["Root"],
        "parent_id": trace["Parent"],
        "name": service,
        "namespace": "aws",
        "start_time": began,
        "end_time": time.time(),
        "fault": fault,
        "aws": {"operation": operation},
    }
    host, _, port = daemon.rpartition(":")
    with suppress(OSError, ValueError):  # a trace is worth no failure
        _wire().sendto(_HEAD + json.dumps(part).encode(), (host, int(port)))


def _sampled(header: str) -> Mapping[str, str] | None:
    """`Root`, `Parent` of the request that is handled now, when it is sampled."""
    parts = dict(part.partition("=")[::2] for part in header.split(";"))
    return parts if parts.get("Sampled") == "1" and {"Root", "Parent"} <= parts.keys() else None


@cache
def _wire() -> socket.socket:
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.setblocking(False)
    return wire
