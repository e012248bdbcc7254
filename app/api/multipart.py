"""multipart/form-data with one file: read while it arrives, with limits on everything that a form can hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from app.api.bodies import BodyTooLarge, receive
from app.api.content_disposition import given_name
from app.domain.errors import InvalidInput

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_PARTS = 20
MAX_FIELD_BYTES = 8 * 1024
FORM_BYTES = 64 * 1024  # boundaries, headers and fields around the file


@dataclass
class File:
    data: bytearray
    file_name: str
    declared_type: str | None


@dataclass
class Form:
    """Text fields, each name once, and the file."""

    fields: dict[str, str] = field(default_factory=dict)
    file: File | None = None


Limit = Callable[[dict[str, str]], int]  # how large the file may be, given the fields that came before it


async def receive_form(request: Request, *, largest: int, limit: Limit) -> Form:
    """The form of a request. `InvalidInput`: `bad-multipart` when it is malformed, `unexpected-part` when it holds
    something else than text fields and one file named `file`. `BodyTooLarge` for too much of anything."""
    _, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if not boundary:
        raise _malformed("the Content-Type names no boundary")
    reader = _FormReader(limit)
    try:
        parser = MultipartParser(boundary, reader.callbacks(), max_header_count=10, max_header_size=4 * 1024)
        await receive(request, parser.write, limit=largest + FORM_BYTES)
        parser.finalize()
    except FormParserError as error:
        raise _malformed(str(error)[:200]) from error
    if not reader.ended:
        raise _malformed("it has no end")
    return reader.form


class _FormReader:
    """Collects what the parser tells, part by part."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self.form = Form()
        self.ended = False
        self._parts = 0

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._open,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._all,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise _malformed(f"it has more than {MAX_PARTS} parts")
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _open(self) -> None:
        """The part's headers are known: it is the file, or a text field."""
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        if not self._field:
            raise _malformed("a part has no name")
        file_name = given_name(disposition)
        self._content = bytearray()
        if file_name is None and b"content-type" not in self._headers:
            self._open_field()
        elif not file_name:
            raise _malformed("the file has no file name")
        else:
            self._open_file(file_name)

    def _open_field(self) -> None:
        if self._field == "file":
            raise _unexpected("The part `file` is a text field: send it as a file, with a file name.")
        if self._field in self.form.fields:
            raise _unexpected("A field is given twice.")
        self._room = MAX_FIELD_BYTES

    def _open_file(self, file_name: str) -> None:
        if self._field != "file":
            raise _unexpected("The file must be sent under the name `file`.")
        if self.form.file is not None:
            raise _unexpected("There is more than one file. Send one at a time.")
        declared = self._headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        self.form.file = File(self._content, file_name, declared or None)
        self._room = self._limit(self.form.fields)

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]
        if len(self._content) > self._room:
            raise BodyTooLarge(self._room)

    def _end(self) -> None:
        if self.form.file is None or self.form.file.data is not self._content:
            self.form.fields[self._field] = self._content.decode("utf-8", "replace")

    def _all(self) -> None:
        self.ended = True


def _malformed(what: str) -> InvalidInput:
    return InvalidInput(f"The form cannot be read: {what}.", code="bad-multipart")


def _unexpected(detail: str) -> InvalidInput:
    return InvalidInput(detail, code="unexpected-part")
