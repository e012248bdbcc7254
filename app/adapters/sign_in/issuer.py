"""The OpenID provider of this machine, so that page, docs and scripts sign in the same way as with Amazon Cognito.

It knows no passwords: who comes with a code of this start (`local_start`) runs the server, and may be anybody. It
answers on the loopback address only, and refuses to exist on Lambda.
"""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from app.adapters.sign_in.clients import SCOPES, Clients
from app.adapters.sign_in.codes import Codes
from app.adapters.sign_in.key import SigningKey, signing_key
from app.adapters.sign_in.start import StartCodes, new_secret
from app.adapters.sqlite.sign_ins import SignIn, SqliteSignIns
from app.adapters.tokens.claims import Expected
from app.adapters.tokens.keys import PublicKey
from app.adapters.tokens.verifier import StrictTokenVerifier
from app.domain.errors import AppError
from app.domain.principal import Owner
from app.domain.sign_in import (
    CLI_CLIENT,
    DEFAULT_USER,
    LOCAL_PATH,
    MAX_LIFE,
    READ,
    UNUSABLE_NAME,
    WRITE,
    SignInRefused,
    SignInRequest,
)
from app.ports import Clock

# Owners are filed under this name and not under the issuer's address: the data stays visible on another port.
OWNERS = "local"
ACCESS_SECONDS = 15 * 60

_LAMBDA_VARIABLES = ("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT")
_PEOPLE = uuid.UUID("6d1f0f8e-5b57-4f0e-9a3f-8d3b6f0c2a51")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class NotOnThisMachine(AppError):
    """The local issuer was asked for where it must never run; the text names the variable that tells."""

    code = "not-on-this-machine"


class LocalIssuer:
    """Discovery, keys, sign-in by code and PKCE, tokens and their renewal. `app/api/local_issuer.py` has the routes."""

    def __init__(self, key: SigningKey, sign_ins: SqliteSignIns, *, host: str, port: int, clock: Clock) -> None:
        self.origin = origin_of(host, port)
        self.address = f"{self.origin}{LOCAL_PATH}"
        self._key = key
        self._clock = clock
        self.start_secret = new_secret()
        self._start = StartCodes(self.start_secret)
        self._sign_ins = sign_ins
        self._codes = Codes(end=lambda id_: sign_ins.end(id_, self._now(), browser_too=False))
        self._clients = Clients(self.origin)

    @classmethod
    def open(
        cls,
        folder: Path,
        sign_ins: SqliteSignIns,
        *,
        host: str,
        port: int,
        clock: Clock,
        environment: Mapping[str, str],
    ) -> Self:
        """The issuer whose key is kept in `folder`; `NotOnThisMachine` when a variable of Lambda is set."""
        for name in _LAMBDA_VARIABLES:
            if name in environment:
                raise NotOnThisMachine(f"{name} is set: the sign-in without a password exists on a laptop only")
        return cls(signing_key(folder), sign_ins, host=host, port=port, clock=clock)

    @staticmethod
    def owner(user: str) -> Owner:
        """To whom the things of `user` belong, however they came in. `SignInRefused` for an unusable name."""
        return Owner(issuer=OWNERS, subject=_subject(clean_name(user)))

    # ---- what others need to check our tokens ----

    def key(self, kid: str) -> PublicKey | None:
        return self._key.public if kid == self._key.kid else None

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self._key.published]}

    def verifier(self) -> StrictTokenVerifier:
        """Accepts this issuer's access tokens and no others."""
        expected = Expected(
            issuer=self.address,
            client_ids=self._clients.ids(),
            owner_issuer=OWNERS,
            denied=self._sign_ins.is_ended,
        )
        return StrictTokenVerifier(self, expected, self._clock)

    def discovery(self) -> dict[str, Any]:
        """The OpenID Connect discovery document."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/oauth2/authorize",
            "token_endpoint": f"{self.address}/oauth2/token",
            "revocation_endpoint": f"{self.address}/oauth2/revoke",
            "end_session_endpoint": f"{self.address}/logout",
            "jwks_uri": f"{self.address}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
            "scopes_supported": list(SCOPES),
        }

    # ---- sign-in ----

    def begin(self, query: Mapping[str, str]) -> SignInRequest:
        """A checked authorization request. `SignInRefused` is to be shown, never sent on to the redirect address."""
        return self._clients.request(query)

    def start_address(self) -> str:
        """An address that lets one browser in, once, within ten minutes. It is as good as a password."""
        return start_address(self.origin, self.start_secret, self._now())

    def admit(self, form: Mapping[str, str]) -> str:
        """The admission of a browser that comes with a `code`, or with its `admission`; `SignInRefused` else."""
        if code := form.get("code"):
            return self._sign_ins.admit(self._start.id_of(code, self._now()), self._now())
        admission = form.get("admission", "")
        self._sign_ins.browser(admission, self._now())
        return admission

    def approve(self, form: Mapping[str, str]) -> str:
        """The person agreed, as `user` (empty: the default user): the address to go to, with code and state. The form
        has the parameters of the request, and the browser's `admission`. `SignInRefused` for a browser that was not
        let in, or a name that cannot be used."""
        request = self.begin(form)
        sign_in = SignIn(
            id=secrets.token_hex(16),
            user=clean_name(form.get("user") or DEFAULT_USER),
            client_id=request.client_id,
            scopes=request.scopes,
            at=int(self._now()),
            nonce=request.nonce,
            browser=self._sign_ins.browser(form.get("admission", ""), self._now()),
        )
        code = self._codes.give(request, sign_in, self._now())
        return f"{request.redirect_uri}?{urlencode({'code': code, 'state': request.state})}"

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer of the token endpoint to a code or a refresh token; `SignInRefused` else."""
        client_id = form.get("client_id", "")
        self._clients.named(client_id)
        match form.get("grant_type"):
            case "authorization_code":
                sign_in = self._redeemed(form, client_id)
                return self._tokens(sign_in, self._sign_ins.begin(sign_in, self._now()))
            case "refresh_token":
                sign_in, next_token = self._sign_ins.renew(form.get("refresh_token", ""), client_id, self._now())
                return self._tokens(sign_in, next_token)
            case _:
                raise SignInRefused(
                    "grant_type must be authorization_code or refresh_token.", code="unsupported_grant_type"
                )

    def end(self, sign_in: str) -> None:
        """No token of this sign-in holds any longer, none is renewed, and its browser has to be let in anew."""
        self._sign_ins.end(sign_in, self._now())

    def revoke(self, form: Mapping[str, str]) -> None:
        """End the sign-in that a refresh token belongs to, its access tokens included. Unknown ones are fine."""
        self._sign_ins.revoke(form.get("token", ""), form.get("client_id", ""), self._now())

    def after_sign_out(self, query: Mapping[str, str]) -> str | None:
        """The registered address to go to after signing out; None when another, or none, was asked for."""
        return self._clients.after_sign_out(query)

    def access_token(
        self, user: str = DEFAULT_USER, scopes: tuple[str, ...] = (READ, WRITE), *, life: timedelta
    ) -> str:
        """A token for scripts and tests, without the detour through a browser. `life` is up to 24 h: `ValueError`."""
        if not timedelta(0) < life <= timedelta(seconds=MAX_LIFE):
            raise ValueError("a token lives up to 24 hours")
        sign_in = SignIn(
            id=secrets.token_hex(16), user=clean_name(user), client_id=CLI_CLIENT, scopes=scopes, at=int(self._now())
        )
        return self._key.sign(self._access_claims(sign_in, int(life.total_seconds())))

    # ---- inside ----

    def _now(self) -> float:
        return self._clock().timestamp()

    def _redeemed(self, form: Mapping[str, str], client_id: str) -> SignIn:
        request, sign_in = self._codes.redeem(form.get("code", ""), self._now())
        verifier = form.get("code_verifier", "")
        proven = _VERIFIER.fullmatch(verifier) and hmac.compare_digest(_challenge(verifier), request.challenge)
        if not proven or request.client_id != client_id or request.redirect_uri != form.get("redirect_uri"):
            raise SignInRefused("The code was given for another request.", code="invalid_grant")
        return sign_in

    def _tokens(self, sign_in: SignIn, refresh_token: str) -> dict[str, Any]:
        response = {
            "access_token": self._key.sign(self._access_claims(sign_in, ACCESS_SECONDS)),
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "scope": " ".join(sign_in.scopes),
        }
        if "openid" in sign_in.scopes:
            response["id_token"] = self._key.sign(self._id_claims(sign_in))
        return response

    def _common_claims(self, sign_in: SignIn, life: int) -> dict[str, Any]:
        now = int(self._now())
        return {
            "iss": self.address,
            "sub": _subject(sign_in.user),
            "jti": str(uuid.uuid4()),
            "origin_jti": sign_in.id,
            "auth_time": sign_in.at,
            "iat": now,
            "exp": now + life,
        }

    def _access_claims(self, sign_in: SignIn, life: int) -> dict[str, Any]:
        return {
            **self._common_claims(sign_in, life),
            "token_use": "access",
            "version": 2,
            "client_id": sign_in.client_id,
            "scope": " ".join(sign_in.scopes),
            "username": sign_in.user,
        }

    def _id_claims(self, sign_in: SignIn) -> dict[str, Any]:
        claims = {
            **self._common_claims(sign_in, ACCESS_SECONDS),
            "token_use": "id",
            "aud": sign_in.client_id,
            "cognito:username": sign_in.user,
            "name": sign_in.user,
        }
        return claims if sign_in.nonce is None else {**claims, "nonce": sign_in.nonce}


def clean_name(text: str) -> str:
    """A person's name as it is compared: any case and spacing gives the same. `SignInRefused` for an unusable one."""
    name = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not 1 <= len(name) <= 64 or not name.isprintable():
        raise SignInRefused("A name has 1 to 64 visible characters.", code=UNUSABLE_NAME)
    return name


def _subject(name: str) -> str:
    """The same name has the same subject on every machine."""
    return str(uuid.uuid5(_PEOPLE, name))


def start_address(origin: str, secret: bytes, now: float) -> str:
    """Behind `#`, which a browser sends nowhere: no log and no `Referer` has it."""
    return f"{origin}{LOCAL_PATH}/start#{StartCodes(secret).make(now)}"


def origin_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
