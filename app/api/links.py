"""A page of a list, with the address of the next."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.api.cursors import Cursors


def page(request: Request, rows: Iterable[str], cursor: str | None, cursors: Cursors, **more: Any) -> Response:
    """Rows, each an object of JSON already, with the address of what follows: in the body as `next` and in the header
    `Link`. `more`: further members of the body."""
    return page_to(request, rows, None if cursor is None else ("cursor", cursors.seal(cursor)), **more)


def page_to(request: Request, rows: Iterable[str], place: tuple[str, str] | None, **more: Any) -> Response:
    """As `page`. `place`: the parameter that leads to what follows, and its value; None at the end."""
    address, headers = None, {}
    if place is not None:
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != place[0]]
        address = f"{request.url.path}?{urlencode([*asked, place])}"
        headers["Link"] = f'<{address}>; rel="next"'
    rest = json.dumps({"next": address, **more}, ensure_ascii=False, separators=(",", ":"))
    body = f'{{"items":[{",".join(rows)}],{rest[1:]}'
    return Response(body.encode(), headers=headers, media_type="application/json")
