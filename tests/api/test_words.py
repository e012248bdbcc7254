"""Words of a page: of a scan and of an invoice, of a whole page and of a part."""

import pytest

from tests.api.installation import Installation, problem


def test_words_of_a_page_of_a_scan(place: Installation) -> None:
    scan = place.scanned(b"%PDF two\fpages")
    answer = place.anna.get(f"/v1/scans/{scan}/pages/2/words")
    box = [[0, 0], [1, 0], [1, 1], [0, 1]]
    assert answer.json() == {"words": [{"text": "page2", "polygon": box, "confidence": 1}]}


def test_words_of_a_part(place: Installation) -> None:
    invoice = place.saved()
    answer = place.anna.get(f"/v1/invoices/{invoice}/pages/1/words", params={"region": "0.5,0.1,1,0.25"})
    assert answer.json()["words"][0]["polygon"] == [[0.5, 0.1], [1, 0.1], [1, 0.25], [0.5, 0.25]]


def test_words_of_a_scan_stay_when_it_was_saved(place: Installation) -> None:
    scan = place.scanned()
    assert place.anna.post("/v1/invoices", json={"scan_id": scan}).status_code == 201
    assert place.anna.get(f"/v1/scans/{scan}/pages/1/words").status_code == 200


def test_no_words_of_a_page_that_is_not_there(place: Installation) -> None:
    problem(place.anna.get(f"/v1/scans/{place.scanned()}/pages/2/words"), 404, "not-found")


@pytest.mark.parametrize(
    "region", ["0.5,0.1,0.5,0.2", "0.6,0.1,0.5,0.2", "0,0,1", "0,0,1,1.5", "-1,0,1,1", "a", "1e9,0,1,1"]
)
def test_a_region_off_the_page_is_refused(place: Installation, region: str) -> None:
    answer = place.anna.get(f"/v1/scans/{place.scanned()}/pages/1/words", params={"region": region})
    assert problem(answer, 422, "invalid-input")["errors"][0]["pointer"] == "/query/region"
