"""Messages of other releases: F57."""

import json

import pytest

from app.adapters.aws.sqs_jobs import body_of, job_of
from app.ports import Job
from tests.making import ANNA


def test_f57_what_a_later_release_says_of_a_job_is_passed_on() -> None:
    later = json.loads(body_of(Job(ANNA, "scn_1"))) | {"waits_for": {"quota": 1}}
    job = job_of(json.dumps(later), receipt="r", attempt=1)
    assert (job.owner, job.about, job.attempt) == (ANNA, "scn_1", 1)
    assert json.loads(body_of(job)) == later | {"attempt": 1}


def test_f57_a_job_of_an_older_release_needs_no_request() -> None:
    older = json.loads(body_of(Job(ANNA, "scn_1")))
    del older["request_id"]
    assert job_of(json.dumps(older), receipt="r", attempt=1).request_id is None


@pytest.mark.parametrize("body", ['{"version": 2}', "[]", '"text"', "{}", "no JSON"])
def test_f57_a_message_that_is_not_understood_is_left_to_whoever_does(body: str) -> None:
    with pytest.raises(ValueError):
        job_of(body, receipt="r", attempt=1)
