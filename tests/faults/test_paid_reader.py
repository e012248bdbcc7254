"""Faults around a reader that charges for each page, the real one over HTTP: F04 to F11, F40, F41, F59.

Whatever happens, the scan ends with a reading or a reason, nothing is charged twice without a person asking for it, and
what failed is not counted.
"""

from collections.abc import Iterator

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.timeouts import TIMEOUTS, Timeouts
from app.adapters.textract.calls import THROTTLED, Calls
from app.adapters.textract.reader import TextractReader
from app.domain.document import Document
from app.domain.scan import Scan, ScanState
from tests.faults.clients import paper_of
from tests.faults.harness import Fate, Harness, Stopped, when
from tests.faults.scene import Scene
from tests.making import ANNA
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Fault, Textract, textract_server

ALWAYS = 1_000


@pytest.fixture
def textract(monkeypatch: pytest.MonkeyPatch) -> Iterator[Textract]:
    served = Textract(answer=answer(invoice_page()))
    with textract_server(served) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_TEXTRACT", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield served


@pytest.fixture
def scene(textract: Textract) -> Scene:
    """Ben's invoice is there already; what Textract is asked from now on is Anna's."""
    scene = Scene(charges=False)
    read_by(scene, TIMEOUTS["textract"])
    return scene


def read_by(scene: Scene, timeouts: Timeouts) -> None:
    clients = AwsClients(region="eu-west-1", timeouts={"textract": timeouts})
    scene.world.reader = TextractReader(clients.textract, redraw=redrawn, calls=Calls(sleep=lambda seconds: None))
    scene.world.container = scene.world.services()


def redrawn(document: Document, page: int) -> bytes:
    return document.data


def ended(scene: Scene, scan_id: str | None = None) -> Scan:
    """Anna's scan, half an hour later; every promise holds."""
    name = scan_id or scene.anna.scan() or ""
    scene.restarted()
    assert scene.broken() == []
    scan = scene.world.container.scans.get(ANNA, name)
    counted = scene.world.scans.counted(ANNA)
    assert counted == ((0, 0) if scan.state is ScanState.FAILED else (1, 1))
    return scan


def code(scan: Scan) -> str | None:
    return scan.reason.code if scan.reason else None


@pytest.mark.parametrize("error", [*THROTTLED, "InternalServerError"])
def test_f04_f06_what_passes_is_tried_again(textract: Textract, scene: Scene, error: str) -> None:
    textract.faults = [Fault(error)] * 3  # so that both tries of the first delivery fail
    assert ended(scene).state is ScanState.DONE
    assert (textract.calls["AnalyzeExpense"], textract.pages_charged) == (4, 1)


def test_f05_what_lasts_ends_with_a_reason_and_without_a_storm(textract: Textract, scene: Scene) -> None:
    textract.faults = [Fault("InternalServerError")] * ALWAYS
    scans = [scene.anna.scan(number) or "" for number in range(5)]
    scene.restarted()
    assert scene.broken() == []
    found = [scene.world.container.scans.get(ANNA, scan_id) for scan_id in scans]
    assert {(scan.state, code(scan)) for scan in found} == {(ScanState.FAILED, "unavailable")}
    assert textract.calls["AnalyzeExpense"] <= 5 * 12 * 2, "in 25 minutes, of which each wait is longer than the last"
    assert scene.world.scans.counted(ANNA) == (0, 0)


@pytest.mark.parametrize("error", THROTTLED)
def test_f06_a_reader_that_takes_no_more_for_hours_fails_nothing(textract: Textract, scene: Scene, error: str) -> None:
    textract.faults = [Fault(error)] * ALWAYS
    scan_id = scene.anna.scan() or ""
    scene.restarted()
    refused = textract.calls["AnalyzeExpense"]
    assert scene.world.container.scans.get(ANNA, scan_id).state is ScanState.READING
    assert refused <= 12 * 2, "each wait is longer than the last"
    textract.faults = []
    assert ended(scene, scan_id).state is ScanState.DONE
    assert textract.pages_charged == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("UnsupportedDocumentException", "unsupported-type"),
        ("BadDocumentException", "damaged"),
        ("DocumentTooLargeException", "too-large"),
        ("InvalidParameterException", "unreadable-by"),
    ],
)
def test_f07_a_document_that_is_refused_is_not_sent_again(
    textract: Textract, scene: Scene, error: str, said: str
) -> None:
    textract.faults = [Fault(error)]
    assert code(ended(scene)) == said
    assert textract.calls["AnalyzeExpense"] == 1


@pytest.mark.parametrize("error", ["AccessDeniedException", "InvalidS3ObjectException"])
def test_f08_what_operators_must_mend_is_told_them_and_not_tried_again(
    textract: Textract, scene: Scene, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    textract.faults = [Fault(error)] * ALWAYS
    assert code(ended(scene)) == "misconfigured"
    assert textract.calls["AnalyzeExpense"] == 1
    assert [line.levelname for line in caplog.records if error in line.getMessage()] == ["ERROR"]


@pytest.mark.parametrize(
    "fault", [Fault(seconds=0.4), Fault(keep=0.5), Fault(keep=0.5, honest=True), Fault(status=200)], ids=str
)
def test_f10_f11_an_answer_that_does_not_come_whole_is_not_paid_for_again(
    textract: Textract, scene: Scene, fault: Fault
) -> None:
    read_by(scene, Timeouts(1, 0.2, 1))
    textract.faults = [fault]
    scan_id = scene.anna.scan()
    assert code(ended(scene, scan_id)) == "unanswered"
    assert textract.calls["AnalyzeExpense"] == 1
    again = scene.anna.scan()  # a person asks again, and pays again
    assert again != scan_id
    assert ended(scene, again).state is ScanState.DONE
    assert textract.calls["AnalyzeExpense"] == 2


def test_f40_a_worker_slower_than_its_lease_is_not_doubled(textract: Textract, scene: Scene) -> None:
    scan_id = scene.anna.scan() or ""
    analyze = textract._analyze
    seen: list[object] = []

    def slow(parameters: dict[str, object]) -> dict[str, object]:
        textract._analyze = analyze  # type: ignore[method-assign]
        scene.world.later(seconds=31)  # the job is free again, and a second worker takes it
        scene.world.container.sweep.resume()
        seen.append(scene.world.work())
        return analyze(parameters)

    textract._analyze = slow  # type: ignore[method-assign]
    scene.world.container.jobs.run_one()
    assert seen and seen[0]
    assert ended(scene, scan_id).state is ScanState.DONE
    assert textract.pages_charged == 1


@pytest.mark.parametrize(
    ("stop", "said", "charged"),
    [
        (("jobs.take", Fate.STOPPED_AFTER), None, 1),
        (("documents.get", Fate.STOPPED_AFTER), None, 1),
        (("reader.read", Fate.STOPPED_AFTER), "interrupted", 1),
        (("jobs.done", Fate.STOPPED_BEFORE), None, 1),
    ],
)
def test_f41_what_a_dead_worker_had_is_ended_by_another(
    textract: Textract, scene: Scene, stop: tuple[str, Fate], said: str | None, charged: int
) -> None:
    scan_id = scene.anna.scan()
    scene.under(Harness(when(*stop), scene.world.clock))
    with pytest.raises(Stopped):
        scene.world.work()
    scene.world.container = scene.world.services()
    scene.world.later(seconds=29)
    assert scene.world.work() == 0, "its lease has not run out"
    assert code(ended(scene, scan_id)) == said
    assert textract.pages_charged == charged


def test_f59_nothing_is_read_that_was_not_counted(textract: Textract, scene: Scene) -> None:
    scene.under(Harness(when("scans.add", Fate.FAILED), scene.world.clock))
    assert scene.anna.scan() is None
    scene.restarted()
    assert scene.broken() == []
    assert textract.pages_charged == 0
    assert scene.world.scans.counted(ANNA) == (0, 0)


def test_f59_what_is_counted_and_read_are_one_row(textract: Textract, scene: Scene) -> None:
    scene.under(Harness(when("scans.add", Fate.LOST), scene.world.clock))
    assert scene.anna.scan() is None
    scene.world.later(seconds=1)
    assert ended(scene).state is ScanState.DONE
    assert textract.pages_charged == 1
    assert scene.world.container.scans.start(ANNA, paper_of(ANNA, 1)).attempts == 1
