"""A newcomer opens `/`, signs in with two clicks and makes a call: in a real browser, against a real server."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page

from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sign_in.key import signing_key
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.sign_ins import SqliteSignIns
from tests.e2e.browser import CHROMIUM, SCREENSHOTS
from tests.sign_in_app import app_with_sign_in

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the browser tests are left out"),
    pytest.mark.xdist_group("page"),
]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalIssuer]:
    """Of a server that runs."""
    folder = tmp_path_factory.mktemp("issuer")
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        closing(SqliteDatabase.open(folder / "sign-ins.sqlite")) as database,
    ):
        issuer = LocalIssuer(
            signing_key(folder),
            SqliteSignIns(database),
            host="127.0.0.1",
            port=listening.getsockname()[1],
            clock=lambda: datetime.now(UTC),
        )
        server = uvicorn.Server(uvicorn.Config(app_with_sign_in(issuer), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield issuer
        server.should_exit = True
        thread.join()


@pytest.fixture
def context(chromium: Any, issuer: LocalIssuer) -> Iterator[BrowserContext]:
    """A browser that was opened at the address that the server printed; that leads to the documentation here."""
    context = chromium.new_context(locale="en-US")
    context.set_default_timeout(20_000)
    let_in(context, issuer)
    yield context
    context.close()


def let_in(context: BrowserContext, issuer: LocalIssuer) -> None:
    page = context.new_page()
    page.goto(issuer.start_address())
    page.wait_for_url("**/docs")
    page.close()


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
def test_a39_a42_two_clicks_to_a_call(
    context: BrowserContext, complaints: list[str], issuer: LocalIssuer, host: str
) -> None:
    page = context.new_page()
    outside: list[str] = []
    page.goto(f"{issuer.origin.replace('127.0.0.1', host)}/")
    context.on(
        "request", lambda request: outside.append(request.url) if not request.url.startswith(issuer.origin) else None
    )
    sign_in(page)
    assert page.locator(".dialog-ux").count() == 0
    assert LocalIssuer.owner("local").key in call(page)
    assert [address for address in outside if not address.startswith("data:")] == []
    assert complaints == []


def test_as_somebody_else_by_keyboard(context: BrowserContext, issuer: LocalIssuer) -> None:
    page = context.new_page()
    page.goto(f"{issuer.origin}/docs")
    sign_in(page, "Minh")
    assert LocalIssuer.owner("minh").key in call(page)


def test_a41_tokens_are_kept_in_memory_only(context: BrowserContext, issuer: LocalIssuer) -> None:
    page = context.new_page()
    page.goto(f"{issuer.origin}/docs")
    sign_in(page)
    kept = page.evaluate("JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])")
    assert kept == '[["invoices-admission"],[]]'
    assert context.cookies() == []
    page.reload()
    page.wait_for_selector(".auth-wrapper button.authorize.unlocked")


def test_the_button_has_the_focus(context: BrowserContext, issuer: LocalIssuer) -> None:
    page = context.new_page()
    page.goto(f"{issuer.origin}/docs")
    with context.expect_page() as opened:
        page.click(".auth-wrapper button.authorize")
    opened.value.wait_for_selector("button:focus")
    with opened.value.expect_event("close"):
        opened.value.keyboard.press("Enter")
    page.wait_for_selector(".auth-wrapper button.authorize.locked")


def asked(issuer: LocalIssuer) -> str:
    """The address of the sign-in page."""
    query = "response_type=code&client_id=invoices-web&state=s&code_challenge_method=S256"
    return f"{issuer.address}/oauth2/authorize?{query}&redirect_uri={issuer.origin}/signed-in&code_challenge={'x' * 43}"


class Elsewhere(BaseHTTPRequestHandler):
    """The server of another account: keeps what it is sent, and shows a form that is to be sent to ours."""

    form = ""
    sent: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.sent += [name.lower() for name in self.headers]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.form.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a42_a_page_of_another_site_or_port_gets_no_code(
    context: BrowserContext, issuer: LocalIssuer, name: str
) -> None:
    """What lets the browser in is not sent there, and cannot be read or put into a form from there."""
    own = context.new_page()
    own.goto(asked(issuer))
    own.wait_for_selector("summary")
    fields = own.locator("form").first.inner_html().replace(own.input_value("input[name=admission] >> nth=0"), "")
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Elsewhere.form = f'<form method="post" action="{issuer.address}/oauth2/authorize">{fields}</form>'
        Elsewhere.sent.clear()
        threading.Thread(target=server.serve_forever).start()
        other = context.new_page()
        other.goto(f"http://{name}:{server.server_port}/local/")
        other.reload()
        server.shutdown()
    assert Elsewhere.sent
    assert not {"cookie", "authorization"} & set(Elsewhere.sent)
    assert other.evaluate("localStorage.length") == 0
    other.click("button")
    other.wait_for_url(f"{issuer.address}/oauth2/authorize")
    assert "You are not signed in" in other.inner_text("h1")


def test_a_code_leaves_no_trace_in_the_browser(context: BrowserContext, issuer: LocalIssuer) -> None:
    page = context.new_page()
    address = issuer.start_address()
    code = address.partition("#")[2]
    told: list[str] = []
    context.on("request", lambda request: told.append(f"{request.url} {request.headers}"))
    page.goto(address)
    page.wait_for_url("**/docs")
    assert not [one for one in told if code in one]
    assert code not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    page.go_back()
    assert page.url == "about:blank"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_the_pages_fit_a_narrow_phone(chromium: Any, issuer: LocalIssuer, scheme: str, locale: str) -> None:
    context = chromium.new_context(locale=locale, color_scheme=scheme, viewport={"width": 320, "height": 568})
    page = context.new_page()
    page.goto(asked(issuer))
    page.wait_for_selector("#stranger")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"stranger-{locale}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator("#welcome").is_hidden()
    let_in(context, issuer)  # in another tab: this one goes on by itself
    page.click("summary")
    assert page.locator("#stranger").is_hidden()
    page.screenshot(path=SCREENSHOTS / f"sign-in-{locale}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert all(
        box["height"] >= 44
        for box in (item.bounding_box() for item in page.query_selector_all("button, input:not([type=hidden])"))
    )
    context.close()
