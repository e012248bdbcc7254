"""How requests come in: I14-I18, and what a browser may do with the page."""

import json

import pytest

from app.api.origin import HEADER
from app.api.web_page import _HEADERS
from tests.infra.conftest import PROD
from tests.infra.terraform import INFRA, Stack, Workspace

pytestmark = pytest.mark.xdist_group("infra")

PUBLIC = {"GET /v1/config", "GET /v1/health"}
DISTRIBUTION = "aws_cloudfront_distribution"


def test_i14_the_api_answers_no_foreign_page(stack: Stack) -> None:
    """Page and API have one origin; a development server's is added by name."""
    assert stack.one("aws_apigatewayv2_api")["cors_configuration"] == []
    assert '"*"' not in (INFRA / "api.tf").read_text()


def test_i15_the_bucket_answers_the_page_alone(prod: Stack) -> None:
    (rule,) = prod.one("aws_s3_bucket_cors_configuration")["cors_rule"]
    assert rule["allowed_origins"] == ["https://invoices.example.com"]
    assert sorted(rule["allowed_methods"]) == ["GET", "POST"]
    assert "*" not in rule["allowed_headers"]


def test_i16_every_route_but_two_asks_for_a_token(prod: Stack) -> None:
    routes = {route["route_key"]: route for route in prod.all("aws_apigatewayv2_route")}
    authorizer = prod.one("aws_apigatewayv2_authorizer")
    open_routes = {key for key, route in routes.items() if route["authorization_type"] != "JWT"}
    assert open_routes == PUBLIC
    for route in (routes[key] for key in routes.keys() - PUBLIC):
        assert route["authorizer_id"] == authorizer["id"]
        assert len(route["authorization_scopes"]) == 1
    rules = authorizer.block("jwt_configuration")
    assert set(rules["audience"]) == {client["id"] for client in prod.all("aws_cognito_user_pool_client")}
    pool = prod.one("aws_cognito_user_pool")["id"]
    assert rules["issuer"] == f"https://cognito-idp.eu-central-1.amazonaws.com/{pool}"


def test_a20_i17_requests_and_scans_are_limited(stack: Stack) -> None:
    stage = stack.one("aws_apigatewayv2_stage")
    assert stage.block("default_route_settings")["throttling_rate_limit"] == 50
    limits = {rule["route_key"]: rule for rule in stage["route_settings"]}
    routes = {route["route_key"] for route in stack.all("aws_apigatewayv2_route")}
    costly = {key for key in routes if key.startswith(("POST /v1/scans", "POST /v1/uploads"))}
    assert {"POST /v1/scans", "POST /v1/scans/again", "POST /v1/scans/kept", "POST /v1/uploads"} <= costly
    assert limits.keys() == costly
    for rule in limits.values():
        assert (rule["throttling_rate_limit"], rule["throttling_burst_limit"]) == (5, 10)


def test_i18_the_access_log_names_requests_and_no_secrets(prod: Stack) -> None:
    log = prod.one("aws_apigatewayv2_stage").block("access_log_settings")
    shown = json.loads(log["format"])
    assert shown["request_id"] == "$context.requestId"
    secret = ("authorization", "token", "path", "query", "sub", "email", "header")
    assert not [name for name in shown.values() if any(word in name.lower() for word in secret)]


def test_the_account_s_log_role_is_left_alone_for_an_http_api_delivers_its_log_itself(prod: Stack) -> None:
    """There is one for each account and region, and a destroy would take it from every other API."""
    assert not [item for item in prod.resources if item.type == "aws_api_gateway_account"]


def test_the_page_may_what_it_may_on_a_laptop_and_speak_to_our_own_parts(prod: Stack) -> None:
    headers = prod.one("aws_cloudfront_response_headers_policy", "web").block("security_headers_config")
    (policy,) = headers["content_security_policy"]
    rules = _rules(policy["content_security_policy"])
    laptop = _rules(_HEADERS["Content-Security-Policy"])
    assert rules | {"connect-src": "'self'"} == laptop
    assert rules["connect-src"].split() == [
        "'self'",
        "https://cognito-idp.eu-central-1.amazonaws.com",
        "https://invoices-prod-123456789012.auth.eu-central-1.amazoncognito.com",
        "https://invoices-prod-documents-123456789012-eu-central-1.s3.eu-central-1.amazonaws.com",
    ]
    (transport,) = headers["strict_transport_security"]
    assert transport["access_control_max_age_sec"] >= 31_536_000


def _rules(policy: str) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in policy.split("; "))


def test_only_cloudfront_knows_what_the_functions_ask_for(prod: Stack) -> None:
    """The gateway's own address is printed and can be guessed: without the secret it answers nobody."""
    origins = {origin["origin_id"]: origin for origin in prod.one(DISTRIBUTION)["origin"]}
    (borne,) = origins["api"]["custom_header"]
    assert borne["name"] == HEADER
    secrets = {secret.key: secret for secret in prod.all("random_password", "origin")}
    assert borne["value"] == secrets["1"]["result"] and len(borne["value"]) == 48
    for function in prod.all("aws_lambda_function"):
        taken = function.block("environment")["variables"].get("ORIGIN_SECRETS")
        asks = function.key in {integration.key for integration in prod.all("aws_apigatewayv2_integration")}
        assert (taken is not None) == asks
        if asks:
            assert taken.split(",") == [secrets["1"]["result"], secrets["2"]["result"]]


def test_a_changed_secret_was_taken_before_it_is_borne(workspace: Workspace, prod: Stack) -> None:
    """What is borne after `origin_round` was raised is known to the functions from before."""
    workspace.run("plan", "-input=false", *PROD, "-var=origin_round=2", "-out=round.tfplan")
    after = Stack.read(workspace.run("show", "-json", "round.tfplan"))
    before = prod.one("aws_lambda_function", key="save").block("environment")["variables"]["ORIGIN_SECRETS"]
    origins = {origin["origin_id"]: origin for origin in after.one(DISTRIBUTION)["origin"]}
    (borne,) = origins["api"]["custom_header"]
    assert borne["value"] == before.split(",")[1]
    # In this order: it is borne, everywhere, before the functions drop the one before it.
    for name in ("functions.tf", "images.tf"):
        assert "aws_cloudfront_distribution.web]" in (INFRA / name).read_text()


def test_answers_of_the_api_are_never_kept_on_the_way(stack: Stack) -> None:
    distribution = stack.one(DISTRIBUTION)
    (api,) = distribution["ordered_cache_behavior"]
    assert api["path_pattern"] == "/v1/*"
    assert api["cache_policy_id"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
    assert api["origin_request_policy_id"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"  # AllViewerExceptHostHeader
    # An error page would take the place of the API's own 404.
    assert distribution["custom_error_response"] == []


def test_nothing_is_served_without_tls(stack: Stack) -> None:
    distribution = stack.one(DISTRIBUTION)
    assert distribution.block("default_cache_behavior")["viewer_protocol_policy"] == "redirect-to-https"
    assert distribution["ordered_cache_behavior"][0]["viewer_protocol_policy"] == "https-only"


def test_an_own_domain_is_certified_and_entered(prod: Stack) -> None:
    distribution = prod.one(DISTRIBUTION)
    assert distribution["aliases"] == ["invoices.example.com"]
    assert distribution.block("viewer_certificate")["minimum_protocol_version"] == "TLSv1.2_2021"
    assert {record["type"] for record in prod.all("aws_route53_record", "web")} == {"A", "AAAA"}


def test_only_cloudfront_reads_the_pages_bucket(prod: Stack) -> None:
    statements = prod.one("aws_s3_bucket_policy", "web").policy()
    (allowed,) = (statement for statement in statements if statement["Effect"] == "Allow")
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceArn": prod.one(DISTRIBUTION)["arn"]}}
    origins = {origin["origin_id"]: origin for origin in prod.one(DISTRIBUTION)["origin"]}
    assert origins["page"]["origin_access_control_id"] == prod.one("aws_cloudfront_origin_access_control")["id"]
