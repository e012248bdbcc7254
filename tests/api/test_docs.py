"""The documentation page: everything is served from here, nothing runs inline."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sign_in.key import signing_key
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.sign_ins import SqliteSignIns
from tests.fakes import SettableClock
from tests.sign_in_app import Browser, app_with_sign_in
from tests.signed_tokens import NOW


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder: Path = tmp_path_factory.mktemp("issuer")
    with closing(SqliteDatabase.open(folder / "sign-ins.sqlite")) as database:
        clock = SettableClock(datetime.fromtimestamp(NOW, UTC))
        issuer = LocalIssuer(signing_key(folder), SqliteSignIns(database), host="127.0.0.1", port=8000, clock=clock)
        yield Browser(app_with_sign_in(issuer))


def test_the_root_leads_to_it(browser: Browser) -> None:
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect"])
def test_all_parts_are_files_of_this_server(browser: Browser, path: str) -> None:
    page = browser.get(path)
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert parts
    for part in parts:
        assert part.startswith("/docs/")
        assert browser.get(part).status_code == 200
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=", page.text)


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect"])
def test_a39_the_policy_allows_nothing_inline(browser: Browser, path: str) -> None:
    policy = browser.get(path).headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy


def test_documentation_and_sign_in_are_not_in_the_description(browser: Browser) -> None:
    assert browser.get("/openapi.json").json()["paths"].keys() == {"/me"}


def test_under_another_name_of_this_machine_it_leads_to_the_usual_one(browser: Browser) -> None:
    answer = browser.get("/docs", host="localhost:8000")
    assert (answer.status_code, answer.headers["location"]) == (307, "http://127.0.0.1:8000/docs")
