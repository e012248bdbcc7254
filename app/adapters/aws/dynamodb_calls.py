"""Calls of DynamoDB in its own protocol: JSON by POST, signed, over connections that are kept.

botocore makes a client of any service out of its description. Loading it is a third of what a function's start would
cost, and parsing an answer by the description half of what a list would. So the one service that every request needs
is spoken to directly; the time-outs, the tries and the words of failures are those of all other clients.
"""

import json
import os
import random
import select
import ssl
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from app.adapters.aws.refusals import THROTTLED, no_response, refusal
from app.adapters.aws.signature import Credentials, signed
from app.adapters.aws.timeouts import Timeouts
from app.adapters.aws.tracing import traced
from app.domain.errors import Unavailable

PART = "The database"
_VERSION = "DynamoDB_20120810"
_PAUSE = 0.25  # seconds before the second try at most, twice as many before each further one
_NOT_THE_FIRST = frozenset(
    {
        "ConditionalCheckFailedException",
        "TransactionCanceledException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class Declined(Exception):
    """A write was not done because of others, or of a condition. `reasons`: codes for the parts of a transaction."""

    def __init__(self, code: str, reasons: tuple[str | None, ...]) -> None:
        super().__init__(code)
        self.code = code
        self.reasons = reasons


class DynamoCalls:
    """May be shared by threads."""

    def __init__(
        self,
        *,
        region: str,
        endpoint: str | None,
        timeouts: Timeouts,
        credentials: Callable[[], Credentials],
    ) -> None:
        self.address = endpoint or _address(region)
        self._region = region
        self._timeouts = timeouts
        self._credentials = credentials
        self._idle: deque[HTTPConnection] = deque()
        weakref.finalize(self, _close, self._idle)

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer. Tried again as long as it is throttled, out of order or not answered, so a write may have been
        done by an earlier try. `Declined`, or `Unavailable` for whatever else keeps it from being done."""
        with traced("dynamodb", operation, harmless=Declined):
            return self._call(operation, request)

    def _call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(request, separators=(",", ":")).encode()
        failure = no_response(PART)
        for attempt in range(self._timeouts.tries):
            if attempt:
                time.sleep(random.uniform(0, _PAUSE * 2**attempt))  # noqa: S311 - spreads tries
            try:
                status, response = self._exchange(operation, body, attempt + 1)
            except (OSError, HTTPException, ValueError):  # ValueError: what came is not JSON
                failure = no_response(PART)
                continue
            if status == 200:
                return response
            failure = _failure(status, response)
        raise failure

    # ---- the wire ----------------------------------------------------------------------------------------------------

    def _exchange(self, operation: str, body: bytes, attempt: int) -> tuple[int, dict[str, Any]]:
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "Host": urlsplit(self.address).netloc,
            "X-Amz-Target": f"{_VERSION}.{operation}",
        }
        now = datetime.now(UTC)
        whole = signed(headers, body, self._credentials(), region=self._region, service="dynamodb", at=now)
        connection = self._connection()
        try:
            told = {"user-agent": "invoices", "amz-sdk-request": f"attempt={attempt}; max={self._timeouts.tries}"}
            connection.request("POST", "/", body, whole | told)
            with connection.getresponse() as response:
                status, content = response.status, response.read()
        except BaseException:
            connection.close()
            raise
        if connection.sock is not None:  # the server keeps it open
            self._idle.append(connection)
        decoded = json.loads(content or b"{}")
        return status, decoded if isinstance(decoded, dict) else {}

    def _connection(self) -> HTTPConnection:
        """One that is kept and still open, or a new one."""
        with suppress(IndexError):  # no more: another thread may have been quicker
            while True:
                kept = self._idle.pop()
                if not _is_over(kept):
                    return kept
                kept.close()
        address = urlsplit(self.address)
        host, timeouts = str(address.hostname), self._timeouts
        if address.scheme == "https":
            new: HTTPConnection = HTTPSConnection(host, address.port, timeout=timeouts.connect, context=self._trusted)
        else:
            new = HTTPConnection(host, address.port, timeout=timeouts.connect)
        new.connect()
        new.sock.settimeout(timeouts.read)
        return new

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))


def _close(connections: Iterable[HTTPConnection]) -> None:
    for connection in connections:
        connection.close()


def _address(region: str) -> str:
    """As the environment says, which is how an emulator or a private end point is named; AWS's own else."""
    given = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return given or f"https://dynamodb.{region}.{suffix}"


def _is_over(connection: HTTPConnection) -> bool:
    """Whether the server has hung up meanwhile: nothing but that can be read before something is asked."""
    waiting = select.poll()
    waiting.register(connection.sock, select.POLLIN)
    return bool(waiting.poll(0))


def _failure(status: int, response: Mapping[str, Any]) -> Unavailable:
    """What to raise when no further try is left; raised at once where another is no use."""
    code = str(response.get("__type", status)).rpartition("#")[2]
    if code in _NOT_THE_FIRST:
        raise Declined(code, tuple(reason.get("Code") for reason in response.get("CancellationReasons", ())))
    failure = refusal(PART, code, status)
    if code not in THROTTLED and status < 500:
        raise failure
    return failure
