"""How a scan begins, whatever it is of: with its idempotency key, the wait for its end, and what is answered then."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from app.api.blocking import Run
from app.api.deps import RunBlocking, Services, Writer
from app.api.describe import Responses, response
from app.api.errors import ScanFailed, problem_response
from app.api.idempotency import Keyed, RouteResult
from app.api.preferences import Prefer, WaitPreference
from app.api.shapes import StartedScan
from app.api.views import ShownAs, View, json_response, started_view
from app.container import Container
from app.domain.errors import AppError, Conflict
from app.domain.principal import Owner
from app.domain.scan import Scan, ScanState

FIRST_POLL, LATER_POLLS = 0.005, 0.25  # seconds between looks at a scan that somebody waits for


def started_responses(*more_headers: str) -> Responses:
    headers = ("Location", "Preference-Applied")
    return {
        200: response("Read.", StartedScan, headers=(*headers, *more_headers)),
        202: response("Still being read: ask again at `Location`.", StartedScan, headers=("Retry-After", *headers)),
    }


class StartScan:
    """A scan that is started by a request, once for each idempotency key."""

    def __init__(
        self,
        *,
        request: Request,
        principal: Writer,
        services: Services,
        run: RunBlocking,
        idempotent: Keyed,
        wait: Prefer,
        view: ShownAs = View.FULL,
    ) -> None:
        self._request = request
        self._owner = principal.owner
        self._services = services
        self._run = run
        self._idempotent = idempotent
        self._wait = wait
        self._view = view

    async def __call__(
        self, asked: tuple[object, ...], start: Callable[..., Scan], *given: Any, **how: Any
    ) -> Response:
        """The answer to `start(owner, *given, **how)`; `asked`: what makes the request what it is."""

        async def first() -> RouteResult:
            scan = await self._run(start, self._owner, *given, at_once=self._wait.seconds > 0, **how)
            return await self._answered(scan, known=scan.known)

        async def again(scan_id: str) -> RouteResult:
            return await self._answered(await self._run(self._services.scans.get, self._owner, scan_id), known=False)

        return await self._idempotent.respond((asked, self._view), first=first, again=again)

    async def _answered(self, scan: Scan, *, known: bool) -> RouteResult:
        ended = await until_ended(self._services, self._run, self._owner, scan, self._wait.seconds)
        return RouteResult(started(self._request, ended, self._view, self._wait, known=known), scan.id)


Start = Annotated[Callable[..., Awaitable[Response]], Depends(StartScan)]


async def until_ended(services: Container, run: Run, owner: Owner, scan: Scan, seconds: float) -> Scan:
    """The scan when it has ended or waits for a quota, or as it is after `seconds`. A turn may come any moment."""
    started = time.monotonic()
    while (
        not scan.state.ended
        and (scan.waits is None or scan.ticket is not None)
        and (waited := time.monotonic() - started) < seconds
    ):
        # Waiting a part of what was waited already makes a quick answer quick and a slow one cheap to wait for.
        pause = min(max(waited / 8, FIRST_POLL), LATER_POLLS)
        await asyncio.sleep(min(pause, seconds - waited))
        scan = await run(services.scans.get, owner, scan.id)
    return scan


def started(request: Request, scan: Scan, view: View, wait: WaitPreference, *, known: bool) -> Response:
    headers = {"Location": f"/v1/scans/{scan.id}"}
    if wait.applied:
        headers["Preference-Applied"] = wait.applied
    failure = _failure(scan)
    if failure:
        return problem_response(request, failure)
    body = started_view(scan, view, known=known)
    return (
        json_response(body, 200, headers)
        if scan.state.ended
        else json_response(body, 202, {**headers, "Retry-After": "1"})
    )


def _failure(scan: Scan) -> AppError | None:
    """Why a caller who waits for a reading gets none. Looking at the scan itself is no failure: that answers 200."""
    if scan.state is ScanState.CANCELLED:
        return Conflict("The scan was cancelled while it was being read.", code="scan-cancelled")
    # A known file whose values a person has typed in and saved is no failure either.
    if scan.state is ScanState.FAILED and scan.reason and scan.invoice_id is None:
        return ScanFailed(scan.id, code=scan.reason.code, detail=scan.reason.detail)
    return None
