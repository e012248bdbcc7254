"""Access tokens of an Amazon Cognito user pool: which are ours, and where their keys come from."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from app.adapters.tokens.claims import Expected
from app.adapters.tokens.elapsed import Elapsed
from app.adapters.tokens.fetch import fetch
from app.adapters.tokens.key_cache import CachedKeys
from app.adapters.tokens.verifier import StrictTokenVerifier
from app.ports import Clock

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]{2,12}){1,2}-[0-9]{1,2}")
_POOL_NAME = re.compile(r"[A-Za-z0-9]{1,40}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_+]{1,128}")
_ADDRESS = re.compile(
    r"(?:https://[A-Za-z0-9.-]+|http://(?:127\.0\.0\.1|\[::1\]|localhost))(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)+"
)


@dataclass(frozen=True)
class CognitoPool:
    """One user pool, as `of` checks it."""

    issuer: str
    key_address: str
    client_ids: frozenset[str]
    resource: str | None = None

    @classmethod
    def of(
        cls,
        *,
        region: str,
        pool_id: str,
        client_ids: Iterable[str],
        issuer: str | None = None,
        key_address: str | None = None,
        resource: str | None = None,
    ) -> Self:
        """`issuer` and `key_address` (of the JWK set) follow from region and pool; an emulator has others.

        `client_ids`: the applications whose tokens are taken. `resource`: our own id, for tokens that carry `aud`.
        `ValueError` naming what is wrong.
        """
        if not _REGION.fullmatch(region):
            raise ValueError(f"{region!r} is not the name of a region")
        if not pool_id.startswith(f"{region}_") or not _POOL_NAME.fullmatch(pool_id.removeprefix(f"{region}_")):
            raise ValueError(f"{pool_id!r} is not the id of a user pool in {region}")
        clients = frozenset(client_ids)
        if not clients or not all(_CLIENT_ID.fullmatch(client) for client in clients):
            raise ValueError("the ids of the applications are missing or malformed")
        own = f"https://cognito-idp.{region}.amazonaws.com/{pool_id}"
        return cls(
            issuer=_checked_address(issuer or own),
            key_address=_checked_address(key_address or f"{own}/.well-known/jwks.json"),
            client_ids=clients,
            resource=resource,
        )

    def keys(self, *, bundled: bytes | None = None) -> CachedKeys:
        """The pool's keys, to be made once per process. `bundled`: see `CachedKeys`."""
        return CachedKeys(partial(fetch, self.key_address), Elapsed(time.time, time.monotonic), bundled=bundled)

    def verifier(
        self, keys: CachedKeys, clock: Clock, *, denied: Callable[[str], bool] = lambda _: False
    ) -> StrictTokenVerifier:
        """Takes the pool's access tokens for these applications. `denied` tells, by `origin_jti`, whether a sign-in
        was ended early."""
        expected = Expected(issuer=self.issuer, client_ids=self.client_ids, resource=self.resource, denied=denied)
        return StrictTokenVerifier(keys, expected, clock)


def _checked_address(address: str) -> str:
    """https; http on this machine only, where no other can stand between."""
    if not _ADDRESS.fullmatch(address) or urlsplit(address).port == 0:  # a port that is too large raises
        raise ValueError(f"{address!r} is not the https address of an issuer or its keys")
    return address
