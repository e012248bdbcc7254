"""Files inside a document, through the API."""

import pytest

from tests.api.installation import Installation, problem
from tests.documents.hostile import malware_test_pdf
from tests.world import PAPER_FILE


@pytest.mark.parametrize("kind", ["scans", "invoices"])
def test_a_file_inside_is_listed_and_served_as_attachment_of_a_fixed_type(place: Installation, kind: str) -> None:
    about = f"/v1/{kind}/{place.scanned() if kind == 'scans' else place.saved()}/attachments"
    (file,) = place.anna.get(about).json()["attachments"]
    assert (file["number"], file["name"], file["size"]) == (1, "file 1.txt", len(PAPER_FILE))
    answer = place.anna.get(f"{about}/1")
    assert answer.content == PAPER_FILE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="file 1.txt"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_inside_is_drawn_as_picture(place: Installation) -> None:
    about = f"/v1/scans/{place.scanned()}/attachments/1/pages"
    answer = place.anna.get(f"{about}/1")
    assert (answer.headers["content-type"], answer.content[:2]) == ("image/jpeg", b"\xff\xd8")
    problem(place.anna.get(f"{about}/2"), 404, "not-found")


def test_malware_inside_of_a_document_is_not_served(place: Installation) -> None:
    place.inside.more = (malware_test_pdf().data,)
    about = f"/v1/scans/{place.scanned()}/attachments/2"
    problem(place.anna.get(about), 422, "malware")
    problem(place.anna.get(f"{about}/pages/1"), 422, "malware")


def test_a_file_that_is_not_there_is_not_found(place: Installation) -> None:
    problem(place.anna.get(f"/v1/scans/{place.scanned()}/attachments/9"), 404, "not-found")


def test_files_of_another_owner_are_not_found(place: Installation) -> None:
    about = f"/v1/scans/{place.scanned()}/attachments"
    for path in (about, f"{about}/1", f"{about}/1/pages/1"):
        problem(place.ben.get(path), 404, "not-found")
