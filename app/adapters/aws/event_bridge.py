"""Events on a bus of Amazon EventBridge. Each entry of a call is taken or refused by itself."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.adapters.aws.clients import AwsClients, translated_errors
from app.ports import Delivery

SOURCE = "invoices"
_PART = "The event bus"
_LARGEST = 256 * 1024  # bytes of all entries of a call
_BESIDE = 14  # bytes that the time counts


class EventBridge:
    """The `EventTarget` of an AWS account."""

    at_once = 10

    def __init__(self, clients: AwsClients, *, bus: str) -> None:
        self._clients = clients
        self._bus = bus

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[str, str]:
        refused: dict[str, str] = {}
        call: dict[str, dict[str, Any]] = {}
        size = 0
        for each in deliveries:
            entry = self._entry(each)
            more = _size(entry)
            if more > _LARGEST:
                refused[each.id] = "too-large"
                continue
            if size + more > _LARGEST:
                refused |= self._put(call)
                call, size = {}, 0
            call[each.id], size = entry, size + more
        return refused | self._put(call)

    def _put(self, entries: Mapping[str, dict[str, Any]]) -> dict[str, str]:
        if not entries:
            return {}
        with translated_errors(_PART):
            answer = self._clients.events().put_events(Entries=list(entries.values()))
        results = [*answer.get("Entries", ()), *({"ErrorCode": "no-result"} for _ in entries)]
        codes = {name: _code(told) for name, told in zip(entries, results, strict=False)}
        return {name: code for name, code in codes.items() if code}

    def _entry(self, delivery: Delivery) -> dict[str, Any]:
        told = json.loads(delivery.body) | {"owner": delivery.owner.key}
        return {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": delivery.type,
            "Time": delivery.time,
            "Detail": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
        }


def _code(result: Mapping[str, Any]) -> str:
    """Why an entry was refused; empty when it was taken."""
    return str(result.get("ErrorCode") or ("" if result.get("EventId") else "no-id"))


def _size(entry: Mapping[str, Any]) -> int:
    return _BESIDE + sum(len(entry[name].encode()) for name in ("Source", "DetailType", "Detail"))
