"""Who gets in: I01-I13."""

import pytest

from tests.infra.terraform import Stack

pytestmark = pytest.mark.xdist_group("infra")

POOL = "aws_cognito_user_pool"
CLIENT = "aws_cognito_user_pool_client"


def test_i01_a_second_factor_is_asked_for(dev: Stack, prod: Stack) -> None:
    assert prod.one(POOL)["mfa_configuration"] == "ON"
    assert dev.one(POOL)["mfa_configuration"] == "OPTIONAL"
    for stack in (dev, prod):
        assert stack.one(POOL).block("software_token_mfa_configuration")["enabled"]
        assert stack.one(POOL)["sms_configuration"] == []


def test_i02_passwords_are_long(stack: Stack) -> None:
    rules = stack.one(POOL).block("password_policy")
    assert rules["minimum_length"] >= 12
    assert rules["require_lowercase"] and rules["require_uppercase"] and rules["require_numbers"]


def test_i03_threats_are_stopped_where_it_counts(dev: Stack, prod: Stack) -> None:
    """By the tier that is paid for each person from the first."""
    assert prod.one(POOL).block("user_pool_add_ons")["advanced_security_mode"] == "ENFORCED"
    assert prod.one(POOL)["user_pool_tier"] == "PLUS"
    assert dev.one(POOL).block("user_pool_add_ons")["advanced_security_mode"] == "OFF"
    assert dev.one(POOL)["user_pool_tier"] == "ESSENTIALS"


def test_i04_nobody_learns_who_has_an_account(stack: Stack) -> None:
    assert {client["prevent_user_existence_errors"] for client in stack.all(CLIENT)} == {"ENABLED"}
    assert stack.one(POOL).block("admin_create_user_config")["allow_admin_create_user_only"]


def test_i05_the_pool_is_not_deleted_by_mistake(stack: Stack) -> None:
    assert stack.one(POOL)["deletion_protection"] == "ACTIVE"


def test_i06_browsers_use_the_code_flow_alone(prod: Stack) -> None:
    assert prod.one(CLIENT, "web")["allowed_oauth_flows"] == ["code"]
    assert [client["allowed_oauth_flows"] for client in prod.all(CLIENT, "machine")] == [["client_credentials"]]


def test_i07_a_browser_has_no_secret(prod: Stack) -> None:
    assert prod.one(CLIENT, "web")["generate_secret"] is False
    assert all(client["generate_secret"] for client in prod.all(CLIENT, "machine"))


def test_a_program_that_is_paid_by_the_month_is_made_when_it_is_named(dev: Stack) -> None:
    assert [client.name for client in dev.all(CLIENT)] == ["web"]


def test_i08_people_come_back_to_one_address(prod: Stack) -> None:
    client = prod.one(CLIENT, "web")
    assert client["callback_urls"] == ["https://invoices.example.com/signed-in"]
    assert client["logout_urls"] == ["https://invoices.example.com/"]


def test_i09_tokens_live_shortly(stack: Stack) -> None:
    client = stack.one(CLIENT, "web")
    assert client.block("token_validity_units") == {
        "access_token": "minutes",
        "id_token": "minutes",
        "refresh_token": "days",
    }
    assert client["access_token_validity"] == client["id_token_validity"] == 15
    assert client["refresh_token_validity"] <= 7
    assert client.block("refresh_token_rotation")["feature"] == "ENABLED"


def test_i10_tokens_can_be_revoked(stack: Stack) -> None:
    assert all(client["enable_token_revocation"] for client in stack.all(CLIENT))


def test_i11_no_program_asks_for_a_password(stack: Stack) -> None:
    flows = {flow for client in stack.all(CLIENT) for flow in client["explicit_auth_flows"] or ()}
    assert flows == {"ALLOW_USER_SRP_AUTH"}


def test_i12_people_change_their_address_alone(stack: Stack) -> None:
    assert stack.one(CLIENT, "web")["write_attributes"] == ["email"]
    settings = stack.one(POOL).block("user_attribute_update_settings")
    assert settings["attributes_require_verification_before_update"] == ["email"]


def test_i13_there_are_no_guests(stack: Stack) -> None:
    assert not [item for item in stack.resources if item.type.startswith("aws_cognito_identity_pool")]
