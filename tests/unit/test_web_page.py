"""Under which addresses the page is opened."""

import asyncio
from pathlib import Path

import httpx
import pytest

from app.api.errors import add_error_handlers
from app.api.web_page import web_page_routes
from app.main import Api

ISSUER = "http://127.0.0.1:8000/local"


@pytest.fixture
def page(tmp_path: Path) -> Api:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Invoices</title>")
    app = Api(openapi_url=None)
    add_error_handlers(app)
    app.include_router(web_page_routes(ISSUER, folder=tmp_path))
    return app


def opened(page: Api, address: str, path: str = "/") -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(page), base_url=address) as client:
            return await client.get(path)

    return asyncio.run(get())


def test_the_page_is_opened_where_it_signs_in(page: Api) -> None:
    assert opened(page, "http://127.0.0.1:8000").status_code == 200
    sent_on = opened(page, "http://localhost:8000")
    assert (sent_on.status_code, sent_on.headers["location"]) == (307, "http://127.0.0.1:8000/")


@pytest.mark.parametrize(("address", "port"), [("http://127.0.0.1:9000", "9000"), ("http://localhost", "80")])
def test_under_another_port_it_says_what_to_set(page: Api, address: str, port: str) -> None:
    told = opened(page, address)
    assert (told.status_code, told.json()["code"]) == (421, "wrong-host")
    assert f"PORT={port}." in told.json()["detail"] and "port 8000 on both sides" in told.json()["detail"]


def test_what_is_built_while_the_server_runs_is_served(page: Api, tmp_path: Path) -> None:
    (tmp_path / "assets" / "main-2.js").write_text("1")
    assert opened(page, "http://127.0.0.1:8000", "/assets/main-2.js").status_code == 200
    assert opened(page, "http://127.0.0.1:8000", "/assets/main-3.js").status_code == 404
    assert opened(page, "http://127.0.0.1:8000", "/assets/%2e%2e").status_code == 404
