"""The applications that may sign people in at the local issuer, and what they may ask for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.sign_in import CLI_CLIENT, DOCS_CLIENT, READ, WEB_CLIENT, WRITE, SignInRefused, SignInRequest

SCOPES = ("openid", READ, WRITE)

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VISIBLE = re.compile(r"[\x21-\x7e]{1,1024}")


@dataclass(frozen=True)
class Client:
    """A public application (no secret) with the exact addresses that it may be sent back to."""

    redirects: frozenset[str] = frozenset()
    after_sign_out: frozenset[str] = frozenset()


class Clients:
    """The registered applications. `origin` is the address under which the app itself is opened.

    It is one alone: under another name of this machine another account may listen (`localhost` has two addresses), and
    would be sent the codes.
    """

    def __init__(self, origin: str) -> None:
        self._clients = {
            WEB_CLIENT: _client(origin, "/signed-in", after_sign_out="/"),
            DOCS_CLIENT: _client(origin, "/docs/oauth2-redirect", after_sign_out="/docs"),
            CLI_CLIENT: Client(),  # gets its tokens without a browser, so it may not be redirected to anywhere
        }

    def ids(self) -> frozenset[str]:
        return frozenset(self._clients)

    def request(self, query: Mapping[str, str]) -> SignInRequest:
        """A checked authorization request; `SignInRefused` for any other."""
        client_id, redirect_uri = query.get("client_id", ""), query.get("redirect_uri", "")
        if redirect_uri not in self.named(client_id).redirects:
            raise SignInRefused("The redirect address is not registered for this application.")
        if query.get("response_type") != "code":
            raise SignInRefused("response_type must be code.", code="unsupported_response_type")
        if not _VISIBLE.fullmatch(query.get("state", "")):
            raise SignInRefused("state is missing or malformed.")
        if query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(query.get("code_challenge", "")):
            raise SignInRefused("A code_challenge by method S256 is needed (PKCE).")
        if "nonce" in query and not _VISIBLE.fullmatch(query["nonce"]):
            raise SignInRefused("nonce is malformed.")
        return SignInRequest(
            client_id=client_id,
            redirect_uri=redirect_uri,
            state=query["state"],
            scopes=_scopes(query.get("scope", "")),
            challenge=query["code_challenge"],
            nonce=query.get("nonce"),
        )

    def named(self, client_id: str) -> Client:
        """`SignInRefused` with `invalid_client` when there is none."""
        if client_id not in self._clients:
            raise SignInRefused("The application is not registered.", code="invalid_client")
        return self._clients[client_id]

    def after_sign_out(self, query: Mapping[str, str]) -> str | None:
        """The registered address to go to after signing out; None when another, or none, was asked for."""
        client = self._clients.get(query.get("client_id", ""), Client())
        wanted = query.get("post_logout_redirect_uri") or query.get("logout_uri")
        return wanted if wanted in client.after_sign_out else None


def _client(origin: str, redirect: str, *, after_sign_out: str) -> Client:
    return Client(redirects=frozenset({origin + redirect}), after_sign_out=frozenset({origin + after_sign_out}))


def _scopes(text: str) -> tuple[str, ...]:
    """The scopes that are asked for; all of them when none is named, as Cognito does."""
    asked = text.split()
    if any(scope not in SCOPES for scope in asked):
        raise SignInRefused(f"The scopes are {', '.join(SCOPES)}.", code="invalid_scope")
    return tuple(scope for scope in SCOPES if scope in asked) or SCOPES
