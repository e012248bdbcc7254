"""A saved invoice is read again: what is found is offered, and taken or left by whoever looks at it."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.documents import einvoices
from tests.documents.made import Made
from tests.e2e import documents
from tests.e2e.browser import MISSING, Visitor
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]

WRONG = "typed wrong"


def saved(client: httpx.Client, made: Made, *, reader: str) -> str:
    """The invoice as this reader reads it, with a number that a person has typed."""
    scan = client.post(f"/v1/scans?reader={reader}&view=plain", content=made.data).json()
    while scan["state"] not in {"done", "failed"}:
        scan = client.get(f"/v1/scans/{scan['id']}?view=plain&wait=20").json()
    invoice = scan["reading"]["invoice"] | {"invoice_number": WRONG}
    saved: str = client.post("/v1/invoices", json={"scan_id": scan["id"], "invoice": invoice}).json()["id"]
    return saved


def opened(visitor: Visitor, made: Made, *, reader: str) -> tuple[Page, str]:
    page = visitor.sign_in("/library")
    with visitor.api() as client:
        invoice_id = saved(client, made, reader=reader)
    page.goto(f"{visitor.url}/invoices/{invoice_id}")
    return page, invoice_id


def kept(visitor: Visitor, invoice_id: str) -> dict[str, object]:
    with visitor.api() as client:
        body: dict[str, object] = client.get(f"/v1/invoices/{invoice_id}?view=plain").json()
    return body


def test_what_is_found_is_offered_and_what_a_person_set_is_not_chosen(visit: Visit) -> None:
    visitor = visit()
    made = einvoices.cii_pdf(seed=140)
    page, invoice_id = opened(visitor, made, reader="text")
    before = kept(visitor, invoice_id)
    page.get_by_role("button", name="Read again").click()
    panel = page.get_by_role("region", name="Read again: what is different")
    expect(panel).to_be_visible()
    assert kept(visitor, invoice_id) == before
    number = panel.get_by_role("row").filter(has_text=WRONG)
    expect(number).to_contain_text("Set by a person")
    expect(number.get_by_role("checkbox")).not_to_be_checked()
    visitor.picture("invoice-read-again")
    assert visitor.barriers() == []
    page.reload()  # the offer stays
    panel.get_by_role("button", name="Take the chosen values").click()
    expect(panel).to_have_count(0)
    expect(page.get_by_text("Values of another reading taken")).to_be_visible()
    after = kept(visitor, invoice_id)
    assert (after["version"], after["reader"]) == (2, "einvoice")
    assert after["invoice"] != before["invoice"]
    assert after["invoice"]["invoice_number"] == WRONG  # type: ignore[index]


def test_what_a_person_set_is_taken_when_it_is_chosen(visit: Visit) -> None:
    visitor = visit()
    made = einvoices.cii_pdf(seed=141)
    page, invoice_id = opened(visitor, made, reader="text")
    page.get_by_role("button", name="Read again").click()
    panel = page.get_by_role("region", name="Read again: what is different")
    panel.get_by_role("row").filter(has_text=WRONG).get_by_role("checkbox").check()
    panel.get_by_role("button", name="Take the chosen values").click()
    expect(panel).to_have_count(0)
    assert kept(visitor, invoice_id)["invoice"]["invoice_number"] == made.invoice.invoice_number  # type: ignore[index]


def test_an_offer_is_left_and_the_invoice_stays(visit: Visit) -> None:
    visitor = visit()
    page, invoice_id = opened(visitor, einvoices.cii_pdf(seed=142), reader="text")
    before = kept(visitor, invoice_id)
    page.get_by_role("button", name="Read again").click()
    page.get_by_role("button", name="Keep all as it is").click()
    expect(page.get_by_role("button", name="Keep all as it is")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Read again")).to_be_visible()
    expect(page.get_by_role("button", name="Keep all as it is")).to_have_count(0)
    assert kept(visitor, invoice_id) == before


def test_where_nothing_newer_is_there_it_is_said(visit: Visit) -> None:
    visitor = visit(locale="vi-VN")
    page, _ = opened(visitor, documents.good(143), reader="auto")
    page.get_by_role("button", name="Đọc lại").click()
    expect(page.get_by_text("Đã được đọc bằng bộ đọc mới nhất")).to_be_visible()
