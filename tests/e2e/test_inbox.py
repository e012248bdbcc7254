"""Handing over documents: many at once, duplicates, refusals, and what a person can do about them."""

import pytest
from playwright.sync_api import Page, expect

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


def test_the_same_file_again_is_marked_before_anything_is_saved(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in()
    made = documents.good(103)
    visitor.scan(made)
    page.reload()
    expect(page.get_by_text("Looks right")).to_be_visible()
    page.wait_for_timeout(5_100)  # what was handed over within 5 seconds counts as the same visit
    choose(page, made)
    expect(page.get_by_text("The same file is here already.")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("The same file is here already.")).to_have_count(0)


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
    choose(page, *(receipt_picture(seed=seed) for seed in range(110, 113)))
    waiting = page.get_by_role("listitem").filter(has_text="Waiting to be read").last
    waiting.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("list", name="Documents").get_by_role("listitem")).to_have_count(2)


def test_on_a_phone_a_photo_can_be_taken(visit: Visit) -> None:
    visitor = visit(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page = visitor.sign_in()
    choose(page, documents.wrong_sum(106))
    expect(page.get_by_role("button", name="Take a photo")).to_be_visible()
    expect(page.get_by_text("values to look at")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    visitor.picture("inbox-phone")
    assert visitor.barriers() == []
