"""Handing over documents: many at once, duplicates, refusals, and what a person can do about them."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.documents import samples
from tests.documents.hostile import encrypted_pdf
from tests.documents.made import Made
from tests.documents.pages import receipt_picture
from tests.e2e import documents
from tests.e2e.browser import MISSING
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]


def choose(page: Page, *made: Made) -> None:
    files = [{"name": one.file_name, "mimeType": one.media_type, "buffer": one.data} for one in made]
    page.set_input_files("input[type=file][multiple]", files=files)  # type: ignore[arg-type]  # its own type of dict


def test_a_pile_is_read_and_says_what_needs_a_look(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    expect(page.get_by_text("Nothing is waiting")).to_be_visible()
    visitor.picture("inbox-empty")
    choose(page, documents.good(101), documents.wrong_sum(102), encrypted_pdf())
    expect(page.get_by_text("Looks right")).to_be_visible()
    expect(page.get_by_text("values to look at")).to_be_visible()
    expect(page.get_by_text("Save a copy without a password.")).to_be_visible()
    expect(page.get_by_role("link", name="Review 2 documents")).to_be_visible()
    assert all("422" in complaint for complaint in visitor.complaints)  # the browser notes the file that was refused
    visitor.complaints.clear()
    visitor.picture("inbox")
    assert visitor.barriers() == []


def test_whoever_has_no_invoice_at_hand_tries_the_samples(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    page.get_by_role("button", name="Try it with three samples").click()
    rows = page.get_by_role("list", name="Documents").get_by_role("listitem")
    for truth in samples.truths().values():
        expect(rows.filter(has_text=str(truth.seller.name))).to_have_count(1, timeout=60_000)
    expect(page.get_by_role("link", name="Review 3 documents")).to_be_visible()


def test_the_same_file_again_is_marked_before_anything_is_saved(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    made = documents.good(103)
    visitor.scan(made)
    page.reload()
    expect(page.get_by_text("Looks right")).to_be_visible()
    choose(page, made)
    expect(page.get_by_text("The same file is here already.")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("The same file is here already.")).to_have_count(0)


def test_of_a_pile_no_file_goes_without_a_word(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    made = documents.good(120)
    copies = [Made(made.data, made.media_type, f"copy {number}.pdf", made.invoice) for number in range(4)]
    choose(page, *copies)
    rows = page.get_by_role("list", name="Documents").get_by_role("listitem")
    expect(rows.filter(has_text="Looks right")).to_have_count(1)
    expect(rows.filter(has_text="Already here")).to_have_count(3)
    assert visitor.barriers() == []
    rows.filter(has_text="Already here").first.get_by_role("link", name="Look at it").click()
    expect(page).to_have_url(re.compile(r"/review/scn_"))


def test_a_saved_file_is_linked_to_its_invoice(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    made = documents.good(121)
    scan_id = visitor.scan(made)
    with visitor.api() as client:
        invoice_id = client.post("/v1/invoices", json={"scan_id": scan_id}).json()["id"]
    choose(page, made)
    expect(page.get_by_text("The same file is saved already.")).to_be_visible()
    page.get_by_role("link", name="Look at it").click()
    expect(page).to_have_url(re.compile(f"/invoices/{invoice_id}"))


@pytest.mark.parametrize(
    ("locale", "said"), [("en-GB", "Waits for the quota until"), ("vi-VN", "Chờ hạn mức đến")], ids=["en", "vi"]
)
def test_what_waits_for_a_quota_says_until_when(visit: Visit, locale: str, said: str) -> None:
    visitor = visit(locale=locale)
    page = visitor.sign_in("/library")
    visitor.scan(documents.good(122))

    def as_waiting(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        moments = {"since": "2026-11-30T10:00:00Z", "until": "2026-12-01T00:00:00Z"}
        for item in body["items"]:
            item |= {"state": "queued", "waits": {"code": "quota-exceeded", "detail": "Not today.", **moments}}
        route.fulfill(response=answer, json=body)

    page.route("**/v1/scans?*", as_waiting)
    page.goto(visitor.url)
    expect(page.get_by_text(said).first).to_be_visible()
    assert visitor.barriers() == []


def held_back(page: Page) -> list[Route]:
    """From now on no file reaches the server; what was sent is in the list."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/scans", hold)
    return held


UNSENT = """() => new Promise(done => {
    const asked = indexedDB.open("unsent", 1);
    asked.onsuccess = () => {
        const all = asked.result.transaction("files").objectStore("files").getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result.length); };
    };
})"""


def unsent(page: Page, many: int) -> None:
    """So many files lie in the browser, now or soon."""
    page.wait_for_function(f"async () => (await ({UNSENT})()) === {many}")


def test_a_reload_while_files_are_sent_is_warned_of_and_loses_none(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    held_back(page)
    page.get_by_role("heading", name="Inbox").click()  # a browser warns only somebody who has done something
    choose(page, *(documents.good(seed) for seed in range(130, 135)))
    expect(page.get_by_text("Being sent")).to_have_count(3)
    unsent(page, 5)
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.unroute("**/v1/scans")
    page.reload()
    assert warned == ["beforeunload"]
    rows = page.get_by_role("list", name="Documents").get_by_role("listitem")
    expect(rows.filter(has_text="Looks right")).to_have_count(5)
    unsent(page, 0)
    warned.clear()
    page.reload()
    assert warned == []  # nothing is on its way any more


def test_unsent_files_are_gone_after_signing_out(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    held_back(page)
    choose(page, documents.good(136), documents.good(137))
    unsent(page, 2)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_text("signed out")).to_be_visible()
    unsent(page, 0)


def test_unsent_files_of_a_closed_tab_are_removed_by_the_next_one(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    held_back(page)
    choose(page, documents.good(138))
    unsent(page, 1)
    page.close()
    other = visitor.context.new_page()
    # what the closed tab was sending may have arrived all the same: only this tab is looked at
    sent = held_back(other)
    visitor.page = other
    visitor.sign_in()
    unsent(other, 0)
    expect(other.get_by_role("heading", name="Inbox")).to_be_visible()
    assert not sent


def test_files_dropped_anywhere_are_taken(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in("/library")
    made = documents.good(104)
    page.evaluate(
        """([bytes, name]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
            const about = { dataTransfer: transfer, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent("dragover", about));
            document.body.dispatchEvent(new DragEvent("drop", about));
        }""",
        [list(made.data), made.file_name],
    )
    expect(page.get_by_text("Looks right")).to_be_visible()
    expect(page).to_have_title("Inbox · Invoices")


def test_a_large_file_goes_to_the_storage(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    made = documents.good(105)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    choose(page, Made(made.data + b"%" * 4_100_000 + b"\n", made.media_type, "large.pdf", made.invoice))
    expect(page.get_by_text("Looks right")).to_be_visible()
    assert any(url.endswith("/v1/uploads") for url in sent)


def test_reading_can_be_cancelled(visit: Visit) -> None:
    page = visit().sign_in()
    choose(page, *(receipt_picture(seed=seed) for seed in range(110, 116)))  # more than are read at once
    waiting = page.get_by_role("listitem").filter(has_text="Waiting to be read").last
    waiting.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("list", name="Documents").get_by_role("listitem")).to_have_count(5)


def test_on_a_phone_a_photo_can_be_taken(visit: Visit) -> None:
    visitor = visit(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page = visitor.sign_in()
    choose(page, documents.wrong_sum(106))
    expect(page.get_by_role("button", name="Take a photo")).to_be_visible()
    expect(page.get_by_text("values to look at")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    visitor.picture("inbox-phone")
    assert visitor.barriers() == []
