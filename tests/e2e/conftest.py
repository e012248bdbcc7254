"""One server and one browser for all tests in a browser; every test has a name of its own to sign in with."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import CHROMIUM, FLAGS, Visitor
from tests.served import Served

Visit = Callable[..., Visitor]

expect.set_options(timeout=20_000)  # others may use the machine, too


@pytest.fixture(scope="package")  # closed before other tests: it keeps an event loop running
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("page") / "data") as running:
        yield running


@pytest.fixture
def visit(chromium: Any, served: Served, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """`visit(locale=…, color_scheme=…, viewport=…)`: a new person at a new browser. What the browser complained of
    fails the test at its end."""
    visitors: list[Visitor] = []
    numbers = itertools.count(1)

    def new(*, locale: str = "en-GB", **options: Any) -> Visitor:
        context = chromium.new_context(locale=locale, **{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(20_000)
        visitor = Visitor(context, context.new_page(), served, f"{request.node.name[:50]} {next(numbers)}")
        visitor.watch()
        visitors.append(visitor)
        return visitor

    yield new
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
