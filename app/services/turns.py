"""Have documents wait for a reader that takes only so many: whoever comes by deals out the next turns."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.domain.principal import Owner
from app.domain.scan import READER_BUSY, Scan, Ticket, Waiting
from app.domain.turns import Line, LineState, at_once, dealt, held_back
from app.ports import LONGEST_HIDDEN, Clock, Job, JobQueue, ScanRepository, TurnBook

TRIES = 5  # to have a turn at once, or to hold a line back, while others change it
WOKEN_AGAIN = timedelta(seconds=20)  # after its turn, whoever nobody woke


class NoTurn(Exception):
    """It has to wait: how, and for which line."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.line = line


class TurnService:
    def __init__(
        self,
        *,
        book: TurnBook,
        scans: ScanRepository,
        jobs: JobQueue,
        every: Mapping[Line, timedelta],
        clock: Clock,
    ) -> None:
        """`every`: how often each line may move."""
        self._book = book
        self._scans = scans
        self._jobs = jobs
        self._every = every
        self._clock = clock

    def take(self, line: Line) -> None:
        """Have a turn now; `NoTurn` when somebody waits, or it is too early."""
        later: LineState | None = None
        for _ in range(TRIES):
            state = self._book.look(line)
            if later is not None and (state.revision, state.free_at) == (later.revision, later.free_at):
                return  # it was written, and the answer got lost
            later = at_once(state, self._clock(), self._every[line])
            if later is None:
                break
            if self._book.replace(line, later, over=state):
                return
        raise NoTurn(line)

    def joined(self, owner: Owner, scan: Scan, line: Line) -> Scan:
        """The scan with a number in the line."""
        now = self._clock()
        state = self._book.join(line, owner.key, first=int(now.timestamp() * 1000))
        ticket = Ticket(line=line, number=state.standings[owner.key].joined)
        return scan.model_copy(update={"ticket": ticket, "waits": self._waiting(state, owner, ticket, now)})

    def told(self, owner: Owner, scan: Scan) -> Scan:
        """With the place that it has now, and when its turn is expected."""
        if scan.state.ended or scan.waits is None or scan.ticket is None:
            return scan
        state = self._book.look(scan.ticket.line)
        return scan.model_copy(update={"waits": self._waiting(state, owner, scan.ticket, scan.waits.since)})

    def has_come(self, owner: Owner, ticket: Ticket) -> bool:
        return self._book.look(ticket.line).has_come(owner.key, ticket.number)

    def look_again_in(self, scan: Scan) -> timedelta | None:
        """When a message of its own finds that nobody has woken it; None: the sweeper does, it is too long."""
        if scan.waits is None:
            return None
        left = max(scan.waits.until - self._clock(), timedelta()) + WOKEN_AGAIN
        return left if left <= LONGEST_HIDDEN else None

    def hold_back(self, line: Line, time: timedelta) -> None:
        """The reader has refused: nobody else is sent to it before."""
        for _ in range(TRIES):
            state = self._book.look(line)
            if self._book.replace(line, held_back(state, self._clock() + time), over=state):
                return

    def deal(self, line: Line, *, awake: tuple[str, int] | None = None) -> timedelta | None:
        """Deal the next turns, if it is time, and wake whose they are. `awake`: owner's key and number of one that need
        not be woken: gives in how long its turn is, if that was dealt."""
        now = self._clock()
        state = self._book.look(line)
        later, turns = dealt(state, now, self._every[line])
        if not turns or not self._book.replace(line, later, over=state):
            return None
        for key in dict.fromkeys(turn.owner_key for turn in turns):
            at = {turn.number: turn.at for turn in turns if turn.owner_key == key}
            for owner, scan in self._scans.in_line(key, line, first=min(at), last=max(at)):
                number = scan.number_in(line) or 0
                if (key, number) != awake:
                    self._jobs.put(Job(owner, scan.id, request_id=scan.request_id), delay=at[number] - now)
        return next((turn.at - now for turn in turns if (turn.owner_key, turn.number) == awake), None)

    def sweep(self) -> None:
        """Keep the lines moving, wake who slept through a turn, forget owners of whom nothing waits."""
        for line in self._every:
            state = self._book.look(line)
            on_their_way = state.dealt_after(self._clock() - WOKEN_AGAIN, self._every[line])
            for key, standing in state.standings.items():
                late = self._scans.in_line(key, line, first=0, last=standing.served - on_their_way)
                for owner, scan in late:
                    self._jobs.put(Job(owner, scan.id, request_id=scan.request_id))
                if not (late or standing.waiting or on_their_way):
                    self._book.leave(line, key, seen=standing)
            self.deal(line)

    def _waiting(self, state: LineState, owner: Owner, ticket: Ticket, since: datetime) -> Waiting:
        place = 0 if state.has_come(owner.key, ticket.number) else state.before(owner.key, ticket.number)
        return Waiting(
            code=READER_BUSY,
            detail=f"The reader takes only so many documents a second: {place:,} have their turn before this one.",
            since=since,
            until=state.free_from(self._clock()) + place * self._every[ticket.line],
            place=place,
        )
