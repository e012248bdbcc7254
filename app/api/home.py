"""The one name and port under which the pages of one machine are used: where their sign-in is."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse

from app.domain.errors import InvalidInput


def elsewhere(request: Request, issuer: str) -> RedirectResponse | None:
    """Where a page must be opened instead; None when it is opened where it should be. `issuer`: address of the sign-in.

    Browsers keep `localhost` and `127.0.0.1` apart, so a request under another name is sent there. Under another port
    nobody may listen there, so that is told: `InvalidInput` with `wrong-host`.
    """
    home = urlsplit(issuer)
    port, wanted = request.url.port or 80, home.port or 80
    if port != wanted:
        raise InvalidInput(
            f"The page signs in at {home.scheme}://{home.netloc} and cannot be used under another port. Give the "
            f"tunnel or the container the port {wanted} on both sides, or start the server with PORT={port}.",
            code="wrong-host",
        )
    if request.url.netloc == home.netloc:
        return None
    return RedirectResponse(str(request.url.replace(netloc=home.netloc)), status_code=307)
