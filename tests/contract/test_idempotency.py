"""What every `IdempotencyStore` promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.errors import Conflict, InvalidInput
from app.domain.principal import Owner
from app.ports import IdempotencyStore, KeptResponse
from tests.fakes import SettableClock
from tests.making import ANNA, BEN

RUN = timedelta(seconds=30)
DAY = timedelta(hours=24)
TICK = timedelta(milliseconds=1)
ANSWER = KeptResponse(201, {"ETag": '"1"', "Location": "/v1/invoices/inv_1"}, b'{"id": "\xc3\xbc\x00"}', "inv_1")


def begin(
    store: IdempotencyStore, owner: Owner = ANNA, route: str = "POST /v1/scans", key: str = "k", fingerprint: str = "f"
) -> KeptResponse | None:
    return store.begin(owner, route, key, fingerprint=fingerprint, run_for=RUN)


def finish(store: IdempotencyStore, owner: Owner = ANNA, route: str = "POST /v1/scans", key: str = "k") -> None:
    store.finish(owner, route, key, ANSWER)


def test_the_answer_is_given_again_as_it_was(idempotency: IdempotencyStore) -> None:
    assert begin(idempotency) is None
    finish(idempotency)
    assert begin(idempotency) == begin(idempotency) == ANSWER


def test_while_the_first_runs_the_second_is_told_so(idempotency: IdempotencyStore) -> None:
    begin(idempotency)
    with pytest.raises(Conflict) as told:
        begin(idempotency)
    assert told.value.code == "request-running"


@pytest.mark.parametrize("finished", [False, True])
def test_a_key_with_another_request_is_refused(idempotency: IdempotencyStore, finished: bool) -> None:
    begin(idempotency)
    if finished:
        finish(idempotency)
    with pytest.raises(InvalidInput) as told:
        begin(idempotency, fingerprint="other")
    assert told.value.code == "idempotency-key-reused"


@pytest.mark.parametrize("other", [{"owner": BEN}, {"route": "POST /v1/invoices"}, {"key": "K"}, {"key": "k "}])
def test_a_key_belongs_to_its_owner_and_route(idempotency: IdempotencyStore, other: dict[str, object]) -> None:
    begin(idempotency)
    finish(idempotency)
    assert begin(idempotency, **other) is None  # type: ignore[arg-type]


def test_f53_a_request_that_began_by_a_wrong_clock_does_not_run_for_days(
    idempotency: IdempotencyStore, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=40))
    begin(idempotency)
    clock.advance(timedelta(days=-40))
    assert begin(idempotency) is None
    with pytest.raises(Conflict):
        begin(idempotency)


def test_f53_an_answer_of_a_wrong_clock_is_still_given(idempotency: IdempotencyStore, clock: SettableClock) -> None:
    clock.advance(timedelta(days=40))
    begin(idempotency)
    finish(idempotency)
    clock.advance(timedelta(days=-40))
    assert begin(idempotency) == ANSWER, "nothing is done a second time"


def test_f16_who_did_not_end_in_time_is_replaced(idempotency: IdempotencyStore, clock: SettableClock) -> None:
    begin(idempotency)
    clock.advance(RUN - TICK)
    with pytest.raises(Conflict):
        begin(idempotency)
    clock.advance(TICK)
    assert begin(idempotency, fingerprint="other") is None
    with pytest.raises(Conflict):
        begin(idempotency, fingerprint="other")


def test_f17_a_request_that_began_without_any_time_left_blocks_nobody(
    idempotency: IdempotencyStore, clock: SettableClock
) -> None:
    for _ in range(2):
        assert idempotency.begin(ANNA, "POST /v1/scans", "k", fingerprint="f", run_for=timedelta()) is None
    clock.advance(timedelta(milliseconds=1))
    assert idempotency.begin(ANNA, "POST /v1/scans", "k", fingerprint="f", run_for=RUN) is None


def test_an_answer_is_kept_for_a_day_from_its_end(idempotency: IdempotencyStore, clock: SettableClock) -> None:
    begin(idempotency)
    clock.advance(RUN / 2)
    finish(idempotency)
    clock.advance(DAY - TICK)
    assert begin(idempotency) == ANSWER
    clock.advance(TICK)
    assert begin(idempotency, fingerprint="other") is None


def test_an_answer_that_came_late_is_kept(idempotency: IdempotencyStore, clock: SettableClock) -> None:
    begin(idempotency)
    clock.advance(RUN * 2)
    finish(idempotency)
    assert begin(idempotency) == ANSWER


def test_what_took_no_effect_may_be_repeated(idempotency: IdempotencyStore) -> None:
    begin(idempotency)
    idempotency.abandon(ANNA, "POST /v1/scans", "k")
    idempotency.abandon(ANNA, "POST /v1/scans", "k")
    assert begin(idempotency, fingerprint="other") is None


def test_an_answer_cannot_be_abandoned(idempotency: IdempotencyStore) -> None:
    begin(idempotency)
    finish(idempotency)
    idempotency.abandon(ANNA, "POST /v1/scans", "k")
    assert begin(idempotency) == ANSWER


def test_answers_about_a_deleted_object_are_forgotten(idempotency: IdempotencyStore) -> None:
    for owner in (ANNA, BEN):
        for key in ("1", "2"):
            begin(idempotency, owner, key=key)
            finish(idempotency, owner, key=key)
    idempotency.forget(ANNA, "inv_1")
    idempotency.forget(ANNA, "inv_2")
    assert begin(idempotency, key="1") is begin(idempotency, key="2") is None
    assert begin(idempotency, BEN, key="1") == ANSWER


def test_of_many_at_once_one_goes_on(idempotency: IdempotencyStore) -> None:
    def goes_on(_: int) -> bool:
        try:
            return begin(idempotency) is None
        except Conflict:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(goes_on, range(32))) == 1


def test_other_keys_leave_a_kept_answer_alone(idempotency: IdempotencyStore, clock: SettableClock) -> None:
    begin(idempotency)
    finish(idempotency)
    clock.advance(DAY - TICK)
    assert begin(idempotency, key="other") is None
    assert begin(idempotency) == ANSWER
