"""The rules of checkov: none broken, and few left out."""

import json
import os
import subprocess

import pytest

from tests import aws
from tests.infra.terraform import INFRA

pytestmark = pytest.mark.xdist_group("infra")

CHECKOV = ("checkov==3.3.30",)
MOST_KINDS = 8


def test_no_rule_is_broken_and_few_are_left_out() -> None:
    checkov = aws.installed("checkov", CHECKOV) / "checkov"
    done = subprocess.run(
        [str(checkov), "-d", str(INFRA), "--framework", "terraform", "--skip-download", "--output", "json"],
        env={**os.environ, "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    found = json.loads(done.stdout)
    failed = [f"{item['check_id']} {item['resource']}" for item in found["results"]["failed_checks"]]
    skipped = {
        item["check_id"]: item["check_result"]["suppress_comment"] for item in found["results"]["skipped_checks"]
    }
    assert failed == []
    assert found["summary"]["passed"] > 200
    assert len(skipped) <= MOST_KINDS, sorted(skipped)
    assert all(len(reason) > 20 for reason in skipped.values())
