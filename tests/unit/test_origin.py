"""The check of the way in front: which requests it lets through, and that it takes the same time for all secrets."""

import asyncio
import hmac

import httpx
import pytest
from starlette.responses import PlainTextResponse

from app.api.origin import HEADER, OriginCheck

NOW, NEXT = "n" * 48, "x" * 48
CHECKED = OriginCheck(PlainTextResponse("let through"), secrets=(NOW, NEXT))


def answered(*given: str | bytes) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=CHECKED), base_url="https://api.test") as client:
            return await client.get("/v1/invoices", headers=[(HEADER.encode(), _bytes(value)) for value in given])

    return asyncio.run(ask())


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


@pytest.mark.parametrize("secret", [NOW, NEXT])
def test_either_secret_is_taken(secret: str) -> None:
    assert answered(secret).text == "let through"


@pytest.mark.parametrize(
    "given",
    [(), ("",), (NOW[:-1],), (NOW + "n",), (NOW.upper(),), (f"{NOW},{NEXT}",), (NOW, NEXT), (NOW, "other"), (b"\xff",)],
)
def test_anything_else_gets_nothing(given: tuple[str | bytes, ...]) -> None:
    answer = answered(*given)
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong-host")
    assert NOW not in answer.text


def test_every_secret_is_compared_in_full_whichever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []

    def compare(given: bytes, secret: bytes) -> bool:
        compared.append(secret)
        return given == secret

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert answered(NOW).status_code == 200
    assert compared == [NOW.encode(), NEXT.encode()]
