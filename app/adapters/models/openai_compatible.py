"""Asks a model behind an address that speaks OpenAI's `chat/completions`: Ollama, llama.cpp, vLLM, or a vendor's."""

import base64
import json
from pathlib import Path
from typing import Any

from app.adapters.models.answer import opinion_of, unanswered
from app.adapters.models.post import NotPosted, post
from app.adapters.models.question import INSTRUCTIONS, MOST_WRITTEN, SCHEMA, question
from app.domain.opinion import Opinion, Price

_LONGEST_KEY = 4_000


class OpenAiCompatibleOpinion:
    """The port `SecondOpinion`."""

    most_written = MOST_WRITTEN

    def __init__(self, url: str, model: str, *, price: Price, seconds: float, key_file: Path | None = None) -> None:
        """`url` up to `/v1`; https, or an address of this machine. `key_file` holds the key, and is read at each call:
        a new key needs no restart."""
        self._address = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._seconds = seconds
        self._key_file = key_file
        self.price = price

    def ask(self, text: str, pictures: tuple[bytes, ...]) -> Opinion:
        body = json.dumps(self._request(text, pictures)).encode()
        try:
            headers = {} if self._key_file is None else {"Authorization": f"Bearer {_key(self._key_file)}"}
            answer = _parsed(post(self._address, body, headers, seconds=self._seconds))
        except NotPosted as error:
            reason = f"The model gave no second opinion: {error.reason}."
            return unanswered(reason, text=text, pictures=len(pictures), charged=error.sent)
        usage = answer.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        return opinion_of(
            _content(answer),
            read=usage.get("prompt_tokens"),
            written=usage.get("completion_tokens"),
            text=text,
            pictures=len(pictures),
            most_written=self.most_written,
        )

    def _request(self, text: str, pictures: tuple[bytes, ...]) -> dict[str, Any]:
        shown = [
            {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"}}
            for jpeg in pictures
        ]
        asked = question(text)
        return {
            "model": self._model,
            "messages": [
                {"role": "system", "content": INSTRUCTIONS},
                {"role": "user", "content": [{"type": "text", "text": asked}, *shown] if shown else asked},
            ],
            "temperature": 0,
            "max_tokens": self.most_written,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "invoice", "strict": True, "schema": SCHEMA},
            },
        }


def _key(file: Path) -> str:
    try:
        key = file.read_text("ascii")[:_LONGEST_KEY].strip()
    except (OSError, ValueError) as error:
        raise NotPosted(f"its key cannot be read ({type(error).__name__})", sent=False) from error
    if not key.isprintable() or " " in key:
        raise NotPosted("its key is no single word", sent=False)
    return key


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _content(answer: dict[str, Any]) -> object:
    """What the first choice says."""
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    return message.get("content") if isinstance(message, dict) else None
