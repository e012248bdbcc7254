"""Asks a model of Amazon Bedrock by its Converse operation."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.adapters.aws.clients import code_of
from app.adapters.models.answer import opinion_of, unanswered
from app.adapters.models.question import INSTRUCTIONS, MOST_WRITTEN, question
from app.domain.opinion import Opinion, Price

log = logging.getLogger(__name__)

_BUSY = frozenset({"ThrottlingException", "ServiceUnavailableException", "ModelNotReadyException"})
_UNREACHED = "The model gave no second opinion: Bedrock cannot be reached."


class BedrockClient(Protocol):
    """What is used of botocore's client. It must not try again by itself."""

    def converse(self, **parameters: Any) -> Mapping[str, Any]: ...


class BedrockOpinion:
    """The port `SecondOpinion`."""

    most_written = MOST_WRITTEN

    def __init__(self, client: Callable[[], BedrockClient], model: str, *, price: Price) -> None:
        """`model`: the id of a model, or of an inference profile."""
        self._client = client
        self._model = model
        self.price = price

    def ask(self, text: str, pictures: tuple[bytes, ...]) -> Opinion:
        from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

        try:
            answer = self._client().converse(**self._request(text, pictures))
        except ClientError as error:
            return unanswered(f"The model gave no second opinion: {_refusal(code_of(error))}.")
        except (ConnectTimeoutError, EndpointConnectionError):
            return unanswered(_UNREACHED)
        except (BotoCoreError, ValueError, LookupError, TypeError, AttributeError):  # cut or garbled answers, too
            return unanswered(_UNREACHED, text=text, pictures=len(pictures), charged=True)
        usage = _member(answer, "usage")
        return opinion_of(
            _content(answer),
            read=_member(usage, "inputTokens"),
            written=_member(usage, "outputTokens"),
            text=text,
            pictures=len(pictures),
            most_written=self.most_written,
        )

    def _request(self, text: str, pictures: tuple[bytes, ...]) -> dict[str, Any]:
        shown = [{"image": {"format": "jpeg", "source": {"bytes": jpeg}}} for jpeg in pictures]
        return {
            "modelId": self._model,
            "system": [{"text": INSTRUCTIONS}],
            "messages": [{"role": "user", "content": [{"text": question(text)}, *shown]}],
            "inferenceConfig": {"maxTokens": self.most_written, "temperature": 0.0},
        }


def _refusal(code: str) -> str:
    if code in _BUSY:
        return "it is busy"
    log.error("bedrock refuses us: %s", code)  # no right to the model, no such model: only people help
    return "it is not set up rightly; the operators are told"


def _member(holder: object, name: str) -> object:
    return holder.get(name) if isinstance(holder, Mapping) else None


def _content(answer: object) -> object:
    """All texts of its message as one."""
    blocks = _member(_member(_member(answer, "output"), "message"), "content")
    texts = [_member(block, "text") for block in blocks] if isinstance(blocks, list) else []
    parts = [text for text in texts if isinstance(text, str)]
    return "".join(parts) if parts else None
