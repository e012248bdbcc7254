"""What everything looks at before it knows who asks is short, or refused; what is taken apart costs as much as it is
long."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from starlette.datastructures import Headers

from app.api.content_disposition import given_name
from app.api.languages import preferred_language
from app.api.preferences import _TAG, patience
from app.api.request_limits import ALL_HEADERS, LONGEST, LONGEST_ADDRESS, LONGEST_HEADER, MOST_HEADERS
from tests.api.conformance import description
from tests.api.installation import Installation, problem
from tests.growth.pattern_growth import MOST

HEADERS = sorted(name.decode() for name in LONGEST if name not in {b"host", b"content-length", b"transfer-encoding"})


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_taken_up_to_its_limit_and_refused_above(place: Installation, name: str) -> None:
    most = LONGEST[name.encode()]
    assert place.anna.get("/v1/health", headers={name: "x" * most}).status_code == 200
    answer = place.anna.get("/v1/health", headers={name: "x" * (most + 1)})
    problem(answer, 431, "headers-too-large")
    assert name in answer.json()["detail"]


def test_a_header_that_comes_in_parts_is_as_long_as_all_of_them(place: Installation) -> None:
    parts = [("If-Match", '"1",' * 100) for _ in range(3)]
    problem(place.anna.get("/v1/health", headers=parts), 431, "headers-too-large")


def test_headers_that_nobody_knows_are_limited_too(place: Installation) -> None:
    refused: list[Any] = [
        {"x-other": "x" * (LONGEST_HEADER + 1)},
        [("x-other", "x")] * (MOST_HEADERS + 1),
        {f"x-{number}": "x" * 4_000 for number in range(1 + ALL_HEADERS // 4_000)},
    ]
    for headers in refused:
        problem(place.anna.get("/v1/health", headers=headers), 431, "headers-too-large")


def test_cookies_of_other_servers_on_this_machine_do_not_shut_anybody_out(place: Installation) -> None:
    assert place.anna.get("/v1/health", headers={"Cookie": "other=" + "x" * 20_000}).status_code == 200


def test_an_address_that_is_too_long_is_refused(place: Installation) -> None:
    answer = place.anna.get("/v1/invoices", params={"q": "x" * LONGEST_ADDRESS})
    problem(answer, 414, "address-too-long")


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match", "Prefer", "Idempotency-Key", "Authorization"])
def test_every_route_refuses_a_header_that_is_too_long(place: Installation, name: str) -> None:
    for path, methods in description()["paths"].items():
        for method in methods:
            answer = place.anna.request(method.upper(), path, headers={name: "\t" * 22_000})
            problem(answer, 431, "headers-too-large"), f"{method} {path}"


LISTS = ['"a",', '"', "\t", "W/", ",", ";q=1,", "wait=1,", "; filename=", "=", "\\", '"\\', "de;q=0.1,", "a=b;", "'"]
READERS: dict[str, Callable[[str], object]] = {
    "If-Match": lambda text: [found[2] for found in _TAG.finditer(text)],
    "Prefer": lambda text: patience(Headers({"prefer": text}), default=1),
    "Accept-Language": lambda text: preferred_language(text, ("en", "vi")),
    "Content-Disposition": given_name,
    "Content-Disposition, name": lambda text: given_name(f'attachment; filename="{text}'),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("pump", LISTS)
def test_a_header_costs_as_much_as_it_is_long(name: str, pump: str) -> None:
    few, many = (_lines(lambda size=size: READERS[name](pump * (size // len(pump)))) for size in (1_000, 4_000))
    assert many <= few * 4**MOST + 20


def _lines(call: Callable[[], object]) -> int:
    """Lines that run in it, those of libraries too."""
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event in ("line", "call")
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
