"""F53: clocks that jump. No jump removes what was handed over, and none keeps it waiting for longer than without."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.dynamodb.sign_ins import DynamoEndedSignIns
from app.adapters.dynamodb.table import DynamoTable
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.rounds import SqliteRounds
from app.adapters.sqlite.uploads import SqliteUploads
from app.domain import ids
from app.domain.errors import NotFound
from app.domain.rounds import LONGEST_STEP
from app.domain.scan import Scan, ScanState
from app.domain.upload import KEPT_FOR, Upload
from app.ports import Key, Kind
from app.services.invoices import InvoiceService
from tests.fakes import SettableClock
from tests.faults.places import on_aws, on_disk
from tests.making import ANNA, NOON, a_record
from tests.world import INVOICE, PAPER, Storage, World, in_memory

JUMPS = [timedelta(days=40), timedelta(days=-40), timedelta(days=4000), timedelta(hours=2), timedelta(hours=-2)]


@pytest.fixture(params=["memory", "disk", "aws"])
def storage(request: pytest.FixtureRequest) -> Iterator[Callable[[], Storage]]:
    match request.param:
        case "memory":
            yield in_memory
        case "disk":
            with on_disk() as storage:
                yield storage
        case _:
            account: AwsClients = request.getfixturevalue("account")
            yield lambda: on_aws(account, account)  # type: ignore[arg-type]


def swept(world: World) -> list[str]:
    return [finding.code for finding in world.container.sweep.run()]


def half_an_hour(world: World) -> None:
    """Of a program that runs."""
    for _ in range(8):
        world.work()
        swept(world)
        world.later(minutes=5)


def handed_over(world: World) -> dict[str, Scan]:
    """A scan that nobody saved, one that failed, one that waits for a worker, and one whose worker has died."""
    scans = world.container.scans
    done = scans.get(ANNA, world.scanned(ANNA))
    failed = scans.work.fail(ANNA, scans.start(ANNA, PAPER + b"f"), "unreadable", "Nobody can read it.")
    while job := world.jobs.take(lease=timedelta(seconds=30)):
        world.jobs.done(job)
    dead = scans.start(ANNA, PAPER + b"d")
    assert world.jobs.take(lease=timedelta(seconds=30))
    waiting = scans.start(ANNA, PAPER + b"w")
    return {"done": done, "failed": failed, "dead": dead, "waiting": waiting}


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_f53_nothing_leaves_and_everything_is_read_after_a_jump(
    storage: Callable[[], Storage], jump: timedelta
) -> None:
    world = World(storage())
    swept(world)
    made = handed_over(world)
    world.clock.now += jump
    world.container = world.services()
    world.container.sweep.resume()
    world.later(minutes=1)
    half_an_hour(world)
    states = {name: world.container.scans.get(ANNA, scan.id).state for name, scan in made.items()}
    assert states == {name: ScanState.FAILED if name == "failed" else ScanState.DONE for name in made}
    assert all(world.documents.get(ANNA, Key(Kind.SCAN, scan.id)) for scan in made.values())


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_f53_a_jump_there_and_back_leaves_everything_too(storage: Callable[[], Storage], jump: timedelta) -> None:
    """One start by the wrong clock, in which something is handed over as well, and the next by the right one."""
    world = World(storage())
    before = handed_over(world)
    world.clock.now += jump
    world.container.sweep.resume()
    half_an_hour(world)
    meanwhile = world.container.scans.start(ANNA, PAPER + b"m")
    world.jobs.take(lease=timedelta(seconds=30))
    world.clock.now -= jump
    world.container = world.services()
    world.later(minutes=1)
    half_an_hour(world)
    for scan in (*before.values(), meanwhile):
        assert world.container.scans.get(ANNA, scan.id).state.ended
        assert world.documents.get(ANNA, Key(Kind.SCAN, scan.id))
    assert world.container.scans.get(ANNA, meanwhile.id).state is ScanState.DONE


@pytest.mark.parametrize("seed", range(5))
def test_f53_of_many_jumps_each_counts_one_day_at_most(seed: int) -> None:
    chance, world = Random(seed), World()
    made = handed_over(world)
    for _ in range(30):
        world.clock.now += timedelta(days=chance.uniform(-400, 400))
        swept(world)
    assert all(world.documents.get(ANNA, Key(Kind.SCAN, scan.id)) for scan in made.values())


def test_f53_a_scan_of_a_clock_in_the_past_waits_its_whole_time(storage: Callable[[], Storage]) -> None:
    world = World(storage())
    world.clock.now -= timedelta(days=400)
    scan_id = world.scanned(ANNA)
    world.clock.now += timedelta(days=400)
    for _ in range(30):
        swept(world)
        assert world.documents.get(ANNA, Key(Kind.SCAN, scan_id))
        world.later(days=1)
    assert "unsaved-scan" in swept(world), "and no longer"


def test_f53_what_a_clock_in_the_future_left_is_named(storage: Callable[[], Storage]) -> None:
    world = World(storage())
    world.clock.now += timedelta(days=40)
    scan = world.container.scans.start(ANNA, PAPER)
    world.clock.now -= timedelta(days=40)
    told = {finding.id: finding for finding in world.container.sweep.run(mend=False)}
    assert "future" in told[scan.id].detail
    swept(world)
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


def test_f53_a_save_that_died_by_a_wrong_clock_stands_in_nobodys_way(storage: Callable[[], Storage]) -> None:
    world = World(storage())
    scan_id = world.scanned(ANNA)
    ahead = a_record(at=world.clock() + timedelta(days=40)).model_copy(update={"scan_id": scan_id})
    world.invoices.begin(ANNA, ahead)
    invoices: InvoiceService = world.container.invoices
    saved = invoices.save(ANNA, scan_id, INVOICE.model_copy(update={"invoice_number": "R-9"}))
    assert saved.id != ahead.id
    assert world.invoices.get(ANNA, saved.id).invoice.invoice_number == "R-9"


def test_f53_half_a_save_of_a_wrong_clock_is_ended(storage: Callable[[], Storage]) -> None:
    world = World(storage())
    record = world.invoices.begin(ANNA, a_record(at=world.clock() + timedelta(days=40)))
    assert swept(world) == ["half-saved"]
    assert not world.invoices.is_known(ANNA.key, record.id)


def test_a_program_that_rested_gives_what_waits_its_half_hour(storage: Callable[[], Storage]) -> None:
    """A night with the machine off is no reason to give a document up that nobody had time to read."""
    world = World(storage())
    swept(world)
    scan = world.container.scans.start(ANNA, PAPER)
    world.later(hours=10)
    world.container.sweep.resume()
    swept(world)
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


def test_the_longest_step_is_longer_than_the_sweepers() -> None:
    from app.runner import SWEEP_EVERY

    assert SWEEP_EVERY * 3 < LONGEST_STEP


def test_f53_an_upload_is_seen_by_whatever_clock_it_came(storage: Callable[[], Storage]) -> None:
    world = World(storage())
    world.clock.now += timedelta(days=40)
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf", file_name="a.pdf", keep=True)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    world.clock.now -= timedelta(days=80)
    assert "unseen-upload" in swept(world)
    world.work()
    assert world.container.uploads.get(ANNA, upload.id).scan_id


def test_f53_a_restart_queues_what_the_clock_of_before_was_ahead_of(storage: Callable[[], Storage]) -> None:
    world = World(storage())
    world.clock.now += timedelta(days=40)
    scan = world.container.scans.start(ANNA, PAPER)
    job = world.jobs.take(lease=timedelta(seconds=30))
    assert job
    world.jobs.done(job)
    world.clock.now -= timedelta(days=40)
    assert world.container.sweep.resume() == 1
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


def test_f53_sign_ins_that_ended_are_looked_up_after_the_clock_went_back(table: DynamoTable) -> None:
    clock = SettableClock()
    here, elsewhere = (DynamoEndedSignIns(table, clock=clock) for _ in range(2))
    assert not here.is_ended("one")
    elsewhere.end("one")
    clock.advance(timedelta(days=-40))
    assert here.is_ended("one")


def test_f53_rows_of_uploads_are_forgotten_by_days_that_were_counted(tmp_path: Path) -> None:
    with closing(SqliteDatabase.open(tmp_path / "invoices.sqlite")) as database:
        uploads, rounds = SqliteUploads(database), SqliteRounds(database)

        def added(at: datetime) -> str:
            upload = Upload(id=ids.upload_id(), media_type="application/pdf", created_at=at)
            uploads.add(ANNA, upload)
            return upload.id

        first = added(NOON)
        for day in range(KEPT_FOR.days + 2):
            rounds.enter(NOON + timedelta(days=day * 400))
            if day < KEPT_FOR.days:
                added(NOON + timedelta(days=day * 400))
                assert uploads.get(ANNA, first)
        added(NOON)
        with pytest.raises(NotFound):
            uploads.get(ANNA, first)
