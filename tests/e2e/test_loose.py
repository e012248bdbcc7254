"""Documents without records in the inbox: told, taken in again and deleted, by hand and by the keyboard alone."""

from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from app.adapters.files.documents import FileDocuments
from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.domain import ids
from app.ports import Key, Kind, StoredObject
from tests.documents.made import Made
from tests.e2e import documents
from tests.e2e.browser import MISSING, Visitor
from tests.e2e.conftest import Visit
from tests.fakes import SettableClock
from tests.served import Served

pytestmark = [pytest.mark.skipif(bool(MISSING), reason=MISSING), pytest.mark.xdist_group("page")]


def lost(served: Served, visitor: Visitor, *made: Made) -> Page:
    """Documents of the visitor whose records are gone, found by the sweeper; the inbox as it is then."""
    owner = LocalIssuer.owner(visitor.name)
    clock = SettableClock()
    files = FileDocuments(served.data_dir / "documents", base_url="http://x", secret=b"s" * 32, clock=clock)
    with closing(SqliteDatabase.open(served.data_dir / "invoices.sqlite")) as database:
        loose = SqliteLooseDocuments(database, clock=clock)
        for one in made:
            key = Key(Kind.INVOICE, ids.invoice_id())
            files.put(owner, key, one.data)
            assert loose.note(owner.key, StoredObject(owner.key, key, len(one.data), clock()))
    visitor.page.reload()
    return visitor.page


def test_documents_without_records_are_told_and_taken_in_again(visit: Visit, served: Served) -> None:
    visitor = visit()
    visitor.sign_in()
    page = lost(served, visitor, documents.good(301), documents.good(302))
    expect(page.get_by_role("heading", name="2 documents without records")).to_be_visible()
    visitor.picture("inbox-loose")
    assert visitor.barriers() == []
    page.get_by_role("button", name="Take all in again").click()
    expect(page.get_by_text("without record")).to_have_count(0)
    with visitor.api() as client:
        for scan in client.get("/v1/scans").json()["items"]:
            assert client.get(f"/v1/scans/{scan['id']}?wait=20").json()["state"] == "done"


def test_one_is_deleted_by_the_keyboard_after_a_second_look(visit: Visit, served: Served) -> None:
    visitor = visit(locale="vi-VN")
    visitor.sign_in()
    page = lost(served, visitor, documents.good(303))
    expect(page.get_by_role("heading", name="1 chứng từ không có bản ghi")).to_be_visible()
    page.get_by_role("button", name="Xóa").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Giữ lại")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("không có bản ghi")).to_have_count(0)
    with visitor.api() as client:
        assert client.get("/v1/loose-documents").json()["items"] == []


def test_what_is_here_already_is_said(visit: Visit, served: Served) -> None:
    visitor = visit()
    visitor.sign_in()
    made = documents.good(304)
    scan_id = visitor.scan(made)
    with visitor.api() as client:
        assert client.post("/v1/invoices", json={"scan_id": scan_id}).status_code == 201
    page = lost(served, visitor, made)
    page.get_by_role("button", name="Take in again").click()
    expect(page.get_by_text("1 of them was here already.")).to_be_visible()
