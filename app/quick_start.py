"""How a function starts: half of what it would do is not done, or only when it is needed."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def quick_start() -> Iterator[None]:
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


def import_fastapi() -> None:
    """FastAPI builds the models of its OpenAPI description while it is imported, which no function ever shows: a fifth
    of its import. They are left for their first use, as all others are; Pydantic asks for that without `raise_errors`.
    """
    from pydantic import BaseModel

    build = BaseModel.__dict__["model_rebuild"]

    def build_if_used(cls: type[BaseModel], /, *, raise_errors: bool = True, **more: Any) -> bool | None:
        return None if raise_errors else build.__func__(cls, raise_errors=False, **more)

    BaseModel.model_rebuild = classmethod(build_if_used)  # type: ignore[assignment]
    import fastapi  # noqa: F401

    BaseModel.model_rebuild = build  # type: ignore[method-assign]
