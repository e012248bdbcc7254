"""How long a call of a service may take, shorter than any gateway waits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """Seconds to connect, seconds to wait for an answer, tries in all."""

    connect: float
    read: float
    tries: int


TIMEOUTS = {
    "dynamodb": Timeouts(1, 2, 3),
    "s3": Timeouts(1, 5, 2),
    "sqs": Timeouts(1, 3, 3),
    "events": Timeouts(1, 3, 3),
    "textract": Timeouts(1, 15, 1),  # a second try costs a page: the adapter decides about it
    "bedrock-runtime": Timeouts(1, 15, 1),  # a second try costs its tokens once more
}
