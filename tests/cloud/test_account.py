"""The whole system in an account, from deploy to destroy; each role allows what its function does, and no more.

The tests run in the order in which they stand here, in one process: each goes on with what the one before left.
"""

import base64
import hashlib
import json
import re
import secrets
import subprocess
import time
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from botocore.exceptions import ClientError

from app.api.origin import HEADER
from tests.cloud.at_browser import browser, fill_in
from tests.cloud.deployed import ACCOUNT, FUNCTIONS, OWNER, REGION, Deployed, deployed
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, invoice_picture, scanned_pdf
from tests.e2e.browser import MISSING
from tests.infra.terraform import TOOLS, require_stand_ins
from tests.log_scan import hits
from tests.textract_server import Fault

pytestmark = [pytest.mark.xdist_group("account"), pytest.mark.timeout(300)]

USER, PASSWORD = "anna@example.com", "Correct-Horse-1-Battery"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    require_stand_ins()
    with deployed(tmp_path_factory.mktemp("deployed")) as made:
        yield made


@pytest.fixture(scope="module")
def token(stack: Deployed) -> str:
    """Of somebody who signed in at the hosted page, with a code and its verifier."""
    cognito, pool = stack.client("cognito-idp"), stack.outputs["user_pool"]
    cognito.admin_set_user_password(UserPoolId=pool, Username=USER, Password=PASSWORD, Permanent=True)
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    digest = hashlib.sha256(verifier.encode()).digest()
    back = f"{stack.outputs['address']}/signed-in"
    asked = {
        "response_type": "code",
        "client_id": stack.outputs["web_client"],
        "redirect_uri": back,
        "scope": "openid invoices/read invoices/write",
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    arrived = sign_in_by_browser(stack, f"{stack.outputs['sign_in']}/oauth2/authorize?{urlencode(asked)}", back)
    given = parse_qs(urlsplit(arrived).query)
    assert given["state"] == [state]
    form = {
        "grant_type": "authorization_code",
        "client_id": stack.outputs["web_client"],
        "redirect_uri": back,
        "code": given["code"][0],
        "code_verifier": verifier,
    }
    with stack.sign_in_server() as server:
        answer = server.post("/oauth2/token", data=form)
    assert answer.status_code == 200, answer.text
    access: str = answer.json()["access_token"]
    return access


def sign_in_by_browser(stack: Deployed, address: str, back: str) -> str:
    """Where the browser is sent in the end."""
    with browser(stack) as context:
        page = context.new_page()
        page.goto(address)
        assert urlsplit(page.url).netloc == urlsplit(address).netloc
        fill_in(page, USER, PASSWORD)
        page.wait_for_url(f"{back}**")
        return page.url


def test_one_command_brings_it_up(stack: Deployed) -> None:
    said = stack.hand("deploy", "--email", USER)
    assert re.search(
        r"health +200 .*\n +without a token +401 .*\n +page +.*\n +scan +read, saved and deleted, as integration", said
    )
    assert "invoices-dev is up." in said
    assert stack.outputs["address"] in said
    with stack.api() as api:
        assert api.get("/v1/config").json()["sign_in"]["issuer"] == stack.outputs["issuer"]
        assert api.get("/v1/health").json() == {"status": "ok"}


def test_a_second_time_there_is_nothing_to_change(stack: Deployed) -> None:
    values = ["-var-file=env/dev.tfvars", "-var=name=invoices", "-var=environment=dev", f"-var=region={REGION}"]
    done = stack.terraform("plan", "-input=false", "-detailed-exitcode", f"-var=alarm_email={USER}", *values)
    assert done.returncode == 0, done.stdout


def test_a_release_that_does_not_answer_is_taken_back(stack: Deployed) -> None:
    package = stack.folder / "dist" / "api.zip"
    good = package.read_bytes()
    with zipfile.ZipFile(package, "w") as broken:
        broken.writestr("app/__init__.py", "")
        broken.writestr("app/lambda_api.py", "def handler(event, context):\n    raise RuntimeError('broken')\n")
    said = stack.hand("deploy", "--email", USER, fails=True)
    package.write_bytes(good)
    assert "It does not answer as it should: health: 5" in said, said[-3000:]
    assert "What served before serves again (invoices-dev-save 1, invoices-dev-scan 1, invoices-dev-worker 1)" in said
    functions = stack.client("lambda")
    for function in ("scan", "save"):
        name = f"invoices-dev-{function}"
        assert functions.get_alias(FunctionName=name, Name="live")["FunctionVersion"] == "1"
        assert {
            version["Version"] for version in functions.list_versions_by_function(FunctionName=name)["Versions"]
        } > {"1"}
    with stack.api() as api:
        assert api.get("/v1/health").json() == {"status": "ok"}


def test_who_deploys_neither_lifts_the_boundary_nor_reads_what_is_kept(stack: Deployed) -> None:
    """Done with the keys of the one who has just deployed."""
    iam, s3, table = (stack.as_deployer(service) for service in ("iam", "s3", "dynamodb"))
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/invoices-boundary"
    anything = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    document = {"Bucket": stack.outputs["documents_bucket"], "Key": "v1/invoices/o/inv_1"}
    tries: list[Any] = [
        lambda: iam.create_policy_version(PolicyArn=boundary, PolicyDocument=anything, SetAsDefault=True),
        lambda: iam.delete_policy(PolicyArn=boundary),
        lambda: iam.delete_role_permissions_boundary(RoleName="invoices-dev-save"),
        lambda: iam.create_policy(PolicyName="invoices-more", PolicyDocument=anything),
        lambda: iam.attach_role_policy(RoleName="invoices-dev-save", PolicyArn=boundary),
        lambda: iam.put_user_policy(UserName="deployer", PolicyName="more", PolicyDocument=anything),
        lambda: iam.create_role(RoleName="admin", AssumeRolePolicyDocument=anything, PermissionsBoundary=boundary),
        lambda: s3.get_object(**document),
        lambda: s3.put_object(**document, Body=b"%PDF-"),
        lambda: table.scan(TableName="invoices-dev"),
    ]
    before = len(stack.recorder.refused)
    for attempt in tries:
        with pytest.raises(ClientError) as refused:
            attempt()
        assert refused.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"), refused.value
    del stack.recorder.refused[before:]  # what functions were refused is looked at later


def test_the_boundary_holds_a_role_that_was_given_everything(stack: Deployed) -> None:
    """Who deploys writes roles; what one of them may do ends at the boundary all the same."""
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/invoices-boundary"
    for role in stack.client("iam").list_roles()["Roles"]:
        if role["RoleName"].startswith("invoices-"):
            found = stack.client("iam").get_role(RoleName=role["RoleName"])["Role"]
            assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    me = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
        }
    )
    anything = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    iam, name = stack.as_deployer("iam"), "invoices-greedy"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=me, PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=anything)
    try:
        given = stack.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}", RoleSessionName="greedy"
        )["Credentials"]
        greedy = stack.connect("iam", given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        with pytest.raises(ClientError, match="AccessDenied"):
            greedy.create_user(UserName="mallory")
    finally:
        iam.delete_role_policy(RoleName=name, PolicyName="all")
        iam.delete_role(RoleName=name)


def test_past_cloudfront_nothing_answers(stack: Deployed, token: str) -> None:
    with stack.api(token) as api:
        del api.headers[HEADER]
        for path in ("/v1/health", "/v1/scans", "/v1/invoices"):
            answer = api.get(path)
            assert (answer.status_code, answer.json()["code"]) == (421, "wrong-host")


def test_without_a_token_nothing_but_two_routes_answers(stack: Deployed) -> None:
    with stack.api() as api:
        for path in ("/v1/invoices", "/v1/scans", "/v1/stats"):
            assert api.get(path).status_code == 401
        assert api.get("/v1/invoices", headers={"Authorization": "Bearer a.b.c"}).status_code == 401


def test_an_invoice_is_read_saved_found_exported_and_deleted(stack: Deployed, token: str) -> None:
    made = invoice_picture("png", seed=1)
    with stack.api(token) as api:
        scan = posted(api, made)
        assert scan["state"] == "done", scan
        assert stack.textract.calls["AnalyzeExpense"] == 1
        assert [item["id"] for item in api.get("/v1/scans").json()["items"]] == [scan["id"]]
        invoice = saved(api, scan)
        for picture in (f"/v1/scans/{scan['id']}/pages/1", f"/v1/invoices/{invoice['id']}/pages/1"):
            shown = api.get(picture)
            assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg"), shown.text
        for query in ({"q": "harbour"}, {"sort": "-gross"}, {"sort": "seller"}):
            found = api.get("/v1/invoices", params=query).json()
            assert [item["id"] for item in found["items"]] == [invoice["id"]]
        assert api.get("/v1/stats").status_code == 200
        assert "INV-7" in api.get("/v1/invoices/export", params={"format": "csv"}).text
        link = api.get(f"/v1/invoices/{invoice['id']}/document")
        assert link.status_code == 302
        document = httpx.get(link.headers["location"], verify=stack.trust)
        assert (document.status_code, document.content) == (200, made.data)
        etag = api.get(f"/v1/invoices/{invoice['id']}").headers["etag"]
        assert api.delete(f"/v1/invoices/{invoice['id']}", headers={"If-Match": etag}).status_code == 204
        assert api.get(f"/v1/invoices/{invoice['id']}").status_code == 404
    assert httpx.get(link.headers["location"], verify=stack.trust).status_code == 404


def test_a_file_that_is_put_into_the_inbox_becomes_an_invoice_by_itself(stack: Deployed, token: str) -> None:
    """Presigned form -> S3 -> queue -> worker -> Textract's job -> topic -> queue -> worker -> record."""
    with stack.api(token) as api:
        upload = put(stack, api, scanned_pdf(seed=2), keep=True)
        job = eventually(lambda: next(iter(stack.textract.jobs.values()), None))
        tell_of(stack, job.id, job.parameters)
        scan_id = eventually(lambda: api.get(f"/v1/uploads/{upload}").json()["scan_id"])
        scan = eventually(lambda: api.get(f"/v1/scans/{scan_id}").json(), lambda found: found["state"] == "done")
        kept = eventually(lambda: api.get("/v1/invoices").json()["items"])
        assert [item["id"] for item in kept] == [api.get(f"/v1/scans/{scan['id']}").json()["invoice_id"]]
    assert stack.textract.calls["GetExpenseAnalysis"] >= 1
    assert stack.textract.broken == []


def test_a_picture_that_no_job_takes_is_read_by_the_worker(stack: Deployed, token: str) -> None:
    before = stack.textract.pages_charged
    stack.textract.faults = [Fault("ThrottlingException")] * 2  # both tries: it is looked at again later
    with stack.api(token) as api:
        put(stack, api, invoice_picture("webp", seed=3), keep=True)
        eventually(lambda: api.get("/v1/invoices").json()["items"], lambda found: len(found) == 2)
    assert stack.textract.pages_charged == before + 1


def test_a_long_document_and_an_upload_are_scanned_on_request(stack: Deployed, token: str) -> None:
    with stack.api(token) as api:
        upload = put(stack, api, invoice_picture("jpeg", seed=4), keep=False)
        scan = api.post("/v1/scans/kept", json={"upload_id": upload}).json()
        assert scan["state"] == "done"
        long = posted(api, scanned_pdf(seed=5), prefer="wait=1")
        assert long["state"] == "reading"
        assert api.delete(f"/v1/scans/{long['id']}").status_code == 204
        later = posted(api, invoice_picture("png", seed=6), prefer="respond-async")
        eventually(lambda: api.get(f"/v1/scans/{later['id']}").json(), lambda found: found["stage"] is None)


def test_an_export_is_made_by_the_worker_given_out_and_removed(stack: Deployed, token: str) -> None:
    with stack.api(token) as api:
        asked = api.post("/v1/exports", json={"format": "csv"})
        assert asked.status_code == 202, asked.text
        address = f"/v1/exports/{asked.json()['id']}"
        made = eventually(lambda: api.get(address).json(), lambda found: found["state"] not in {"queued", "running"})
        assert (made["state"], made["invoices_done"]) == ("done", len(api.get("/v1/invoices").json()["items"])), made
        given = api.get(f"{address}/file")
        assert given.status_code == 302, given.text
        file = httpx.get(given.headers["location"], verify=stack.trust)
        assert (file.status_code, len(file.content)) == (200, made["size"])
        assert api.delete(address).status_code == 204
        assert api.get(address).status_code == 404


def test_a_message_that_fails_comes_again_soon(stack: Deployed) -> None:
    sqs = stack.client("sqs")
    queue = sqs.get_queue_url(QueueName="invoices-dev-work")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody='{"of": "another form"}')
    eventually(lambda: stack.logs().count('"message failed"'), lambda times: times >= 2)


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_page_signs_in_under_its_policy(stack: Deployed, token: str) -> None:
    """Served by CloudFront, signed in at Cognito's page; the browser has nothing to complain of."""
    complaints: list[str] = []
    with browser(stack) as context:
        context.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.goto(f"{stack.outputs['address']}/library")
        fill_in(page, USER, PASSWORD)
        page.wait_for_selector("main#main")
        assert page.url == f"{stack.outputs['address']}/library"
        with page.expect_response(page.url) as arrived:
            page.reload()
        page.wait_for_selector("main#main")
        policy = arrived.value.headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in policy
        assert stack.outputs["sign_in"] in policy
        assert complaints == []


def test_a_program_signs_in_by_its_secret(stack: Deployed) -> None:
    client_id = stack.outputs["machine_clients"]["integration"]
    secret = stack.client("cognito-idp").describe_user_pool_client(
        UserPoolId=stack.outputs["user_pool"], ClientId=client_id
    )["UserPoolClient"]["ClientSecret"]
    form = {"grant_type": "client_credentials", "scope": "invoices/read"}
    with stack.sign_in_server() as server:
        access = server.post("/oauth2/token", data=form, auth=(client_id, secret)).json()["access_token"]
    with stack.api(access) as api:
        assert api.get("/v1/invoices").json()["items"] == []
        assert api.post("/v1/invoices", json={"scan_id": "scn_0"}).status_code == 403


def test_an_invoice_is_read_again_and_what_that_found_is_taken(stack: Deployed, token: str) -> None:
    with stack.api(token) as api:
        invoice = saved(api, posted(api, invoice_pdf(seed=7)))
        again = api.post("/v1/scans/again", json={"invoice_id": invoice["id"], "reader": "text"})
        assert (again.status_code, again.json()["state"]) == (200, "done"), again.text
        offered = api.get(f"/v1/invoices/{invoice['id']}/offer").json()["offer"]
        assert offered["changes"]
        etag = {"If-Match": api.get(f"/v1/invoices/{invoice['id']}").headers["etag"]}
        taken = api.post(f"/v1/invoices/{invoice['id']}/offer", json={}, headers=etag)
        assert taken.status_code == 200, taken.text


def test_a_document_without_a_record_is_found_taken_in_again_and_removed(stack: Deployed, token: str) -> None:
    bucket, s3 = stack.outputs["documents_bucket"], stack.client("s3")
    kept = s3.list_objects_v2(Bucket=bucket, Prefix="v1/invoices/")["Contents"][0]["Key"]
    lost = f"inv_{secrets.token_hex(16)}"
    made = invoice_picture("png", seed=8)
    s3.put_object(Bucket=bucket, Key=f"{kept.rpartition('/')[0]}/{lost}", Body=made.data, ChecksumAlgorithm="SHA256")
    sweep(stack)
    with stack.api(token) as api:
        told = api.get("/v1/loose-documents").json()
        assert ([row["id"] for row in told["items"]], told["trouble"]) == ([lost], None)
        scan = api.post("/v1/scans/kept", json={"document_id": lost})
        assert (scan.status_code, scan.json()["state"]) == (200, "done"), scan.text
        assert api.get("/v1/loose-documents").json()["items"] == []
    sweep(stack)
    left = s3.list_object_versions(Bucket=bucket, Prefix=f"{kept.rpartition('/')[0]}/{lost}")
    assert not left.get("Versions")


# Given, though no call of a function shows it.
UNSEEN = {
    "s3:ListBucket": "without it S3 says “denied” of what is not there",
    "s3:GetObjectVersion": "Textract reads a job's document in the function's name",
    "iam:PassRole": "a job names the role by which Textract tells its end",
    "sqs:ReceiveMessage": "Lambda brings messages in the worker's name",
    "sqs:DeleteMessage": "and removes them",
    "sqs:GetQueueAttributes": "and counts them",
    "s3:AbortMultipartUpload": "an export that is deleted while it is made, or made anew",
}
SWEPT = {("s3:DeleteObjectVersion", "exports")}  # by the worker, a day later


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_role_allows_what_its_function_did_and_no_more(stack: Deployed, function: str) -> None:
    """Everything was done under IAM's eyes; what a role allows and nobody has needed is one right too many."""
    assert stack.recorder.refused == []
    used, given = stack.used()[function], stack.given()[function]
    assert used - given == set()
    swept = SWEPT if function == "worker" else set()
    unused = {right for right in given - used - swept if right[0] not in UNSEEN}
    assert unused == set()


def test_the_logs_hold_no_secret(stack: Deployed) -> None:
    written = [line for line in stack.logs().splitlines() if line.startswith("{")]  # the others are Lambda's own
    assert len(written) > 30
    for line in written:
        assert hits(re.sub(r'"Timestamp": [0-9]+', "", line)) == [], line


def test_one_command_takes_it_away_and_nothing_is_left(stack: Deployed) -> None:
    said = stack.hand("destroy")
    assert "Nothing named invoices-dev or tagged with it is left." in said
    stack.let_nobody_deploy()
    environment = {**stack.environment, **OWNER}
    looked = subprocess.run(
        [str(TOOLS / "leftovers"), stack.address], env=environment, capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stdout


def posted(api: httpx.Client, made: Made, *, prefer: str = "wait=25") -> dict[str, Any]:
    file = {"file": (made.file_name, made.data, made.media_type)}
    answer = api.post("/v1/scans", files=file, headers={"Prefer": prefer})
    assert answer.status_code in (200, 202), answer.text
    scan: dict[str, Any] = answer.json()
    return scan


def saved(api: httpx.Client, scan: dict[str, Any]) -> dict[str, Any]:
    answer = api.post("/v1/invoices", json={"scan_id": scan["id"]})
    assert answer.status_code == 201, answer.text
    invoice: dict[str, Any] = answer.json()
    return invoice


def put(stack: Deployed, api: httpx.Client, made: Made, *, keep: bool) -> str:
    """Hand a file over to the bucket, as the page does with large ones; the id of the upload."""
    asked = {"media_type": made.media_type, "file_name": made.file_name, "keep": keep}
    ticket = api.post("/v1/uploads", json=asked).json()
    file = {"file": (made.file_name, made.data, made.media_type)}
    answer = httpx.post(ticket["url"], data=ticket["fields"], files=file, verify=stack.trust)
    assert answer.is_success, answer.text
    upload: str = ticket["upload_id"]
    return upload


def sweep(stack: Deployed) -> None:
    answer = stack.client("lambda").invoke(FunctionName="invoices-dev-worker:live", Payload=b'{"task": "sweep"}')
    assert json.load(answer["Payload"])["findings"] >= 0


def tell_of(stack: Deployed, job_id: str, parameters: dict[str, Any]) -> None:
    """What Textract says to the topic that the job named."""
    place = parameters["DocumentLocation"]["S3Object"]
    notice = {
        "JobId": job_id,
        "Status": "SUCCEEDED",
        "API": "StartExpenseAnalysis",
        "JobTag": parameters["JobTag"],
        "Timestamp": int(time.time() * 1000),
        "DocumentLocation": {"S3ObjectName": place["Name"], "S3Bucket": place["Bucket"]},
    }
    stack.client("sns").publish(TopicArn=parameters["NotificationChannel"]["SNSTopicArn"], Message=json.dumps(notice))


def eventually(ask: Any, good: Any = bool, *, seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while True:
        found = ask()
        if good(found):
            return found
        assert time.monotonic() < until, f"still {found}"
        time.sleep(0.3)
