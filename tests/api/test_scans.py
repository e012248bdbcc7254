import threading
import time
from pathlib import Path

import pytest

from app.adapters.sign_in.key import SigningKey
from app.domain.errors import DocumentRejected
from app.domain.quota import ScanQuota
from tests.api.installation import Installation, problem
from tests.documents.hostile import malware_test_pdf
from tests.world import PAPER


def test_result_in_the_answer_when_it_is_ready_in_time(place: Installation) -> None:
    answer = place.anna.post("/v1/scans", files={"file": ("paper.pdf", PAPER, "application/pdf")})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["document"]["file_name"]) == ("done", "paper.pdf")
    assert answer.headers["location"] == f"/v1/scans/{body['id']}"
    number = body["reading"]["invoice"]["invoice_number"]
    assert (number["value"], number["raw"], number["confidence"], number["page"]) == ("R-1", "R-1", 0.97, 1)
    assert body["reading"]["invoice"]["lines"][1]["amount"]["value"] == "40.00"
    assert {"attempts", "reader_version"}.isdisjoint(body)


def test_an_estimate_keeps_nothing_and_reads_nothing(place: Installation) -> None:
    answer = place.anna.post("/v1/scans?estimate=true", files={"file": ("paper.pdf", PAPER, "application/pdf")})
    assert (answer.status_code, "location" in answer.headers) == (200, False)
    body = answer.json()
    assert (body["document"]["pages"], body["document"]["file_name"]) == (1, "paper.pdf")
    assert body["readers"] == [{"reader": name, "usd_from": "0", "usd_to": "0"} for name in ("auto", "text")]
    assert (place.reader.calls, place.anna.get("/v1/scans").json()["items"]) == (0, [])
    refused = place.anna.post("/v1/scans?estimate=true", content=b"no paper")
    assert refused.status_code == 415


def test_plain_view_has_values_alone(place: Installation) -> None:
    body = place.anna.post("/v1/scans?view=plain", content=PAPER).json()
    assert body["reading"]["invoice"]["amounts"] == {"net": "100.00", "tax": "19.00", "gross": "119.00"}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="paper.pdf"', "paper.pdf"),
        ("attachment; filename*=UTF-8''R%C3%A4tsel.pdf", "Rätsel.pdf"),
        ("attachment", None),
    ],
)
def test_raw_body_takes_its_name_from_content_disposition(place: Installation, header: str, name: str | None) -> None:
    headers = {"Content-Type": "application/pdf", "Content-Disposition": header}
    body = place.anna.post("/v1/scans", content=PAPER, headers=headers).json()
    assert body["document"]["file_name"] == name


class Held:
    """While it is held no scan ends."""

    def __init__(self, place: Installation) -> None:
        self._go = threading.Event()
        place.reader.meanwhile = lambda: self._go.wait(10) and None

    def __enter__(self) -> "Held":
        return self

    def let_go(self) -> None:
        self._go.set()

    def __exit__(self, *_: object) -> None:
        self.let_go()


def test_accepted_when_it_takes_longer(place: Installation) -> None:
    with Held(place) as held:
        answer = place.anna.post("/v1/scans", content=PAPER, headers={"Prefer": "wait=0"})
        assert answer.status_code == 202
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["preference-applied"] == "wait=0"
        address = answer.headers["location"]
        assert place.anna.get(address).json()["state"] in {"queued", "reading"}
        held.let_go()
        assert place.anna.get(f"{address}?wait=5").json()["state"] == "done"


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("respond-async", "respond-async"),
        ("respond-async, wait=0", "wait=0"),
        ('WAIT = "0"', "wait=0"),
        ("handling=lenient, respond-async", "respond-async"),
    ],
)
def test_preferences(place: Installation, prefer: str, applied: str) -> None:
    with Held(place):
        answer = place.anna.post("/v1/scans", content=PAPER, headers={"Prefer": prefer})
        assert (answer.status_code, answer.headers["preference-applied"]) == (202, applied)


@pytest.mark.parametrize("prefer", ["wait=-1", "wait=soon", "wait", "wait=1.5", "return=minimal", ""])
def test_preferences_that_are_not_understood_are_ignored(place: Installation, prefer: str) -> None:
    answer = place.anna.post("/v1/scans", content=PAPER, headers={"Prefer": prefer})
    assert answer.status_code == 200
    assert "preference-applied" not in answer.headers


def test_long_poll_ends_with_the_time_given(place: Installation) -> None:
    with Held(place):
        address = place.anna.post("/v1/scans", content=PAPER, headers={"Prefer": "wait=0"}).headers["location"]
        started = time.monotonic()
        answer = place.anna.get(f"{address}?wait=1")
        assert time.monotonic() - started > 0.9
        assert answer.headers["retry-after"] == "1"
        assert not answer.json()["reading"]


@pytest.mark.parametrize("wait", ["-1", "29", "x", ""])
def test_long_poll_of_another_length_is_refused(place: Installation, wait: str) -> None:
    body = problem(place.anna.get(f"/v1/scans/{place.scanned()}?wait={wait}"), 422, "invalid-input")
    assert body["errors"][0]["pointer"] == "/query/wait"


def test_failed_reading_is_a_problem_for_who_waits_and_a_state_for_who_looks(place: Installation) -> None:
    place.reader.gives = DocumentRejected("nothing-to-read", "The page is blank.")
    answer = place.anna.post("/v1/scans", content=PAPER)
    body = problem(answer, 422, "nothing-to-read")
    assert body["detail"] == "The page is blank."
    assert body["instance"] == answer.headers["location"]
    seen = place.anna.get(answer.headers["location"])
    assert seen.status_code == 200
    assert (seen.json()["state"], seen.json()["reason"]["code"]) == ("failed", "nothing-to-read")


def test_failed_reading_is_tried_anew_when_the_bytes_come_again(place: Installation) -> None:
    place.reader.gives = DocumentRejected("too-complex", "Too slow.")
    problem(place.anna.post("/v1/scans", content=PAPER), 422, "too-complex")
    place.reader.gives = type(place.reader)().gives
    assert place.anna.post("/v1/scans", content=PAPER).status_code == 200


def test_refused_file_leaves_nothing(place: Installation) -> None:
    problem(place.anna.post("/v1/scans", content=b"GIF89a"), 415, "unsupported-type")
    assert place.anna.get("/v1/scans").json()["items"] == []


def test_t42_same_bytes_are_the_same_scan(place: Installation) -> None:
    assert place.scanned() == place.scanned()
    assert place.reader.calls == 1


def test_unknown_reader(place: Installation) -> None:
    problem(place.anna.post("/v1/scans?reader=tea-leaves", content=PAPER), 422, "no-reader")


def test_file_over_the_limit_is_refused_unread(place: Installation) -> None:
    large = PAPER + bytes(place.settings.max_upload_bytes)
    problem(place.anna.post("/v1/scans", content=large), 413, "too-large")
    problem(place.anna.post("/v1/scans", files={"file": ("a.pdf", large)}), 413, "too-large")


def test_a20_a21_quota(tmp_path: Path, issuer_key: SigningKey) -> None:
    place = Installation(tmp_path, issuer_key, quota_scans_per_minute=2)
    place.scanned(PAPER + b"1")
    place.scanned(PAPER + b"2")
    answer = place.anna.post("/v1/scans", content=PAPER + b"3")
    problem(answer, 429, "quota-exceeded")
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert place.reader.calls == 2
    assert place.ben.post("/v1/scans", content=PAPER).status_code == 200
    place.close()


def test_a23_a24_t44_what_else_a_scan_is_refused_for(tmp_path: Path, issuer_key: SigningKey) -> None:
    place = Installation(tmp_path, issuer_key, quota=ScanQuota(documents=1, pages_of_all_per_day=2))
    problem(place.anna.post("/v1/scans", content=malware_test_pdf().data), 422, "malware")
    place.scanned()
    problem(place.anna.post("/v1/scans", content=PAPER + b"2"), 413, "storage-quota")
    place.scanned(by=place.ben)
    answer = place.caller("carl").post("/v1/scans", content=PAPER)
    problem(answer, 503, "daily-stop")
    assert 0 < int(answer.headers["retry-after"]) <= 86_400
    assert place.reader.calls == 2
    place.close()


def test_cancel(place: Installation) -> None:
    with Held(place):
        address = place.anna.post("/v1/scans", content=PAPER, headers={"Prefer": "wait=0"}).headers["location"]
        assert place.anna.delete(address).status_code == 204
        assert place.anna.delete(address).status_code == 204
    assert place.anna.get(address).json()["state"] == "cancelled"


def test_ended_scan_is_not_cancelled(place: Installation) -> None:
    problem(place.anna.delete(f"/v1/scans/{place.scanned()}"), 409, "scan-ended")


def test_list_is_newest_first_in_pages(place: Installation) -> None:
    ids = [place.scanned(PAPER + b"%d" % number) for number in range(5)]
    seen: list[str] = []
    address: str | None = "/v1/scans?limit=2"
    while address:
        answer = place.anna.get(address)
        seen += [row["id"] for row in answer.json()["items"]]
        address = answer.json()["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == ids[::-1]


def test_list_of_the_unsaved_and_by_state(place: Installation) -> None:
    place.saved(PAPER + b"saved")
    waiting = place.scanned(PAPER + b"waiting")
    assert [row["id"] for row in place.anna.get("/v1/scans?unsaved=true").json()["items"]] == [waiting]
    assert place.anna.get("/v1/scans?state=failed").json() == {"items": [], "next": None}


def test_page_picture(place: Installation) -> None:
    scan = place.scanned(PAPER + b"\f second")
    answer = place.anna.get(f"/v1/scans/{scan}/pages/2")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8 page 2")
    problem(place.anna.get(f"/v1/scans/{scan}/pages/3"), 404, "not-found")
    problem(place.anna.get(f"/v1/scans/{scan}/pages/0"), 422, "invalid-input")


@pytest.mark.parametrize("name", ["scn_" + "0" * 32, "scn_x", "inv_" + "0" * 32, "%00", "%F0%9F%92%A9"])
def test_unknown_scans_are_all_alike(place: Installation, name: str) -> None:
    problem(place.anna.get(f"/v1/scans/{name}"), 404, "not-found")
