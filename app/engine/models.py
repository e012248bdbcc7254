"""The models of the recognizer, from the package's folder: one finds lines, one reads them, with all of its signs or
without those that stand behind the alphabets."""

import os
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onnx import ModelProto

DETECT_SIDE = 1120
"""Lines are found on a smaller picture than they are read from; finer detail does not help finding."""
BATCH = 6
LEAST_WIDTH = 96
"""Strips of text are filled up to this width at least. The usual 320 spends a third of the work on empty paper."""
THREADS = 2
"""For one page: whoever waits for it has both cores. Lines are found by one run of a model on several threads, and read
by several runs on one thread each, which costs less."""
FIRST_IDEOGRAPH = "\u2e80"

_READS = "PP-OCRv6_rec_small.onnx"
_CHARACTERS = "character"  # name under which a model keeps what its columns stand for


@cache
def engine() -> Any:
    """The models, loaded once in a process."""
    return _engine(_session(_without_ideographs(_model(_READS)), threads=1))


@cache
def reader_of_ideographs() -> Any:
    """What reads lines with all signs of the model, Chinese and Japanese: loaded for the first page that needs it."""
    return _engine(_session(_model(_READS), threads=1)).recognize_txt


def _engine(reads: Any) -> Any:
    from omegaconf import flag_override
    from rapidocr import RapidOCR

    made = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.return_word_box": True,
            "Det.limit_side_len": DETECT_SIDE,
            "Det.limit_type": "max",
            "Det.use_dilation": False,  # it glues neighbouring columns together
            "Rec.rec_batch_num": BATCH,
            "Rec.rec_img_shape": [3, 48, LEAST_WIDTH],
        }
    )
    # Sessions of our own: left to itself the package would look for newer model files and fetch them.
    with flag_override(made.cfg, "allow_objects", True):
        made.cfg.Det.session = _finder()
        made.cfg.Rec.session = reads
    return made


@cache
def _finder() -> Any:
    return _session(_model("PP-OCRv6_det_small.onnx"), threads=THREADS)


def _model(name: str) -> bytes:
    return (files("rapidocr") / "models" / name).read_bytes()


def _session(model: bytes, *, threads: int) -> Any:
    # Microsoft's builds of the runtime report their use to events.data.microsoft.com unless told not to, from their
    # first moment on. Nothing is sent from here.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena never gives memory back
    options.log_severity_level = 4
    # Threads that wait in a loop take the processor from others, and from each other, when the machine is busy.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _without_ideographs(data: bytes) -> bytes:
    """The model that reads lines, its last layer without the signs that stand behind the alphabets: 17,900 of 18,700
    columns, which took a seventh of the time and a third of the memory, and were sometimes seen in plain print."""
    import onnx
    from numpy import ascontiguousarray
    from onnx import numpy_helper

    model: ModelProto = onnx.load_from_string(data)
    told = next(entry for entry in model.metadata_props if entry.key == _CHARACTERS)
    characters = told.value.splitlines()
    kept = [place for place, character in enumerate(characters) if character < FIRST_IDEOGRAPH]
    columns = [0, *(place + 1 for place in kept), len(characters) + 1]  # the first is none, the last the space
    last = model.graph.output[0].type.tensor_type.shape.dim[-1]
    for weights in model.graph.initializer:
        if weights.dims and weights.dims[-1] == last.dim_value:
            fewer = ascontiguousarray(numpy_helper.to_array(weights)[..., columns])
            weights.CopyFrom(numpy_helper.from_array(fewer, weights.name))
    last.dim_value = len(columns)
    told.value = "\n".join(characters[place] for place in kept)
    del model.graph.value_info[:]  # shapes in between, as they were
    return bytes(model.SerializeToString())
