"""The issuer's key set over a real HTTP server, in virtual time: the cases K01 to K20 of the security design, each with
its id, and those of the token cases that depend on where the keys come from. Statuses are those of the whole API."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sign_in.key import signing_key
from app.adapters.sqlite.sign_ins import SqliteSignIns
from app.adapters.tokens.cognito import CognitoPool
from app.adapters.tokens.elapsed import Elapsed
from app.adapters.tokens.fetch import MAX_BYTES, fetch
from app.adapters.tokens.form import Fault
from app.adapters.tokens.key_cache import CachedKeys
from app.domain.errors import Unauthenticated, Unavailable
from app.domain.principal import Principal
from app.main import create_app
from app.ports import TokenVerifier
from tests import key_server
from tests.key_server import Body, KeyServer, wait_until
from tests.sign_in_app import Browser
from tests.signed_tokens import (
    CLIENT,
    ISSUER,
    NOW,
    OTHER_ISSUER,
    claims,
    header,
    jwk,
    private_key,
    signed,
    text,
    unsigned,
)
from tests.world import World

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
ED25519 = {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "AAAA", "use": "sig", "alg": "EdDSA"}
KEY_1 = json.dumps({"keys": [jwk("key-1")]}).encode()
SHARED = {"kty": "oct", "kid": "shared", "k": "AAAA", "alg": "HS256"}


class Time:
    """Both clocks of a machine; nothing moves them but the test."""

    def __init__(self) -> None:
        self.wall = float(NOW)
        self.steady = 1_000.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.wall, UTC)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def jumps(self, seconds: float) -> None:
        """The time of day is set anew; or the machine stood still meanwhile."""
        self.wall += seconds


class Trusted:
    """The verifier of the cloud that is asked."""

    tokens: TokenVerifier

    def verify(self, token: str) -> Principal:
        return self.tokens.verify(token)


@cache
def whole_api() -> tuple[Browser, Trusted]:
    """Made once: it takes longer than most tests here."""
    trusted = Trusted()
    return Browser(create_app(replace(World().container, tokens=trusted))), trusted


class Cloud:
    """The API of one execution environment, the pool that it trusts and the pool's key server."""

    def __init__(self, server: KeyServer, **more: Any) -> None:
        self.server = server
        self.time = Time()
        now = Elapsed(lambda: self.time.wall, lambda: self.time.steady)
        self.keys = CachedKeys(partial(fetch, server.address), now, share=lambda: 1.0, **more)
        pool = CognitoPool.of(
            region="eu-central-1", pool_id="eu-central-1_AbCdEfGhI", client_ids=[CLIENT], key_address=server.address
        )
        self.tokens = pool.verifier(self.keys, self.time)

    @property
    def asked(self) -> int:
        return len(self.server.requests)

    def token(self, kid: str = "key-1", *, key: str | None = None, **changes: Any) -> str:
        """Good at this time."""
        now = int(self.time.wall)
        return signed(header(kid=kid), claims(iat=now - 60, exp=now + 840, **changes), key=key or kid)

    def ask(self, token: str | None = None) -> Any:
        browser, trusted = whole_api()
        trusted.tokens = self.tokens
        return browser.get("/v1/stats", authorization=f"Bearer {token or self.token()}")

    def status(self, token: str | None = None) -> int:
        status: int = self.ask(token).status_code
        return status

    def guess(self) -> None:
        """A token with a key id that does not exist; the answer must be 401."""
        with pytest.raises(Unauthenticated):
            self.tokens.verify(stranger())


def assert_no_keys(answer: Any) -> None:
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert 1 <= int(answer.headers["retry-after"]) <= 30


def stranger() -> str:
    return unsigned(header(kid=secrets.token_hex(16)), claims()) + ".AAAA"


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer(jwk("key-1"), jwk("key-2")) as server:
        yield server


@pytest.fixture
def cloud(server: KeyServer) -> Cloud:
    return Cloud(server)


@pytest.fixture
def warm(cloud: Cloud) -> Cloud:
    """Has its keys since just now."""
    assert cloud.status() == 200
    assert cloud.asked == 1
    return cloud


# ---- while all is well ----


def test_k01_a_thousand_requests_one_fetch(cloud: Cloud) -> None:
    token = cloud.token()
    assert cloud.status(token) == 200
    for _ in range(999):
        cloud.tokens.verify(token)
        cloud.time.passes(0.5)
    assert cloud.asked == 1
    assert (cloud.keys.counts.hits, cloud.keys.counts.fetches) == (1_000, 1)


def test_k02_f51_fifty_threads_on_a_cold_cache_share_one_fetch(cloud: Cloud) -> None:
    cloud.server.give = Body(cloud.server.give.body, after=0.3)
    together = threading.Barrier(50)
    token = cloud.token()

    def call(_: int) -> str:
        together.wait()
        return cloud.tokens.verify(token).owner.issuer

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(call, range(50))) == [ISSUER] * 50
    assert cloud.asked == 1


def test_k03_a_new_key_costs_one_fetch(warm: Cloud) -> None:
    warm.server.publish(jwk("key-1"), jwk("key-2"), jwk("key-3"))
    assert [warm.status(warm.token("key-3")) for _ in range(3)] == [200] * 3
    assert warm.asked == 2


def test_k04_the_old_key_goes_on_while_it_is_listed(warm: Cloud) -> None:
    warm.server.publish(jwk("key-3"), jwk("key-1"))
    assert [warm.status(warm.token(kid)) for kid in ("key-3", "key-1")] == [200, 200]
    warm.time.passes(HOUR)
    assert [warm.status(warm.token(kid)) for kid in ("key-3", "key-1")] == [200, 200]
    assert warm.asked == 3


def test_k05_j74_a_withdrawn_key_ends_with_the_soft_limit(warm: Cloud) -> None:
    warm.server.publish(jwk("key-2"))
    warm.time.passes(HOUR - 1)
    assert warm.status() == 200
    assert warm.asked == 1
    warm.time.passes(1)
    assert warm.status() == 401
    assert warm.asked == 2
    assert warm.status(warm.token("key-2")) == 200


def test_k06_a_thousand_unknown_ids_in_ten_seconds_cost_one_more_fetch(warm: Cloud) -> None:
    token = warm.token()
    for _ in range(1_000):
        warm.guess()
        warm.tokens.verify(token)
        warm.time.passes(0.0099)
    assert warm.asked == 2
    assert warm.status() == 200


def test_k06_on_a_cold_cache(cloud: Cloud) -> None:
    for _ in range(100):
        cloud.guess()
        cloud.time.passes(0.099)
    assert cloud.asked == 2
    assert cloud.status() == 200


def test_k07_ten_minutes_of_unknown_ids(cloud: Cloud) -> None:
    for _ in range(1_200):
        cloud.guess()
        cloud.time.passes(0.5)
    assert 55 <= cloud.asked <= 61
    assert cloud.status() == 200


# ---- while the key server fails ----


def test_k08_without_the_server_a_set_lasts_until_the_hard_limit(warm: Cloud) -> None:
    warm.server.go_down()
    for _ in range(23):
        warm.time.passes(HOUR)
        assert warm.status() == 200
    warm.time.passes(HOUR - 1)
    assert warm.status() == 200
    assert warm.keys.age() == DAY - 1
    counts = warm.keys.counts
    assert (counts.hits, counts.stale_hits, counts.fetches, counts.errors) == (25, 24, 25, 24)


def test_k09_past_the_hard_limit_it_is_not_used(warm: Cloud) -> None:
    warm.server.go_down()
    warm.time.passes(DAY)
    assert_no_keys(warm.ask())
    assert_no_keys(warm.ask(warm.token("key-9", key="key-1")))


def test_k10_f52_a_server_that_refuses_connections(cloud: Cloud) -> None:
    cloud.server.go_down()
    assert_no_keys(cloud.ask())


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(key_server.silence, id="K10-silence"),
        pytest.param(key_server.headers_only, id="K11"),
        pytest.param(key_server.drip, id="K12"),
        pytest.param(key_server.drip_headers, id="K12-headers"),
    ],
)
def test_slow_servers_are_left_in_time(cloud: Cloud, way: Callable[[KeyServer, BaseHTTPRequestHandler], None]) -> None:
    cloud.server.give = way
    token = cloud.token()
    started = time.monotonic()
    with pytest.raises(Unavailable):
        cloud.tokens.verify(token)
    assert time.monotonic() - started > 2.9
    assert_no_keys(cloud.ask(token))
    assert cloud.asked == 2, "one retry"
    assert wait_until(lambda: not any(thread.name == "key-set" for thread in threading.enumerate()))


def test_k10_f52_heals_without_a_restart(cloud: Cloud) -> None:
    cloud.server.give = Body(b"", status=500)
    assert_no_keys(cloud.ask())
    cloud.server.publish(jwk("key-1"))
    assert_no_keys(cloud.ask())
    cloud.time.passes(1)
    assert cloud.status() == 200


def test_k10_the_pauses_between_attempts_grow_up_to_half_a_minute(cloud: Cloud) -> None:
    cloud.server.give = Body(b"", status=500)
    pauses = []
    for _ in range(7):
        answer = cloud.ask()
        assert_no_keys(answer)
        pauses.append(int(answer.headers["retry-after"]))
        asked = cloud.asked
        cloud.time.passes(pauses[-1] - 0.5)
        assert cloud.status() == 503
        assert cloud.asked == asked, "asked again during the pause"
        cloud.time.passes(0.5)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


BAD: dict[str, Any] = {
    "K13": Body(b" " * 10_000_000),
    "K13-without-length": key_server.without_end,
    "K13-one-too-many": Body(KEY_1.ljust(MAX_BYTES + 1)),
    "K14-500": Body(b"", status=500),
    "K14-404": Body(b"", status=404),
    "K14-302": Body(KEY_1, status=302, Location="/elsewhere"),
    "K14-203": Body(KEY_1, status=203),
    "K15-html": Body(b"<!doctype html><title>Sign in</title>"),
    "K15-truncated": Body(b'{"keys": [{"kty": "RSA", "ki'),
    "K15-cut-short": key_server.cut_short,
    "K15-hung-up": key_server.hang_up,
    "K15-not-a-list": Body(b'{"keys": {"kid": "key-1"}}'),
    "K15-empty-list": Body(b'{"keys": []}'),
    "K15-empty": Body(b""),
    "K15-deep": Body(b'{"keys":' + b"[" * 100_000),
    "K15-51-keys": Body(b'{"keys": [' + b",".join([b"{}"] * 51) + b"]}"),
    "K15-compressed": Body(b"\x1f\x8b\x08\0", **{"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_replaces_nothing(warm: Cloud, case: str) -> None:
    warm.server.give = BAD[case]
    warm.time.passes(HOUR)
    assert warm.status() == 200
    assert warm.status(warm.token("key-2")) == 200
    assert warm.keys.counts.errors == 1
    assert set(warm.server.requests) == {key_server.PATH}, "a redirect was followed"
    assert warm.server.sent < 5_000_000, "read on"
    warm.time.passes(DAY - HOUR)
    assert_no_keys(warm.ask())


def test_k13_the_largest_answer(cloud: Cloud) -> None:
    cloud.server.give = Body(KEY_1.ljust(MAX_BYTES))
    assert cloud.status() == 200


@pytest.mark.parametrize("case", ["K14-500", "K14-302", "K15-html", "K15-truncated"])
def test_a_whole_but_bad_answer_is_not_asked_for_twice(cloud: Cloud, case: str) -> None:
    cloud.server.give = BAD[case]
    assert_no_keys(cloud.ask())
    assert cloud.asked == 1


@pytest.mark.parametrize("way", [key_server.cut_short, key_server.hang_up])
def test_an_answer_that_was_cut_is_asked_for_once_more(
    cloud: Cloud, way: Callable[[KeyServer, BaseHTTPRequestHandler], None]
) -> None:
    whole = cloud.server.give

    def first_cut(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
        server.give = whole
        way(server, request)

    cloud.server.give = first_cut
    assert cloud.status() == 200
    assert (cloud.asked, cloud.keys.counts.errors) == (2, 0)


# ---- what is in the set ----


def test_k16_keys_of_other_kinds_before_the_right_one(cloud: Cloud) -> None:
    small = private_key("small", 1_024).public_key().public_numbers().n.to_bytes(128, "big")
    cloud.server.publish(ED25519, SHARED, jwk("key-9", n=text(small)), 7, jwk("key-1"))
    assert cloud.status() == 200
    assert cloud.status(cloud.token("small")) == 401


@pytest.mark.parametrize("others", [(), ("key-2",)])
@pytest.mark.parametrize("changes", [{"use": "enc"}, {"alg": "RS512"}])
def test_k17_keys_for_something_else(cloud: Cloud, changes: dict[str, str], others: tuple[str, ...]) -> None:
    cloud.server.publish(jwk("key-1", **changes), *map(jwk, others))
    assert cloud.status() == 401


@pytest.mark.parametrize("others", [(), ("key-2",)])
def test_k18_an_id_that_occurs_twice(cloud: Cloud, others: tuple[str, ...]) -> None:
    cloud.server.publish(jwk("key-1"), jwk("attacker", kid="key-1"), *map(jwk, others))
    assert cloud.status() == 401
    assert cloud.status(cloud.token("key-1", key="attacker")) == 401
    assert [cloud.status(cloud.token(kid)) for kid in others] == [200] * len(others)


def test_a_set_without_any_usable_key_replaces_no_good_one(warm: Cloud) -> None:
    warm.server.publish(ED25519)
    warm.time.passes(HOUR)
    assert warm.status() == 200
    assert warm.keys.counts.errors == 1


# ---- clocks ----


@pytest.mark.parametrize(("seconds", "fetches"), [(-HOUR, 0), (DAY, 1), (-30 * DAY, 0)])
def test_k19_f53_the_time_of_day_is_set_anew(warm: Cloud, seconds: float, fetches: int) -> None:
    warm.time.jumps(seconds)
    assert [warm.status() for _ in range(5)] == [200] * 5
    assert warm.asked == 1 + fetches


def test_k19_a_set_does_not_live_longer_for_it(warm: Cloud) -> None:
    warm.time.jumps(-12 * HOUR)
    warm.server.go_down()
    warm.time.passes(DAY)
    assert warm.status() == 503


def test_k20_thawed_after_six_hours(warm: Cloud) -> None:
    warm.server.publish(jwk("key-1"), jwk("key-3"))
    warm.time.jumps(6 * HOUR)
    assert warm.status() == 200
    assert (warm.asked, warm.keys.age()) == (2, 0)
    assert [warm.status(warm.token(kid)) for kid in ("key-3", "key-2")] == [200, 401]


# ---- who waits ----


def test_past_the_soft_limit_one_request_a_minute_asks_and_others_do_not_wait(warm: Cloud) -> None:
    warm.server.give = key_server.silence
    warm.time.passes(HOUR)
    token, unhurried = warm.token(), ThreadPoolExecutor(1)
    first = unhurried.submit(warm.tokens.verify, token)
    assert wait_until(lambda: warm.asked == 2)
    warm.tokens.verify(token)
    assert not first.done(), "who came second waited for what the first has asked"
    first.result()
    unhurried.shutdown()
    assert warm.keys.counts.fetches == 2
    warm.time.passes(MINUTE - 1)
    assert warm.status() == 200
    assert warm.keys.counts.fetches == 2
    warm.server.publish(jwk("key-1"))
    warm.time.passes(1)
    assert warm.status() == 200
    assert (warm.keys.counts.fetches, warm.keys.age()) == (3, 0)


def test_k03_all_threads_that_need_the_new_key_get_it(warm: Cloud) -> None:
    warm.server.publish(jwk("key-3"))
    warm.server.give = Body(warm.server.give.body, after=0.3)
    token = warm.token("key-3")
    with ThreadPoolExecutor(20) as pool:
        assert len(list(pool.map(lambda _: warm.tokens.verify(token), range(20)))) == 20
    assert warm.asked == 2


def test_an_unforeseen_failure_does_not_block_the_next_request() -> None:
    answers: list[Exception | bytes] = [RuntimeError("a bug"), KEY_1]

    def once_broken() -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    keys = CachedKeys(once_broken, lambda: 0.0)
    with pytest.raises(RuntimeError):
        keys.key("key-1")
    assert keys.key("key-1") is not None


# ---- at the start ----


def test_warming_up_fetches_before_the_first_request(cloud: Cloud) -> None:
    assert cloud.keys.age() is None
    cloud.keys.warm_up()
    cloud.keys.warm_up()
    assert (cloud.asked, cloud.keys.age()) == (1, 0)
    assert cloud.status() == 200
    assert cloud.asked == 1


def test_warming_up_fails_softly(cloud: Cloud) -> None:
    cloud.server.give = Body(b"", status=500)
    cloud.keys.warm_up()
    cloud.server.publish(jwk("key-1"))
    cloud.time.passes(1)
    assert cloud.status() == 200


def test_a_bundled_set_is_renewed_at_once_and_serves_meanwhile(server: KeyServer) -> None:
    cloud = Cloud(server, bundled=KEY_1)
    assert cloud.status(cloud.token("key-2")) == 200
    assert cloud.asked == 1
    server.go_down()
    without = Cloud(server, bundled=KEY_1)
    assert without.status() == 200
    without.time.passes(23 * HOUR)
    assert without.status() == 503


@pytest.mark.parametrize("data", [b"", b"{}", b'{"keys": []}'])
def test_a_bundled_set_must_be_one(server: KeyServer, data: bytes) -> None:
    with pytest.raises(Fault):
        Cloud(server, bundled=data)


# ---- tokens whose fate depends on the key source ----


def test_j02_second_key_of_the_set(cloud: Cloud) -> None:
    assert cloud.status(cloud.token("key-2")) == 200
    assert cloud.status(cloud.token("key-1", key="key-2")) == 401


def test_j29_unknown_ids_are_refused_after_at_most_one_fetch(warm: Cloud) -> None:
    assert [warm.status(stranger()) for _ in range(5)] == [401] * 5
    assert warm.asked == 2


def test_j54_j55_tokens_of_another_pool(cloud: Cloud) -> None:
    assert cloud.status(cloud.token("pool-2", iss=OTHER_ISSUER)) == 401
    assert cloud.status(cloud.token("key-1", key="pool-2", iss=OTHER_ISSUER)) == 401
    assert cloud.status(cloud.token("key-1", iss=OTHER_ISSUER)) == 401
    assert cloud.status(cloud.token("pool-2")) == 401
    assert cloud.status(cloud.token("key-1", key="pool-2")) == 401
    assert cloud.status() == 200


def test_j75_a_token_of_the_local_issuer(cloud: Cloud, tmp_path: Any, sign_ins: SqliteSignIns) -> None:
    issuer = LocalIssuer(signing_key(tmp_path), sign_ins, host="127.0.0.1", port=8000, clock=cloud.time)
    local = issuer.access_token(life=timedelta(minutes=5))
    assert issuer.verifier().verify(local)
    assert cloud.status(local) == 401
    cloud.server.publish(jwk("key-1"), issuer.jwks()["keys"][0])
    cloud.time.passes(20)
    assert cloud.status(local) == 401, "not even when its key were trusted"
    with pytest.raises(Unauthenticated):
        issuer.verifier().verify(cloud.token())
