"""Where blocking calls run: in threads under a server that has many requests, at once where there is only one."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import ParamSpec, Protocol, TypeVar

from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    async def __call__(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


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
