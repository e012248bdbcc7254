"""The functions, on an emulated account."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.adapters.aws.clients import AwsClients
from tests import aws, signed_tokens
from tests.key_server import KeyServer
from tests.lambdas.installation import Functions, made
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Textract, textract_server

Make = Callable[..., Functions]


@pytest.fixture
def textract() -> Iterator[Textract]:
    served = Textract(answer=answer(invoice_page()))
    yield served
    assert served.broken == []


@pytest.fixture
def event_loop_of_mangum() -> Iterator[None]:
    """Mangum makes one where there is none, and leaves it to the end of the process."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


@pytest.fixture
def make(
    account: AwsClients, textract: Textract, event_loop_of_mangum: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:
    """Makes an installation with the settings that are given."""
    with textract_server(textract) as address, KeyServer(signed_tokens.jwk("key-1")) as keys:
        monkeypatch.setenv("AWS_ENDPOINT_URL", account.s3().meta.endpoint_url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_TEXTRACT", address)
        open_until_the_end = ExitStack()

        def making(**settings: str) -> Functions:
            functions = made(account, textract, keys=keys.address, **settings)
            for container in functions.containers:
                open_until_the_end.callback(container.close)
            return functions

        with open_until_the_end:
            yield making


@pytest.fixture
def functions(make: Make) -> Functions:
    return make()


@pytest.fixture(scope="module")
def settings(account: AwsClients) -> Iterator[dict[str, str]]:
    """Of an installation in an emulated account, whose tokens the tests sign."""
    table, bucket, queue = aws.new_table(account), aws.new_bucket(account), aws.new_queue(account)
    pool = signed_tokens.ISSUER.rpartition("/")[2]
    with KeyServer(signed_tokens.jwk("key-1")) as keys:
        yield {
            "AWS_ENDPOINT_URL": account.tables().meta.endpoint_url,
            "TABLE": table,
            "BUCKET": bucket,
            "WORK_QUEUE": queue,
            "TEXTRACT_TOPIC": "arn:aws:sns:eu-central-1:123456789012:notices",
            "TEXTRACT_ROLE": "arn:aws:iam::123456789012:role/textract",
            "USER_POOL_ID": pool,
            "CLIENT_IDS": signed_tokens.CLIENT,
            "WEB_CLIENT_ID": signed_tokens.CLIENT,
            "JWKS_URL": keys.address,
        }
