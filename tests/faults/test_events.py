"""Events of an AWS account, through the real batches and messages: F30 to F39, F43, F45, F46, F50, F57."""

import itertools
import json
from contextlib import suppress
from random import Random

import pytest

from app.batches import LAST_TRY, RESERVE, SOON
from app.domain import ids
from app.domain.errors import Unavailable
from app.domain.scan import Scan, ScanState
from app.ports import Job, Key, Kind, NeedsJob
from tests.fakes import FakeJobQueue
from tests.faults import deliveries
from tests.faults.clients import paper_of
from tests.faults.deliveries import REFUSED, Elsewhere, Function, Queue, arrival, inbox, job, notice
from tests.faults.harness import FAULTS, Fate, Harness, Stopped, at
from tests.faults.scene import Scene
from tests.making import ANNA, BEN
from tests.world import World


@pytest.fixture
def scene() -> Scene:
    return Scene(charges=False)


@pytest.fixture
def queue(scene: Scene) -> Queue:
    return Queue(scene.world)


@pytest.fixture
def elsewhere(scene: Scene) -> Elsewhere:
    """Anna's documents are read elsewhere from now on."""
    scene.world.job_reader = Elsewhere()
    scene.world.reader.gives, scene.world.reader.charges = NeedsJob(), True
    scene.world.container = scene.world.services()
    reader: Elsewhere = scene.world.job_reader
    return reader


def uploaded(scene: Scene, number: int = 1, *, data: bytes | None = None) -> str:
    upload, _ = scene.world.container.uploads.open(ANNA, media_type="application/pdf", keep=True)
    scene.world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), paper_of(ANNA, number) if data is None else data)
    return upload.id


def whole(scene: Scene) -> None:
    scene.restarted()
    assert scene.broken() == []


def all_done(scene: Scene, queue: Queue) -> None:
    """Whatever waits is given, and whatever the function has put into its own queue."""
    for _ in range(3):
        queue.drain()
        scene.work()


def of_anna(scene: Scene) -> list[Scan]:
    scans, _ = scene.world.container.scans.list(ANNA, state=None, unsaved=False, limit=100, after=None)
    return list(scans)


# ---- files that arrive -----------------------------------------------------------------------------------------------


def test_f30_an_event_again_and_again_and_days_later_has_one_effect(scene: Scene, queue: Queue) -> None:
    upload_id = uploaded(scene)
    for wait in (0, 0, 1 / 60, 1, 72):
        scene.world.later(hours=wait)
        queue.send(*[arrival(inbox(ANNA, upload_id))] * 10)
        all_done(scene, queue)
    assert len(scene.anna.invoices()) == 1
    assert scene.world.reader.read_of.total() == 2, "Ben's and Anna's"
    assert queue.aside == []
    whole(scene)


def test_f30_an_event_after_its_invoice_was_deleted_brings_nothing_back(scene: Scene, queue: Queue) -> None:
    upload_id = uploaded(scene)
    queue.send(arrival(inbox(ANNA, upload_id)))
    all_done(scene, queue)
    (invoice_id,) = scene.anna.invoices()
    assert scene.anna.delete(invoice_id)
    queue.send(arrival(inbox(ANNA, upload_id)))
    all_done(scene, queue)
    assert scene.anna.invoices() == []
    assert of_anna(scene) == []
    whole(scene)


@pytest.mark.parametrize("seed", range(20))
def test_f31_events_in_any_order_turn_no_state_back(
    scene: Scene, queue: Queue, elsewhere: Elsewhere, seed: int
) -> None:
    chance, upload_id = Random(seed), uploaded(scene)
    queue.send(arrival(inbox(ANNA, upload_id)))
    all_done(scene, queue)
    (scan,) = of_anna(scene)
    elsewhere.ended.add(scan.job or "")
    late = [
        arrival(inbox(ANNA, upload_id), sequencer="0B"),
        arrival(inbox(ANNA, upload_id), sequencer="0A"),
        notice(ANNA, scan.id, scan.job or ""),
        notice(ANNA, scan.id, scan.job or ""),
        job(ANNA, scan.id),
        job(ANNA, upload_id),
    ]
    for body in chance.sample(late, len(late)):
        queue.send(body)
        all_done(scene, queue)
        scene.world.later(minutes=chance.choice((0, 1, 10)))
    assert len(scene.anna.invoices()) == 1
    assert elsewhere.read_of.total() == 1
    whole(scene)


NOT_OURS = {
    "another folder": "v1/invoices/x",
    "a folder marker": f"inbox/{ANNA.key}/",
    "no upload": inbox(ANNA, "upl_" + "0" * 32),
    "plus": inbox(ANNA, "a+b c"),
    "percent": inbox(ANNA, "%2e%2e/x"),
    "up and away": "inbox/../../etc/passwd",
    "nothing": "",
    "another owner": inbox(BEN, "upl_" + "1" * 32),
}


@pytest.mark.parametrize("key", NOT_OURS)
def test_f32_objects_that_are_not_ours_are_ignored_and_counted(scene: Scene, queue: Queue, key: str) -> None:
    queue.send(arrival(NOT_OURS[key]), arrival(NOT_OURS[key], event="ObjectRemoved:Delete"))
    assert queue.give() == []
    assert sum(count for name, count in scene.world.metrics.counted.items() if name.startswith("EventsIgnored")) == 2
    assert of_anna(scene) == []


def test_f32_an_upload_under_another_owners_name_is_nobodys(scene: Scene, queue: Queue) -> None:
    upload_id = uploaded(scene)
    queue.send(arrival(inbox(BEN, upload_id)))
    all_done(scene, queue)
    assert of_anna(scene) == []


@pytest.mark.parametrize("data", [b"", b"GIF89a"], ids=["empty", "foreign"])
def test_f32_a_file_that_is_refused_is_told_at_its_upload_and_not_tried_again(
    scene: Scene, queue: Queue, data: bytes
) -> None:
    upload_id = uploaded(scene, data=data)
    queue.send(*[arrival(inbox(ANNA, upload_id))] * 2)
    all_done(scene, queue)
    assert queue.given == 2
    assert scene.world.container.uploads.get(ANNA, upload_id).reason
    assert list(scene.world.documents.walk_all_owners(Kind.UPLOAD)) == []
    whole(scene)


def test_f33_a_ticket_is_given_only_when_its_row_can_be_seen(scene: Scene) -> None:
    for fate in (Fate.FAILED, Fate.LOST):
        harness = Harness(at(1, fate), scene.world.clock)
        scene.under(harness)
        with pytest.raises(Unavailable):
            scene.world.container.uploads.open(ANNA, media_type="application/pdf", keep=True)
        assert [call.name for call in harness.calls] == ["add"]


def test_f33_f45_news_of_a_job_before_its_id_was_kept_is_looked_at_again(
    scene: Scene, queue: Queue, elsewhere: Elsewhere
) -> None:
    scan_id = scene.anna.scan() or ""
    row, reader_begin = scene.world.scans, elsewhere.begin

    def begin_and_tell(*given: object, scan_id: str) -> str:
        name = reader_begin(*given, scan_id=scan_id)  # type: ignore[arg-type]
        elsewhere.ended.add(name)
        queue.send(notice(ANNA, scan_id, name))
        assert queue.give() == []
        assert row.get(ANNA, scan_id).job is None
        return name

    elsewhere.begin = begin_and_tell  # type: ignore[method-assign, assignment]
    scene.work()
    assert scene.world.container.scans.get(ANNA, scan_id).state is ScanState.DONE
    whole(scene)


def test_f34_a_file_whose_event_never_came_is_found_within_a_quarter_of_an_hour(scene: Scene) -> None:
    uploaded(scene)
    for _ in range(3):
        scene.world.later(minutes=5)
        for _ in scene.world.container.sweep.run():
            pass
        scene.work()
    assert len(scene.anna.invoices()) == 1
    whole(scene)


# ---- batches ---------------------------------------------------------------------------------------------------------

FOREIGN = {
    "no JSON": "{",
    "another JSON": "[]",
    "null": "null",
    "a number": "1",
    "nothing known": "{}",
    "no records": '{"Records": null}',
    "an empty record": '{"Records": [{}]}',
    "another version of S3": arrival("inbox/x", version="3.0"),
    "a notice without a message": json.dumps({"Type": "Notification", "TopicArn": deliveries.TOPIC}),
    "a notice that is no JSON": json.dumps({"Type": "Notification", "TopicArn": deliveries.TOPIC, "Message": "{"}),
    "a newer job": json.dumps({"version": 2, "issuer": "i", "subject": "s", "about": "scn_1"}),
    "a job without owner": json.dumps({"version": 1, "about": "scn_1", "attempt": 0}),
}
HARMLESS = {
    "a test of S3": json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}),
    "no records at all": json.dumps({"Records": []}),
    "a notice of nobody": json.dumps(
        {"Type": "Notification", "TopicArn": deliveries.TOPIC, "Message": json.dumps({"JobId": "x", "JobTag": "y"})}
    ),
}


@pytest.mark.parametrize("form", [*FOREIGN, *HARMLESS])
def test_f35_messages_of_another_form_do_not_harm_the_batch(scene: Scene, queue: Queue, form: str) -> None:
    upload_id = uploaded(scene)
    (foreign, _) = queue.send((FOREIGN | HARMLESS)[form], arrival(inbox(ANNA, upload_id)))
    assert queue.give() == ([foreign] if form in FOREIGN else [])
    all_done(scene, queue)
    assert [message.body for message in queue.aside] == ([FOREIGN[form]] if form in FOREIGN else [])
    assert len(scene.anna.invoices()) == 1
    whole(scene)


def poisoned(scene: Scene, poison: bytes) -> None:
    """Reading that document meets a mistake in the program."""
    read = scene.world.reader.read

    def fails(document: object, progress: object) -> object:
        if document.data == poison:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return read(document, progress)

    scene.world.reader.read = fails
    scene.world.container = scene.world.services()


def forget_jobs(world: World) -> None:
    """The messages of the queue alone are to be carried out."""
    jobs = world.storage.jobs
    assert isinstance(jobs, FakeJobQueue)
    jobs.jobs.clear()


def ten_scans(scene: Scene) -> list[str]:
    scans = [scene.anna.scan(number) or "" for number in range(10)]
    forget_jobs(scene.world)
    return scans


def test_f36_of_ten_with_one_bad_nine_are_done_and_one_comes_back(scene: Scene, queue: Queue) -> None:
    poisoned(scene, paper_of(ANNA, 3))
    messages = queue.send(*(job(ANNA, scan_id) for scan_id in ten_scans(scene)))
    assert queue.give() == [messages[3]]
    assert [scan.state for scan in of_anna(scene)].count(ScanState.DONE) == 9
    whole(scene)


def test_f37_a_scan_that_always_fails_ends_with_a_reason_before_its_message_is_put_aside(
    scene: Scene, queue: Queue
) -> None:
    poisoned(scene, paper_of(ANNA, 1))
    scan_id = scene.anna.scan() or ""
    forget_jobs(scene.world)
    queue.send(job(ANNA, scan_id))
    queue.drain()
    assert queue.aside == []
    scan = scene.world.container.scans.get(ANNA, scan_id)
    assert (scan.state, scan.reason and scan.reason.code) == (ScanState.FAILED, "gave-up")
    assert scene.world.metrics.counted["MessagesFailed"] == 3, "what the alarm looks at"
    whole(scene)


def test_f37_a_message_that_always_fails_is_put_aside_and_its_upload_tells_why(scene: Scene, queue: Queue) -> None:
    upload_id, harmless = uploaded(scene, 1), uploaded(scene, 2)
    inspect = scene.world.inspector.inspect

    def fails(data: bytes, **given: object) -> object:
        return 1 / 0 if data == paper_of(ANNA, 1) else inspect(data, **given)  # type: ignore[arg-type]

    scene.world.inspector.inspect = fails  # type: ignore[method-assign, assignment]
    queue.send(arrival(inbox(ANNA, upload_id)), arrival(inbox(ANNA, harmless)))
    all_done(scene, queue)
    (message,) = queue.aside
    assert message.tries == LAST_TRY
    assert queue.hidden == [("r1", SOON[0]), ("r2", SOON[1])], "soon at first; then the queue's own time counts"
    reason = scene.world.container.uploads.get(ANNA, upload_id).reason
    assert reason and reason.code == "gave-up"
    assert scene.world.metrics.counted["GivenUp"] == 1
    assert len(scene.anna.invoices()) == 1
    whole(scene)


def test_f37_a_document_that_could_not_be_put_back_is_no_fault_of_a_scan_and_is_put_back_by_the_sweep(
    scene: Scene, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    world, paper = scene.world, paper_of(ANNA, 1)
    invoice_id = world.saved(ANNA, paper)
    place = Key(Kind.INVOICE, invoice_id)
    world.documents.delete(ANNA, place)
    world.container.scans.start(ANNA, paper)
    forget_jobs(world)
    world.container.events.give_up(Job(ANNA, invoice_id))
    assert not [record for record in caplog.records if record.levelname == "WARNING"]
    assert world.metrics.counted["GivenUp"] == 1
    world.later(minutes=30)
    for _ in world.container.sweep.run():
        pass
    assert world.documents.get(ANNA, place) == paper
    whole(scene)


def test_f38_a_batch_that_fails_comes_back_whole_and_is_done_later(scene: Scene, queue: Queue) -> None:
    messages = queue.send(*(job(ANNA, scan_id) for scan_id in ten_scans(scene)))
    scene.under(Harness(lambda call: Fate.FAILED if call.port == "scans" else Fate.FINE, scene.world.clock))
    assert queue.give() == messages
    scene.world.container = scene.world.services()
    all_done(scene, queue)
    assert [scan.state for scan in of_anna(scene)] == [ScanState.DONE] * 10
    whole(scene)


def test_f38_without_time_left_nothing_is_begun_and_all_comes_back(scene: Scene, queue: Queue) -> None:
    messages = queue.send(*(job(ANNA, scan_id) for scan_id in ten_scans(scene)))
    assert queue.give(function=Function(RESERVE - 1)) == messages
    assert scene.world.reader.read_of.total() == 1, "Ben's"


def test_f39_a_message_twice_in_a_batch_has_one_effect(scene: Scene, queue: Queue) -> None:
    upload_id, scan_id = uploaded(scene, 1), scene.anna.scan(2) or ""
    queue.send(*[arrival(inbox(ANNA, upload_id), inbox(ANNA, upload_id)), job(ANNA, scan_id)] * 5)
    assert queue.give() == []
    all_done(scene, queue)
    assert len(of_anna(scene)) == 2
    assert scene.world.reader.read_of.total() == 3
    whole(scene)


def test_f43_messages_put_back_after_a_repair_have_one_effect_each(scene: Scene, queue: Queue) -> None:
    upload_id, scan_id = uploaded(scene, 1), scene.anna.scan(2) or ""
    bodies = [arrival(inbox(ANNA, upload_id)), job(ANNA, scan_id)]
    scene.under(
        Harness(lambda call: Fate.FAILED if call.name in {"get", "find_owner"} else Fate.FINE, scene.world.clock)
    )
    queue.send(*bodies)
    queue.drain()
    assert len(queue.aside) == 2
    scene.world.container = scene.world.services()
    for _ in range(2):
        queue.redrive()
        queue.send(*bodies)
        all_done(scene, queue)
        assert len(scene.anna.invoices()) == 1
        assert sorted(scan.state for scan in of_anna(scene)) == [ScanState.DONE] * 2
    assert scene.world.reader.read_of.total() == 3
    whole(scene)


# ---- readers elsewhere -----------------------------------------------------------------------------------------------


def test_f44_killed_at_any_call_around_the_beginning_of_a_job_it_is_the_same_job(
    scene: Scene, elsewhere: Elsewhere
) -> None:
    for number in itertools.count(1):
        scan_id = scene.anna.scan(number) or ""
        harness = Harness(at(number, Fate.STOPPED_AFTER), scene.world.clock)
        scene.under(harness)
        with suppress(Stopped):
            scene.world.work()
        scene.world.container = scene.world.services()
        for _ in range(3):
            scene.world.later(seconds=31)
            scene.world.work()
        scan = scene.world.container.scans.get(ANNA, scan_id)
        assert scan.job == elsewhere.jobs[scan.document.sha256]
        if not harness.stopped:
            break
    assert set(elsewhere.read_of.values()) == {1}
    elsewhere.ended |= set(elsewhere.jobs.values())
    whole(scene)


@pytest.mark.parametrize("told", [0, 1, 2, 10])
def test_f45_a_notice_never_once_or_often_has_one_effect(
    scene: Scene, queue: Queue, elsewhere: Elsewhere, told: int
) -> None:
    scan_id = scene.anna.scan() or ""
    scene.work()
    name = scene.world.container.scans.get(ANNA, scan_id).job or ""
    elsewhere.ended.add(name)
    queue.send(*[notice(ANNA, scan_id, name)] * told)
    all_done(scene, queue)
    for _ in range(0 if told else 3):  # the sweeper asks
        scene.world.later(minutes=5)
        for _ in scene.world.container.sweep.run():
            pass
        scene.work()
    assert scene.world.container.scans.get(ANNA, scan_id).state is ScanState.DONE
    assert elsewhere.read_of.total() == 1
    whole(scene)


def test_f46_forged_notices_are_ignored(scene: Scene, queue: Queue, elsewhere: Elsewhere) -> None:
    scan_id = scene.anna.scan() or ""
    scene.work()
    name = scene.world.container.scans.get(ANNA, scan_id).job or ""
    elsewhere.ended |= {name, "job-of-another"}
    forged = [
        notice(ANNA, scan_id, name, topic=deliveries.TOPIC.replace("111122223333", "999999999999")),
        notice(ANNA, scan_id, "job-of-another"),
        notice(BEN, scan_id, name),
        notice(ANNA, ids.scan_id(), name),
    ]
    queue.send(*forged)
    assert queue.give() == []
    assert scene.world.container.scans.get(ANNA, scan_id).state is ScanState.READING
    assert sum(count for why, count in scene.world.metrics.counted.items() if why.startswith("EventsIgnored")) == 4
    queue.send(notice(ANNA, scan_id, name))
    all_done(scene, queue)
    assert scene.world.container.scans.get(ANNA, scan_id).state is ScanState.DONE
    whole(scene)


def test_f47_a_job_that_fails_ends_its_scan_with_the_reason(scene: Scene, queue: Queue, elsewhere: Elsewhere) -> None:
    scan_id = scene.anna.scan() or ""
    scene.work()
    name = scene.world.container.scans.get(ANNA, scan_id).job or ""
    elsewhere.ended.add(name)
    elsewhere.fails = REFUSED
    queue.send(notice(ANNA, scan_id, name))
    all_done(scene, queue)
    scan = scene.world.container.scans.get(ANNA, scan_id)
    assert (scan.state, scan.reason and scan.reason.detail) == (ScanState.FAILED, REFUSED.detail)
    assert scene.world.scans.counted(ANNA) == (0, 0)
    whole(scene)


def test_f50_too_many_jobs_at_a_time_wait_and_are_all_read(scene: Scene, elsewhere: Elsewhere) -> None:
    elsewhere.busy = [Unavailable("Textract is busy.", retry_after=30) for _ in range(12)]
    scans = [scene.anna.scan(number) or "" for number in range(4)]
    for _ in range(20):
        scene.world.work()
        elsewhere.ended |= set(elsewhere.jobs.values())
        scene.world.later(minutes=1)
        for _ in scene.world.container.sweep.run():
            pass
    assert elsewhere.busy == []
    states = {scene.world.container.scans.get(ANNA, scan_id).state for scan_id in scans}
    assert states == {ScanState.DONE}
    assert set(elsewhere.read_of.values()) == {1}
    whole(scene)


# ---- at every call ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fate", FAULTS, ids=lambda fate: fate.name)
@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_every_call_of_an_event_goes_wrong_once(fate: Fate, where: str) -> None:
    for number in itertools.count(1):
        scene = Scene(charges=where == "here")
        if where == "elsewhere":
            scene.world.job_reader = Elsewhere()
            scene.world.reader.gives, scene.world.reader.charges = NeedsJob(), True
        queue, upload_id = Queue(scene.world), uploaded(scene)
        harness = Harness(at(number, fate), scene.world.clock)
        scene.under(harness)
        process(scene, queue, upload_id)
        went_wrong = len(harness.calls) >= number
        scene.world.container = scene.world.services()
        process(scene, queue, upload_id)  # the message is given again
        scene.restarted()
        assert scene.broken() == [], f"call {number}"
        (upload,) = (scene.world.container.uploads.get(ANNA, upload_id),)
        assert upload.scan_id or upload.reason
        if not scene.anna.invoices():  # what may have been charged is not charged again
            (scan,) = of_anna(scene)
            assert where == "here", number
            assert scan.reason and scan.reason.code in {"interrupted", "unanswered"}, number
        if not went_wrong:
            return


def process(scene: Scene, queue: Queue, upload_id: str) -> None:
    try:
        queue.send(arrival(inbox(ANNA, upload_id)))
        queue.give()
        scene.work()
        if scene.world.job_reader:
            scene.world.job_reader.ended |= set(scene.world.job_reader.jobs.values())
        for scan in of_anna(scene):
            queue.send(notice(ANNA, scan.id, scan.job or ""))
        queue.give()
        scene.work()
    except (Stopped, Unavailable):
        queue.waiting.clear()


# ---- other versions --------------------------------------------------------------------------------------------------


def test_f57_a_message_of_older_code_is_understood_and_one_of_newer_code_comes_back(scene: Scene, queue: Queue) -> None:
    first, second = scene.anna.scan(1) or "", scene.anna.scan(2) or ""
    forget_jobs(scene.world)
    old = json.loads(job(ANNA, first))
    more = json.loads(job(ANNA, second)) | {"something": "that a later release adds"}
    newer = old | {"version": 2}
    _, _, refused = queue.send(json.dumps(old), json.dumps(more), json.dumps(newer))
    assert queue.give() == [refused]
    assert {scene.world.container.scans.get(ANNA, name).state for name in (first, second)} == {ScanState.DONE}
    whole(scene)
