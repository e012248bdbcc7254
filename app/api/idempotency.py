"""Idempotency-Key: a request that is sent again takes effect once and gets the same answer."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Self

from fastapi import Depends, Header
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from app.api.blocking import Run
from app.api.deps import RunBlocking, Services, Writer
from app.container import Container
from app.domain.errors import InvalidInput
from app.domain.principal import Owner
from app.ports import KeptResponse

RUN_FOR = timedelta(seconds=60)  # longer than any request runs: a key whose request died is free again after it

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True)
class RouteResult:
    """What a route did: the response, and the id of the object that it shows."""

    response: Response
    about: str


class IdempotentRequest:
    """One request of one owner on one route, with its key if it has one.

    Kept for 24 hours are answers that tell of an effect: the 2xx, and that a file could not be read. What was refused
    before anything happened, or failed on our side, may be sent again with the same key.
    """

    def __init__(self, services: Container, run: Run, owner: Owner, *, route: str, key: str | None) -> None:
        self._services = services
        self._store = services.idempotency
        self._run = run
        self._owner = owner
        self._route = route
        self._key = key

    @classmethod
    def of(cls, headers: Headers, services: Container, run: Run, owner: Owner, *, route: str) -> Self:
        """`InvalidInput` code `bad-idempotency-key` unless the key is 1 to 255 visible ASCII characters."""
        given = headers.getlist("idempotency-key")
        if len(given) > 1 or (given and not _KEY.fullmatch(given[0])):
            raise InvalidInput(
                "Idempotency-Key takes one value of 1 to 255 visible ASCII characters.", code="bad-idempotency-key"
            )
        return cls(services, run, owner, route=route, key=given[0] if given else None)

    async def respond(
        self,
        asked: tuple[object, ...],
        *,
        first: Callable[[], Awaitable[RouteResult]],
        again: Callable[[str], Awaitable[RouteResult]] | None = None,
    ) -> Response:
        """The answer of `first`, or the kept one. `asked` is all that makes the request what it is.

        A kept 202 says only that work is under way, so it is not repeated: `again` looks how far the object is.
        """
        if self._key is None:
            return (await first()).response
        kept = await self._run(
            self._store.begin, self._owner, self._route, self._key, fingerprint=_fingerprint(asked), run_for=RUN_FOR
        )
        if kept is None:
            return await self._keep(self._key, first)
        await self._require_there(kept.about)
        if kept.status == HTTPStatus.ACCEPTED and again is not None:
            result = await again(kept.about)
            await self._finish(self._key, result)
            return result.response
        return Response(kept.body, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})

    async def _keep(self, key: str, first: Callable[[], Awaitable[RouteResult]]) -> Response:
        kept = False
        try:
            result = await first()
            if result.response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                await self._finish(key, result)
                kept = True
        finally:
            if not kept:
                await self._run(self._store.abandon, self._owner, self._route, key)
        return result.response

    async def _require_there(self, about: str) -> None:
        """`NotFound` when the object that a kept answer shows was deleted: an answer may be kept after that, by a
        request that was slower than the delete."""
        look = {
            "inv": self._services.invoices.get,
            "scn": self._services.scans.get,
            "exp": self._services.export_jobs.get,
        }.get(about[:3])
        if look is not None:
            await self._run(look, self._owner, about)

    async def _finish(self, key: str, result: RouteResult) -> None:
        response = result.response
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        kept = KeptResponse(response.status_code, headers, bytes(response.body), result.about)
        await self._run(self._store.finish, self._owner, self._route, key, kept)


def _fingerprint(asked: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(asked).encode()).hexdigest()


async def _idempotent(
    request: Request,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="any text of 1 to 255 visible ASCII characters, new for each new request",
            examples=["0b8f5a52-6b0e-4c1c-9b55-0f4f5d6e7a8b"],
            # Told here and looked at in `IdempotentRequest.of`, whose problem has a code of its own.
            json_schema_extra={"pattern": f"^{_KEY.pattern}$"},
        ),
    ] = None,
) -> IdempotentRequest:
    return IdempotentRequest.of(
        request.headers, services, run, principal.owner, route=f"POST {request.scope['route'].path}"
    )


Keyed = Annotated[IdempotentRequest, Depends(_idempotent)]
