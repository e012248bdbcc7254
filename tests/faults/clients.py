"""Clients of an installation as programs are: they note what they were told, and send again what got no answer."""

import json
from collections.abc import Coroutine
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from app.api.blocking import inline
from app.api.idempotency import IdempotentRequest, RouteResult
from app.domain.errors import AppError, NotFound
from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.record import Query
from tests.faults.ledger import Ledger
from tests.world import PAPER, World


def paper_of(owner: Owner, number: int) -> bytes:
    """Documents that no two owners share."""
    return PAPER + f" {number} of {owner.subject}".encode()


def now(work: Coroutine[Any, Any, Response]) -> Response:
    """The result of a coroutine that never waits, as those are whose blocking calls run at once."""
    try:
        work.send(None)
    except StopIteration as end:
        answer: Response = end.value
        return answer
    raise AssertionError("it waited")


class Client:
    """Does one thing at a time for one owner. A method gives None when it got no good answer."""

    def __init__(self, world: World, owner: Owner, ledger: Ledger) -> None:
        self.world = world
        self.owner = owner
        self.ledger = ledger

    def scan(self, number: int = 1, *, key: str | None = None) -> str | None:
        def start() -> str:
            paper = paper_of(self.owner, number)
            return self.world.container.scans.start(self.owner, paper, file_name=f"{number}.pdf").id

        scan_id = self._once("POST /v1/scans", key, start)
        if scan_id:
            self.ledger.scans.add((self.owner, scan_id))
        return scan_id

    def read_again(self, number: int = 1) -> str | None:
        def start() -> str:
            paper = paper_of(self.owner, number)
            return self.world.container.scans.start(self.owner, paper, file_name=f"{number}.pdf", read_again=True).id

        scan_id = self._once("POST /v1/scans", None, start)
        if scan_id:
            self.ledger.scans.add((self.owner, scan_id))
        return scan_id

    def take(self, invoice_id: str, expected: Invoice) -> int | None:
        """The version that holds what is offered to the invoice."""
        place = self.owner, invoice_id
        try:
            version = self.world.container.invoices.get(*place).version
            self.ledger.tried[place].append(expected)
            record = self.world.container.offers.take(*place, None, version=version)
        except AppError:
            return None
        self.ledger.kept[place][record.version] = record.invoice
        return record.version

    def save(self, scan_id: str, invoice: Invoice | None = None, *, key: str | None = None) -> str | None:
        def save() -> str:
            record = self.world.container.invoices.save(self.owner, scan_id, invoice)
            # What is given is the present record: another client may have changed it since the first save.
            self.ledger.kept[self.owner, record.id].setdefault(record.version, record.invoice)
            self.ledger.scan_of[self.owner, record.id] = scan_id
            return record.id

        return self._once("POST /v1/invoices", key, save)

    def edit(self, invoice_id: str, invoice: Invoice, *, version: int | None = None) -> int | None:
        """The new version."""
        place = self.owner, invoice_id
        try:
            seen = version or self.world.container.invoices.get(*place).version
            self.ledger.tried[place].append(invoice)
            record = self.world.container.invoices.replace(*place, invoice, version=seen)
        except AppError:
            return None
        self.ledger.kept[place][record.version] = record.invoice
        return record.version

    def delete(self, invoice_id: str) -> bool:
        place = self.owner, invoice_id
        try:
            version = self.world.container.invoices.get(*place).version
            self.ledger.deleting.add(place)
            self.world.container.invoices.delete(*place, version=version)
        except NotFound:  # deleted before, which counts when we asked for it
            if place not in self.ledger.deleting:
                return False
        except AppError:
            return False
        self.ledger.deleted.add(place)
        return True

    def cancel(self, scan_id: str) -> bool:
        try:
            self.world.container.scans.cancel(self.owner, scan_id)
        except AppError:
            return False
        return True

    def invoices(self) -> list[str]:
        """Ids, in an order that does not depend on them."""
        try:
            page = self.world.container.invoices.list(self.owner, Query(), limit=100, after=None)
        except AppError:
            return []
        return [item.id for item in sorted(page.items, key=lambda item: (item.created_at, item.file_name))]

    def _once(self, route: str, key: str | None, first: Any) -> str | None:
        """As the routes do it: with the key, an answer that was given is given again."""
        headers = Headers({"idempotency-key": key} if key else {})

        async def answered() -> RouteResult:
            name = first()
            return RouteResult(Response(json.dumps({"id": name})), name)

        try:
            once = IdempotentRequest.of(headers, self.world.container, inline, self.owner, route=route)
            answer = now(once.respond((route,), first=answered))
        except AppError:
            return None
        if key:
            self.ledger.answers[self.owner, f"{route} {key}"].add(bytes(answer.body))
        return str(json.loads(bytes(answer.body))["id"])
