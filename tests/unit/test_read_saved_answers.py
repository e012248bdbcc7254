"""`invoices read --reader textract`: saved answers of Textract, without calling anything."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands.read import read_files
from app.settings import LocalSettings
from tests.textract_answers import answer, invoice_page


def test_a_saved_answer_is_read_and_a_file_of_another_kind_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, other = tmp_path / "answer.json", tmp_path / "receipt.jpg"
    saved.write_text(json.dumps(answer(invoice_page())))
    other.write_bytes(b"\xff\xd8\xff no JSON")
    code = read_files(
        [saved, other], reader="textract", jsonl=True, workers=1, ignore=[], settings=LocalSettings(data_dir=tmp_path)
    )
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["ok"], first["reader"], first["invoice"]["invoice_number"]["value"]) == (True, "textract", "INV-7")
    assert (second["ok"], second["problem"]["code"]) == (False, "unreadable-by")
    assert code == 1


def test_reading_an_answer_needs_nothing_of_amazon_and_no_heavy_library(tmp_path: Path) -> None:
    """The functions read answers in their own process, which starts quickly for that."""
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(answer(invoice_page())))
    program = (
        "import sys\nfrom app.adapters.textract.saved import read_saved_answer\n"
        "reading = read_saved_answer(open(sys.argv[1], 'rb').read())\n"
        "heavy = {'boto3', 'botocore', 'numpy', 'pypdfium2', 'PIL', 'cv2', 'onnxruntime', 'rapidocr', 'lightgbm'}\n"
        "print(reading.invoice.invoice_number, sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program, saved], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "INV-7 []"
