"""Take one protection away and see the tests of its case fail: `python -m tests.bench.mutants.protections [case ...]`.

For each case the text in a module that protects, and what stands there without it. Where a case is impossible by the
way the program is made, the change puts in what would make it possible.
"""

import importlib.machinery
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.bench.mutants.faults import FAULTS
from tests.cases import CASES, found_tests

ROOT = Path(__file__).parents[3]
SLOW = ("tests/cloud", "tests/lambdas", "tests/e2e", "tests/infra", "tests/faults", "tests/fuzz")

SNIFF, PICTURES, RASTER = "app/engine/sniff.py", "app/engine/inspect_pictures.py", "app/engine/raster.py"
PDF, XML, LINKS = "app/engine/inspect_pdf.py", "app/engine/einvoice/xml.py", "app/adapters/files/links.py"
LABELS = "app/engine/labels.py"
FORM, BODIES, REQUESTS = "app/api/multipart.py", "app/api/bodies.py", "app/api/requests.py"
COUNTS, SQLITE = "app/domain/scan_counts.py", "app/adapters/sqlite/scans.py"
SCANS, INVOICES, ONCE = "app/services/scans.py", "app/services/invoices.py", "app/api/idempotency.py"

WITHOUT: dict[str, tuple[str, str, str]] = {
    "T01": (SNIFF, "data.lstrip(_PADDING)) <= 1:", "data.lstrip(_PADDING)) < 0:"),
    "T02": (LABELS, "if claim not in (None, media_type):", "if False:"),
    "T03": (SNIFF, "found = _found(data)\n", 'found = _found(data) or Sniffed("application/pdf", 0)\n'),
    "T04": (LABELS, '.rstrip(". \\0\\t\\r\\n").lower()', ""),
    "T05": (RASTER, "picture.info.clear()", "pass"),
    "T06": (PICTURES, "if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:", "if False:"),
    "T07": (PICTURES, "and _too_short(picture, len(data))", "and False"),
    "T08": ("app/engine/pictures.py", "        return Image.open(", "        from PIL import PngImagePlugin as P\n        P.MAX_TEXT_CHUNK = P.MAX_TEXT_MEMORY = 1 << 30\n        return Image.open("),
    "T09": (PICTURES, "if number == MAX_FRAMES:", "if False:"),
    "T10": (PICTURES, 'if picture.format != "TIFF":', "if False:"),
    "T11": (PICTURES, "        picture.load()\n        frames", "        frames"),
    "T12": (RASTER, "plain = on_white(picture)", 'plain = picture.convert("RGB")'),
    "T13": (RASTER, "if turn in _UPRIGHT else plain", "if False else plain"),
    "T14": (RASTER, 'picture.save(written, "JPEG", quality=_QUALITY)', 'from PIL import Image as I; picture.save(written, "JPEG", quality=_QUALITY, exif=I.open(BytesIO(data)).getexif())'),
    "T15": (PICTURES, "        picture.load()\n        frames", "        picture.load()\n        dict(picture.getexif())[1]\n        frames"),
    "T16": (RASTER, 'picture.save(written, "JPEG", quality=_QUALITY)', 'from PIL import Image as I; picture.save(written, "JPEG", quality=_QUALITY, exif=I.open(BytesIO(data)).getexif())'),
    "T17": ("app/engine/pdf_file.py", "if locked:", "if False:"),
    "T18": ("app/engine/pdf_file.py", "        return pdfium.PdfDocument(data)", '        return pdfium.PdfDocument(data, password="x") if b"/Encrypt" in data else pdfium.PdfDocument(data)'),
    "T19": (PDF, "        pages = len(document)\n", "        pages = len(document)\n        import re, socket\n        for port in re.findall(rb'127.0.0.1:(\\d+)', data):\n            socket.create_connection(('127.0.0.1', int(port)))\n"),
    "T20": ("app/engine/einvoice/hybrid.py", "start = attachment.content(most=_PEEK)", "start = attachment.content(most=MAX_WITH_FILES)"),
    "T21": (PDF, "        check_streams(document)\n", ""),
    "T22": (PDF, "        check_streams(document)\n", ""),
    "T23": (PDF, "if pages == 0:", "if False:"),
    "T24": (PDF, "if pages > MAX_PAGES:", "if False:"),
    "T25": (PDF, "if document.get_formtype() == pdfium_raw.FORMTYPE_XFA_FULL:", "if False:"),
    "T26": (SNIFF, "if begin > 0 and not holds_active(data[:begin]):", "if begin > 0:"),
    "T27": ("app/engine/pdf_file.py", "        return pdfium.PdfDocument(data)", '        if b"startxref\\n7\\n" in data:\n            raise DocumentRejected("damaged", "x")\n        return pdfium.PdfDocument(data)'),
    "T28": (SNIFF, 'return "image/heic" if start[4:8] == b"ftyp" and _is_heic(start) else None', 'return "image/heic" if start[4:8] == b"ftyp" else None'),
    "T29": (XML, "    parser.StartDoctypeDeclHandler = _refuse_doctype\n", ""),
    "T30": (XML, "len(encoded)) - builder.in_files > MAX_BYTES:", "len(encoded)) < 0:"),
    "T31": (SNIFF, "found = _found(data)\n", 'found = _found(data) or Sniffed("application/pdf", 0)\n'),
    "T32": ("app/adapters/workers/sandbox.py", 'if not unicodedata.category(letter).startswith("C")', "if letter"),
    "T33": (BODIES, "            if size > limit:", "            if False:"),
    "T34": (FORM, "if self._parts > MAX_PARTS:", "if False:"),
    "T35": (FORM, "if self.form.file is not None:", "if False:"),
    "T36": ("app/encoding/csv_rows.py", "if _FIRST.match(text) else marked", "if False else marked"),
    "T37": (REQUESTS, '    "X-Content-Type-Options": "nosniff",\n', ""),
    "T38": ("app/api/local_files.py", '"Content-Disposition": attachment(file_name),', ""),
    "T39": (LINKS, 'if fields.get("key") != _name(grant) or fields.get("Content-Type") != grant.media_type:', "if False:"),
    "T40": ("app/adapters/files/documents.py", "if self._get(path) != data:", "if False:"),
    "T41": ("app/domain/invoice.py", 'model_config = ConfigDict(extra="forbid", frozen=True)', "model_config = ConfigDict(frozen=True)"),
    "T42": (SQLITE, "            if same:", "            if False:"),
    "T43": (COUNTS, "if self.scans is not None and scans > self.scans:", "if False:"),
    "T44": ("app/services/taking_in.py", "        if found is not None:", "        if False:"),
    "T45": ("app/domain/visible.py", 'return _UNSEEN.sub("", text)', "return text"),
    "A01": ("app/adapters/sqlite/invoices.py", 'f"{_RECORDS} WHERE i.owner = ? AND i.id = ?", (find_owner(connection, owner), invoice_id)', 'f"{_RECORDS} WHERE i.id = ?", (invoice_id,)'),
    "A04": ("app/api/cursors.py", "if not hmac.compare_digest(signature, self._signature(text)) or self.seal(text.decode()) != cursor:", "if False:"),
    "A05": ("app/domain/ids.py", "scn_{secrets.token_hex(16)}", "scn_{0:032x}"),
    "A07": ("app/domain/invoice.py", 'model_config = ConfigDict(extra="forbid", frozen=True)', "model_config = ConfigDict(frozen=True)"),
    "A08": ("app/domain/invoice.py", 'model_config = ConfigDict(extra="forbid", frozen=True)', "model_config = ConfigDict(frozen=True)"),
    "A09": ("app/api/views.py", '    "reader_version",\n', ""),
    "A10": ("app/api/deps.py", "if scope not in principal.scopes:", "if scope not in principal.scopes and not principal.groups:"),
    "A11": ("app/api/deps.py", "if scope not in principal.scopes:", "if False:"),
    "A12": ("app/main.py", "redoc_url=None,", 'redoc_url="/redoc",'),
    "A13": ("app/api/errors.py", "if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:", "if False:"),
    "A14": ("app/api/strict_json.py", "if len(found) != len(pairs):", "if False:"),
    "A15": ("app/domain/invoice.py", 'if "\\0" in value:', "if False:"),
    "A16": ("app/domain/invoice.py", "if isinstance(value, bool) or not isinstance", "if not isinstance"),
    "A17": ("app/domain/invoice.py", "    if not isinstance(value, str | date):", "    if False:"),
    "A18": ("app/api/schemas.py", "limit: Annotated[int, Field(ge=1, le=100,", "limit: Annotated[int, Field(ge=1,"),
    "A19": ("app/adapters/sqlite/invoice_query.py", 'where = ["owner = ?", ', """where = [f"'{self.query.seller}' IS NOT NULL", "owner = ?", """),
    "A20": ("app/api/errors.py", 'if retry_after is not None:', "if False:"),
    "A21": (COUNTS, "if self.scans is not None and scans > self.scans:", "if False:"),
    "A22": (COUNTS, "if self.scans is not None and scans > self.scans:", "if False:"),
    "A23": (COUNTS, "if quota.pages_of_all_per_day is not None and pages > quota.pages_of_all_per_day:", "if False:"),
    "A24": (COUNTS, "if limit is not None and kept > limit:", "if False:"),
    "A25": (ONCE, "        if kept is None:\n", "        if True:\n"),
    "A26": (ONCE, "return hashlib.sha256(repr(asked).encode()).hexdigest()", 'return "same"'),
    "A27": ("app/adapters/sqlite/idempotency.py", 'if row["status"] is None:', "if False:"),
    "A28": (SQLITE, "            if same:", "            if False:"),
    "A29": (ONCE, "if len(given) > 1 or (given and not _KEY.fullmatch(given[0])):", "if False:"),
    "A30": (ONCE, "self._store.begin, self._owner, self._route,", 'self._store.begin, self._owner, "one",'),
    "A32": (ONCE, "            if not kept:\n", "            if False:\n"),
    "A33": ("app/api/preferences.py", "    if versions is not None and record.version not in versions:\n        raise", "    if False:\n        raise"),
    "A34": ("app/api/errors.py", "media_type=MEDIA_TYPE)", 'media_type="application/json")'),
    "A35": ("app/api/errors.py", 'detail="The fault was logged. Try again later."', "detail=str(__import__('sys').exc_info()[1])"),
    "A36": (REQUESTS, '    "X-Frame-Options": "DENY",\n', '    "X-Frame-Options": "DENY",\n    "Access-Control-Allow-Origin": "*",\n'),
    "A37": (REQUESTS, '    "X-Frame-Options": "DENY",\n', '    "X-Frame-Options": "DENY",\n    "Access-Control-Allow-Origin": "*",\n'),
    "A38": (REQUESTS, '    "Referrer-Policy": "no-referrer",\n', ""),
    "A40": ("app/api/bearer.py", 'values = headers.getlist("authorization")', 'values = headers.getlist("authorization") or [v.partition("Authorization=")[2] for v in headers.getlist("cookie")]'),
    "A42": ("app/adapters/sign_in/codes.py", "        if kept.used:", "        if False:"),
    "A43": (LINKS, 'if has_waited(datetime.fromtimestamp(content["ends"], UTC) - holds, self._clock(), holds):', "if False:"),
    "A44": (REQUESTS, '"route": getattr(route, "path", None),', '"route": scope["path"],'),
    "A45": (REQUESTS, '"route": getattr(route, "path", None),', '"route": str(scope["headers"]),'),
    "A46": (REQUESTS, "if _GIVEN_ID.fullmatch(id_)", "if id_"),
    "A47": (REQUESTS, 'headers["X-Request-Id"] = self.request_id', "pass"),
    "A48": ("app/api/bearer.py", 'values = headers.getlist("authorization")', 'values = headers.getlist("authorization") or [f"Bearer {v}" for v in headers.getlist("x-user-id")]'),
    "A49": ("app/api/public.py", 'return json_response(Health(status="ok"))', 'return json_response(Health(status="ok, 1"))'),
    "A50": ("app/adapters/textract/answer.py", 'if isinstance(text, str) else ""', 'if text else ""'),
    "A51": (INVOICES, "        self._remove(owner, Key(Kind.INVOICE, invoice_id))\n", ""),
    "A52": ("app/services/export.py", "    for kept in records:\n        record = kept.record\n", "    for kept in list(records)[1:]:\n        record = kept.record\n"),
    "A53": (BODIES, 'if encoding not in {"", "identity"}:', "if False:"),
    "A54": (BODIES, "async with asyncio.timeout(silence) as patience:", "async with asyncio.timeout(60) as patience:"),
    "A55": (REQUESTS, "if host is None or host[1] not in self._names:", "if False:"),
    "A02": (SQLITE, '"SELECT * FROM scans WHERE owner = ? AND id = ?", (find_owner(connection, owner), scan_id)', '"SELECT * FROM scans WHERE id = ?", (scan_id,)'),
    "A03": ("app/adapters/sqlite/invoice_query.py", 'where = ["owner = ?", ', 'where = ["(owner = ? OR 1)", '),
    "A06": (LINKS, "hmac.compare_digest(self._signature(text), signature)", "True"),
    "A31": ("app/adapters/sqlite/idempotency.py", "KEPT_FOR = timedelta(hours=24)", "KEPT_FOR = timedelta(hours=240)"),
    "A39": ("app/api/docs.py", "script-src 'self';", "script-src 'self' 'unsafe-inline';"),
    "A41": ("app/adapters/sqlite/sign_ins.py", "            self.end(id_, now, browser_too=False)\n", "            pass\n"),
}  # fmt: skip
EDITS = {case: (row,) for case, row in sorted(WITHOUT.items()) if row[1]} | FAULTS
OF_AN_ACCOUNT = ("app/adapters/dynamodb/", "app/adapters/aws/")


def main() -> None:
    os.chdir(ROOT)
    _preload()
    told: Counter[str] = Counter()
    for case in sys.argv[1:] or CASES:
        if case not in EDITS:
            told["not tried"] += 1
            print(f"{case}: not tried", flush=True)
            continue
        pid = os.fork()
        if not pid:
            os._exit(_without(case, EDITS[case]))
        _, status = os.waitpid(pid, 0)
        said = {1: "fails", 0: "passes", 5: "no test ran", 90: "text not found"}
        word = said.get(os.waitstatus_to_exitcode(status), "fails")
        told[word] += 1
        if word != "fails":
            print(f"{case}: {word}", flush=True)
    print(dict(told))


def _preload() -> None:
    """What every child needs and no change touches."""
    for name in ("fastapi", "httpx", "hypothesis", "jsonschema", "cryptography", "reportlab", "PIL.Image", "pypdfium2",
                 "pydantic", "jose", "openpyxl"):  # fmt: skip
        __import__(name)


def _without(case: str, edits: tuple[tuple[str, str, str], ...]) -> int:
    sources: dict[str, str] = {}
    for file, old, new in edits:
        source = sources.get(file) or (ROOT / file).read_text(encoding="utf-8")
        if old not in source:
            return 90
        sources[file] = source.replace(old, new)
    for file, source in sources.items():
        _change(ROOT / file, source.encode())
    files = dict.fromkeys(test.split("::")[0] for test in found_tests()[case])
    account = any(file.startswith(OF_AN_ACCOUNT) for file in sources)
    slow = tuple(name for name in SLOW if not (case in FAULTS and name == "tests/faults"))
    quick = [name for name in files if account or not name.startswith((*slow, "tests/faults/test_places"))]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    word = f"({case.lower()} or {case}) and not seaweedfs{'' if account else ' and not aws'}"
    return int(pytest.main([*quick, "-x", "-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider", "-k", word]))


def _change(file: Path, data: bytes) -> None:
    """From now on the module is read with the change in it."""
    read = importlib.machinery.SourceFileLoader.get_data

    def get_data(self: Any, path: str) -> bytes:
        if Path(path) == file:
            return data
        if path.endswith(".pyc") and file.stem in Path(path).name:
            raise OSError
        return read(self, path)

    importlib.machinery.SourceFileLoader.get_data = get_data
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name == "app" or name.startswith(("app.", "tests."))]:
        del sys.modules[name]


if __name__ == "__main__":
    main()
