"""What AWS says when it does not do what was asked, in the words of the domain."""

import logging

from app.domain.errors import Unavailable

log = logging.getLogger(__name__)

THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


def refusal(part: str, code: str, status: int) -> Unavailable:
    """The failure behind an error's code and HTTP status. `part` names what was asked, for people."""
    if code in THROTTLED:
        return Unavailable(f"{part} is asked too much at the moment.", code="throttled")
    if status >= 500:
        return Unavailable(f"{part} is out of order at the moment.")
    # A missing right, table or key, or a clock that is off: trying again soon does not help, somebody has to be told.
    log.error("%s refuses us: %s", part, code)
    return Unavailable(f"{part} refused the request ({code}).", code="storage-refused", retry_after=60)


def no_response(part: str) -> Unavailable:
    return Unavailable(f"{part} does not answer.")
