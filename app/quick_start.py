"""How a function starts: half of what it would do is not done, or only when it is needed."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


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
