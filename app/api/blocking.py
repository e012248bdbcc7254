"""Where blocking calls run: in threads under a server that has many requests, at once where there is only one."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import ParamSpec, Protocol, TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.types import Scope

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    async def __call__(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


MOST_OF_ONE = 20  # threads of one caller; the server has 40 in all


class Shares:
    """Keeps threads for others: of one caller no more than `MOST_OF_ONE` calls block at a time, the others wait."""

    def __init__(self) -> None:
        self._limits: WeakValueDictionary[str, CapacityLimiter] = WeakValueDictionary()

    def of(self, run: Run, scope: Scope) -> Run:
        """`run` for one request, by the owner that it has when a call is made; nobody is known before the token is."""

        async def shared(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            owner = scope.get("owner_key")
            if owner is None or run is inline:
                return await run(call, *args, **kwargs)
            limit = self._limits.get(owner) or self._limits.setdefault(owner, CapacityLimiter(MOST_OF_ONE))
            async with limit:
                return await run(call, *args, **kwargs)

        return shared


async def in_threads(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """For a server: other requests go on meanwhile."""
    return await run_sync(lambda: call(*args, **kwargs))


async def inline(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """For Lambda, which has one request at a time: no thread is started and stopped for it."""
    return call(*args, **kwargs)


async def parts(run: Run, whole: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The parts of a blocking iterator. The first is made before anything is answered, so that a failure is told."""

    def following() -> bytes | None:
        return next(whole, None)

    async def all_of(part: bytes | None) -> AsyncIterator[bytes]:
        while part is not None:
            yield part
            part = await run(following)

    return all_of(await run(following))
