"""What every `JobQueue` promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain import ids
from app.domain.errors import NotFound
from app.ports import Job, JobQueue
from tests.fakes import SettableClock
from tests.making import ANNA, BEN

LEASE = timedelta(seconds=30)
TICK = timedelta(milliseconds=1)


def put(jobs: JobQueue, owner: object = ANNA) -> str:
    scan_id = ids.scan_id()
    jobs.put(Job(ANNA if owner is ANNA else BEN, scan_id))
    return scan_id


def taken(jobs: JobQueue) -> Job:
    job = jobs.take(lease=LEASE)
    assert job is not None
    return job


def test_an_empty_queue_gives_nothing(jobs: JobQueue) -> None:
    assert jobs.take(lease=LEASE) is None


def test_the_oldest_job_comes_first_with_its_owner(jobs: JobQueue) -> None:
    first, second = put(jobs), put(jobs, BEN)
    one, two = taken(jobs), taken(jobs)
    assert (one.owner, one.about, one.attempt) == (ANNA, first, 1)
    assert (two.owner, two.about, two.attempt) == (BEN, second, 1)
    assert one.receipt
    assert one.receipt != two.receipt


def test_f50_owners_take_turns_however_much_one_of_them_has(jobs: JobQueue) -> None:
    first, second, third = put(jobs), put(jobs), put(jobs)
    hers, also_hers = put(jobs, BEN), put(jobs, BEN)
    assert [taken(jobs).about for _ in range(5)] == [first, hers, second, also_hers, third]


def test_an_owner_who_has_enough_jobs_at_work_is_passed_over(jobs: JobQueue) -> None:
    of_anna = put(jobs)
    assert jobs.take(lease=LEASE, not_of=[ANNA]) is None
    hers = put(jobs, BEN)
    of_ben = jobs.take(lease=LEASE, not_of=[ANNA])
    assert of_ben is not None
    assert of_ben.about == hers
    assert taken(jobs).about == of_anna


def test_what_somebody_waits_for_comes_first(jobs: JobQueue) -> None:
    first, last = put(jobs), ids.scan_id()
    jobs.put(Job(ANNA, last, urgent=True))
    assert [(job.about, job.urgent) for job in (taken(jobs), taken(jobs))] == [(last, True), (first, False)]


def test_a_waiting_job_becomes_urgent_when_somebody_comes_for_it(jobs: JobQueue) -> None:
    put(jobs)
    scan_id = put(jobs)
    assert jobs.take(lease=LEASE, only_urgent=True) is None
    jobs.put(Job(ANNA, scan_id, urgent=True))
    job = jobs.take(lease=LEASE, only_urgent=True)
    assert job is not None
    assert job.about == scan_id
    assert jobs.take(lease=LEASE, only_urgent=True) is None


def test_f41_a_taken_job_is_hidden_for_its_lease_and_then_free_again(jobs: JobQueue, clock: SettableClock) -> None:
    put(jobs)
    first = taken(jobs)
    clock.advance(LEASE - TICK)
    assert jobs.take(lease=LEASE) is None
    clock.advance(TICK)
    second = taken(jobs)
    assert (second.about, second.attempt) == (first.about, 2)
    assert second.receipt != first.receipt


def test_a_lease_is_extended_from_now_on(jobs: JobQueue, clock: SettableClock) -> None:
    put(jobs)
    job = taken(jobs)
    clock.advance(LEASE / 2)
    jobs.extend(job, lease=LEASE)
    clock.advance(LEASE - TICK)
    assert jobs.take(lease=LEASE) is None
    clock.advance(TICK)
    assert taken(jobs).attempt == 2


def test_a_job_that_is_done_is_gone(jobs: JobQueue, clock: SettableClock) -> None:
    put(jobs)
    job = taken(jobs)
    jobs.done(job)
    jobs.done(job)
    clock.advance(LEASE * 2)
    assert jobs.take(lease=LEASE) is None
    with pytest.raises(NotFound):
        jobs.extend(job, lease=LEASE)


def test_who_lost_a_job_can_no_longer_touch_it(jobs: JobQueue, clock: SettableClock) -> None:
    put(jobs)
    lost = taken(jobs)
    clock.advance(LEASE)
    present = taken(jobs)
    with pytest.raises(NotFound):
        jobs.extend(lost, lease=LEASE)
    jobs.done(lost)
    jobs.release(lost, delay=timedelta(0))
    assert jobs.take(lease=LEASE) is None
    jobs.extend(present, lease=LEASE)


def test_a_released_job_comes_again_after_its_delay(jobs: JobQueue, clock: SettableClock) -> None:
    put(jobs)
    jobs.release(taken(jobs), delay=timedelta(seconds=5))
    clock.advance(timedelta(seconds=5) - TICK)
    assert jobs.take(lease=LEASE) is None
    clock.advance(TICK)
    assert taken(jobs).attempt == 1  # it only had to wait


def test_a_failed_job_given_back_soon_is_a_further_attempt(jobs: JobQueue, clock: SettableClock) -> None:
    put(jobs)
    jobs.extend(taken(jobs), lease=timedelta(seconds=5))
    clock.advance(timedelta(seconds=5))
    assert taken(jobs).attempt == 2


def test_a_job_may_be_put_for_later(jobs: JobQueue, clock: SettableClock) -> None:
    jobs.put(Job(ANNA, ids.scan_id(), request_id="request-1"), delay=timedelta(seconds=10))
    assert jobs.take(lease=LEASE) is None
    clock.advance(timedelta(seconds=10))
    job = taken(jobs)
    assert (job.attempt, job.request_id) == (1, "request-1")


def test_f53_a_clock_that_was_far_ahead_and_is_set_right_hides_no_job(jobs: JobQueue, clock: SettableClock) -> None:
    clock.now += timedelta(days=40)
    scan_id = put(jobs)
    clock.now -= timedelta(days=40)
    assert taken(jobs).about == scan_id
    assert jobs.take(lease=LEASE) is None


def test_f53_a_lease_of_a_clock_that_was_far_ahead_ends(jobs: JobQueue, clock: SettableClock) -> None:
    clock.now += timedelta(days=40)
    scan_id = put(jobs)
    lost = taken(jobs)
    clock.now -= timedelta(days=40)
    clock.advance(LEASE)
    job = taken(jobs)
    assert (job.about, job.attempt) == (scan_id, 2)
    assert jobs.take(lease=LEASE) is None
    with pytest.raises(NotFound):
        jobs.extend(lost, lease=LEASE)


def test_a_waiting_scan_put_again_is_one_delivery(jobs: JobQueue, clock: SettableClock) -> None:
    scan_id = put(jobs)
    jobs.put(Job(ANNA, scan_id))
    jobs.done(taken(jobs))
    clock.advance(LEASE * 2)
    assert jobs.take(lease=LEASE) is None


def test_the_same_scan_id_of_two_owners_is_two_jobs(jobs: JobQueue) -> None:
    scan_id = put(jobs)
    jobs.put(Job(BEN, scan_id))
    assert {taken(jobs).owner, taken(jobs).owner} == {ANNA, BEN}


def test_a_scan_put_while_it_is_worked_on_is_delivered_again(jobs: JobQueue) -> None:
    scan_id = put(jobs)
    working = taken(jobs)
    jobs.put(Job(ANNA, scan_id))
    jobs.done(working)
    assert taken(jobs).about == scan_id


def test_many_workers_get_every_job_once(jobs: JobQueue) -> None:
    made = {put(jobs) for _ in range(40)}
    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda _: jobs.take(lease=LEASE), range(60)))
    got = [job.about for job in seen if job]
    assert len(got) == 40
    assert set(got) == made
