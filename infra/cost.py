"""What an installation costs in a month, from AWS's list prices: `python -m infra.cost` prints the table of README.md.

Without free tiers, taxes and discounts. All invoices have one page; a second one costs what reading it costs.
"""

DATE = "2026-11-25"

# USD in us-east-1. Lambda's were compared with a list of 2026-05; the others have to be compared with AWS's own pages.
PRICE = {
    "Textract page": 0.01,
    "Textract page beyond a million": 0.008,
    "Lambda GB-second, arm64": 0.0000133334,
    "Lambda call": 0.20e-6,
    "API request": 1.00e-6,
    "S3 put": 5.0e-6,
    "S3 get": 0.4e-6,
    "S3 GB-month": 0.023,
    "DynamoDB write": 0.625e-6,
    "DynamoDB read": 0.125e-6,
    "DynamoDB GB-month": 0.25,
    "SQS message": 0.40e-6,
    "log GB": 0.50,
    "traffic GB": 0.09,
    "key": 1.00,
    "alarm": 0.10,
    "dashboard": 3.00,
    "figure": 0.30,
    "person who signs in": 0.02,
}

# One invoice, from handing over to export: estimated from what the adapters call, rounded up.
ONE = {
    "API request": 8,
    "Lambda call": 10,
    "S3 put": 3,
    "S3 get": 5,
    "DynamoDB write": 400,  # 35 to scan, 310 to save five lines (`python -m tests.bench.dynamodb`), then changes
    "DynamoDB read": 60,
    "SQS message": 6,
    "log GB": 12e-6,
    "traffic GB": 0.4e-3,
    "S3 GB-month": 0.4e-3,
    "DynamoDB GB-month": 150e-6,
}
API_GB_SECONDS = 8 * 0.5 * 0.06

# GB-seconds of one page, and what is paid for it besides.
READERS = {
    "e-invoice XML": (1.0, 0),
    "own engine (image, 3 GB)": (15.0, 0),
    "Textract": (4.0, 1),
}

# What is there, used or not.
ALWAYS = {"key": 1, "alarm": 15, "dashboard": 1, "figure": 12, "SQS message": 1_300_000, "Lambda call": 8_640}
SWEEP_GB_SECONDS = 8_640 * 1.8 * 1.0
PEOPLE = 5


def fixed() -> float:
    """A month in which nobody does anything, and five people sign in."""
    parts = sum(count * PRICE[name] for name, count in ALWAYS.items())
    return parts + SWEEP_GB_SECONDS * PRICE["Lambda GB-second, arm64"] + PEOPLE * PRICE["person who signs in"]


def reading(reader: str, pages: int) -> float:
    seconds, paid = READERS[reader]
    first, more = min(pages, 1_000_000), max(0, pages - 1_000_000)
    charged = first * PRICE["Textract page"] + more * PRICE["Textract page beyond a million"]
    return pages * seconds * PRICE["Lambda GB-second, arm64"] + paid * charged


def keeping(invoices: int) -> float:
    one = sum(count * PRICE[name] for name, count in ONE.items()) + API_GB_SECONDS * PRICE["Lambda GB-second, arm64"]
    return invoices * one


def table() -> str:
    rows = [f"| list prices of {DATE} | one invoice | 1,000 a month | 1,000,000 a month |", "| --- | --- | --- | --- |"]
    for reader in READERS:
        one = reading(reader, 1) + keeping(1)
        months = [f"{fixed() + reading(reader, n) + keeping(n):,.2f} USD" for n in (1_000, 1_000_000)]
        rows.append(f"| read by {reader} | {one:.4f} USD | {' | '.join(months)} |")
    rows.append(f"| nothing read | | {fixed():,.2f} USD | {fixed():,.2f} USD |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
