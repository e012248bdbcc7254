"""A saved answer of Textract, read from its JSON. Nothing is called."""

import json

from app.adapters.textract.mapping import read_answer
from app.domain.errors import DocumentRejected
from app.domain.reading import Reading


def read_saved_answer(data: bytes) -> Reading:
    """The reading of the answer. `DocumentRejected` `unreadable-by` for bytes that are no such JSON."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DocumentRejected("unreadable-by", "This is no saved answer of Textract: it is not JSON.") from error
    return read_answer(answer)
