"""Piles that wait for a reader which takes one document a second: the services whole, in simulated time."""

import heapq
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from math import ceil

import pytest

from app.domain.document import DocumentInfo
from app.domain.errors import AppError, Throttled, Unavailable
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.domain.scan import READER_BUSY, Scan, ScanState
from app.domain.turns import Line, LineState, Standing, at_once, dealt, every_job
from app.ports import Event, Job, Key, Kind, NeedsJob, ReadingEnded
from app.services.scan_work import WAITS_AT_MOST
from app.services.turns import NoTurn, TurnService
from tests.fakes import FakeScanRepository, FakeTurnBook
from tests.making import ANNA, BEN, NOON, a_reading, a_scan
from tests.world import PAPER, ToldReader, World, in_memory

SECOND = timedelta(seconds=1)
SWEEP = timedelta(minutes=5)
CARA = Owner("https://issuer.test", "cara")


# ---- what is there ---------------------------------------------------------------------------------------------------


@dataclass
class Future:
    """A queue without order or memory, as SQS: what is to be handled, by time."""

    world: World
    events: list[tuple[datetime, int, Event]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=count)

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        assert timedelta() <= delay <= timedelta(minutes=15)
        self.tell(job, ceil(delay / SECOND) * SECOND)

    def tell(self, event: Event, delay: timedelta) -> None:
        heapq.heappush(self.events, (self.world.clock.now + delay, next(self.ids), event))


class Scans(FakeScanRepository):
    """Finds those in a line as quickly as a table does, and counts its writes."""

    writes = 0

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        self.writes += 1
        if scan.ticket is not None and not scan.state.ended:
            insort(self._numbers()[owner.key, scan.ticket.line], (scan.ticket.number, scan.id))
        return super().advance(owner, scan)

    def find_owner(self, owner_key: str, scan_id: str) -> Owner | None:
        return next(owner for owner in (ANNA, BEN, CARA) if owner.key == owner_key and (owner, scan_id) in self.scans)

    def _numbers(self) -> dict[tuple[str, Line], list[tuple[int, str]]]:
        self.__dict__.setdefault("numbers", defaultdict(list))
        numbers: dict[tuple[str, Line], list[tuple[int, str]]] = self.__dict__["numbers"]
        return numbers

    def in_line(self, owner_key: str, line: Line, *, first: int, last: int) -> tuple[tuple[Owner, Scan], ...]:
        numbered = self._numbers()[owner_key, line]
        owners = {owner.key: owner for owner in (ANNA, BEN, CARA)}
        found: list[tuple[Owner, Scan]] = []
        for number, scan_id in list(numbered):
            if number > last:
                break
            scan = self.scans[owners[owner_key], scan_id]
            if scan.number_in(line) != number:
                numbered.remove((number, scan_id))
            elif number >= first:
                found.append((owners[owner_key], scan))
        return tuple(found)


@dataclass
class OneASecond:
    """Textract: starts and gives so many a second, runs so many at once; each job takes ten seconds."""

    future: Future
    refusal: type[AppError] = Throttled
    starts: Counter[int] = field(default_factory=Counter)
    fetches: Counter[int] = field(default_factory=Counter)
    began: list[tuple[Owner, str]] = field(default_factory=list)
    running: dict[str, datetime] = field(default_factory=dict)
    refused: int = 0
    is_out_of_order: bool = False

    def _allowed(self, seen: Counter[int]) -> None:
        second = int(self.future.world.clock.now.timestamp())
        if seen[second]:
            self.refused += 1
            raise self.refusal("Textract is busy.")
        seen[second] += 1

    def begin(self, owner: Owner, key: Key, document: DocumentInfo, *, scan_id: str) -> str:
        if self.is_out_of_order:
            raise Unavailable("Textract has a fault.")
        if scan_id not in self.running:
            self._allowed(self.starts)
            self.began.append((owner, scan_id))
            self.running[scan_id] = self.future.world.clock.now + 10 * SECOND
            self.future.tell(ReadingEnded(owner.key, scan_id, scan_id), 10 * SECOND)
        return scan_id

    def result(self, job: str) -> Reading | None:
        self._allowed(self.fetches)
        return a_reading() if self.running[job] <= self.future.world.clock.now else None


@dataclass
class Pile:
    """A simulated installation."""

    world: World
    future: Future
    textract: OneASecond
    book: FakeTurnBook

    def hand_over(self, owner: Owner, many: int) -> list[str]:
        """As if their uploads had arrived, some within each second."""
        scans = [a_scan(at=self.world.clock.now) for _ in range(many)]
        for number, scan in enumerate(scans):
            self.world.scans.scans[owner, scan.id] = scan
            self.world.documents.put(owner, Key(Kind.SCAN, scan.id), PAPER)
            self.future.put(Job(owner, scan.id), delay=min(number // 20 * SECOND, timedelta(minutes=10)))
        return [scan.id for scan in scans]

    def pass_by(self, time: timedelta) -> None:
        until, sweep_at = self.world.clock.now + time, self.world.clock.now + SWEEP
        while self.future.events:
            at, _, event = self.future.events[0]
            if min(at, sweep_at) > until:
                break
            if sweep_at < at:
                self.world.clock.now, sweep_at = sweep_at, sweep_at + SWEEP
                list(self.world.container.sweep.run(look=False))
                continue
            heapq.heappop(self.future.events)
            self.world.clock.now = max(at, self.world.clock.now)
            self.world.container.events.handle(event, attempt=1)
        self.world.clock.now = until

    def states(self, *ids: str) -> Counter[ScanState]:
        scans = self.world.scans.scans.values()
        return Counter(scan.state for scan in scans if not ids or scan.id in ids)

    def took(self, scan_id: str) -> timedelta:
        (scan,) = (scan for scan in self.world.scans.scans.values() if scan.id == scan_id)
        assert scan.state is ScanState.DONE
        took: timedelta = scan.updated_at - scan.created_at
        return took


def a_pile(*, turns: bool = True, refusal: type[AppError] = Throttled) -> Pile:
    storage = in_memory()
    world = World(replace(storage, scans=Scans(storage.clock)))
    future = Future(world)
    book = FakeTurnBook()
    textract = OneASecond(future, refusal)
    world.jobs, world.job_reader = future, textract
    world.reader = ToldReader(name="textract", charges=True, gives=NeedsJob())
    if turns:
        world.turns, world.turn_every = (
            book,
            {
                Line.JOB: every_job(starts=1, fetches=1, at_once=100),
                Line.CALL: SECOND,
            },
        )
    world.container = world.services()
    return Pile(world, future, textract, book)


# ---- piles -----------------------------------------------------------------------------------------------------------


def test_a_pile_of_ten_thousand_is_read_one_a_second_and_none_fails() -> None:
    pile = a_pile()
    of_anna = pile.hand_over(ANNA, 8_000)
    pile.pass_by(timedelta(minutes=20))
    (single,) = pile.hand_over(CARA, 1)
    of_ben = pile.hand_over(BEN, 1_999)
    pile.pass_by(timedelta(seconds=11_000))
    assert pile.states() == {ScanState.DONE: 10_000}
    assert all(scan.attempts <= 1 for scan in pile.world.scans.scans.values())

    # One owner's pile holds nobody up, owners take turns, and each is served in the order in which he came.
    assert pile.took(single) < timedelta(minutes=1)
    together = [owner for owner, _ in pile.textract.began if owner in (ANNA, BEN)]
    last_of_ben = len(together) - together[::-1].index(BEN)
    both = Counter(together[together.index(BEN) : last_of_ben])
    assert 0.45 < both[BEN] / both.total() < 0.55
    for owner, ids in ((ANNA, of_anna), (BEN, of_ben)):
        order = [scan_id for whose, scan_id in pile.textract.began if whose == owner]
        place = {scan_id: number for number, scan_id in enumerate(ids)}
        assert max(abs(place[scan_id] - number) for number, scan_id in enumerate(order)) <= 200

    # Cheap: a number, and a row that says so; what it costs without a wait is one of the two and two for the job.
    assert pile.textract.refused <= 100
    assert pile.book.writes / 10_000 <= 1.2
    assert pile.world.scans.writes / 10_000 <= 5.2


def test_with_one_limit_for_all_waits_a_third_of_it_failed() -> None:
    """As it was: no turns, and an end after 25 minutes whatever it is that is waited for."""
    pile = a_pile(turns=False, refusal=Unavailable)
    pile.hand_over(ANNA, 2_400)
    pile.pass_by(timedelta(hours=1))
    assert pile.states()[ScanState.FAILED] > 800


def test_without_turns_a_reader_that_refuses_is_waited_for_none_the_less() -> None:
    pile = a_pile(turns=False)
    pile.hand_over(ANNA, 400)
    pile.pass_by(timedelta(hours=2))
    assert pile.states() == {ScanState.DONE: 400}


def test_a_reader_that_is_out_of_order_fails_a_scan_as_before_however_long_it_stood_in_line() -> None:
    pile = a_pile()
    pile.hand_over(ANNA, 1_000)
    pile.pass_by(timedelta(minutes=10))
    pile.textract.is_out_of_order = True
    pile.pass_by(WAITS_AT_MOST - timedelta(minutes=5))
    assert pile.states()[ScanState.FAILED] == 0
    pile.pass_by(timedelta(minutes=30))
    assert pile.states()[ScanState.FAILED] > 0


def test_one_that_waits_says_where_it_stands_and_is_no_attempt() -> None:
    pile = a_pile()
    of_anna = pile.hand_over(ANNA, 200)
    pile.pass_by(timedelta(seconds=20))
    scan = pile.world.container.scans.get(ANNA, of_anna[-1])
    assert scan.waits is not None and scan.waits.place is not None
    assert (scan.state, scan.attempts, scan.waits.code) == (ScanState.READING, 0, READER_BUSY)
    assert 120 < scan.waits.place < 200
    expected, place = scan.waits.until, scan.waits.place
    pile.pass_by(timedelta(seconds=60))
    later = pile.world.container.scans.get(ANNA, of_anna[-1]).waits
    assert later is not None and later.place is not None
    assert later.place < place - 30
    pile.pass_by(timedelta(minutes=10))
    scan = pile.world.container.scans.get(ANNA, of_anna[-1])
    assert scan.waits is None
    assert abs(scan.updated_at - expected) < timedelta(minutes=1)


def test_one_that_is_cancelled_in_the_line_is_not_read() -> None:
    pile = a_pile()
    of_anna = pile.hand_over(ANNA, 100)
    pile.pass_by(timedelta(seconds=20))
    pile.world.container.scans.cancel(ANNA, of_anna[-1])
    pile.pass_by(timedelta(minutes=10))
    assert of_anna[-1] not in {scan_id for _, scan_id in pile.textract.began}
    assert pile.states() == {ScanState.DONE: 99, ScanState.CANCELLED: 1}


def test_one_whose_message_got_lost_is_woken_by_the_sweep_and_its_owner_forgotten_then() -> None:
    pile = a_pile()
    of_anna = pile.hand_over(ANNA, 60)
    pile.pass_by(timedelta(seconds=10))
    pile.future.events = [event for event in pile.future.events if getattr(event[2], "about", "") != of_anna[-1]]
    real, pile.future.put = pile.future.put, lambda job, **how: None if job.about == of_anna[-1] else real(job, **how)  # type: ignore[method-assign]
    pile.pass_by(timedelta(minutes=4))
    assert pile.states() == {ScanState.DONE: 59, ScanState.READING: 1}
    pile.future.put = real  # type: ignore[method-assign]
    pile.future.tell(Job(BEN, "inv_0"), timedelta(minutes=20))  # so that time goes on
    list(pile.world.container.sweep.run(look=False))
    pile.pass_by(timedelta(minutes=5))
    assert pile.states() == {ScanState.DONE: 60}
    list(pile.world.container.sweep.run(look=False))
    assert pile.book.look(Line.JOB).standings == {}


# ---- the rule itself -------------------------------------------------------------------------------------------------


def test_owners_have_turns_in_rotation_from_the_one_after_the_last() -> None:
    state = LineState(standings={"a": Standing(9, 5), "b": Standing(1, 0), "c": Standing(3, 1)}, last="a")
    later, turns = dealt(state, NOON, SECOND)
    assert [(turn.owner_key, turn.number) for turn in turns] == [
        *(("b", 1), ("c", 2), ("a", 6), ("c", 3), ("a", 7), ("a", 8), ("a", 9)),
    ]
    assert [turn.at for turn in turns] == [NOON + number * SECOND for number in range(7)]
    assert (later.waiting, later.free_at, later.last) == (0, NOON + 7 * SECOND, "a")


def test_places_are_those_of_the_rotation() -> None:
    state = LineState(standings={"a": Standing(100, 0), "b": Standing(2, 0)})
    assert [state.before("b", number) for number in (1, 2)] == [1, 3]
    assert [state.before("a", number) for number in (1, 2, 3, 100)] == [1, 3, 4, 101]


def test_a_turn_at_once_is_for_an_empty_line_and_a_clock_that_was_wrong_holds_nobody_up() -> None:
    later = at_once(LineState(), NOON, SECOND)
    assert later is not None
    assert at_once(later, NOON, SECOND) is None
    assert at_once(later, NOON + SECOND, SECOND) is not None
    assert at_once(later, NOON - timedelta(days=1), SECOND) is not None
    assert at_once(LineState(standings={"a": Standing(1, 0)}), NOON, SECOND) is None


def test_a_turn_whose_answer_got_lost_is_had_none_the_less() -> None:
    class Lossy(FakeTurnBook):
        def replace(self, line: Line, state: LineState, *, over: LineState) -> bool:
            super().replace(line, state, over=over)
            return False  # tried again by the adapter, which finds another revision than it has seen

    book, unused = Lossy(), World()
    turns = TurnService(
        book=book,
        scans=unused.scans,
        jobs=unused.jobs,
        every={Line.CALL: timedelta(seconds=1)},
        clock=lambda: NOON,
    )
    turns.take(Line.CALL)
    with pytest.raises(NoTurn):
        turns.take(Line.CALL)
    assert book.writes == 1


@pytest.mark.parametrize(
    ("limits", "seconds"),
    [((1, 10, 100), 1), ((10, 1, 100), 1.1), ((10, 20, 100), 0.15)],
    ids=["starts", "fetches", "jobs at once"],
)
def test_a_line_of_jobs_moves_as_its_tightest_limit_allows(limits: tuple[float, float, int], seconds: float) -> None:
    starts, fetches, most = limits
    assert every_job(starts=starts, fetches=fetches, at_once=most) == timedelta(seconds=seconds)
