"""A process that handles files from strangers: `python -m app.engine.worker MEMORY_MB NICENESS [warm]`.

It says first what its cage lacks. Then it answers one request after the other, from standard input to what was standard
output, and ends with its input: when the server dies no worker is left. An error that nobody foresaw ends the process;
the server starts a new one.
"""

import importlib
import json
import os
import select
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from app.domain.errors import DocumentRejected
from app.domain.invoice import Invoice
from app.domain.readers import READERS
from app.engine import cage, limits
from app.engine.frames import read_frame, write_frame
from app.engine.page_form import packed, unpacked

if TYPE_CHECKING:
    from app.domain.reading import PageWord, Reading

# What most requests need, in the order in which they need it.
_WARM = (
    "app.engine.inspect_pdf",
    "app.engine.inspect_pictures",
    "app.engine.einvoice_reader",
    "app.engine.text_reader",
    "app.engine.crosscheck.reader",
)


def main(arguments: list[str]) -> None:
    limits.confine(memory_mb=int(arguments[0]), niceness=int(arguments[1]))
    missing = cage.shut()
    # Libraries print: only this function knows the descriptor that answers go to.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    write_frame(answers, {"kind": "caged", "missing": missing})
    if "warm" in arguments:
        _load_until_asked()
    _serve(sys.stdin.buffer, answers)


def _load_until_asked() -> None:
    """Load libraries while there is nothing else to do; a request that comes early does not wait for all of them."""
    for name in _WARM:
        if select.select([0], [], [], 0)[0]:
            return
        importlib.import_module(name)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while request := read_frame(requests):
        head, data = request
        limits.allow(cpu_seconds=head["cpu_seconds"], memory_mb=head["memory_mb"])
        try:
            answer, body = _answer(head, data, lambda stage: write_frame(answers, {"kind": "stage", "stage": stage}))
        except DocumentRejected as error:
            answer, body = {"kind": "rejected", "code": error.code, "detail": error.detail}, b""
        except MemoryError:
            detail = "Reading the file takes more memory than is allowed."
            answer, body = {"kind": "rejected", "code": "too-complex", "detail": detail}, b""
        except RecursionError:
            detail = "The file is nested too deeply."
            answer, body = {"kind": "rejected", "code": "too-complex", "detail": detail}, b""
        limits.rest()
        write_frame(answers, answer, body)


def _answer(head: dict[str, Any], data: bytes, progress: Callable[[str], None]) -> tuple[dict[str, Any], bytes]:
    if head["command"] == "inspect":
        from app.engine.inspect import inspect

        return {"kind": "done", "pages": inspect(data, head["media_type"])}, b""
    return {"kind": "done"}, _body(head, data, progress)


def _body(head: dict[str, Any], data: bytes, progress: Callable[[str], None]) -> bytes:
    match head["command"]:
        case "render":
            from app.engine.raster import render_jpeg

            return render_jpeg(data, head["media_type"], head["page"])
        case "read":
            reader = importlib.import_module(f"app.engine.{READERS[head['reader']].name}_reader")
            reading: Reading = reader.read(data, head["media_type"], head["pages"], progress)
            return reading.model_dump_json().encode()
        case "look" | "values" | "printed" | "opinion":
            return _opinion(data, head) if head["command"] in ("printed", "opinion") else _recognized(data, head)
        case "words":
            return json.dumps([word.model_dump() for word in _words(data, head)]).encode()
        case "compare" | "see":
            return _seen(head, data) if head["command"] == "see" else _compared(head, data)
        case "files":
            return _files(data, head)
        case unknown:
            raise ValueError(f"there is no command {unknown!r}")


def _recognized(data: bytes, head: dict[str, Any]) -> bytes:
    from app.engine.picture_reader import look, read_pages

    if head["command"] == "look":
        return packed((look(data, head["media_type"], head["page"]),))
    return read_pages(unpacked(data)).model_dump_json().encode()


def _opinion(data: bytes, head: dict[str, Any]) -> bytes:
    """The printed rows, or the reading with what a model said of them. `data` is the words of pages that were
    recognized, or the PDF whose text layer holds them."""
    from app.domain.reading import Source
    from app.engine.second_opinion import printed, read_with
    from app.engine.words import DocumentText

    if head["recognized"]:
        text = DocumentText(Source.ENGINE, unpacked(data))
    else:
        from app.engine.text_layer import read_text_layer

        text = read_text_layer(data)
    if head["command"] == "printed":
        return printed(text).encode(errors="replace")
    return read_with(text, head["values"]).model_dump_json().encode()


def _files(data: bytes, head: dict[str, Any]) -> bytes:
    """The list of what is inside as JSON, or the bytes of one."""
    from app.engine.attached_files import list_files, open_file

    if head["number"] is not None:
        return open_file(data, head["media_type"], head["number"])
    return json.dumps([file.model_dump() for file in list_files(data, head["media_type"])]).encode()


def _words(data: bytes, head: dict[str, Any]) -> "list[PageWord]":
    from app.domain.reading import Region
    from app.engine.page_words import words_of_region, words_of_text_layer

    region = Region(*head["region"]) if head["region"] else None
    if head["look"] and region:
        return words_of_region(data, head["media_type"], head["page"], region)
    return words_of_text_layer(data, head["page"], region)


def _compared(head: dict[str, Any], data: bytes) -> bytes:
    """`data` is the invoice as JSON, its length in the head, and behind it the PDF or what was recognized on its
    pages."""
    from app.engine.crosscheck.compared import Compared, pack_compared
    from app.engine.crosscheck.reader import compare_pages, compare_recognized

    size = head["first_bytes"]
    invoice, rest = Invoice.model_validate_json(data[:size]), data[size:]
    if head["recognized"]:
        return pack_compared(Compared(compare_recognized(invoice, unpacked(rest))))
    return pack_compared(compare_pages(rest, invoice, head["pages"]))


def _seen(head: dict[str, Any], data: bytes) -> bytes:
    """`data` is the places as JSON, their length in the head, and behind it the PDF."""
    from app.engine.look_closely import look_closely
    from app.engine.sights import pack_sights, unpack_places

    size = head["first_bytes"]
    return pack_sights(look_closely(data[size:], unpack_places(data[:size]), recognizes=head["recognizes"]))


if __name__ == "__main__":
    main(sys.argv[1:])
