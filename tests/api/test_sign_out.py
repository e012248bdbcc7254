from datetime import timedelta

from app.domain.sign_in import READ, WRITE
from tests.api.installation import Installation, problem


def test_j60_an_ended_sign_in_is_over_for_all_its_tokens_and_no_other(place: Installation) -> None:
    ended, other = (place.caller("minh") for _ in range(2))
    assert ended.post("/v1/sign-out").status_code == 204
    problem(ended.get("/v1/invoices"), 401, "invalid-token")
    problem(ended.post("/v1/sign-out"), 401, "invalid-token")
    assert other.get("/v1/invoices").status_code == 200


def test_who_may_only_read_may_end_his_sign_in_too(place: Installation) -> None:
    reader = place.caller("reader", scopes=(READ,))
    assert reader.post("/v1/sign-out").status_code == 204
    problem(reader.get("/v1/invoices"), 401, "invalid-token")


def test_signing_out_needs_a_token(place: Installation) -> None:
    problem(place.nobody.post("/v1/sign-out"), 401, "missing-token")
    assert place.issuer.access_token("minh", scopes=(READ, WRITE), life=timedelta(hours=1))
