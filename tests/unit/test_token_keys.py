"""Which keys of a JWK set are used."""

import pytest

from app.adapters.tokens.form import Fault, decode_part
from app.adapters.tokens.keys import public_keys
from tests.signed_tokens import GONE, good, jwk, private_key, text


def test_other_kinds_of_keys_before_the_right_one_are_skipped() -> None:
    edwards = {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "AAAA"}
    shared = {"kty": "oct", "kid": "oct", "k": "AAAA"}
    weak = jwk("weak", n=text(private_key("weak", 1024).public_key().public_numbers().n.to_bytes(128, "big")))
    assert public_keys({"keys": [edwards, shared, weak, "x", None, jwk("key-1")]}).keys() == {"key-1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"alg": "RS512"},
        {"kty": "EC"},
        {"e": text(b"\x03")},
        {"e": GONE},
        {"n": GONE},
        {"n": 7},
        {"n": "é"},
        {"n": "AAAA"},
        {"n": text(bytes([255]) * 255 + b"\xfe")},
        {"n": text(b"\xff" * 2_000)},
        {"kid": GONE},
        {"kid": 1},
    ],
)
def test_unfit_keys_are_skipped(changes: dict[str, object]) -> None:
    assert public_keys({"keys": [jwk("key-1", **changes)]}) == {}


def test_use_and_alg_may_be_absent() -> None:
    assert public_keys({"keys": [jwk("key-1", use=GONE, alg=GONE)]}).keys() == {"key-1"}


def test_an_id_that_occurs_twice_is_not_used() -> None:
    assert public_keys({"keys": [jwk("key-1"), jwk("key-2", kid="key-1"), jwk("key-2")]}).keys() == {"key-2"}


def test_private_parts_in_the_set_are_ignored() -> None:
    key = public_keys({"keys": [jwk("key-1", d="AQAB")]})["key-1"]
    body, _, made = good().rpartition(".")
    assert key.verify(body.encode(), decode_part(made))


@pytest.mark.parametrize("key_set", [None, [], "x", {}, {"keys": {}}, {"keys": [jwk("key-1")] * 51}])
def test_not_a_key_set(key_set: object) -> None:
    with pytest.raises(Fault):
        public_keys(key_set)
