"""Every limit of token verification at its edge: the last value that is taken, and the first that is not."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from app.adapters.tokens.claims import Expected, principal
from app.adapters.tokens.fetch import NotFetched
from app.adapters.tokens.form import MAX_DEPTH, Fault, strict_object
from app.adapters.tokens.header import key_id
from app.adapters.tokens.key_cache import HARD_LIMIT, MISS_PAUSE, SOFT_LIMIT, CachedKeys, KeyCounts
from app.adapters.tokens.keys import MAX_KEYS, public_keys
from app.domain.errors import Unavailable
from tests import signed_tokens
from tests.signed_tokens import CLIENT, ISSUER, NOW, jwk

DAY = 24 * 60 * 60
EXPECTED = Expected(ISSUER, frozenset({CLIENT}))
KEYS = json.dumps({"keys": [jwk("key-1")]}).encode()
UNUSABLE = json.dumps({"keys": [{"kty": "oct", "kid": "shared", "k": "AAAA"}]}).encode()


def taken(expected: Expected = EXPECTED, **changes: Any) -> bool:
    claims = {name: value for name, value in signed_tokens.claims(**changes).items() if value is not None}
    try:
        principal(claims, expected, now=float(NOW))
    except Fault:
        return False
    return True


# ---- claims ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({"exp": NOW + 1}, True),
        ({"exp": NOW}, False),
        ({"iat": NOW + 60, "exp": NOW + 600}, True),
        ({"iat": NOW + 60.5, "exp": NOW + 600}, False),
        ({"nbf": NOW + 60}, True),
        ({"nbf": NOW + 60.5}, False),
        ({"nbf": 0}, True),
        ({"nbf": -1}, False),
        ({"iat": NOW - 10, "exp": NOW - 10 + DAY}, True),
        ({"iat": NOW - 10, "exp": NOW - 10 + DAY + 1}, False),
        ({"origin_jti": None}, True),
        ({"origin_jti": 7}, False),
        ({"origin_jti": "sign-in"}, True),
    ],
    ids=str,
)
def test_times_and_sign_ins(changes: dict[str, Any], good: bool) -> None:
    assert taken(**changes) is good


@pytest.mark.parametrize(
    ("resource", "audience", "good"),
    [
        ("api", "api", True),
        ("api", ["other", "api"], True),
        ("api", ["other"], False),
        ("api", "api-of-somebody-else", False),
        ("api", [], False),
        (None, "api", False),
        (None, [], False),
    ],
    ids=str,
)
def test_audiences(resource: str | None, audience: object, good: bool) -> None:
    assert taken(Expected(ISSUER, frozenset({CLIENT}), resource=resource), aud=audience) is good


# ---- form and header -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["crit", "zip", "jku", "jwk", "x5u", "x5c", "b64", "enc", "cty"])
def test_a_header_with_a_parameter_that_could_have_an_effect(name: str) -> None:
    good = {"alg": "RS256", "kid": "key-1"}
    assert key_id(good) == "key-1"
    with pytest.raises(Fault):
        key_id({**good, name: "x"})


def test_depth_counts_what_is_open_at_a_time() -> None:
    deepest = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    siblings = ",".join(f'"{number}": {{"a": [1]}}' for number in range(20))
    assert strict_object(f'{{"a": {deepest}}}'.encode())
    assert strict_object(f"{{{siblings}}}".encode())
    for too_deep in (f'{{"a": [{deepest}]}}', '{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1)):
        with pytest.raises(Fault):
            strict_object(too_deep.encode())


def test_a_key_set_has_up_to_fifty_keys() -> None:
    others = [{"kty": "oct", "kid": f"other-{number}"} for number in range(MAX_KEYS)]
    assert list(public_keys({"keys": [jwk("key-1"), *others[1:]]})) == ["key-1"]
    with pytest.raises(Fault):
        public_keys({"keys": [jwk("key-1"), *others]})


# ---- key cache -------------------------------------------------------------------------------------------------------


class Server:
    """Gives `answer`, or fails with it; the time is `now`."""

    def __init__(self, answer: bytes | Exception = KEYS) -> None:
        self.answer = answer
        self.now = 1_000_000.0
        self.on_fetch: Callable[[], None] = lambda: None
        self.cache = CachedKeys(self.fetch, lambda: self.now, share=lambda: 0.0)

    def fetch(self) -> bytes:
        self.on_fetch()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_what_the_cache_did_is_counted() -> None:
    server = Server()
    assert server.cache.counts == KeyCounts(hits=0, stale_hits=0, misses=0, fetches=0, errors=0)
    server.cache.key("key-1")
    server.cache.key("unknown")
    assert server.cache.counts == KeyCounts(hits=1, misses=1, fetches=2)
    server.answer = NotFetched("no")
    server.now += SOFT_LIMIT
    server.cache.key("key-1")
    assert server.cache.counts == KeyCounts(hits=2, stale_hits=1, misses=1, fetches=3, errors=1)


def test_unknown_ids_are_asked_for_every_ten_seconds() -> None:
    server = Server()
    server.cache.key("unknown")
    for later, fetches in ((0.0, 2), (MISS_PAUSE - 0.5, 2), (0.5, 3), (MISS_PAUSE - 0.5, 3)):
        server.now += later
        server.cache.key("unknown")
        assert server.cache.counts.fetches == fetches


def test_a_set_of_exactly_a_day_is_not_used(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    server.cache.key("key-1")
    server.answer = NotFetched("no route")
    server.now += HARD_LIMIT - 1
    assert server.cache.key("key-1")
    server.now += 1
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable) as told:
        server.cache.key("key-1")
    assert told.value.retry_after == 1
    assert "no route" in caplog.text


def test_a_set_without_usable_keys_replaces_a_good_one_when_that_is_too_old() -> None:
    server = Server()
    server.cache.key("key-1")
    server.answer = UNUSABLE
    server.now += HARD_LIMIT - 1
    assert server.cache.key("key-1")
    server.now += 61
    assert server.cache.key("key-1") is None


def test_warming_up_while_the_set_is_being_fetched_asks_no_second_time() -> None:
    server = Server()
    server.on_fetch = server.cache.warm_up
    assert server.cache.key("key-1")
    assert server.cache.counts.fetches == 1
