"""Which pool is trusted, and how the keys are fetched from it."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.adapters.tokens.cognito import CognitoPool
from app.adapters.tokens.elapsed import Elapsed
from app.adapters.tokens.fetch import NotFetched, fetch
from app.domain.errors import Unauthenticated
from tests.key_server import KeyServer
from tests.signed_tokens import CLIENT, DENIED, ISSUER, NOW, good, jwk, private_key

POOL: dict[str, Any] = {"region": "eu-central-1", "pool_id": "eu-central-1_AbCdEfGhI", "client_ids": [CLIENT]}


def test_addresses_follow_from_region_and_pool() -> None:
    pool = CognitoPool.of(**POOL)
    assert pool.issuer == ISSUER
    assert pool.key_address == f"{ISSUER}/.well-known/jwks.json"


@pytest.mark.parametrize("region", ["us-gov-west-1", "ap-southeast-2", "mx-central-1"])
def test_regions(region: str) -> None:
    pool = CognitoPool.of(region=region, pool_id=f"{region}_Ab1", client_ids=[CLIENT])
    assert pool.issuer == f"https://cognito-idp.{region}.amazonaws.com/{region}_Ab1"


@pytest.mark.parametrize(
    "changes",
    [
        {"region": ""},
        {"region": "eu-central-1\n"},
        {"region": "evil.example/eu-central-1"},
        {"region": "eu-west-1"},
        {"pool_id": "eu-central-1_"},
        {"pool_id": "eu-central-1_a/b"},
        {"pool_id": "eu-central-1_AbC\n"},
        {"pool_id": "AbC"},
        {"client_ids": []},
        {"client_ids": [""]},
        {"client_ids": [CLIENT, "a b"]},
        {"issuer": "http://cognito.example/pool"},
        {"issuer": ISSUER + "/"},
        {"issuer": ISSUER + "?x"},
        {"key_address": "http://cognito.example/keys"},
        {"key_address": "http://127.0.0.1.example/keys"},
        {"key_address": "http://127.0.0.1@cognito.example/keys"},
        {"key_address": "https://user:word@cognito.example/keys"},
        {"key_address": "https://cognito.example:99999/keys"},
        {"key_address": "https://cognito.example/keys\r\nX: y"},
        {"key_address": "file:///etc/passwd"},
        {"key_address": "//cognito.example/keys"},
    ],
)
def test_wrong_settings(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        CognitoPool.of(**{**POOL, **changes})


def test_an_emulator_answers_elsewhere_for_the_same_issuer() -> None:
    clock = lambda: datetime.fromtimestamp(NOW, UTC)  # noqa: E731
    with KeyServer(jwk("key-1")) as server:
        pool = CognitoPool.of(**POOL, key_address=server.address)
        tokens = pool.verifier(pool.keys(), clock, denied=lambda sign_in: sign_in == DENIED)
        assert tokens.verify(good()).owner.issuer == ISSUER
        with pytest.raises(Unauthenticated):
            tokens.verify(good(origin_jti=DENIED))
        with pytest.raises(Unauthenticated):
            tokens.verify(good(client_id="another"))
        assert len(server.requests) == 1


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with KeyServer() as proxy, KeyServer(jwk("key-1")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert b"key-1" in fetch(server.address)
        assert proxy.requests == []


# ---- TLS ----


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for 127.0.0.1, signed by itself."""
    key = private_key("tls")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "keys.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def tls_port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Secret) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


class Secret(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"well kept")

    def log_message(self, *_: Any) -> None:
        pass


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_port: int) -> None:
    with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(f"https://127.0.0.1:{tls_port}/keys")


def test_a_certificate_that_is_trusted(tls_port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(f"https://127.0.0.1:{tls_port}/keys") == b"well kept"


def test_a_certificate_for_another_name_is_refused(
    tls_port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(f"https://localhost:{tls_port}/keys")


# ---- time ----


def test_elapsed_time_takes_the_longer_way_and_never_goes_back() -> None:
    wall, steady = [0.0], [0.0]
    elapsed = Elapsed(lambda: wall[0], lambda: steady[0])
    steps = [(5, 5, 5), (5, 5, 5), (-3_600, 6, 6), (-3_599, 7, 7), (0, 7, 3_606), (1, 8, 3_607)]
    for wall[0], steady[0], expected in steps:
        assert elapsed() == expected
