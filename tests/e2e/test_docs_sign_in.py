"""A newcomer opens `/`, signs in with two clicks and makes a call: in a real browser, against a real server."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page

from app.adapters.local_issuer import LocalIssuer
from tests.e2e.browser import CHROMIUM
from tests.sign_in_app import app_with_sign_in

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the browser tests are left out"),
    pytest.mark.xdist_group("page"),
]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with the local sign-in; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number: int = listening.getsockname()[1]
        issuer = LocalIssuer.open(
            tmp_path_factory.mktemp("issuer"),
            host="127.0.0.1",
            port=number,
            clock=lambda: datetime.now(UTC),
            environment={},
        )
        server = uvicorn.Server(uvicorn.Config(app_with_sign_in(issuer), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield number
        server.should_exit = True
        thread.join()


@pytest.fixture
def context(chromium: Any) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-US")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """What the browser complains about in any window: refused scripts and styles, failed loads, errors."""
    found: list[str] = []
    context.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found


def sign_in(page: Page, name: str | None = None) -> None:
    """One click on the button of the page, one in the window that opens."""
    with page.context.expect_page() as opened:
        page.click(".auth-wrapper button.authorize")
    window = opened.value
    with window.expect_event("close"):
        if name is None:
            window.click("text=Continue as local")
        else:
            window.click("text=Use another name")
            window.fill("input[name=user]", name)
            window.press("input[name=user]", "Enter")
    page.wait_for_selector(".auth-wrapper button.authorize.locked")


def call(page: Page) -> str:
    page.click("#operations-default-me_me_get .opblock-summary-control")
    page.click("button.execute")
    return page.inner_text(".live-responses-table .response-col_description >> nth=1")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a39_a42_two_clicks_to_a_call(context: BrowserContext, complaints: list[str], port: int, host: str) -> None:
    page = context.new_page()
    outside: list[str] = []
    context.on(
        "request", lambda request: outside.append(request.url) if f"//{host}:{port}/" not in request.url else None
    )
    page.goto(f"http://{host}:{port}/")
    sign_in(page)
    assert page.locator(".dialog-ux").count() == 0
    assert LocalIssuer.owner("local").key in call(page)
    assert [address for address in outside if not address.startswith("data:")] == []
    assert complaints == []


def test_as_somebody_else_by_keyboard(context: BrowserContext, port: int) -> None:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/docs")
    sign_in(page, "Minh")
    assert LocalIssuer.owner("minh").key in call(page)


def test_a41_tokens_are_kept_in_memory_only(context: BrowserContext, port: int) -> None:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/docs")
    sign_in(page)
    assert page.evaluate("JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])") == "[[],[]]"
    assert context.cookies() == []
    page.reload()
    page.wait_for_selector(".auth-wrapper button.authorize.unlocked")


def test_the_button_has_the_focus(context: BrowserContext, port: int) -> None:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/docs")
    with context.expect_page() as opened:
        page.click(".auth-wrapper button.authorize")
    opened.value.wait_for_selector("button:focus")
    with opened.value.expect_event("close"):
        opened.value.keyboard.press("Enter")
    page.wait_for_selector(".auth-wrapper button.authorize.locked")


def test_a42_a_form_on_another_site_gets_no_code(context: BrowserContext, port: int) -> None:
    """The page of the other site cannot read the ticket; here it even has one."""
    issuer_page = context.new_page()
    query = "response_type=code&client_id=invoices-web&state=s&code_challenge_method=S256"
    back = f"http://127.0.0.1:{port}/signed-in"
    address = f"http://127.0.0.1:{port}/local/oauth2/authorize"
    issuer_page.goto(f"{address}?{query}&redirect_uri={back}&code_challenge={'x' * 43}")
    ticket = issuer_page.get_attribute("input[name=ticket]", "value")

    form = f'<form method="post" action="{address}"><input name="ticket" value="{ticket}"><button>go</button></form>'
    other = context.new_page()
    other.route("http://other.test/", lambda route: route.fulfill(content_type="text/html", body=form))
    other.goto("http://other.test/")
    other.click("button")
    other.wait_for_url(address)
    assert "You are not signed in" in other.inner_text("h1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_the_page_fits_a_narrow_phone(chromium: Any, port: int, scheme: str, locale: str) -> None:
    context = chromium.new_context(locale=locale, color_scheme=scheme, viewport={"width": 320, "height": 568})
    page = context.new_page()
    query = "response_type=code&client_id=invoices-web&state=s&code_challenge_method=S256"
    back = f"http://127.0.0.1:{port}/signed-in"
    page.goto(f"http://127.0.0.1:{port}/local/oauth2/authorize?{query}&redirect_uri={back}&code_challenge={'x' * 43}")
    page.click("summary")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert all(
        box["height"] >= 44
        for box in (item.bounding_box() for item in page.query_selector_all("button, input:not([type=hidden])"))
    )
    context.close()
