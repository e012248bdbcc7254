"""Files and their ways in and out, as a caller of the API meets them."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.adapters.sign_in.key import SigningKey
from app.domain import ids
from app.domain.errors import NotFound
from app.domain.principal import Owner, Principal
from app.domain.quota import ScanQuota
from app.domain.sign_in import READ
from app.main import create_app
from tests.api.conformance import description, require_as_described
from tests.api.installation import Caller, Installation, problem
from tests.making import ANNA
from tests.world import PAPER

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("view", ["full", "plain"])
def test_t37_a_name_with_a_script_is_text_and_runs_nowhere(place: Installation, view: str) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"seller": {"name": SCRIPT}}}
    saved = place.anna.post("/v1/invoices", json=body).headers["location"]
    for address in (f"{saved}?view={view}", "/v1/invoices", "/v1/stats", f"{saved}/history"):
        answer = place.anna.get(address)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert place.anna.get("/v1/invoices").json()["items"][0]["seller"] == SCRIPT


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"<svg onload='alert(1)'/>", b"<?xml?><svg/>"])
@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.html", "a.svg"])
def test_t38_what_a_browser_would_run_is_never_kept(content: bytes, name: str) -> None:
    from app.domain.errors import DocumentRejected
    from app.engine.inspect import inspect
    from app.engine.sniff import sniff

    with pytest.raises(DocumentRejected):
        inspect(content, sniff(content).media_type)


PLACES = (
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/a.pdf",
    "gopher://127.0.0.1:6379/_INFO",
    "\\\\evil.test\\share\\a.pdf",
)


@pytest.mark.parametrize("to", [*PLACES, "listener"])
def test_t41_no_call_takes_an_address_for_a_file(place: Installation, to: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        to = f"http://127.0.0.1:{listener.getsockname()[1]}/a.pdf" if to == "listener" else to
        for member in ("url", "file", "source", "upload_url"):
            problem(place.anna.post("/v1/scans/kept", json={member: to}), 422, "invalid-input")
        problem(place.anna.post("/v1/scans/kept", json={"upload_id": to[:200]}), 404, "not-found")
        problem(place.anna.post("/v1/scans", content=to.encode()), 415, "unsupported-type")
        problem(place.anna.post("/v1/scans", files={"file": (None, to)}), 422, "unexpected-part")
        problem(place.anna.post("/v1/uploads", json={"media_type": "image/png", "url": to}), 422, "invalid-input")
        body = {"scan_id": place.scanned(), "invoice": {"seller": {"website": to}, "notes": [to]}}
        assert place.anna.post("/v1/invoices", json=body).status_code in {201, 422}
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_t42_one_byte_more_is_another_document(place: Installation) -> None:
    first = place.anna.post("/v1/scans", files={"file": ("a.pdf", PAPER)}).json()
    renamed = place.anna.post("/v1/scans", files={"file": ("b.pdf", PAPER)}).json()
    changed = place.anna.post("/v1/scans", files={"file": ("a.pdf", PAPER + b"x")}).json()
    assert (renamed["id"], place.reader.calls) == (first["id"], 2)
    assert changed["document"]["sha256"] != first["document"]["sha256"]


def test_t43_a_flood_of_one_is_stopped_and_slows_nobody(tmp_path: Path, issuer_key: SigningKey) -> None:
    place = Installation(tmp_path, issuer_key, quota=ScanQuota(per_minute=5), max_upload_mb=11)

    def upload(number: int) -> int:
        content = PAPER + b"%d" % number + bytes(10 * 1024 * 1024)
        return int(place.anna.post("/v1/scans", content=content).status_code)

    with ThreadPoolExecutor(11) as pool:
        flood = pool.map(upload, range(10))
        other = pool.submit(place.ben.post, "/v1/scans", content=PAPER)
        assert sorted(flood) == [200] * 5 + [429] * 5
        assert other.result().status_code == 200
    assert place.reader.calls == 6
    place.close()


# ---- ids and what answers tell ---------------------------------------------------------------------------------------


def test_a05_ids_are_128_bits_by_chance() -> None:
    made = [make() for make in (ids.scan_id, ids.invoice_id, ids.upload_id) for _ in range(3_000)]
    assert len(set(made)) == len(made)
    assert all(ids.is_id(name, name[:3]) and len(name) == 36 for name in made)
    for digit in range(4, 36):  # every place takes every value: nothing counts, nothing is a time
        assert {name[digit] for name in made} == set("0123456789abcdef")


def test_a05_ten_thousand_guesses_find_nothing(place: Installation) -> None:
    place.saved()
    owner = place.container.tokens.verify(place.anna.headers["Authorization"][7:]).owner
    for _ in range(10_000):
        with pytest.raises(NotFound):
            place.container.invoices.get(owner, ids.invoice_id())


def test_a06_nobody_gets_an_address_of_anothers_document(place: Installation) -> None:
    saved = place.saved()
    own = place.saved(PAPER + b"ben", by=place.ben)
    problem(place.ben.get(f"/v1/invoices/{saved}/document"), 404, "not-found")
    link = place.ben.get(f"/v1/invoices/{own}/document").headers["location"]
    assert saved not in link
    assert place.nobody.get(link).content == PAPER + b"ben"


INSIDE = {"bucket", "arn", "s3_key", "key", "owner", "owner_key", "textract_job", "job_id", "receipt", "blocks", "path",
          "attempts", "reader_version", "issuer", "subject", "mark", "rev"}  # fmt: skip


def names_in(node: Any) -> set[str]:
    if isinstance(node, list):
        return {name for one in node for name in names_in(one)}
    if not isinstance(node, dict):
        return set()
    return set(node) | {name for one in node.values() for name in names_in(one)}


def test_a09_answers_tell_nothing_of_the_inside(place: Installation) -> None:
    saved = place.saved()
    scan = place.anna.get(f"/v1/invoices/{saved}").json()["scan_id"]
    for address in ("/v1/scans", f"/v1/scans/{scan}", "/v1/invoices", f"/v1/invoices/{saved}", "/v1/stats"):
        answer = place.anna.get(address)
        assert not names_in(answer.json()) & INSIDE
        for secret in ("arn:", "sqlite", str(place.settings.data_dir), "amazonaws"):
            assert secret not in answer.text


def test_a09_a_member_that_is_not_described_would_be_seen(place: Installation) -> None:
    answer = place.anna.get("/v1/stats")
    body = answer.json() | {"bucket": "invoices"}
    with pytest.raises(AssertionError, match="bucket"):
        require_as_described(httpx.Response(200, json=body, request=answer.request))


class Groups:
    """Whoever asks has every group there is."""

    def verify(self, token: str) -> Principal:
        return Principal(ANNA, frozenset({READ}), "web", frozenset({"admin", "Administrators", "root"}))


def test_a10_a_group_opens_nothing(place: Installation) -> None:
    saved = place.saved()
    admin = Caller(create_app(replace(place.container, tokens=Groups())), "any")
    problem(admin.get(f"/v1/invoices/{saved}"), 404, "not-found")
    problem(admin.delete(f"/v1/invoices/{saved}"), 403, "insufficient-scope")
    assert admin.get("/v1/invoices").json()["items"] == []


def test_a10_there_is_no_call_for_some_alone() -> None:
    described = description()
    assert not [path for path in described["paths"] if "admin" in path or "owner" in path or "user" in path]
    parameters = {one["name"] for path in described["paths"].values() for call in path.values()
                  for one in call["parameters"] if "name" in one}  # fmt: skip
    assert not parameters & {"owner", "user", "tenant", "sub", "groups", "as"}


def test_t40_bytes_that_were_looked_at_are_the_bytes_that_are_kept(place: Installation) -> None:
    """An upload that is put again between the look and the save changes nothing: the scan has bytes of its own."""
    upload = place.anna.post("/v1/uploads", json={"media_type": "application/pdf"}).json()
    put = {"data": upload["fields"], "files": {"file": ("a.pdf", PAPER)}}
    assert place.nobody.post(upload["url"], **put).status_code == 204
    scan = place.anna.post("/v1/scans/kept", json={"upload_id": upload["upload_id"]}).json()
    put["files"] = {"file": ("a.pdf", PAPER + b" other")}
    place.nobody.post(upload["url"], **put)
    saved = place.anna.post("/v1/invoices", json={"scan_id": scan["id"]}).json()
    link = place.anna.get(f"/v1/invoices/{saved['id']}/document").headers["location"]
    assert place.nobody.get(link).content == PAPER
    assert saved["document"]["sha256"] == scan["document"]["sha256"]


OWNER = Owner("https://issuer.test", "a/../b#c%2f\u0000\u202e")


def test_a07_no_part_of_a_key_comes_from_outside() -> None:
    assert set(OWNER.key) <= set("0123456789abcdef")
    assert len(OWNER.key) == 32
