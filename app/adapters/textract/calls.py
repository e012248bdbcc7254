"""Calls to Textract: time limits, one more try where that helps, and its errors in our own words."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)
from botocore.parsers import ResponseParserError

from app.domain.errors import AppError, DocumentRejected, Misconfigured, NoResponse, Throttled, Unavailable

log = logging.getLogger(__name__)

TRY_AGAIN_WITHIN = 8.0  # seconds since the first try began
_PAUSE = (0.2, 0.8)

THROTTLED = {
    "ThrottlingException": 5,
    "ProvisionedThroughputExceededException": 5,
    "LimitExceededException": 30,  # too many jobs at a time
}
_SERVER_FAULTS = {"InternalServerError", "InternalServerException", "ServiceUnavailable", "ServiceUnavailableException"}
_REJECTED = {
    "UnsupportedDocumentException": ("unsupported-type", "Textract does not take this kind of file."),
    "BadDocumentException": ("damaged", "Textract cannot read the file: it is damaged or protected."),
    "DocumentTooLargeException": ("too-large", "The file is larger than Textract takes."),
    "InvalidParameterException": ("unreadable-by", "Textract does not take this file."),
}
# A cut or garbled answer: the parsers of botocore let these through.
_GARBLED = (ResponseParserError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)

Answer = Mapping[str, Any]


class TextractClient(Protocol):
    """What is used of botocore's client. It must not try again by itself."""

    def analyze_expense(self, **parameters: Any) -> Answer: ...

    def start_expense_analysis(self, **parameters: Any) -> Answer: ...

    def get_expense_analysis(self, **parameters: Any) -> Answer: ...


class Calls:
    """Runs an operation: at most two tries, the second only after throttling or a fault of the server. A try that
    timed out is not repeated, as Textract may have read (and charged) the page."""

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def __call__(self, operation: Callable[..., Answer], *, expects: str, **parameters: Any) -> Answer:
        """The answer, which holds the member `expects`. `Unavailable` with `retry_after`, `NoResponse`,
        `DocumentRejected`, `Misconfigured`; a `ClientError` about the parameters of a job comes through as it is."""
        began = time.monotonic()
        try:
            return _checked(operation, expects, parameters)
        except ClientError as error:
            if not _is_passing(error) or time.monotonic() - began > TRY_AGAIN_WITHIN:
                raise _told(error) from error
            log.info("textract: %s, trying once more", _code(error))
        self._sleep(random.uniform(*_PAUSE))  # noqa: S311 - spreads tries, protects nothing
        try:
            return _checked(operation, expects, parameters)
        except ClientError as error:
            raise _told(error) from error


def _checked(operation: Callable[..., Answer], expects: str, parameters: dict[str, Any]) -> Answer:
    try:
        answer = operation(**parameters)
    except (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError) as error:
        raise Unavailable("Textract cannot be reached.") from error
    except BotoCoreError as error:
        raise NoResponse("Textract does not answer. It may have charged for the page.") from error
    except _GARBLED as error:
        raise _cut_off() from error
    if expects not in answer:  # botocore takes a cut answer, or one of a gateway, for an empty one
        raise _cut_off()
    return answer


def _cut_off() -> NoResponse:
    return NoResponse("The answer of Textract was cut off. It may have charged for the page.")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _status(error: ClientError) -> int:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status if isinstance(status, int) else 0


def _is_passing(error: ClientError) -> bool:
    code = _code(error)
    return code in THROTTLED or code in _SERVER_FAULTS or _status(error) >= 500


def _told(error: ClientError) -> AppError | ClientError:
    """The error in our words. What the caller of a job has to understand by itself stays a `ClientError`."""
    code = _code(error)
    if code in ("IdempotentParameterMismatchException", "InvalidJobIdException"):
        return error
    if code in THROTTLED:
        return Throttled("Textract is busy.", retry_after=THROTTLED[code])
    if code in _SERVER_FAULTS or _status(error) >= 500:
        return Unavailable("Textract has a fault.", retry_after=10)
    if code in _REJECTED:
        return DocumentRejected(*_REJECTED[code])
    # InvalidS3Object, InvalidKMSKey, AccessDenied, and what is not known: only people help.
    log.error("textract refuses us: %s", code)
    return Misconfigured("Reading is not set up rightly on our side; the operators are told.")
