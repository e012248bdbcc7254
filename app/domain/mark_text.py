"""The mark of an installation as JSON: what lies beside the documents."""

import json
from datetime import datetime

from app.domain.installation import Mark


def written(mark: Mark) -> bytes:
    values = {"installation": mark.installation, "stamp": mark.stamp, "at": mark.at.isoformat()}
    return json.dumps(values).encode()


def read(data: bytes) -> Mark | None:
    """None for what is no mark: somebody else wrote it."""
    try:
        values = json.loads(data)
        return Mark(str(values["installation"]), int(values["stamp"]), datetime.fromisoformat(values["at"]))
    except (ValueError, KeyError, TypeError):
        return None
