"""Every case of the designs by its id, and the tests that hold it: `python -m tests.cases [id]` lists them.

A test belongs to a case when the id is a part of its name (`test_t01_…`) or begins one of its parameters (`"T01 …"`),
so that `pytest -k t01` runs what stands behind a case. `tests/unit/test_cases.py` fails when a case has no test.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent

CASES: dict[str, str] = {
    # files
    "T01": "nothing, a byte, a bare signature, zeros or blanks: an empty file",
    "T02": "declared type, ending and bytes disagree, in every pair: the bytes decide, and it is noted",
    "T03": "pages, scripts, programs and office files under a good name: refused",
    "T04": "double endings, trailing dots, NUL, capitals: only the bytes count",
    "T05": "two files in one: what is shown is drawn anew, without what hides behind",
    "T06": "giant pictures in few bytes: refused before they are decoded",
    "T07": "a JPEG that claims to be larger than its data: refused",
    "T08": "text and profile bombs in a PNG: refused within the limits",
    "T09": "TIFF directories that loop, or lead to too many pages: refused",
    "T10": "animations: the first picture counts",
    "T11": "pictures that were cut off: refused, never half a picture",
    "T12": "every kind of colour comes out readable, on white",
    "T13": "every orientation comes out upright",
    "T14": "place, device and owner in the metadata: in no picture that is shown",
    "T15": "broken metadata: ignored",
    "T16": "markup and formulas in metadata: never shown",
    "T17": "a password is needed: refused by name, nothing is read",
    "T18": "only changing is forbidden: read",
    "T19": "actions of a PDF: never done, nobody is called",
    "T20": "files inside a PDF: only XML is unpacked whole, of the rest a beginning; nothing is run",
    "T21": "streams that unpack to too much: refused within the limits",
    "T22": "giant pictures inside a small PDF: refused before they are drawn",
    "T23": "page trees and tables that loop: refused or read in time",
    "T24": "no page, too many pages, a giant page: refused",
    "T25": "forms without pages of their own: refused by name",
    "T26": "something before the header of a PDF: stepped over, and refused where it is active",
    "T27": "a damaged table that can be mended: read",
    "T28": "broken HEIC files and films: refused",
    "T29": "XML attacks: refused, no file is read, nobody is called",
    "T30": "XML over five megabytes beside the files embedded in it: refused",
    "T31": "archives: refused",
    "T32": "hostile file names: in no path, one line in a header",
    "T33": "sizes that are declared wrongly or not at all: counted while they arrive",
    "T34": "forms with a thousand parts, huge headers, no name: refused at once",
    "T35": "two files, or text in place of one: refused",
    "T36": "formulas in an export: text",
    "T37": "a script in a name: text, and no policy lets it run",
    "T38": "what a browser would run cannot be kept; files are attachments of a fixed type",
    "T39": "a ticket to upload holds for one key, type, size and time",
    "T40": "an upload put again after the look: the bytes that were looked at count",
    "T41": "an address in place of a file: no call takes one",
    "T42": "the same bytes cost once, one byte more is another document",
    "T43": "a flood of one owner meets the quota and slows nobody",
    "T44": "malware: found before anything is kept, nothing is served unscreened",
    "T45": "text of documents: without control characters, within limits, and data only",
    "T46": "a document that takes over the program that parses it: it reads, writes, starts and calls nothing",
    # the API
    "A01": "another owner's objects answer like unknown ones, whatever is tried",
    "A02": "another owner's scan or upload cannot be saved",
    "A03": "lists, searches and exports never hold a foreign row",
    "A04": "a cursor holds for its owner and query, and in one form",
    "A05": "ids are 128 bits by chance; guessing finds nothing",
    "A06": "nobody gets an address of another's document",
    "A07": "keys are made by the server alone",
    "A08": "members that are not the caller's to set: refused",
    "A09": "answers hold what is described and nothing of the inside",
    "A10": "groups open nothing, and there is no call for some alone",
    "A11": "every call but the two public ones asks for a token of the right scope",
    "A12": "what is not described is not there",
    "A13": "other methods: 405 with those that are allowed",
    "A14": "JSON too large, too deep or ambiguous: refused at once",
    "A15": "text is kept exactly, or refused",
    "A16": "amounts are exact, or refused",
    "A17": "dates that are none: refused",
    "A18": "page sizes out of range: refused",
    "A19": "conditions are values, never a part of a query",
    "A20": "the gateway is throttled, and a throttled caller is told when to come again",
    "A21": "scans are counted per owner before they are read",
    "A22": "of many at once exactly as many pass as are left",
    "A23": "all owners together have so many pages a day",
    "A24": "an owner keeps so many documents and bytes",
    "A25": "the same key and request: one effect, the same answer",
    "A26": "the same key with another request: refused",
    "A27": "the same key while the first runs: told to wait",
    "A28": "without a key nothing is done twice either",
    "A29": "keys that are none: refused",
    "A30": "a key belongs to its owner and route",
    "A31": "a key is free after a day",
    "A32": "what was refused before it took effect may be repeated",
    "A33": "changes name the version they are about",
    "A34": "every failure is a problem of RFC 9457",
    "A35": "a fault of ours is told in general and logged in full",
    "A36": "no other page may read answers",
    "A37": "a preflight allows nothing",
    "A38": "safe headers on every answer",
    "A39": "the page runs under a policy without inline script, and never breaks it",
    "A40": "no cookie is read, so no other site can act for a person",
    "A41": "tokens outlive no tab; renewal tokens are good once",
    "A42": "sign-in: only browsers that were let in, S256, one use, exact addresses, nothing follows a wrong request",
    "A43": "tickets say key, type, size and time; links are short and attachments",
    "A44": "signed addresses are in no log",
    "A45": "no log line of any test holds a token, an address, a number or a text of somebody",
    "A46": "whatever is logged is one line of JSON",
    "A47": "every request has an id, in the answer and in the log",
    "A48": "headers of proxies and gateways, sent by a caller, change nothing",
    "A49": "health tells that it is there, and asks nobody",
    "A50": "answers of Textract are read or refused, whatever stands in them",
    "A51": "what is deleted is gone in every form",
    "A52": "an export is complete and holds own things alone",
    "A53": "compressed bodies: refused",
    "A54": "slow bodies are given up and leave nothing",
    "A55": "one machine: loopback alone, its own names, private files",
    # faults
    "F01": "a scan sent again with its key after the client's time-out: one effect, the same answer",
    "F02": "the same bytes without a key: the same scan",
    "F03": "two scans of the same bytes at the same moment: read once",
    "F04": "Textract is throttled once: read after a pause",
    "F05": "Textract is throttled for long: ended with a reason, without a storm of calls",
    "F06": "Textract has a fault, once or always: read, or failed with a reason and not counted",
    "F07": "Textract refuses the document: told by its code, asked once, not counted",
    "F08": "Textract refuses us: told to the operators, asked once",
    "F09": "Textract knows the token with another place: one more token, then failed",
    "F10": "Textract answers after our time-out: charged once",
    "F11": "Textract's answer is empty, cut or foreign: never an empty invoice",
    "F12": "killed before any write: nothing to see",
    "F13": "killed after the pending record: taken back, or saved when asked again",
    "F14": "killed between document and transaction: mended to stored, or removed",
    "F15": "killed between transaction and answer: there, and the same when asked again",
    "F16": "killed after a key was taken: free again when its request cannot run any more",
    "F17": "a key taken without time left: free again at once",
    "F18": "a put fails, or its answer gets lost: one object",
    "F19": "an object is there already: fine with the same bytes, refused with others",
    "F20": "bytes damaged on their way: refused",
    "F21": "a write is throttled, or its answer gets lost: one effect",
    "F22": "a transaction loses against another: repeated; against a condition: told",
    "F23": "a transaction is sent twice: one effect",
    "F24": "a record larger than an item may be: kept whole",
    "F25": "a read right after a write: shows it",
    "F26": "two editors of one version: one wins, one is told",
    "F27": "a result that comes after the save: what a person saved stays",
    "F28": "a result that comes after the delete: nothing comes back",
    "F29": "a delete again, or of what is half deleted: every copy gone",
    "F30": "an event of the storage comes again and again, or days later: one effect",
    "F31": "events of one object come out of order: no state goes back",
    "F32": "events of objects that are not ours: ignored",
    "F33": "an event comes before the row that it is about: tried again",
    "F34": "an event never comes: the sweeper finds the object, or offers it to its owner",
    "F35": "messages of another form: ignored or set aside, the batch goes on",
    "F36": "one bad message of ten: it alone comes back",
    "F37": "a message that always fails: set aside, and its scan ends with a reason",
    "F38": "a whole batch fails: all of it comes back",
    "F39": "a message twice in a batch: one effect",
    "F40": "a worker slower than its lease: charged once",
    "F41": "a worker dies with its lease: another ends the job",
    "F42": "a queue that is behind for days: nothing lost, everything ended with a reason",
    "F43": "messages put back after a repair, twice: one effect each",
    "F44": "killed after a job of Textract began: asked again it is the same job",
    "F45": "a notice of Textract comes twice, too early or never: one effect",
    "F46": "a forged notice: ignored",
    "F47": "a job of Textract fails, or in part: failed with a reason, or marked",
    "F48": "parts of a long answer fail, expire or come twice: whole, each line once",
    "F49": "a job that Textract has forgotten: failed with a reason",
    "F50": "too many jobs at a time: they wait, no owner before the others",
    "F51": "a hundred cold starts at once: one fetch of the keys each at most",
    "F52": "no keys at a cold start: told, and healed without a restart",
    "F53": "a clock that is five minutes off: tokens, leases and signatures by their rules",
    "F54": "leap days, summer time, the end of the year: spans are of UTC",
    "F55": "the encryption key is throttled or switched off: told, nothing half written",
    "F56": "a right is missing: told to the operators, nothing half written",
    "F57": "old and new code at once: messages are understood or come back",
    "F58": "rows of older and newer code: read, and never overwritten with less",
    "F59": "counting fails: nothing is read",
    "F60": "two sweepers at once, one that dies, one that meets fresh uploads: staged copies alone are removed",
    "F61": "the disk is full at any step: told, nothing half written, old data readable",
    "F62": "killed at any step, or a power cut: everything answered is there",
    "F63": "two processes on one folder: they wait or are told",
    "F64": "records restored, lost, empty or foreign: told at the start, differences are listed, nothing is removed",
}  # fmt: skip

# Told by the names of their tests: what is wrong with a token, and what happens to the key set.
COUNTED = {"J": 76, "K": 20}

EVERY = [*CASES, *(f"{letter}{number:02}" for letter, most in COUNTED.items() for number in range(1, most + 1))]

_BEGINS = re.compile(r"[A-Z]\d\d\b")


@cache
def found_tests() -> dict[str, list[str]]:
    """Which tests hold a case, by its id, as the tests themselves say."""
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        name = file.relative_to(TESTS.parent)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            for text, ids in _ids(node):
                for id_ in ids:
                    found.setdefault(id_, []).append(f"{name}::{text}")
    return found


def _ids(node: ast.stmt) -> list[tuple[str, list[str]]]:
    """Texts inside a statement of a module that name cases, and the cases."""
    named: list[tuple[str, list[str]]] = []
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        parts = [part.upper() for part in node.name.split("_")]
        named.append((node.name, [part for part in parts if _BEGINS.fullmatch(part)]))
    for inside in ast.walk(node):
        if isinstance(inside, ast.Constant) and isinstance(inside.value, str) and _BEGINS.match(inside.value):
            named.append((f'"{inside.value[:60]}"', [inside.value[:3]]))
    return named


if __name__ == "__main__":
    asked = [text.upper() for text in sys.argv[1:]] or EVERY
    for case in asked:
        print(case, CASES.get(case, ""))
        for test in found_tests().get(case, ["no test"]):
            print("    ", test)
