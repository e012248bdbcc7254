"""`invoices token`: an access token of the local issuer, for scripts."""

from datetime import timedelta

from app.bootstrap import local
from app.commands.say import say
from app.settings import LocalSettings


def print_token(*, user: str, hours: float, read_only: bool, settings: LocalSettings) -> None:
    """Print the token alone, so that it can stand in a command."""
    scopes = ("invoices/read",) if read_only else ("invoices/read", "invoices/write")
    with local.local_issuer(settings) as issuer:
        say(issuer.access_token(user, scopes, life=timedelta(hours=hours)))
