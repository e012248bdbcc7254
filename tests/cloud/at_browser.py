"""Chromium in front of the emulated account: AWS's own names lead there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, sync_playwright

from app.api.origin import HEADER
from tests.cloud.deployed import REGION, Deployed
from tests.e2e.browser import CHROMIUM, FLAGS


@contextmanager
def browser(stack: Deployed) -> Iterator[BrowserContext]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    port = urlsplit(stack.address).port
    names = ("*.amazonaws.com", "*.amazoncognito.com", "*.cloudfront.net")
    rules = ", ".join(f"MAP {name} 127.0.0.1:{port}" for name in names)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, f"--host-resolver-rules={rules}"])
        # The authority of the certificate is known to the tests alone.
        context = chromium.new_context(ignore_https_errors=True, locale="en-GB")
        context.set_default_timeout(20_000)
        with stack.api() as api, stack.sign_in_server() as issuer:
            _stand_in_for_the_edge(context, stack, api, issuer)
            yield context
            chromium.close()


def fill_in(page: Page, user: str, password: str) -> None:
    """Cognito's sign-in page."""
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("button[type=submit], input[type=submit]")


def _stand_in_for_the_edge(context: BrowserContext, stack: Deployed, api: httpx.Client, issuer: httpx.Client) -> None:
    """Two things that the emulator leaves out: CloudFront's way to the API, and the sign-in's own name in what the
    issuer says of itself."""

    def to_the_api(route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        headers = {**request.headers, "host": str(api.headers["Host"]), HEADER: str(api.headers[HEADER])}
        answer = api.request(
            request.method, f"{parts.path}?{parts.query}", content=request.post_data_buffer, headers=headers
        )
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    def to_the_issuer(route: Route) -> None:
        described = issuer.get(f"{urlsplit(stack.outputs['issuer']).path}/.well-known/openid-configuration").json()
        route.fulfill(json=_under(stack.outputs["sign_in"], described), headers={"Access-Control-Allow-Origin": "*"})

    context.route(f"{stack.outputs['address']}/v1/**", to_the_api)
    context.route(f"https://cognito-idp.{REGION}.amazonaws.com/**", to_the_issuer)


def _under(origin: str, described: dict[str, Any]) -> dict[str, Any]:
    """The same addresses at the host that AWS gives them."""
    moved = {}
    for name, value in described.items():
        ours = name.endswith("_endpoint") and isinstance(value, str)
        moved[name] = f"{origin}{urlsplit(value).path}" if ours else value
    return moved
