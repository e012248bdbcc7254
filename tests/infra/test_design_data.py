"""What is kept: I19-I26."""

import json
import re
from datetime import timedelta

import pytest

from app.adapters.dynamodb.table import TIME_TO_LIVE, definition
from app.batches import LAST_TRY
from app.domain import export as exports
from app.domain.upload import KEPT_FOR, MESSAGES_KEPT_FOR, SET_ASIDE_FOR, TRIED_FOR
from tests.infra.terraform import INFRA, Stack, as_list

pytestmark = pytest.mark.xdist_group("infra")

DOCUMENTS = "arn:aws:s3:::invoices-prod-documents-123456789012-eu-central-1"


def test_i19_buckets_queues_and_topics_want_tls(prod: Stack) -> None:
    policies = [
        *prod.all("aws_s3_bucket_policy"),
        *prod.all("aws_sqs_queue_policy"),
        *prod.all("aws_sns_topic_policy"),
    ]
    refusing = [
        statement
        for policy in policies
        for statement in policy.policy()
        if statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
    ]
    assert len(refusing) == len(policies)
    things = [*prod.all("aws_s3_bucket"), *prod.all("aws_sqs_queue"), *prod.all("aws_sns_topic")]
    assert {thing["arn"] for thing in things} == {as_list(statement["Resource"])[0] for statement in refusing}


def test_i20_a_document_under_another_key_is_refused(prod: Stack) -> None:
    key = prod.one("aws_kms_key", "data")["arn"]
    conditions = [
        statement["Condition"]
        for statement in prod.one("aws_s3_bucket_policy", "documents").policy()
        if statement["Effect"] == "Deny"
        and statement["Action"] == ["s3:PutObject"]
        and statement["Resource"] == f"{DOCUMENTS}/*"
    ]
    assert {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}} in conditions
    named = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    assert {"Null": {named: "false"}, "StringNotEquals": {named: key}} in conditions


def test_i21_buckets_are_closed(prod: Stack) -> None:
    buckets = {bucket["id"] for bucket in prod.all("aws_s3_bucket")}
    rules = prod.all("aws_s3_bucket_ownership_controls")
    assert {rule["bucket"] for rule in rules} == buckets
    assert {rule.block("rule")["object_ownership"] for rule in rules} == {"BucketOwnerEnforced"}
    assert not [item for item in prod.resources if item.type == "aws_s3_bucket_acl"]
    for block in prod.all("aws_s3_bucket_public_access_block"):
        closed = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
        assert all(block[name] for name in closed)


def test_i22_what_is_not_wanted_any_more_goes(prod: Stack) -> None:
    assert {item["bucket"] for item in prod.all("aws_s3_bucket_versioning")} == {
        bucket["id"] for bucket in prod.all("aws_s3_bucket")
    }
    rules = {rule["id"]: rule for rule in prod.one("aws_s3_bucket_lifecycle_configuration", "documents")["rule"]}
    assert rules["inbox"]["filter"][0]["prefix"] == "inbox/"
    assert rules["unsaved"]["filter"][0]["prefix"] == "v1/scans/"
    assert [rules[name]["noncurrent_version_expiration"][0]["noncurrent_days"] for name in ("inbox", "unsaved")] == [
        1,
        1,
    ]
    assert rules["all"]["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1
    assert rules["all"]["noncurrent_version_expiration"][0]["noncurrent_days"] == 90


def test_i22_no_document_ends_by_its_age_alone(prod: Stack) -> None:
    for rule in prod.one("aws_s3_bucket_lifecycle_configuration", "documents")["rule"]:
        if rule["id"] != "exports":
            assert all(expiration.get("days") in (None, 0) for expiration in rule.get("expiration", [])), rule["id"]


def test_exports_end_by_their_age_later_than_the_sweep_ends_them(prod: Stack) -> None:
    (rule,) = (
        rule
        for rule in prod.one("aws_s3_bucket_lifecycle_configuration", "documents")["rule"]
        if rule["id"] == "exports"
    )
    assert rule["filter"][0]["prefix"] == "exports/"
    from_midnight = timedelta(days=rule["expiration"][0]["days"] - 1)  # S3 counts whole days
    assert from_midnight > exports.KEPT_FOR
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 1


def test_a_file_outlives_every_message_that_asks_for_its_scan(prod: Stack) -> None:
    work, dead = prod.one("aws_sqs_queue", "work"), prod.one("aws_sqs_queue", "dead", key="work")
    assert timedelta(seconds=work["message_retention_seconds"]) == MESSAGES_KEPT_FOR
    assert timedelta(seconds=dead["message_retention_seconds"]) == SET_ASIDE_FOR
    assert TRIED_FOR + MESSAGES_KEPT_FOR + SET_ASIDE_FOR < KEPT_FOR


def test_i23_the_choice_about_object_lock_is_written_down() -> None:
    assert "object lock" in (INFRA / "documents.tf").read_text()


def test_i24_the_table_can_be_restored(stack: Stack) -> None:
    table = stack.one("aws_dynamodb_table")
    own = any(item.type == "aws_kms_key" for item in stack.resources)  # else it is a key that AWS owns
    assert table.block("point_in_time_recovery") == {"enabled": True, "recovery_period_in_days": 35}
    assert table["deletion_protection_enabled"]
    assert table["billing_mode"] == "PAY_PER_REQUEST"
    assert table.block("server_side_encryption")["enabled"] is own


def test_the_table_reads_and_writes_no_more_than_was_foreseen(stack: Stack) -> None:
    most = stack.one("aws_dynamodb_table").block("on_demand_throughput")
    assert 500 <= most["max_read_request_units"] <= 4000
    assert 500 <= most["max_write_request_units"] <= 4000


def test_i24_the_table_is_the_one_that_the_application_wants(stack: Stack) -> None:
    table, wanted = stack.one("aws_dynamodb_table"), definition("any")
    assert [table["hash_key"], table["range_key"]] == [part["AttributeName"] for part in wanted["KeySchema"]]
    assert {(item["name"], item["type"]) for item in table["attribute"]} == {
        (item["AttributeName"], item["AttributeType"]) for item in wanted["AttributeDefinitions"]
    }
    indexes = {
        index["name"]: (index["hash_key"], index["range_key"], index["projection_type"], index["non_key_attributes"])
        for index in table["global_secondary_index"]
    }
    for index in wanted["GlobalSecondaryIndexes"]:
        keys = [part["AttributeName"] for part in index["KeySchema"]]
        shown = index["Projection"].get("NonKeyAttributes")
        made = indexes.pop(index["IndexName"])
        assert (*keys, index["Projection"]["ProjectionType"]) == made[:3]
        assert sorted(shown or []) == sorted(made[3] or [])
    assert indexes == {}
    (ttl,) = table["ttl"]
    assert {"Enabled": ttl["enabled"], "AttributeName": ttl["attribute_name"]} == TIME_TO_LIVE


@pytest.mark.parametrize(
    ("file", "resource"),
    [
        ("table.tf", '"aws_dynamodb_table" "main"'),
        ("documents.tf", '"aws_s3_bucket" "documents"'),
        ("auth.tf", '"aws_cognito_user_pool" "main"'),
        ("key.tf", '"aws_kms_key" "data"'),
    ],
)
def test_i25_terraform_refuses_to_destroy_what_is_kept(file: str, resource: str) -> None:
    found = re.search(rf"resource {resource} {{\n(.*?)^}}", (INFRA / file).read_text(), re.MULTILINE | re.DOTALL)
    assert found and "prevent_destroy = true" in found[1]


def test_i26_queues_give_up_after_some_tries(prod: Stack) -> None:
    dead = {queue["arn"]: queue for queue in prod.all("aws_sqs_queue", "dead")}
    assert {queue["message_retention_seconds"] for queue in dead.values()} == {14 * 24 * 3600}
    rule = json.loads(prod.one("aws_sqs_queue", "work")["redrive_policy"])
    assert rule["maxReceiveCount"] == LAST_TRY
    assert dead[rule["deadLetterTargetArn"]].key == "work"


def test_i26_a_message_stays_hidden_six_times_as_long_as_its_worker_may_take(stack: Stack) -> None:
    limit = stack.one("aws_lambda_function", key="worker")["timeout"]
    assert stack.one("aws_sqs_queue", "work")["visibility_timeout_seconds"] >= 6 * limit


def test_without_a_key_of_its_own_nothing_asks_for_one_and_everything_is_encrypted(dev: Stack) -> None:
    assert not [item for item in dev.resources if item.type in ("aws_kms_key", "aws_kms_alias")]
    named = ("kms_key_id", "kms_key_arn", "kms_master_key_id")
    assert not [item for item in dev.resources for name in named if item.values.get(name)]
    assert not [item for item in dev.all("aws_iam_role_policy") if item.name.endswith("_key")]
    assert not [item.name for item in dev.all("aws_iam_role_policy") if "kms:" in item.values.get("policy", "")]
    for function in dev.all("aws_lambda_function"):
        assert "KMS_KEY" not in function.block("environment")["variables"]
    for rule in dev.all("aws_s3_bucket_server_side_encryption_configuration"):
        (default,) = rule.block("rule")["apply_server_side_encryption_by_default"]
        assert default["sse_algorithm"] == "AES256"


def test_everything_is_encrypted_with_our_key(prod: Stack) -> None:
    key = prod.one("aws_kms_key", "data")
    assert key["enable_key_rotation"]
    for rule in prod.all("aws_s3_bucket_server_side_encryption_configuration"):
        (default,) = rule.block("rule")["apply_server_side_encryption_by_default"]
        assert (default["sse_algorithm"], default["kms_master_key_id"]) == ("aws:kms", key["arn"])
    assert prod.one("aws_dynamodb_table").block("server_side_encryption")["kms_key_arn"] == key["arn"]
    assert {topic["kms_master_key_id"] for topic in prod.all("aws_sns_topic")} == {key["arn"]}
    assert all(queue["sqs_managed_sse_enabled"] for queue in prod.all("aws_sqs_queue"))
