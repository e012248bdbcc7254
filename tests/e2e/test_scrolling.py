"""The page is one screen: its parts scroll, it never does. Else a wheel or Space leads away into nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import documents
from tests.e2e.browser import MISSING, Visitor
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

# How far each thing that scrolls goes beyond the last of what is to be seen in it.
TAILS = """() => [document.scrollingElement, ...document.querySelectorAll("main, main *")]
    .filter((one) => one === document.scrollingElement || /auto|scroll/.test(getComputedStyle(one).overflowY))
    .filter((one) => one.scrollHeight > one.clientHeight + 1)
    .map((one) => {
        const top = one === document.scrollingElement ? 0 : one.getBoundingClientRect().top;
        const seen = [...one.querySelectorAll("*")].filter((part) => {
            const box = part.getBoundingClientRect();
            return box.width > 2 && box.height > 2;
        });
        const last = Math.max(...seen.map((part) => part.getBoundingClientRect().bottom)) - top + one.scrollTop;
        return [one.className || one.tagName, Math.round(one.scrollHeight - last)];
    })
    .filter(([, tail]) => tail > 60)"""


def screens(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Every screen with something in it, after everything on it has loaded."""
    page = visitor.sign_in()
    kept = visitor.scan(documents.long(301))
    with visitor.api() as client:
        invoice_id = client.post("/v1/invoices", json={"scan_id": kept}).json()["id"]
    scan_id = visitor.scan(documents.wrong_sum(302))
    places = {
        "inbox": "/",
        "review": f"/review/{scan_id}",
        "library": "/library",
        "invoice": f"/invoices/{invoice_id}",
        "dashboard": "/dashboard",
        "absent": "/invoices/inv_00000000000000000000000000000000",
    }
    for name, path in places.items():
        page.goto(f"{visitor.url}{path}")
        expect(page.locator("main")).to_have_attribute("aria-busy", "false")
        page.wait_for_load_state("networkidle")
        yield name, page


def scrolled(page: Page) -> tuple[int, int]:
    """How much higher than the window the page is, and where it stands."""
    found = page.evaluate("[document.scrollingElement.scrollHeight - innerHeight, document.scrollingElement.scrollTop]")
    return found[0], found[1]


@pytest.mark.parametrize(("size", "name"), [(DESK, "desk"), (PHONE, "phone")], ids=["desk", "phone"])
def test_no_screen_scrolls_away_into_nothing(visit: Visit, size: dict[str, int], name: str) -> None:
    visitor = visit(viewport=size)
    found: dict[str, object] = {}
    for screen, page in screens(visitor):
        page.mouse.move(size["width"] * 0.8, size["height"] * 0.6)
        page.mouse.wheel(0, 20_000)
        for key in "Space", "End", "PageDown":
            page.evaluate("document.activeElement?.blur()")
            page.keyboard.press(key)
        page.wait_for_timeout(200)
        visitor.picture(f"scrolled-{screen}-{name}")
        if scrolled(page) != (0, 0):
            found[screen] = scrolled(page)
        if tails := page.evaluate(TAILS):
            found[f"{screen}, tails"] = tails
    assert found == {}
    visitor.complaints[:] = [said for said in visitor.complaints if not re.search("status of 404", said)]
