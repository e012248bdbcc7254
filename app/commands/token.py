"""`invoices token`: an access token of the local issuer, for scripts."""

from datetime import timedelta

from app import bootstrap
from app.settings import Settings


def print_token(*, user: str, hours: float, read_only: bool, settings: Settings) -> None:
    """Print the token alone, so that it can stand in a command."""
    scopes = ("invoices/read",) if read_only else ("invoices/read", "invoices/write")
    issuer = bootstrap.local_issuer(settings)
    print(issuer.access_token(user, scopes, life=timedelta(hours=hours)))
