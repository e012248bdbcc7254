"""The local issuer without HTTP: people, tokens, what it refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.sign_in.issuer import LocalIssuer, NotOnThisMachine
from app.adapters.sign_in.key import FILE_NAME, SigningKey, signing_key
from app.adapters.sqlite.sign_ins import SqliteSignIns
from app.adapters.tokens.form import take_apart
from app.adapters.tokens.keys import public_keys
from app.domain.errors import Unauthenticated
from app.domain.sign_in import CLI_CLIENT, READ, WRITE, SignInRefused
from tests.fakes import SettableClock
from tests.signed_tokens import NOW


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return signing_key(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(datetime.fromtimestamp(NOW, UTC))


@pytest.fixture
def issuer(key: SigningKey, sign_ins: SqliteSignIns, clock: SettableClock) -> LocalIssuer:
    return LocalIssuer(key, sign_ins, host="127.0.0.1", port=8000, clock=clock)


@pytest.mark.parametrize(
    "name", ["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT"]
)
def test_refuses_to_exist_on_lambda(tmp_path: Path, sign_ins: SqliteSignIns, clock: SettableClock, name: str) -> None:
    with pytest.raises(NotOnThisMachine, match=name):
        LocalIssuer.open(tmp_path, sign_ins, host="127.0.0.1", port=8000, clock=clock, environment={name: ""})
    assert not (tmp_path / FILE_NAME).exists()


def test_opened_twice_it_accepts_its_own_tokens(tmp_path: Path, sign_ins: SqliteSignIns, clock: SettableClock) -> None:
    first = LocalIssuer.open(tmp_path, sign_ins, host="127.0.0.1", port=8000, clock=clock, environment={})
    token = first.access_token(life=timedelta(hours=1))
    second = LocalIssuer.open(tmp_path, sign_ins, host="127.0.0.1", port=8000, clock=clock, environment={})
    assert second.verifier().verify(token).client_id == CLI_CLIENT


def test_a_token_for_scripts(issuer: LocalIssuer) -> None:
    caller = issuer.verifier().verify(issuer.access_token("Minh", (READ,), life=timedelta(hours=1)))
    assert caller.scopes == {READ}
    assert caller.owner == issuer.owner("minh")


def test_a_token_ends_with_its_life(issuer: LocalIssuer, clock: SettableClock) -> None:
    token = issuer.access_token(life=timedelta(minutes=1))
    clock.now += timedelta(seconds=59)
    assert issuer.verifier().verify(token).scopes == {READ, WRITE}
    clock.now += timedelta(seconds=1)
    with pytest.raises(Unauthenticated):
        issuer.verifier().verify(token)


@pytest.mark.parametrize("life", [timedelta(0), timedelta(seconds=-1), timedelta(hours=24, seconds=1)])
def test_no_token_lives_longer_than_a_day(issuer: LocalIssuer, life: timedelta) -> None:
    with pytest.raises(ValueError, match="24 hours"):
        issuer.access_token(life=life)


def test_tokens_look_like_those_of_cognito(issuer: LocalIssuer) -> None:
    parts = take_apart(issuer.access_token(life=timedelta(minutes=15)))
    assert parts.claims.keys() >= {"iss", "sub", "token_use", "client_id", "scope", "jti", "origin_jti", "auth_time"}
    assert (parts.claims["token_use"], parts.claims["version"]) == ("access", 2)
    assert parts.header["kid"] in public_keys(issuer.jwks())


def test_a_name_is_the_same_person_in_any_writing(issuer: LocalIssuer) -> None:
    assert issuer.owner(" Minh  Anh ") == issuer.owner("minh anh")
    assert issuer.owner("Straße") == issuer.owner("STRASSE")
    assert issuer.owner("minh") != issuer.owner("local")


def test_a_name_is_the_same_person_on_every_machine_and_port(
    key: SigningKey, sign_ins: SqliteSignIns, clock: SettableClock
) -> None:
    elsewhere = LocalIssuer(key, sign_ins, host="localhost", port=9000, clock=clock)
    token = elsewhere.access_token(life=timedelta(hours=1))
    assert elsewhere.verifier().verify(token).owner == LocalIssuer.owner("local")
    assert LocalIssuer.owner("local").subject == "55bc92d4-d5d6-5e14-baa7-d9c0a957352c"


@pytest.mark.parametrize("name", ["", "   ", "a\0b", "x" * 65, "a\u202eb", "\ud800"])
def test_unusable_names(issuer: LocalIssuer, name: str) -> None:
    with pytest.raises(SignInRefused):
        issuer.owner(name)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/local"),
        ("localhost", "http://localhost:8000/local"),
        ("::1", "http://[::1]:8000/local"),
    ],
)
def test_the_address_follows_the_settings(
    key: SigningKey, sign_ins: SqliteSignIns, clock: SettableClock, host: str, address: str
) -> None:
    issuer = LocalIssuer(key, sign_ins, host=host, port=8000, clock=clock)
    assert issuer.address == address
    assert issuer.discovery()["issuer"] == address
    assert issuer.start_address().startswith(f"{address}/start#")
