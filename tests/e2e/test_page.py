"""The frame of the web page: signing in and out, what survives, addresses, languages, colours, the content policy."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.browser import MISSING
from tests.e2e.conftest import Visit
from tests.served import Served

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]


def test_sign_in_leads_back_to_the_address_that_was_opened(visit: Visit) -> None:
    page = visit().sign_in("/library?q=paper")
    expect(page).to_have_url(re.compile(r"/library\?q=paper$"))
    expect(page).to_have_title("Library · Invoices")
    page.reload()
    expect(page).to_have_title("Library · Invoices")


def test_tokens_end_with_the_tab_and_the_sign_out(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('oidc'))") == []
    assert visitor.context.cookies() == []
    token = visitor.token()
    page.click("[aria-label=Account]")
    page.click("text=Sign out")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == ["signed-out"]
    refused = httpx.get(f"{visitor.url}/v1/invoices", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    assert refused.status_code == 401
    page.click("text=Sign in")
    expect(page.get_by_role("heading", name="This browser is not signed in")).to_be_visible()
    visitor.complaints[:] = [said for said in visitor.complaints if "status of 400" not in said]


def test_a_forged_return_from_the_issuer_signs_nobody_in(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in()
    visitor.page.evaluate("sessionStorage.clear()")
    visitor.page.goto(f"{visitor.url}/signed-in?code=stolen&state=forged")
    expect(visitor.page.get_by_role("alert")).to_have_text("Signing in did not work. Try again.")
    visitor.page.get_by_role("button").click()
    expect(visitor.page.get_by_role("button", name="Continue as local")).to_be_visible()


def test_the_other_name_of_this_machine_leads_to_the_usual_one(visit: Visit, served: Served) -> None:
    visitor = visit()
    visitor.url = visitor.url.replace("127.0.0.1", "localhost")
    page = visitor.sign_in("/library")
    expect(page).to_have_url(f"{served.url}/library")


def test_language_and_colours_are_chosen_and_kept(visit: Visit) -> None:
    page = visit().sign_in()
    page.click("[aria-label=Language]")
    page.click("text=Tiếng Việt")
    expect(page.get_by_role("link", name="Hộp nhận")).to_be_visible()
    assert page.get_attribute("html", "lang") == "vi"
    page.click("[aria-label='Màu sắc']")
    page.get_by_role("menuitem", name="Tối").click()
    page.reload()
    expect(page.get_by_role("link", name="Hộp nhận")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_the_language_of_the_browser_comes_first(visit: Visit) -> None:
    page = visit(locale="vi-VN").sign_in()
    expect(page).to_have_title("Hộp nhận · Invoices")


@pytest.mark.parametrize("address", ["/", "/review", "/review/scn_1", "/library", "/invoices/inv_1", "/dashboard"])
def test_every_screen_has_an_address_with_a_strict_policy(served: Served, address: str) -> None:
    answer = httpx.get(f"{served.url}{address}", trust_env=False)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["/v1/nothing", "/v1", "/assets/none.js", "/assets/..%2findex.html", "/nothing"])
def test_what_is_no_screen_is_not_answered_with_the_page(served: Served, address: str) -> None:
    answer = httpx.get(f"{served.url}{address}", trust_env=False)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
