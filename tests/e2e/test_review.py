"""Reviewing: by keyboard alone, by mouse, on a phone, in both languages; and that no typed work is lost."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.documents.einvoices import ubl_file
from tests.e2e import documents
from tests.e2e.browser import MISSING, Visitor
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]


def field(page: Page, path: str) -> Locator:
    return page.locator(f"[data-path='{path}']")


def saved(visitor: Visitor) -> list[dict[str, object]]:
    with visitor.api() as client:
        items: list[dict[str, object]] = client.get("/v1/invoices").json()["items"]
        return items


def open_review(visitor: Visitor, *made: documents.Made) -> Page:
    """The first of these documents under review."""
    page = visitor.sign_in()
    for one in made:
        visitor.scan(one)
    page.goto(f"{visitor.url}/review")
    expect(page.locator("[data-save]")).to_be_visible()
    return page


def test_a_good_reading_takes_two_keys(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    for seed in (201, 202):
        visitor.scan(documents.good(seed))
    page.reload()
    link = page.get_by_role("list", name="Documents").get_by_role("link").last  # the oldest
    expect(page.get_by_text("Looks right")).to_have_count(2)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-save]")).to_be_focused()
    visitor.picture("review-good")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Saved: "))).to_be_visible()
    expect(page.locator("[data-save]")).to_be_focused()  # of the next document
    assert [row["status"] for row in saved(visitor)] == ["reviewed"]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()
    visitor.picture("review-done")
    assert len(saved(visitor)) == 2


def test_a_wrong_sum_is_told_and_corrected_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit()
    made = documents.wrong_sum(203)
    page = open_review(visitor, made)
    amounts = made.invoice.amounts
    right = f"{(amounts.gross or Decimal(0)) - 100:,.2f}"
    expect(field(page, "amounts.net")).to_be_focused()  # the first value of the sum that fails
    why = f"{amounts.net:,.2f} + {amounts.tax:,.2f} = {right}, printed {amounts.gross:,.2f}"
    expect(page.get_by_text(f"Net and tax do not give the total: {why}").first).to_be_visible()
    expect(page.get_by_role("img", name="Net total as printed")).to_be_visible()
    expect(page.get_by_text("Will be saved as disputed")).to_be_visible()
    visitor.picture("review-doubt")
    assert visitor.barriers() == []

    page.keyboard.press("Enter")
    expect(field(page, "amounts.tax")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(field(page, "amounts.tax")).not_to_be_focused()
    field(page, "amounts.gross").focus()
    page.keyboard.type("99")
    page.keyboard.press("Escape")  # what was typed
    expect(field(page, "amounts.gross")).to_have_value(f"{amounts.gross:,.2f}")
    for path in "amounts.gross", "amounts.due":  # the amount due no longer fits then, and is gone to
        expect(field(page, path)).to_be_focused()
        page.keyboard.type(right)
        page.wait_for_timeout(100)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1_000)  # the rules are asked when nothing changed for a moment
        if path == "amounts.gross":
            field(page, "amounts.due").focus()
    while page.get_by_text("Nothing doubtful is left").count() == 0:
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
    expect(page.get_by_text("Nothing doubtful is left")).to_be_visible()
    expect(page.get_by_text("Will be saved as disputed")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()
    (row,) = saved(visitor)
    assert (row["status"], f"{Decimal(str(row['gross'])):,.2f}") == ("reviewed", right)


def test_a_failed_check_never_stops_a_save(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, documents.wrong_sum(204))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("^Saved as disputed: "))).to_be_visible()
    assert [row["status"] for row in saved(visitor)] == ["disputed"]


def test_candidates_by_number_undo_and_keys(visit: Visit) -> None:
    page = open_review(visit(), documents.good(205))
    total = field(page, "amounts.gross")
    total.focus()
    before = total.input_value()
    page.keyboard.press("Alt+1")
    expect(total).not_to_have_value(before)
    total.focus()
    page.keyboard.press("Escape")
    expect(total).to_have_value(before)
    page.keyboard.press("F6")
    expect(page.locator("[data-page]")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    for key in "f", "z", "r", "+", "-":
        page.keyboard.press(key)
    page.keyboard.press("F6")
    expect(total).to_be_focused()


def at(page: Page, text: str, visitor: Visitor) -> tuple[float, float, float, float]:
    """Where a printed word stands on the screen."""
    scan = page.url.rpartition("/")[2]
    with visitor.api() as client:
        words = client.get(f"/v1/scans/{scan}/pages/1/words").json()["words"]
    (left, top), _, (right, bottom), _ = next(word["polygon"] for word in words if text in word["text"])
    layer = page.get_by_role("group", name="Values on the page").bounding_box()
    assert layer
    x, y, width, height = layer["x"], layer["y"], layer["width"], layer["height"]
    return x + left * width, y + top * height, x + right * width, y + bottom * height


def test_page_and_values_are_linked_both_ways(visit: Visit) -> None:
    visitor = visit()
    made = documents.good(206)
    page = open_review(visitor, made)
    field(page, "invoice_number").focus()
    expect(page.locator("polygon[data-active]")).to_have_attribute("aria-label", re.compile("^Invoice number: "))
    left, top, right, bottom = at(page, "Invoice", visitor)  # no value lies here: the word is taken
    with page.expect_response(re.compile("/words")) as _:
        page.reload()
    expect(page.get_by_role("group", name="Values on the page")).to_be_visible()
    field(page, "purchase_order").focus()
    page.wait_for_timeout(500)  # the page scrolls to the value
    left, top, right, bottom = at(page, "VAT", visitor)
    page.mouse.click((left + right) / 2, (top + bottom) / 2)
    expect(field(page, "purchase_order")).to_have_value("VAT")
    left, top, right, bottom = at(page, str(made.invoice.invoice_number), visitor)
    page.mouse.move(left - 3, top - 3)
    page.mouse.down()
    page.mouse.move(right + 3, bottom + 3, steps=4)
    page.mouse.up()
    expect(field(page, "purchase_order")).to_have_value(str(made.invoice.invoice_number))
    page.mouse.click((left + right) / 2, (top + bottom) / 2)  # a value lies here: it is taken in hand
    expect(field(page, "invoice_number")).to_be_focused()


def test_lines_are_added_split_removed_and_pasted(visit: Visit) -> None:
    visitor = visit()
    made = documents.good(207)
    page = open_review(visitor, made)
    rows = page.locator("tbody tr")
    count = len(made.invoice.lines)
    expect(rows).to_have_count(count)
    field(page, "lines.0.description").focus()
    page.keyboard.press("Alt+n")
    expect(field(page, "lines.new1.description")).to_be_focused()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "Nails\\t2\\tbox\\t1,234.50\\nScrews\\t3\\tbox\\t0.5\\n");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true})
            );
        }"""
    )
    expect(field(page, "lines.new1.unit_price")).to_have_value("1,234.50")
    expect(field(page, "lines.1.description")).to_have_value("Screws")
    page.keyboard.press("ArrowDown")
    expect(field(page, "lines.1.description")).to_be_focused()
    page.keyboard.press("Alt+s")
    expect(rows).to_have_count(count + 2)
    page.keyboard.press("Alt+Delete")
    expect(rows).to_have_count(count + 1)
    visitor.picture("review-lines")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()


def test_what_is_typed_survives_an_ended_sign_in(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, documents.good(208))
    field(page, "purchase_order").fill("PO 4711")
    page.evaluate(
        """async () => {
            const [key, kept] = Object.entries(sessionStorage).find(([name]) => name.startsWith("oidc.user"));
            const user = JSON.parse(kept);
            const form = new URLSearchParams({token: user.refresh_token, client_id: "invoices-web"});
            await fetch("/local/oauth2/revoke", {method: "POST", body: form});
        }"""
    )
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your sign-in has ended.").first).to_be_visible()
    visitor.picture("review-expired")
    page.get_by_role("button", name="Sign in again").click()
    expect(page.get_by_role("heading", name="This browser is not signed in")).to_be_visible()
    visitor.context.new_page().goto(visitor.served.start_address())  # as `invoices open` does
    visitor.give_name()
    expect(field(page, "purchase_order")).to_have_value("PO 4711")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()
    # The browser notes the refusals, some of them late.
    visitor.complaints[:] = [said for said in visitor.complaints if not re.search("status of 40[01]", said)]


def test_what_is_typed_survives_a_lost_connection(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, documents.good(209))
    field(page, "purchase_order").fill("PO 4712")
    visitor.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    visitor.context.set_offline(False)
    visitor.complaints.clear()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()


def test_t37_a_hostile_document_is_shown_as_text(visit: Visit) -> None:
    visitor = visit()
    opened: list[str] = []
    visitor.page.on("dialog", lambda dialog: opened.append(dialog.message))
    page = open_review(visitor, documents.hostile(210))
    expect(field(page, "seller.name")).to_have_value("<img src=x onerror=alert(1)> GmbH")
    visitor.picture("review-hostile")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()
    assert opened == []
    assert page.locator("img[src='x']").count() == 0


def test_a_text_of_a_million_letters_is_held(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, documents.good(211))
    address = field(page, "seller.address.text")
    address.fill("x" * 1_000_000)
    assert len(address.input_value()) == 10_000  # as much as the API takes
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything is reviewed")).to_be_visible()


def test_an_electronic_invoice_has_no_page(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, ubl_file(seed=212))
    expect(page.get_by_text("An e-invoice has no picture")).to_be_visible()
    visitor.picture("review-xml")


def test_a_file_inside_the_document_is_shown_and_kept(visit: Visit) -> None:
    page = open_review(visit(), documents.with_timesheet(214))
    page.get_by_role("button", name="Show hours.pdf").click()
    expect(page.get_by_role("img", name="Page 1 of hours.pdf")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download hours.pdf").click()
    assert kept.value.suggested_filename == "hours.pdf"


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "The e-invoice inside the file cannot be used"), ("vi", "Không dùng được hóa đơn điện tử trong tệp")],
)
def test_xml_that_could_not_be_used_is_told(visit: Visit, locale: str, words: str) -> None:
    page = open_review(visit(locale=locale), documents.unusable_xml(216))
    told = page.get_by_text(words).locator("..")
    expect(told).to_contain_text("factur-x.xml: The XML has a document type declaration")


def test_pages_turn_with_the_value(visit: Visit) -> None:
    visitor = visit()
    page = open_review(visitor, documents.long(213))
    field(page, "amounts.gross").focus()
    expect(page.get_by_text("Page 2 of 2").first).to_be_visible()
    page.get_by_role("button", name="Page before (PageUp)").click()
    expect(page.get_by_text("Page 1 of 2").first).to_be_visible()


@pytest.mark.parametrize(("locale", "scheme"), [("en-GB", "light"), ("vi-VN", "dark")])
def test_no_barriers_on_a_desk_and_on_a_phone(visit: Visit, locale: str, scheme: str) -> None:
    visitor = visit(locale=locale, color_scheme=scheme)
    page = open_review(visitor, documents.wrong_sum(214))
    expect(page.locator("canvas").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^(Keys|Phím tắt)$")).first.click()
    visitor.picture(f"review-{scheme}-{locale[:2]}")
    assert visitor.barriers() == []
    page.set_viewport_size({"width": 390, "height": 780})
    expect(page.get_by_role("group", name=re.compile("^(Values on the page|Giá trị trên trang)$"))).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    visitor.picture(f"review-phone-{scheme}-{locale[:2]}")
    assert visitor.barriers() == []
