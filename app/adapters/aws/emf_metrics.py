"""Figures for CloudWatch, as log lines in its embedded metric format: no call, no wait, no further right."""

import json
import sys
import time
from collections.abc import Callable
from typing import TextIO

NAMESPACE = "Invoices"


class EmfMetrics:
    """The `Metrics` of an AWS account. `installation`: its name, by which alarms tell it from others beside it."""

    def __init__(self, installation: str, *, out: TextIO | None = None, now: Callable[[], float] = time.time) -> None:
        self._installation = installation
        self._out = out
        self._now = now

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        dimensions["installation"] = self._installation
        unit = "None" if name.endswith("Usd") else "Count"
        about = {
            "Namespace": NAMESPACE,
            "Dimensions": [sorted(dimensions)],
            "Metrics": [{"Name": name, "Unit": unit}],
        }
        line = {"_aws": {"Timestamp": int(self._now() * 1000), "CloudWatchMetrics": [about]}, **dimensions, name: value}
        print(json.dumps(line), file=self._out or sys.stdout, flush=True)
