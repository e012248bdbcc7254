"""Write what the web page shows of each value, and the names, from the tables in `app/domain/fields.py` and
`app/domain/readers.py`."""

import json
from pathlib import Path
from typing import Any, get_args

from app.domain import invoice
from app.domain.fields import FIELDS, HOLDERS, WHOLES, Field, Use
from app.domain.readers import READERS

PAGE = Path(__file__).parents[1] / "app" / "web" / "src"
_SHOWN = {Use.ALWAYS: "always", Use.ADDABLE: "addable", Use.INSIDE: "inside"}


_KINDS = (
    (invoice.Number, "number"),
    (invoice.Date, "date"),
    (invoice.Time, "time"),
    (invoice.Currency, "currency"),
    (invoice.Country, "code"),
    (invoice.DocumentType, "type"),
    (bool, "flag"),
)


def _kind(field: Field) -> str:
    """How a value is typed and read: by its declared type, or `long` where it may have several lines."""
    if Use.LONG in field.uses:
        return "long"
    holder, _, name = field.path.replace("*", "0").rpartition(".")
    model = invoice.kind_at(holder) if holder else invoice.Invoice
    declared = get_args(model.model_fields[name].annotation)
    return next((kind for type_, kind in _KINDS if type_ in declared), "text")


def _row(field: Field) -> dict[str, Any]:
    shown = next((word for use, word in _SHOWN.items() if use in field.uses), "found")
    about = {"path": field.path, "kind": _kind(field), "group": field.group.value, "shown": shown}
    return about | {"wanted": Use.WANTED in field.uses}


def _key(path: str) -> str:
    """As i18next takes it: a dot would part it."""
    return path.replace(".*", "").replace(".", "_")


def _names(language: str) -> dict[str, dict[str, str]]:
    place = ("en", "vi").index(language)
    own = {_key(field.path): getattr(field, language) for field in FIELDS}
    own |= {_key(path): names[place] for path, names in WHOLES.items()}
    return {
        "values": own,
        "holders": {_key(path): names[place] for path, names in HOLDERS.items()},
        "readers": {reader.name: getattr(reader, language) for reader in READERS.values()},
    }


def written() -> dict[Path, Any]:
    """What each file holds."""
    return {
        PAGE / "fields" / "fields.json": [_row(field) for field in FIELDS],
        **{PAGE / "i18n" / language / "names.json": _names(language) for language in ("en", "vi")},
    }


if __name__ == "__main__":
    for path, content in written().items():
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
