"""The steps of Python code: lines of the program that run, by function. The same on every machine.

What runs inside of one line in C (a search, a sort, `in`) counts as one step: patterns are counted in
`tests.growth.pattern_growth`, and `python -m tests.bench.growth` measures processor time besides.
"""

import math
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import app
from app.engine.evidence.trees import Trees

_EVEN = frozenset({Trees.score.__code__})
"""What takes as many steps whatever it is handed: a call counts as one."""
_ROOT = str(Path(app.__path__[0]))

Steps = Counter[str]


def steps_of(call: Callable[[], object]) -> Steps:
    """By function: `engine/layout.py:page_lines`."""
    counts: Counter[CodeType] = Counter()

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        counts[frame.f_code] += 1
        return line

    def begin(frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(_ROOT):
            return None
        counts[frame.f_code] += 1
        return None if frame.f_code in _EVEN else line

    before = sys.gettrace()
    sys.settrace(begin)
    try:
        call()
    finally:
        sys.settrace(before)
    found: Steps = Counter()
    for code, count in counts.items():
        found[f"{code.co_filename.removeprefix(_ROOT + '/')}:{code.co_qualname}"] += count
    return found


def exponent(few: float, many: float, times: float = 2.0) -> float:
    """Of the growth from one to the other when what is handed over becomes `times` as much."""
    return math.log(many / few) / math.log(times) if few and many else 0.0
