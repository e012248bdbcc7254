"""An account that may not use CloudFront yet is told before anything is made, with the words to use."""

from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from infra.cloudfront import REFUSED_BY_ALL, require_cloudfront
from infra.installation import Installation

NOT_VERIFIED = "Your account must be verified before you can add new CloudFront resources."
NEW = {"resource_changes": [{"type": "aws_cloudfront_distribution", "change": {"actions": ["create"]}}]}
THERE = {"resource_changes": [{"type": "aws_cloudfront_distribution", "change": {"actions": ["update"]}}]}


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An installation whose CloudFront answers as it is told, held to botocore's model of it."""
    client = botocore.session.get_session().create_client(
        "cloudfront", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    installation = Installation("invoices", "dev", "eu-central-1")
    installation.__dict__["account"] = "123456789012"
    monkeypatch.setattr(Installation, "client", lambda self, service: {"cloudfront": client}[service])
    with Stubber(client) as stub:
        yield installation, stub
        stub.assert_no_pending_responses()


def refused(stub: Stubber, code: str, message: str) -> None:
    asked = {"DistributionConfig": REFUSED_BY_ALL}
    stub.add_client_error("create_distribution", code, message, http_status_code=403, expected_params=asked)


def test_who_is_not_verified_is_told_whom_to_ask_and_how(asking: Any) -> None:
    installation, stub = asking
    refused(stub, "AccessDenied", NOT_VERIFIED)
    with pytest.raises(SystemExit) as ended:
        require_cloudfront(installation, NEW)
    said = str(ended.value)
    assert "support/home" in said and "123456789012" in said and NOT_VERIFIED in said


@pytest.mark.parametrize("code", ["InvalidViewerCertificate", "AccessDenied"])
def test_whoever_is_refused_for_another_reason_goes_on(asking: Any, code: str) -> None:
    installation, stub = asking
    refused(stub, code, "The certificate does not cover the alias.")
    require_cloudfront(installation, NEW)


def test_who_has_a_distribution_is_asked_nothing(asking: Any) -> None:
    installation, _ = asking
    require_cloudfront(installation, THERE)
