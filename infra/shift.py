"""Callers go to new versions bit by bit: some of a hundred for some minutes, then all.

Meanwhile, and once more at the end, is looked at: what AWS counts of errors and throttles of the new versions, which
alarms of the installation have begun, and whether the health route answers. It costs nothing: weights are the
alias's own, and the figures are read, not watched by alarms of their own.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from infra.installation import Installation, say
from infra.serving import ALIAS, Versions
from infra.smoke import Failed, ask

LOOK_EVERY = 20  # seconds
ASKED_EACH_TIME = 5  # so that some of them meet the new version where nobody else calls
COUNTED = ("Errors", "Throttles")
NOT_SIDE_BY_SIDE = "InvalidParameterValueException"  # such as with another role or queue of dead letters


@dataclass(frozen=True)
class Shift:
    """From the versions that served to those that are to, of the functions that have a new one."""

    installation: Installation
    before: Versions
    after: Versions
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    ringing: frozenset[str] = frozenset()  # alarms that had begun before

    @classmethod
    def begin(cls, installation: Installation, before: Versions, after: Versions) -> "Shift":
        changed = {name for name, version in after.items() if before[name] != version}
        return cls(
            installation,
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
            ringing=frozenset(_ringing(installation)),
        )

    def slowly(self, gradual: Mapping[str, float], *, asks: str | None) -> None:
        """Returns when all is well after the time; then all callers may go. `Failed`: back. `asks`: the address that is
        asked meanwhile."""
        if not self.after or not self._lean(gradual["percent"] / 100):
            return
        say(f"{gradual['percent']} of 100 calls go to the new version, for {gradual['minutes']} minutes")
        for _ in range(int(gradual["minutes"] * 60 / LOOK_EVERY)):
            time.sleep(LOOK_EVERY)  # this is what it does: some calls go to the new version for minutes
            self.require_quiet()
            for _ in range(ASKED_EACH_TIME if asks else 0):
                answer = ask(f"{asks}/v1/health")
                if answer.status != 200:
                    raise Failed(f"health: {answer.status} instead of 200")

    def require_quiet(self) -> None:
        """`Failed` when the new versions have errors or throttles, or an alarm has begun. Not where nothing is new:
        there is nothing to take back, and a new installation misses its first sweep, which is an alarm."""
        if not self.after:
            return
        told = [f"{name} {what.lower()}: {count:.0f}" for name, what, count in self._counted() if count]
        told += [f"alarm {name}" for name in _ringing(self.installation) if name not in self.ringing]
        if told:
            raise Failed("; ".join(told))

    def _lean(self, share: float) -> bool:
        """Give the new versions their share. False: AWS does not let old and new serve side by side."""
        client = self.installation.client("lambda")
        try:
            for name, version in self.after.items():
                weights = {"AdditionalVersionWeights": {version: share}}
                client.update_alias(
                    FunctionName=name, Name=ALIAS, FunctionVersion=self.before[name], RoutingConfig=weights
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != NOT_SIDE_BY_SIDE:
                raise
            say(f"All calls go at once: {error.response['Error'].get('Message', error)}")
            return False
        return True

    def _counted(self) -> list[tuple[str, str, float]]:
        """Function, what, how often, since the beginning. AWS counts by version while there are weights."""
        asked = [(name, what) for name in sorted(self.after) for what in COUNTED]
        answer = self.installation.client("cloudwatch").get_metric_data(
            MetricDataQueries=[
                {"Id": f"m{number}", "MetricStat": self._metric(name, what)}
                for number, (name, what) in enumerate(asked)
            ],
            StartTime=self.began - timedelta(minutes=1),
            EndTime=datetime.now(UTC) + timedelta(minutes=1),
        )
        sums = {result["Id"]: sum(result["Values"]) for result in answer["MetricDataResults"]}
        return [(name, what, sums.get(f"m{number}", 0)) for number, (name, what) in enumerate(asked)]

    def _metric(self, name: str, what: str) -> dict[str, Any]:
        about = {"FunctionName": name, "Resource": f"{name}:{ALIAS}", "ExecutedVersion": self.after[name]}
        dimensions = [{"Name": dimension, "Value": value} for dimension, value in about.items()]
        metric = {"Namespace": "AWS/Lambda", "MetricName": what, "Dimensions": dimensions}
        return {"Metric": metric, "Period": 60, "Stat": "Sum"}


def _ringing(installation: Installation) -> list[str]:
    """Names of the installation's alarms that are raised now."""
    pages = (
        installation.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=f"{installation.stack}-", StateValue="ALARM")
    )
    return sorted(alarm["AlarmName"] for page in pages for alarm in page.get("MetricAlarms", ()))
