"""What another account of the machine tries: a list of attempts, each made with its rights alone."""

import fcntl
import json
import os
import re
import signal
import socket
import urllib.error
import urllib.parse
import urllib.request
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

NOBODY = 65534
ASKED = "response_type=code&client_id=invoices-web&state=s&code_challenge_method=S256&code_challenge=" + "x" * 43

Attempt = Callable[[], str]


def as_another_account(attempts: dict[str, Attempt]) -> dict[str, str]:
    """What each attempt came to: what it says, or the error that stopped it. By a copy of this process that has given
    up its rights, since the other account may not be able to start our Python."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads: the copy uses none
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            found = {name: _outcome(attempt) for name, attempt in attempts.items()}
            with os.fdopen(writing, "w") as out:
                json.dump(found, out)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(child, 0)
    found: dict[str, str] = json.loads(text)
    return found


def _outcome(attempt: Attempt) -> str:
    """Only what the system, the network or an empty folder says counts as an end: an attempt that is wrong by itself
    must not pass for one that was stopped."""
    try:
        return attempt()
    except (OSError, StopIteration) as error:
        return type(error).__name__


def attempts_at(url: str, data_dir: Path, pid: int, used: str) -> dict[str, Attempt]:
    """`used`: a code that was used before. Every attempt is to come to an error, or to a status of 400 and more."""
    port = int(url.rpartition(":")[2])
    secrets, token = data_dir / "secrets", f"{url}/local/oauth2/token"
    return {
        "list the data folder": lambda: str(list(data_dir.iterdir())),
        "list the secrets": lambda: str(list(secrets.iterdir())),
        "read the signing key": (secrets / "signing-key.pem").read_text,
        "read the start secret": lambda: repr((secrets / f"start_{port}").read_bytes()),
        "read the page that opens": (secrets / "open.html").read_text,
        "read the database": lambda: repr((data_dir / "invoices.sqlite").read_bytes()[:20]),
        "read its log": lambda: repr((data_dir / "invoices.sqlite-wal").read_bytes()[:20]),
        "read a document": lambda: str(next((data_dir / "documents").rglob("*"))),
        "put a file there": lambda: str((data_dir / "x").write_text("x")),
        "put a key of one's own there": lambda: str((secrets / "signing-key.pem").write_text("x")),
        "move the secrets away": lambda: str(secrets.rename(data_dir / "other")),
        "open the folder": lambda: str(data_dir.chmod(0o777)),
        "hold the lock of the start": lambda: str(_lock(secrets / f"start_{port}")),
        "read the server's environment": lambda: Path(f"/proc/{pid}/environ").read_text(),
        "read the server's memory": lambda: repr(Path(f"/proc/{pid}/mem").read_bytes()),
        "look at its files": lambda: str(list(Path(f"/proc/{pid}/fd").iterdir())),
        "stop the server": lambda: str(os.kill(pid, signal.SIGTERM)),
        "take its port": lambda: _take(("127.0.0.1", port)),
        "take its port on all addresses": lambda: _take(("0.0.0.0", port)),
        "ask without a token": lambda: _ask(f"{url}/v1/invoices"),
        "hand over a file": lambda: _ask(f"{url}/v1/scans", b"x"),
        "use an unsigned token": lambda: _ask(f"{url}/v1/invoices", token=_unsigned(url)),
        "sign in by the form": lambda: _sign_in(url),
        "sign in by a made-up admission": lambda: _sign_in(url, admission=f"{'0' * 32}.x"),
        "say one is the page": lambda: _sign_in(url, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}),
        "use a used code": lambda: _ask(f"{url}/local/start", _form(code=used)),
        "change a used code": lambda: _ask(f"{url}/local/start", _form(code=f"B{used[1:]}")),
        "guess codes": lambda: min(_ask(f"{url}/local/start", _form(code=_guess())) for _ in range(200)),
        "ask for a token by password": lambda: _ask(token, _grant("password")),
        "ask for a token as a program": lambda: _ask(token, _grant("client_credentials")),
        "guess a renewal token": lambda: _ask(token, _grant("refresh_token", refresh_token="x.y")),
        "guess a code of the flow": lambda: _ask(token, _grant("authorization_code", code="x")),
        "come under another name": lambda: _ask(f"{url}/local/start", headers={"Host": "invoices.example"}),
        "come as a proxy": lambda: _ask(f"{url}/v1/invoices", headers={"X-Forwarded-For": "127.0.0.1"}),
        "open a signed address": lambda: _ask(f"{url}/local/files/x.y"),
    }


def processes() -> str:
    """The arguments of all processes, as `ps` shows them to everybody."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return "\n".join(found)


def _lock(path: Path) -> None:
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _take(place: tuple[str, int]) -> str:
    with closing(socket.socket()) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(place)
        listening.listen()
    return "taken"


def _ask(url: str, body: bytes | None = None, *, token: str = "", headers: dict[str, str] | None = None) -> str:
    given = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, body, {**given, **(headers or {})})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return f"{answer.status} {answer.url}"
    except urllib.error.HTTPError as refused:
        refused.close()
        return str(refused.code)


def _sign_in(url: str, *, admission: str = "", headers: dict[str, str] | None = None) -> str:
    """As a browser does that fills in the page's own form."""
    address = f"{url}/local/oauth2/authorize"
    asked = f"{address}?{ASKED}&redirect_uri={urllib.parse.quote(f'{url}/signed-in')}"
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=60) as page:
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.read().decode()))
    assert fields["client_id"] == "invoices-web"
    return _ask(address, _form(**fields | {"admission": admission}), headers=headers)


def _form(**fields: str) -> bytes:
    return urllib.parse.urlencode(fields).encode()


def _grant(kind: str, **fields: str) -> bytes:
    return _form(grant_type=kind, client_id="invoices-web", username="local", password="", **fields)


def _guess() -> str:
    return urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def _unsigned(url: str) -> str:
    claims = {"iss": f"{url}/local", "token_use": "access", "client_id": "invoices-web", "exp": 4_000_000_000}
    parts = ({"alg": "none"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
