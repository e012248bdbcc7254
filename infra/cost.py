"""What an installation costs in a month, from AWS's list prices: `python -m infra.cost` prints the tables of README.md.

Without taxes and discounts, and without the free tiers but those of `EVERY_ACCOUNT`. All invoices have one page; a
second one costs what reading it costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

DATE = "2026-11-30"

# USD in us-east-1. Lambda's were compared with a list of 2026-05; the others have to be compared with AWS's own pages.
PRICE = {
    "Textract page": 0.01,
    "Textract page beyond a million": 0.008,
    "Lambda GB-second, arm64": 0.0000133334,
    "Lambda call": 0.20e-6,
    "API request": 1.00e-6,
    "S3 put or list": 5.0e-6,
    "S3 get": 0.4e-6,
    "S3 GB-month": 0.023,
    "DynamoDB write": 0.625e-6,
    "DynamoDB read": 0.125e-6,
    "DynamoDB GB-month": 0.25,
    "DynamoDB backup GB-month": 0.20,
    "SQS message": 0.40e-6,
    "scheduled call": 1.00e-6,
    "event on a bus": 1.00e-6,
    "log GB": 0.50,
    "log GB-month": 0.03,
    "traffic GB": 0.09,
    "key": 1.00,
    "metric of an alarm": 0.10,
    "dashboard": 3.00,
    "figure": 0.30,
    "program that signs in": 6.00,
    "person who signs in, Plus": 0.02,
    "person who signs in, Essentials": 0.015,
}

# What every account has for nothing, for ever, all its installations and other programs together.
EVERY_ACCOUNT = {
    "metric of an alarm": 10,
    "figure": 10,
    "dashboard": 3,
    "person who signs in, Essentials": 10_000,
}

MINUTES = 30 * 24 * 60
DAYS = 30
PEOPLE = 5
FIGURES_IN_USE = 12  # by reader, reason and finding; without use one, the sweeps
ASKED_OF_A_QUEUE = 5 * MINUTES * 3  # Lambda's five pollers, each of which waits 20 seconds for a message


@dataclass(frozen=True)
class Environment:
    """What is there, used or not; tests/infra/test_cost.py compares it with the plan."""

    keys: int
    dashboards: int
    sweep_minutes: int
    tier: str
    alarm_metrics: int = 10
    event_sources: int = 1
    programs: int = 0
    worker_gb: float = 1769 / 1024

    @property
    def sweeps(self) -> int:
        return MINUTES // self.sweep_minutes

    def always(self, figures: int = 1) -> dict[str, float]:
        """What a month counts in which nobody does anything, and five people sign in."""
        return {
            "key": self.keys,
            "metric of an alarm": self.alarm_metrics,
            "dashboard": self.dashboards,
            "figure": figures,
            "program that signs in": self.programs,
            f"person who signs in, {self.tier}": PEOPLE,
            "SQS message": self.event_sources * ASKED_OF_A_QUEUE,
            **{name: count * self.sweeps for name, count in self.sweep.items()},
        }

    @property
    def sweep(self) -> dict[str, float]:
        """One round without findings; a second of the worker."""
        return {
            "scheduled call": 1,
            "Lambda call": 1,
            "Lambda GB-second, arm64": self.worker_gb * 1.0,
            "S3 put or list": 2,
            "S3 get": 4,
            "DynamoDB read": 89,  # 160 questions to the index of what is to do, of half a unit each, and nine rows
            "DynamoDB write": 2,
            "log GB": 1e-6,
        }


ENVIRONMENTS = {
    "dev": Environment(keys=0, dashboards=0, sweep_minutes=15, tier="Essentials"),
    "prod": Environment(keys=1, dashboards=1, sweep_minutes=5, tier="Plus"),
}

# What is chosen beside, in a month in which nothing comes of it. The alarm is one more than the ten that are free.
CHOICES = {
    "edge_alarm": {"metric of an alarm": 1},
    "cost_anomalies": {},
    "costs_by_tag": {},
}

# What an invoice of five lines writes in DynamoDB, and what its rows and their copies in indexes hold: counted by
# tests/cloud/test_dynamodb_cost.py. A change is one of a value that is searched for: its words are entered anew.
WRITES = {"scan": 35, "save": 115, "change": 180}
BYTES_KEPT = 25_000

# One invoice, from handing over to export: estimated from what the adapters call, rounded up.
ONE = {
    "API request": 8,
    "Lambda call": 10,
    "Lambda GB-second, arm64": 8 * 0.5 * 0.06,
    "S3 put or list": 3,
    "S3 get": 5,
    "DynamoDB write": sum(WRITES.values()),
    "DynamoDB read": 60,
    "SQS message": 6,
    "log GB": 12e-6,
    "traffic GB": 0.4e-3,
}

# One event, where `events = true`: kept, taken, delivered and marked, with its row of what is to do; a job for it. An
# invoice that is saved, looked at and changed once makes three. Rules and what they lead to are your own.
EVENT = {
    "DynamoDB write": 13,
    "DynamoDB read": 2,
    "SQS message": 3,
    "Lambda call": 1,
    "Lambda GB-second, arm64": 0.05 * 1769 / 1024,
    "event on a bus": 1,
    "log GB": 0.3e-6,
}

# One invoice that is kept, in each month: its bytes, its rows with the words and the three orders by which it is found,
# their backup, a year's log, and once a day the question whether it has its record.
KEPT = {
    "S3 GB-month": 0.4e-3,
    "DynamoDB GB-month": BYTES_KEPT / 1e9,
    "DynamoDB backup GB-month": BYTES_KEPT / 1e9,
    "log GB-month": 12e-6,
    "DynamoDB read": DAYS * 1,
    "S3 put or list": DAYS / 1000,
    "Lambda GB-second, arm64": DAYS * 0.005 * 1769 / 1024,
}

# GB-seconds of one page, and pages that are paid for.
READERS = {
    "e-invoice XML": (1.0, 0.0),
    "text of the PDF, by the package": (2.0, 0.0),
    "text of the PDF, with a look at the page (image)": (9.0, 0.0),
    "own engine (image)": (15.0, 0.0),
    "Textract": (4.0, 1.0),
}

# What comes: 30 of 100 as XML, 50 as a PDF with text, 20 as a picture.
MIX = {"e-invoice XML": 0.3, "text of the PDF, with a look at the page (image)": 0.5, "own engine (image)": 0.2}

# How many readings of these are sure, so that Textract is not asked (`app/domain/sure.py`): of a hundred generated
# invoices whose layouts nothing was developed on, of 44 real ones from the web that nothing was learned from, and what
# it would take. Pictures: 12 of 12 generated were sure, too few to go by; they are taken to be as sure as text.
SURE = {"generated, left out": 0.79, "real, from the web": 0.18, "needed for a tenth": 0.90}


def priced(counts: Mapping[str, float], free: Mapping[str, int] | None = None) -> float:
    return sum(max(0.0, count - (free or {}).get(name, 0)) * PRICE[name] for name, count in counts.items())


def fixed(environment: Environment, free: Mapping[str, int] | None = None, *, in_use: bool = False) -> float:
    return priced(environment.always(FIGURES_IN_USE if in_use else 1), free)


def reading(reader: str, pages: float) -> float:
    seconds, paid = READERS[reader]
    return pages * seconds * PRICE["Lambda GB-second, arm64"] + textract(pages * paid)


def textract(pages: float) -> float:
    first, more = min(pages, 1_000_000), max(0, pages - 1_000_000)
    return first * PRICE["Textract page"] + more * PRICE["Textract page beyond a million"]


def month(reader: str, invoices: int, number: int = 1) -> float:
    """The month of that number in which so many invoices come, as in all before it."""
    always = fixed(ENVIRONMENTS["prod"], EVERY_ACCOUNT, in_use=True)
    return always + reading(reader, invoices) + invoices * (priced(ONE) + number * priced(KEPT))


def share_of_all_textract(sure: float) -> float:
    """What reading the mix costs by `auto`, of what it costs when Textract reads all of it."""
    unsure = sum(share for reader, share in MIX.items() if reader != "e-invoice XML") * (1 - sure)
    ours = sum(share * reading(reader, 1) for reader, share in MIX.items()) + unsure * reading("Textract", 1)
    return ours / reading("Textract", 1)


def table() -> str:
    lines = [f"| list prices of {DATE}: unused, a month | dev | prod |", "| --- | --- | --- |"]
    for words, free in (("", EVERY_ACCOUNT), ("; what every account has for nothing used up elsewhere", {})):
        costs = " | ".join(f"{fixed(environment, free):.2f} USD" for environment in ENVIRONMENTS.values())
        lines.append(f"| always there{words} | {costs} |")
    lines += [
        "",
        "| prod | one invoice | 1,000 a month | their 12th month | 100,000 a month |",
        "| --- |" + " --- |" * 4,
    ]
    for reader in READERS:
        months = [month(reader, 1_000), month(reader, 1_000, 12), month(reader, 100_000)]
        costs = " | ".join(f"{cost:,.2f} USD" for cost in months)
        lines.append(f"| read by {reader} | {reading(reader, 1) + priced(ONE):.4f} USD | {costs} |")
    lines += [
        "",
        "| 30 % XML, 50 % text, 20 % pictures; of the last two sure | reading, of all by Textract |",
        "| --- | --- |",
    ]
    for which, sure in SURE.items():
        lines.append(f"| {sure:.0%} ({which}) | {share_of_all_textract(sure):.2f} |")
    lines += ["", "| `events = true` | a million events |", "| --- | --- |"]
    lines.append(f"| kept, delivered to the bus | {1e6 * priced(EVENT):.2f} USD |")
    lines += ["", "| chosen beside | a month |", "| --- | --- |"]
    lines += [f"| `{name}` | {priced(counts):.2f} USD |" for name, counts in CHOICES.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
