"""Batches of messages, and the clock's calls: what Lambda's event sources hand to the worker function.

What fails is given back by its id, the rest of the batch is done with. Mangum reads none of these events.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol

from app.container import Container
from app.domain.errors import AppError
from app.ports import Event

log = logging.getLogger(__name__)

LAST_TRY = 7  # the queue then puts a message aside: its redrive count

# After its first and second failure a message is given again so soon: most that goes wrong is over in seconds. After
# later ones the queue's own visibility time-out of 15 minutes counts, so that an outage of an hour is sat out.
SOON = (timedelta(seconds=5), timedelta(minutes=1))
RESERVE = 20_000  # milliseconds, in which one more message can be handled


class Context(Protocol):
    """What is used of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int: ...


class Batches:
    def __init__(
        self,
        container: Container,
        *,
        events_of: Callable[[Mapping[str, Any]], Iterable[Event]],
        hide: Callable[[str, timedelta], object],
    ) -> None:
        """`hide`: has the message of a receipt delivered again after a time."""
        self.container = container
        self._events_of = events_of
        self._hide = hide

    def handle(self, event: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The handler of the function. `batchItemFailures`: the ids of the messages that are to be given again."""
        match event.get("task"):
            case "sweep":
                return self._sweep(context, look=event.get("look") is not False)
            case "accept":  # a person's, after a restore: infra/README.md
                self.container.installation.accept()
                return {"accepted": True}
        failed = [
            str(message["messageId"])
            for message in event.get("Records", ())
            if not _has_time(context) or not self._handled(message)
        ]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    def _handled(self, message: Mapping[str, Any]) -> bool:
        events: list[Event] = []
        try:
            events = list(self._events_of(message))
            for event in events:
                self.container.events.handle(event, attempt=_tries(message))
        except Exception:
            # The last border of the worker: whatever went wrong with one message, the others are handled.
            log.exception("message failed", extra={"message_id": message.get("messageId"), "tries": _tries(message)})
            self.container.metrics.count("MessagesFailed")
            if _tries(message) >= LAST_TRY:
                self._give_up(events)
            self._give_again_soon(message)
            return False
        return True

    def _give_again_soon(self, message: Mapping[str, Any]) -> None:
        if _tries(message) <= len(SOON):
            with suppress(AppError):  # then it comes after the queue's own time
                self._hide(str(message["receiptHandle"]), SOON[_tries(message) - 1])

    def _give_up(self, events: Iterable[Event]) -> None:
        for event in events:
            try:
                self.container.events.give_up(event)
            except Exception:  # the same mistake again: it must not harm the rest of the batch
                log.exception("could not give up")

    def _sweep(self, context: Context, *, look: bool) -> dict[str, Any]:
        findings = 0
        self.container.installation.grow()
        for finding in self.container.sweep.run(look=look, has_time=lambda: _has_time(context)):
            log.info("sweep", extra={"finding": finding.code, "about": finding.id, "detail": finding.detail})
            self.container.metrics.count("SweepFindings", finding=finding.code)
            findings += 1
            if not _has_time(context):
                log.warning("sweep stopped early: it goes on the next time")
                break
        self.container.metrics.count("Sweeps")  # an alarm is raised where there are none
        return {"findings": findings}


def _has_time(context: Context) -> bool:
    return context.get_remaining_time_in_millis() >= RESERVE


def _tries(message: Mapping[str, Any]) -> int:
    return int(message.get("attributes", {}).get("ApproximateReceiveCount", 1))
