"""The address of a list's next page."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.api.cursors import Cursors
from app.api.views import shown


def page(request: Request, items: list[dict[str, Any]], bookmark: str | None, cursors: Cursors) -> Response:
    """Items with the address of what follows, in the body as `next` and in the header `Link`."""
    if bookmark is None:
        return shown({"items": items, "next": None})
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    address = f"{request.url.path}?{urlencode([*asked, ('cursor', cursors.seal(bookmark))])}"
    return shown({"items": items, "next": address}, headers={"Link": f'<{address}>; rel="next"'})
