"""Typed is typed: no key of a field does else. What is not understood is told, what nobody looked at kept as such."""

import re
import string

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import documents
from tests.e2e.browser import MISSING, Visitor
from tests.e2e.conftest import Visit
from tests.e2e.test_review import field, open_review

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]

SIGNS = string.digits + string.ascii_letters + "?/+-=.,;:!()[]#%&*"


def kept(visitor: Visitor) -> dict[str, object]:
    """The one invoice that was saved, in full form."""
    with visitor.api() as client:
        (row,) = client.get("/v1/invoices").json()["items"]
        record: dict[str, object] = client.get(f"/v1/invoices/{row['id']}").json()
        return record


def press(page: Page, key: str, **more: object) -> None:
    """A key press that no keyboard of a test has, at what has the focus."""
    page.evaluate(
        "event => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', event))",
        {"key": key, "bubbles": True, "cancelable": True, **more},
    )


def test_digits_typed_into_the_total_are_the_total(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, documents.good(401))
    total = field(page, "amounts.gross")
    field(page, "amounts.tax").focus()
    page.keyboard.press("Tab")
    expect(total).to_be_focused()
    page.keyboard.type("1234.56")
    expect(total).to_have_value("1234.56")
    page.keyboard.press("Enter")
    expect(total).to_have_value("1,234.56")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()
    gross = kept(visitor)["invoice"]["amounts"]["gross"]  # type: ignore[index]
    assert (gross["value"], gross["looked_at"]) == ("1234.56", True)


def test_every_sign_is_text_in_a_field_that_was_just_entered(visit: Visit) -> None:
    page = open_review(visit(), documents.good(402))
    for path in "purchase_order", "lines.0.description", "seller.address.text":
        for sign in SIGNS:
            field(page, path).focus()
            page.keyboard.press("Control+A")
            page.keyboard.press(sign)
            assert field(page, path).input_value() == sign
        page.keyboard.press("Control+A")
        page.keyboard.type(SIGNS)
        expect(field(page, path)).to_have_value(SIGNS)
    expect(page.get_by_role("region", name="Keys")).to_have_count(0)


def test_an_input_method_keeps_its_keys(visit: Visit) -> None:
    page = open_review(visit(), documents.good(403))
    item = field(page, "lines.0.description")
    item.focus()
    browser = page.context.new_cdp_session(page)
    browser.send("Input.imeSetComposition", {"text": "giấ", "selectionStart": 3, "selectionEnd": 3})
    for key in "Enter", "Escape", "ArrowDown", "ArrowUp", "F6":
        press(page, key, isComposing=True)
        press(page, key, keyCode=229)
        press(page, key, isComposing=True, ctrlKey=True)
    browser.send("Input.insertText", {"text": "giấy"})
    expect(item).to_be_focused()
    expect(item).to_have_value("giấy")


@pytest.mark.parametrize(
    "more",
    [
        {"altKey": True, "ctrlKey": True},  # AltGr, as Windows reports it
        {"altKey": True, "code": "Numpad1"},  # Alt and a code
    ],
    ids=["altgr", "alt-code"],
)
def test_keys_that_write_do_nothing_else(visit: Visit, more: dict[str, object]) -> None:
    page = open_review(visit(), documents.good(404))
    total = field(page, "amounts.gross")
    total.focus()
    before = total.input_value()
    rows = page.locator("tbody tr").count()
    for key, code in ("1", "Digit1"), ("ń", "KeyN"), ("ś", "KeyS"), ("Enter", "Enter"):
        press(page, key, **({"code": code} | more))
    expect(total).to_have_value(before)
    expect(total).to_be_focused()
    expect(page.locator("tbody tr")).to_have_count(rows)


def test_what_is_not_understood_stays_and_is_told(visit: Visit) -> None:
    visitor = visit()
    made = documents.good(405)
    page = open_review(visitor, made)
    total, date = field(page, "amounts.gross"), field(page, "due_date")
    for path, text in (("amounts.gross", "12x"), ("due_date", "soon, 2 May 2026")):
        field(page, path).focus()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(field(page, path)).to_be_focused()
        expect(field(page, path)).to_have_value(text)
    expect(total).to_have_value("12x")
    expect(page.get_by_text("This is not a number, such as 1,234.50.").first).to_be_visible()
    expect(page.get_by_text("This is not a date, such as").first).to_be_visible()
    field(page, "purchase_order").fill("PO 4713")  # nothing else is stopped
    page.reload()
    expect(total).to_have_value("12x")
    page.keyboard.press("Control+Enter")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("Total with tax “12x”")
    expect(said).to_contain_text("Due date “soon, 2 May 2026”")
    visitor.picture("review-not-understood")
    assert visitor.barriers() == []
    date.focus()
    page.keyboard.press("Escape")
    expect(date).not_to_have_value("soon, 2 May 2026")
    expect(said).not_to_contain_text("Due date")
    with visitor.api() as client:
        assert client.get("/v1/invoices").json()["items"] == []
    page.get_by_role("button", name="Save without it").click()
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()
    invoice = kept(visitor)["invoice"]
    assert invoice["amounts"]["gross"]["value"] == str(made.invoice.amounts.gross)  # type: ignore[index]
    assert invoice["amounts"]["gross"]["looked_at"] is False  # type: ignore[index]
    assert invoice["purchase_order"]["value"] == "PO 4713"  # type: ignore[index]


def test_what_is_pasted_and_not_understood_stays(visit: Visit) -> None:
    page = open_review(visit(), documents.good(406))
    field(page, "lines.0.quantity").focus()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "12x\\tbox\\t1.50\\n3\\tbox\\t0.5\\n");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true})
            );
        }"""
    )
    expect(field(page, "lines.0.quantity")).to_have_value("12x")
    expect(field(page, "lines.0.unit_price")).to_have_value("1.50")
    expect(field(page, "lines.0.quantity")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("locale", ["en-GB", "vi-VN"])
def test_what_nobody_looked_at_is_kept_as_such(visit: Visit, locale: str) -> None:
    visitor = visit(locale=locale, viewport={"width": 1440, "height": 900})
    page = open_review(visitor, documents.wrong_sum(407))
    expect(field(page, "amounts.net")).to_be_focused()
    page.keyboard.press("Enter")  # looked at; the others of the sum are not
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("Everything is reviewed|Đã kiểm tra hết"))).to_be_visible()
    record = kept(visitor)
    amounts = record["invoice"]["amounts"]  # type: ignore[index]
    assert {name: leaf["looked_at"] for name, leaf in amounts.items() if name in {"net", "tax", "gross"}} == {
        "net": True,
        "tax": False,
        "gross": False,
    }
    with visitor.api() as client:
        (saved,) = client.get(f"/v1/invoices/{record['id']}/history").json()["changes"]
        assert saved["looked_at"] == ["amounts.net"]
        assert saved["not_looked_at"] > 10
        assert "amounts.tax" in client.get("/v1/invoices/export?format=csv").text

    page.goto(f"{visitor.url}/invoices/{record['id']}")
    state = page.locator("[data-state]")
    for path, expected in ("amounts.net", "person"), ("amounts.tax", "bad"), ("amounts.gross", "bad"):
        expect(state.filter(has=field(page, path)).last).to_have_attribute("data-state", expected)
    expect(page.get_by_text(re.compile("values were not looked at|giá trị chưa được xem"))).to_be_visible()
    visitor.picture(f"invoice-not-looked-at-{locale[:2]}")
    assert visitor.barriers() == []
    field(page, "amounts.tax").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-save]")).to_be_visible()
    visitor.picture(f"invoice-looked-at-{locale[:2]}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-save]")).to_have_count(0)
    again = kept(visitor)
    assert again["version"] == 2
    assert again["invoice"]["amounts"]["tax"]["looked_at"] is True  # type: ignore[index]
    assert again["invoice"]["amounts"]["gross"]["looked_at"] is False  # type: ignore[index]
