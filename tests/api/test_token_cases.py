"""Tokens over HTTP: the cases J01 to J76 of the security design, each with its id, and the rule that must catch it."""

import json
import logging
import socket
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sign_in.key import signing_key
from app.adapters.sqlite.sign_ins import SqliteSignIns
from app.adapters.tokens.form import Fault, decode_part
from app.domain.errors import Unauthenticated
from tests.sign_in_app import Browser, app_with
from tests.signed_tokens import (
    CLIENT,
    DENIED,
    GONE,
    ISSUER,
    NOW,
    OTHER_ISSUER,
    SUBJECT,
    KeysInMemory,
    claims,
    good,
    header,
    hmac_signed,
    jwk,
    other_algorithm,
    public_bytes,
    signature,
    signed,
    text,
    unsigned,
    verifier,
)

Make = Callable[[], Any]
FORM = "three base64url parts"
STRICT = "not strict JSON"
KID = "kid is missing or malformed"
ALG = "alg is not RS256"


def ask(token: str | bytes, *, tokens: Any = None) -> Any:
    """The answer to a request with this token."""
    raw = token if isinstance(token, bytes) else token.encode()
    return Browser(app_with(tokens or verifier())).send("GET", "/me", [(b"authorization", b"Bearer " + raw)])


REFUSED = Browser(app_with(verifier())).get("/me", authorization="Bearer a.b.c")


def assert_refused(answer: Any) -> None:
    """Every failure is the same answer."""
    assert answer.status_code == 401
    assert answer.content == REFUSED.content
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def deep(levels: int) -> bytes:
    return json.dumps(claims())[:-1].encode() + b',"x":' + b"[" * levels + b"]" * levels + b"}"


def payload_with(member: str) -> bytes:
    """The claims with one more member, written as given."""
    return json.dumps(claims())[:-1].encode() + f",{member}}}".encode()


def edited(change: Callable[[str, str, str], str]) -> str:
    return change(*good().split("."))


def without(name: str, written: str) -> bytes:
    return json.dumps(claims(**{name: GONE}))[:-1].encode() + f',"{name}":{written}}}'.encode()


def last_character_changed(head: str, payload: str, made: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return f"{head}.{payload}.{made[:-1]}{alphabet[alphabet.index(made[-1]) + 1]}"


def token_with_standard_alphabet() -> str:
    for number in range(100):
        token = good(jti=str(number))
        made = token.rsplit(".", 1)[1]
        if "-" in made or "_" in made:
            return token.rsplit(".", 1)[0] + "." + made.replace("-", "+").replace("_", "/")
    raise AssertionError("no signature with - or _")


def header_case(**changes: Any) -> Make:
    return lambda: signed(header(**changes), claims())


def claim_case(**changes: Any) -> Make:
    return lambda: good(**changes)


def raw_claims(payload: bytes) -> Make:
    return lambda: signed(header(), payload)


ACCEPTED: dict[str, Make] = {
    "J01": claim_case(),
    "J02": lambda: signed(header(kid="key-2"), claims(), key="key-2"),
    "J03": claim_case(username="Nguyễn Văn Minh"),
    "J04": claim_case(exp=NOW + 60.5),
    "J38-at+jwt": header_case(typ="at+jwt"),
    "J38-JWT": header_case(typ="JWT"),
    "J51-30s": claim_case(iat=NOW + 30),
    "J67": claim_case(**{"custom:groups": ["admin"], "groups": ["admin"]}),
}

CASES: dict[str, tuple[str, Make]] = {
    "J14-one": (FORM, lambda: "abc"),
    "J14-two": (FORM, lambda: good().rsplit(".", 1)[0]),
    "J14-four": (FORM, lambda: good() + ".abc"),
    "J14-five": (FORM, lambda: good() + ".abc.def"),
    "J15-two": (FORM, lambda: ".."),
    "J15-three": (FORM, lambda: "..."),
    "J16-letter": (FORM, lambda: edited(lambda h, p, s: f"{h}é.{p}.{s}")),
    "J16-surrogate": (FORM, lambda: edited(lambda h, p, s: f"{h}.{p}\ud800.{s}")),
    "J17": (FORM, lambda: unsigned(header(alg="none"), claims()) + "."),
    "J18-None": (ALG, header_case(alg="None")),
    "J18-NONE": (ALG, header_case(alg="NONE")),
    "J18-nOnE": (ALG, header_case(alg="nOnE")),
    "J19": (ALG, header_case(alg="none")),
    "J20": (FORM, lambda: unsigned(header(), claims()) + "."),
    "J20-zeros": ("signature", lambda: f"{unsigned(header(), claims())}.{text(b'0')}"),
    "J21": (ALG, lambda: hmac_signed(public_bytes(Encoding.PEM))),
    "J21-as-RS256": ("signature", lambda: hmac_signed(public_bytes(Encoding.PEM), "RS256")),
    "J22": (ALG, lambda: hmac_signed(public_bytes(Encoding.DER))),
    "J23-jwk": (ALG, lambda: hmac_signed(json.dumps(jwk("key-1")).encode())),
    "J23-n": (ALG, lambda: hmac_signed(jwk("key-1")["n"].encode())),
    "J23-empty": (ALG, lambda: hmac_signed(b"")),
    "J24-RS384": (ALG, lambda: other_algorithm("RS384")),
    "J24-RS512": (ALG, lambda: other_algorithm("RS512")),
    "J24-PS256": (ALG, lambda: other_algorithm("PS256")),
    "J24-ES256": (ALG, lambda: other_algorithm("ES256")),
    "J25-small": (ALG, header_case(alg="rs256")),
    "J25-space": (ALG, header_case(alg="RS256 ")),
    "J25-list": (ALG, header_case(alg=["RS256"])),
    "J25-number": (ALG, header_case(alg=256)),
    "J25-null": (ALG, header_case(alg=None)),
    "J25-absent": (ALG, header_case(alg=GONE)),
    "J26": ("signature", lambda: edited(lambda h, p, s: f"{h}.{text(json.dumps(claims(sub='x')).encode())}.{s}")),
    "J27-cut": ("signature", lambda: edited(lambda h, p, s: f"{h}.{p}.{text(decode_part(s)[:-1])}")),
    "J27-last": ("not canonical base64url", lambda: edited(last_character_changed)),
    "J27-zeros": ("signature", lambda: edited(lambda h, p, s: f"{h}.{p}.{text(bytes(256))}")),
    "J28-standard": (FORM, token_with_standard_alphabet),
    "J28-padding": (FORM, lambda: good() + "=="),
    "J29": ("kid is unknown", header_case(kid="key-9")),
    "J30-missing": (KID, header_case(kid=GONE)),
    "J30-null": (KID, header_case(kid=None)),
    "J30-list": (KID, header_case(kid=["key-1"])),
    "J30-number": (KID, header_case(kid=1)),
    "J30-long": (KID, header_case(kid="k" * 5_000)),
    "J31-path": (KID, header_case(kid="../../key-1")),
    "J31-device": ("kid is unknown", header_case(kid="/dev/null")),
    "J31-quote": (KID, header_case(kid="key-1' OR '1'='1")),
    "J31-url": (KID, header_case(kid="https://example.org/key")),
    "J32": ("signature", lambda: signed(header(kid="key-2"), claims(), key="key-1")),
    "J33": ("refused parameter", lambda: signed(header(jwk=jwk("attacker")), claims(), key="attacker")),
    "J35": ("refused parameter", lambda: signed(header(x5c=["MIIB"]), claims(), key="attacker")),
    "J36-known": ("refused parameter", header_case(crit=["exp"])),
    "J36-unknown": ("refused parameter", header_case(crit=["x-unknown"])),
    "J36-b64": ("refused parameter", header_case(b64=False)),
    "J37-zip": ("refused parameter", header_case(zip="DEF")),
    "J37-jwe": (FORM, lambda: ".".join([text(b'{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}'), *"abcd"])),
    "J38-JWE": ("typ", header_case(typ="JWE")),
    "J38-logout": ("typ", header_case(typ="logout+jwt")),
    "J39": ("exp is not a time", claim_case(exp=GONE)),
    "J40": ("exp is not a time", claim_case(exp=str(NOW + 60))),
    "J41": ("exp is not a time", claim_case(exp=None)),
    "J42": ("exp is not a time", claim_case(exp=[NOW + 60])),
    "J43": ("exp is not a time", claim_case(exp=True)),
    "J44": (STRICT, raw_claims(without("exp", "1e400"))),
    "J45": (STRICT, raw_claims(without("exp", "NaN"))),
    "J46": ("too long", raw_claims(without("exp", "9" * 30_000))),
    "J46-5000": (STRICT, raw_claims(without("exp", "9" * 5_000))),
    "J46-1000": ("exp is not a time", raw_claims(without("exp", "9" * 1_000))),
    "J47": ("exp has passed", claim_case(exp=NOW - 1)),
    "J48": ("exp has passed", claim_case(exp=NOW)),
    "J49": ("lives too long", claim_case(exp=NOW + 86_400, iat=NOW - 1)),
    "J50-ahead": ("nbf is ahead", claim_case(nbf=NOW + 120)),
    "J50-list": ("nbf is not a time", claim_case(nbf=[NOW])),
    "J51": ("iat is ahead", claim_case(iat=NOW + 3_600, exp=NOW + 3_700)),
    "J52-missing": ("iss is not text", claim_case(iss=GONE)),
    "J52-null": ("iss is not text", claim_case(iss=None)),
    "J52-list": ("iss is not text", claim_case(iss=[ISSUER])),
    "J53-slash": ("iss is another", claim_case(iss=ISSUER + "/")),
    "J53-case": ("iss is another", claim_case(iss=ISSUER.replace("AbCd", "abcd"))),
    "J53-region": ("iss is another", claim_case(iss=ISSUER.replace("eu-central-1", "eu-west-1"))),
    "J54": ("kid is unknown", lambda: signed(header(kid="pool-2"), claims(iss=OTHER_ISSUER), key="pool-2")),
    "J54-our-kid": ("signature", lambda: signed(header(), claims(iss=OTHER_ISSUER), key="pool-2")),
    "J55": ("kid is unknown", lambda: signed(header(kid="pool-2"), claims(), key="pool-2")),
    "J55-our-kid": ("signature", lambda: signed(header(), claims(), key="pool-2")),
    "J56": ("token_use", claim_case(token_use="id", aud=CLIENT)),
    "J57-missing": ("token_use", claim_case(token_use=GONE)),
    "J57-list": ("token_use", claim_case(token_use=["access"])),
    "J57-unknown": ("token_use", claim_case(token_use="Access")),
    "J58-other": ("client_id is another", claim_case(client_id="someone")),
    "J58-missing": ("client_id is not text", claim_case(client_id=GONE)),
    "J58-list": ("client_id is not text", claim_case(client_id=[CLIENT])),
    "J59": ("aud is another", claim_case(aud="https://other.example")),
    "J59-list": ("aud is another", claim_case(aud=["https://other.example", 7])),
    "J60": ("sign-in was ended", claim_case(origin_jti=DENIED)),
    "J60-list": ("origin_jti is not text", claim_case(origin_jti=[DENIED])),
    "J61-missing": ("sub is not text", claim_case(sub=GONE)),
    "J61-int": ("sub is not text", claim_case(sub=7)),
    "J61-empty": ("sub is malformed", claim_case(sub="")),
    "J61-hash": ("sub is malformed", claim_case(sub="a#b")),
    "J61-slash": ("sub is malformed", claim_case(sub="a/b")),
    "J61-newline": ("sub is malformed", claim_case(sub=SUBJECT + "\n")),
    "J65": ("scope is not text", claim_case(scope=["invoices/read"])),
    "J66": ("groups", claim_case(**{"cognito:groups": "admin"})),
    "J66-numbers": ("groups", claim_case(**{"cognito:groups": [1]})),
    "J68-list": ("not a JSON object", raw_claims(b"[]")),
    "J68-string": ("not a JSON object", raw_claims(b'"x"')),
    "J68-number": ("not a JSON object", raw_claims(b"7")),
    "J68-empty": ("exp is not a time", raw_claims(b"{}")),
    "J69-utf8": (STRICT, raw_claims(b'{"sub":"\xff"}')),
    "J69-bom": (STRICT, raw_claims(b"\xef\xbb\xbf" + json.dumps(claims()).encode())),
    "J69-nul": (STRICT, raw_claims(json.dumps(claims()).encode() + b"\0")),
    "J69-surrogate": (STRICT, raw_claims(payload_with(r'"x":"\ud800"'))),
    "J70-exp": (STRICT, raw_claims(payload_with(f'"exp":{NOW + 60}'))),
    "J70-sub": (STRICT, raw_claims(payload_with('"sub":"x"'))),
    "J70-inside": (STRICT, raw_claims(payload_with('"x":{"a":1,"a":2}'))),
    "J71": (STRICT, lambda: signed(b'{"alg":"none","kid":"key-1","alg":"RS256"}', claims())),
    "J72": ("too long", raw_claims(deep(100_000))),
    "J72-2000": (STRICT, raw_claims(deep(2_000))),
    "J73": (STRICT, lambda: signed(header(cty="JWT"), good().encode())),
    "J73-object": ("refused parameter", header_case(cty="JWT")),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(case: str) -> None:
    answer = ask(ACCEPTED[case]())
    assert answer.status_code == 200
    assert answer.json()["scopes"] == ["invoices/read", "invoices/write"]
    assert answer.json()["groups"] == []


@pytest.mark.parametrize("case", CASES)
def test_refused(case: str) -> None:
    reason, make = CASES[case]
    token = make()
    with pytest.raises(Unauthenticated) as caught:
        verifier().verify(token)
    assert isinstance(caught.value.__cause__, Fault)
    assert reason in str(caught.value.__cause__)
    assert_refused(ask(token.encode("utf-8", "surrogatepass")))


# ---- the header (rule 1) ----


def test_j05_no_header_is_a_challenge_without_an_error() -> None:
    answer = Browser(app_with(verifier())).get("/me")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "missing-token"


def test_j06_basic() -> None:
    assert_refused(Browser(app_with(verifier())).get("/me", authorization=f"Basic {good()}"))


def test_j07_scheme_in_small_letters() -> None:
    assert Browser(app_with(verifier())).get("/me", authorization=f"bearer {good()}").status_code == 200


def test_j08_two_headers() -> None:
    twice = [(b"authorization", f"Bearer {good()}".encode())] * 2
    assert_refused(Browser(app_with(verifier())).send("GET", "/me", twice))


def test_j08_two_headers_joined_by_the_gateway() -> None:
    assert_refused(Browser(app_with(verifier())).get("/me", authorization=f"Bearer {good()}, Bearer {good()}"))


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer  ", ""])
def test_j09_empty_token(header: str) -> None:
    assert_refused(Browser(app_with(verifier())).get("/me", authorization=header))


def test_j10_token_elsewhere() -> None:
    browser = Browser(app_with(verifier()))
    assert browser.get(f"/me?access_token={good()}").status_code == 401
    assert browser.get("/me", cookie=f"access_token={good()}; Authorization=Bearer {good()}").status_code == 401


@pytest.mark.parametrize("change", ["{}\n", "{}\t", "{} ", " {}", "{}\r\n", "{} x"])
def test_j11_white_space(change: str) -> None:
    assert_refused(ask(change.format(good())))


def test_j12_longest_token() -> None:
    lengths = {len(token): token for token in (good(x="y" * size) for size in range(5_300, 5_420, 3))}
    longest = lengths[max(length for length in lengths if length <= 8_192)]
    too_long = lengths[min(length for length in lengths if length > 8_192)]
    assert ask(longest).status_code == 200
    assert_refused(ask(too_long))


def test_j13_one_megabyte_is_refused_at_once() -> None:
    token = b"A" * 1_000_000
    browser = Browser(app_with(verifier()))
    browser.get("/me")
    started = time.thread_time()
    answer = browser.send("GET", "/me", [(b"authorization", b"Bearer " + token)])
    assert time.thread_time() - started < 0.05
    assert_refused(answer)


# ---- keys, scopes, owners ----


def test_j29_an_unknown_kid_is_asked_for_once() -> None:
    keys = KeysInMemory(jwk("key-1"))
    assert_refused(ask(signed(header(kid="key-9"), claims()), tokens=verifier(keys)))
    assert keys.asked == ["key-9"]


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_j34_no_connection_to_an_address_in_the_token(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/keys"
        assert_refused(ask(signed(header(**{name: address}), claims(), key="attacker")))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_j59_our_own_audience_is_accepted() -> None:
    tokens = verifier(resource="https://invoices.example")
    assert ask(good(aud="https://invoices.example"), tokens=tokens).status_code == 200
    assert ask(good(aud=["x", "https://invoices.example"]), tokens=tokens).status_code == 200


def test_j62_same_subject_of_another_issuer_is_another_owner() -> None:
    first = verifier().verify(good())
    second = verifier(issuer=OTHER_ISSUER).verify(good(iss=OTHER_ISSUER))
    assert first.owner.subject == second.owner.subject
    assert first.owner.key != second.owner.key


def test_j63_without_scope() -> None:
    answer = ask(good(scope=GONE))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (403, 'Bearer error="insufficient_scope"')


@pytest.mark.parametrize("scope", ["invoices/readwrite", "xinvoices/read", "invoices/Read", "", "invoices/write"])
def test_j64_scopes_are_whole_words(scope: str) -> None:
    assert ask(good(scope=scope)).status_code == 403


def test_j67_groups_come_from_one_claim_only() -> None:
    assert ask(good(**{"cognito:groups": ["staff"]})).json()["groups"] == ["staff"]


def test_j74_a_withdrawn_key_is_no_longer_accepted() -> None:
    keys = KeysInMemory(jwk("key-1"))
    tokens = verifier(keys)
    assert ask(good(), tokens=tokens).status_code == 200
    keys.replace(jwk("key-2"))
    assert_refused(ask(good(), tokens=tokens))


def test_j75_tokens_of_one_place_are_worth_nothing_in_the_other(tmp_path: Any, sign_ins: SqliteSignIns) -> None:
    issuer = LocalIssuer(
        signing_key(tmp_path), sign_ins, host="127.0.0.1", port=8000, clock=lambda: datetime.fromtimestamp(NOW, UTC)
    )
    local = issuer.access_token(life=timedelta(minutes=5))
    assert ask(local, tokens=issuer.verifier()).status_code == 200
    assert_refused(ask(local))
    assert_refused(ask(good(), tokens=issuer.verifier()))


# ---- J76: nothing tells one failure from another ----


def test_j76_neither_answer_nor_log_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _, make in CASES.values():
            token = make()
            answer = ask(token.encode("utf-8", "surrogatepass"))
            parts = [part for part in token.split(".") if len(part) > 8]
            assert not any(part in answer.text for part in parts)
            assert not any(part in caplog.text for part in parts)


def test_j76_time_does_not_tell_signature_from_claims() -> None:
    tokens = verifier()
    forged = edited(lambda h, p, s: f"{h}.{p}.{text(signature('x', 'key-1'))}")
    expired = good(exp=NOW - 1)

    def once(token: str) -> float:
        started = time.thread_time()
        with pytest.raises(Unauthenticated):
            tokens.verify(token)
        return time.thread_time() - started

    times = [(once(forged), once(expired)) for _ in range(300)]
    forged_time, expired_time = (statistics.median(column) for column in zip(*times, strict=True))
    assert abs(forged_time - expired_time) < 0.000_2
