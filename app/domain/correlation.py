"""Which request is being answered: its id goes into log lines, the scan that it starts and the work that follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


@contextmanager
def of_request(id_: str | None) -> Iterator[None]:
    """Inside, work belongs to this request."""
    token = request_id.set(id_)
    try:
        yield
    finally:
        request_id.reset(token)
