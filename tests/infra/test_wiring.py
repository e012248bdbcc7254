"""The infrastructure and the application say the same."""

from typing import Any

import pytest

from app.domain.sign_in import READ, WRITE
from tests.infra.terraform import Stack

pytestmark = pytest.mark.xdist_group("infra")


def test_routes_are_those_of_the_application(prod: Stack, openapi: dict[str, Any]) -> None:
    described = {
        f"{method.upper()} {path}": (operation["security"][0]["sign_in"] if operation.get("security") else None)
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    }
    made = {route["route_key"]: route["authorization_scopes"] or None for route in prod.all("aws_apigatewayv2_route")}
    assert made == described


def test_what_reads_documents_is_one_function_and_what_keeps_them_another(prod: Stack) -> None:
    functions = {
        f"integrations/{integration['id']}": integration.key for integration in prod.all("aws_apigatewayv2_integration")
    }
    for route in prod.all("aws_apigatewayv2_route"):
        path = route["route_key"].split(" ")[1]
        reads = path.startswith(("/v1/scans", "/v1/uploads"))
        assert functions[route["target"]] == ("scan" if reads else "save")


def test_scopes_are_those_that_the_application_asks_for(prod: Stack) -> None:
    server = prod.one("aws_cognito_resource_server")
    assert {f"{server['identifier']}/{scope['scope_name']}" for scope in server["scope"]} == {READ, WRITE}
    assert set(prod.one("aws_cognito_user_pool_client", "web")["allowed_oauth_scopes"]) == {"openid", READ, WRITE}
