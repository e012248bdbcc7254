"""Every failure that a caller can be told about.

    AppError
    ├── InvalidInput            the request or the file cannot be accepted; `pointer` names the place
    │   └── DocumentRejected    a file that is refused, by its bytes; `code` says why
    ├── NotFound                no such object for this owner (another owner's object looks the same)
    ├── Conflict                the object is in a state that does not allow this
    │   └── Stale               somebody changed the object in the meantime
    ├── Unauthenticated         no token, or one that does not hold
    ├── Forbidden               a valid token without the needed scope
    ├── QuotaExceeded           too many or too much; `retry_after` seconds
    ├── StorageFull             the disk or the account's space is used up
    ├── Unavailable             an outside part does not answer; `retry_after` seconds
    │   ├── Throttled           it takes only so much at a time: waiting helps
    │   └── Unanswered          it may have done, and charged for, what was asked: whoever asks again pays again
    └── Misconfigured           an outside part refuses us: trying again is no use, somebody must mend the installation

`code` is stable and meant for programs, `detail` is a sentence for people. `app/api/errors.py` maps the tree to HTTP.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One wrong place of a request: a JSON pointer, a code and a sentence."""

    pointer: str
    code: str
    detail: str


class AppError(Exception):
    """Base of all failures that are shown to the caller."""

    code = "error"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code


class InvalidInput(AppError):
    code = "invalid-input"

    def __init__(self, detail: str, *, code: str | None = None, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail, code=code)
        self.errors = errors


class DocumentRejected(InvalidInput):
    """The file is refused. Codes (each with its HTTP status in `app/api/errors.py`):

    `empty-file`, `unsupported-type`, `too-large`, `too-many-pixels`, `too-many-pages`,
    `too-small`, `damaged`, `password-protected`, `unsafe-xml`, `malware`, `too-complex` (a limit of time or memory),
    `unsupported-form` (an XFA form, which has no pages of its own), `nothing-to-read`, `not-an-invoice` (the
    XML of another business document), `attachment-too-large`, `unreadable-by` (there is nothing in it for the reader).
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail, code=code)


class NotFound(AppError):
    code = "not-found"


class Conflict(AppError):
    code = "conflict"


class Stale(Conflict):
    code = "stale"


class Unauthenticated(AppError):
    code = "invalid-token"


class Forbidden(AppError):
    code = "insufficient-scope"


class QuotaExceeded(AppError):
    code = "quota-exceeded"

    def __init__(self, detail: str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class StorageFull(AppError):
    code = "storage-full"


class Misconfigured(AppError):
    """`detail` is shown to callers and names no resource; the cause (`__cause__`) is for the log and its alarm."""

    code = "misconfigured"


class Unavailable(AppError):
    code = "unavailable"

    def __init__(self, detail: str, *, retry_after: int = 5, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class Throttled(Unavailable):
    """An outside part that is well refused this one for the rate or the number: nothing was done or charged."""


class NoResponse(Unavailable):
    code = "unanswered"
