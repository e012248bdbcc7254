"""How a function starts quickly: what it does not need is left for when it is first used, or for ever.

A part is here because a start without it costs at least a tenth more. Measured one by one, as processor time until
the first answer of `/v1/health` and of a list, with 1.00 for all of them together (`python -m tests.bench.start_parts`,
2026-11-30): models 1.26 and 1.17, garbage 1.08 and 1.19, adapters 1.33 and 1.43, routes 1.97 and 1.91. After an
upgrade of Pydantic, FastAPI or Python measure again: what no longer gives a tenth goes. Left out for that: FastAPI
without the models of its description (0.98 and 1.07), python-jose without certificates (0.95 and 1.09).
"""

import gc
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")


@contextmanager
def faster_cold_start() -> Iterator[None]:
    """Import and build the application inside.

    Pydantic builds the validator of a model when it is first used; most of FastAPI's own never are. The garbage of the
    start is none: nothing is looked through for it, nor ever again, since it is there to stay.
    """
    from pydantic import BaseModel
    from pydantic.warnings import UnsupportedFieldAttributeWarning

    BaseModel.model_config["defer_build"] = True
    # FastAPI silences it where it builds the models of parameters, which is now later.
    warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def lazy(make: Callable[[], T], **known: object) -> T:
    """Stands for what `make` gives, and has it made by the first look at any of its attributes but the `known` ones.

    Not for several threads at once: a Lambda environment has one request at a time.
    """
    return cast(T, _Lazy(make, known))


class _Lazy:
    def __init__(self, make: Callable[[], Any], known: dict[str, object]) -> None:
        self.__dict__.update(known)
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if "_made" not in self.__dict__:
            self._made = self._make()
        return getattr(self._made, name)


class LazyRoutes:
    """Gives the application the routes of an address when it is first asked for.

    `addresses`: of each module what the addresses of its routes begin with; `routes_of` makes them.
    """

    def __init__(
        self, app: "ASGIApp", addresses: Mapping[str, tuple[str, ...]], routes_of: "Callable[[str], list[BaseRoute]]"
    ) -> None:
        self._app = app
        self._missing = dict(addresses)
        self._routes_of = routes_of

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "http":
            for module, addresses in list(self._missing.items()):
                if scope["path"].startswith(addresses):
                    scope["app"].router.routes.extend(self._routes_of(module))
                    del self._missing[module]
        await self._app(scope, receive, send)
