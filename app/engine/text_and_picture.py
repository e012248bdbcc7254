"""A reading of a text layer after a look at the page: what was seen stands, what was not gives way to the picture."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.checks import Check, Outcome
from app.domain.invoice import leaves, plain
from app.domain.reading import Candidate, Evidence, Found, Note, Reading, build_reading
from app.domain.sure import BELOW_SURE, SURE, at_most
from app.engine.same_signs import same_signs
from app.engine.sights import Place, Sight, State
from app.engine.vital import is_vital
from app.engine.words import PageText

CHECK = "text_vs_picture"
DOUBTED = 0.5
"""The most that a value of a text layer is worth that says what its page does not show."""
_NAMES = {
    "iban": "IBAN",
    "gross": "total with tax",
    "due": "amount due",
    "net": "total without tax",
    "vat_id": "seller's VAT id",
}
_SAME_WORD = 0.35  # of the shorter of a place and a word beside it on the row


def places_of(reading: Reading) -> Iterator[Place]:
    """Where the values of a reading stand in print, those that matter most first."""
    for vital in (True, False):
        for path, evidence in reading.evidence.items():
            if is_vital(path) == vital and evidence.raw and evidence.page and evidence.polygon:
                yield Place(path, evidence.raw, evidence.page, evidence.polygon)


def lies_of(sights: Iterable[Sight], looked: Iterable[PageText]) -> tuple[Sight, ...]:
    """What is not seen of a text, also not on the pages that were recognized as a whole."""
    pages = {page.number: page for page in looked}
    lies = [sight for sight in sights if sight.is_a_lie]
    return tuple(sight for sight in lies if not _is_on(sight.place, pages.get(sight.place.page)))


def _is_on(place: Place, page: PageText | None) -> bool:
    if page is None or page.rotation:
        return False
    (left, top), (right, bottom) = place.polygon[0], place.polygon[2]
    there = [
        word
        for word in page.words
        if top <= (word.y0 + word.y1) / 2 <= bottom
        and min(word.x1, right) - max(word.x0, left) > _SAME_WORD * min(word.x1 - word.x0, right - left)
    ]
    return same_signs(place.text, " ".join(word.text for word in sorted(there, key=lambda word: word.x0)))


def finding(sight: Sight, shown: str | None = None) -> Check:
    """`shown`: what the page shows for this value, where another reader found it."""
    place, found = sight.place, shown or sight.text
    name = _NAMES.get(place.path.rsplit(".", 1)[-1], place.path.replace("_", " ").replace(".", " "))
    seen = f"shows {found}" if found else "shows nothing there"
    return Check(
        id=CHECK,
        outcome=Outcome.FAILED,
        detail=f"{name}: the text inside the file says {place.text}, page {place.page} {seen}",
        fields=(place.path,),
        expected=place.text,
        found=found or None,
        page=place.page,
        polygon=place.polygon,
    )


def not_looked_at(reading: Reading, paths: Iterable[str], reason: str) -> Reading:
    """The reading with these values below what is sure, and a note that says why."""
    wanted = {path for path in paths if (item := reading.evidence.get(path)) and (item.confidence or 0) >= SURE}
    if not wanted:
        return reading
    evidence = {path: at_most(item, BELOW_SURE) if path in wanted else item for path, item in reading.evidence.items()}
    detail = f"Nobody looked whether the page shows what its text says: {reason}"
    notes = (*reading.notes, Note(code="not-looked-at", detail=detail))
    return reading.model_copy(update={"evidence": evidence, "notes": notes})


def with_hidden(reading: Reading, pages: list[int]) -> Reading:
    """With a note of pages that show something else than their text: nothing of the reading stands there."""
    if not pages:
        return reading
    which = f"Page {pages[0]} shows" if len(pages) == 1 else f"Pages {', '.join(map(str, pages))} show"
    note = Note(code="not-looked-at", detail=f"{which} something else than the text inside the file, and was not read.")
    return reading.model_copy(update={"notes": (*reading.notes, note)})


def confirmed(text: Reading, sights: Iterable[Sight]) -> Reading:
    """The reading whose text was believed; values that could not be looked at are not sure."""
    unknown = [sight.place.path for sight in sights if sight.state is State.UNKNOWN and is_vital(sight.place.path)]
    return not_looked_at(text, unknown, "the page could not be looked at in the time there is.")


def settled(text: Reading, picture: Reading | None, lies: tuple[Sight, ...]) -> Reading:
    """What to believe after something of the text was not seen. Where the picture has the same values elsewhere, the
    text with those of the picture; else the picture, for a text that lies once is not believed at all. Without a
    picture that could be read the text, and none of it sure."""
    if picture is None:
        evidence = {path: at_most(item, DOUBTED) for path, item in text.evidence.items()}
        return _with_findings(text.model_copy(update={"evidence": evidence}), [finding(lie) for lie in lies])
    ours, theirs = _values(text), _values(picture)
    wrong = [lie for lie in lies if theirs.get(lie.place.path) != ours.get(lie.place.path)]
    if not wrong:
        moved = {lie.place.path: picture.evidence[lie.place.path] for lie in lies}
        return text.model_copy(update={"evidence": text.evidence | moved})
    found = (_rivalled(path, theirs.get(path), text, picture, ours) for path in {**picture.evidence, **_vital(text)})
    shown = build_reading(reader=picture.reader, version=picture.version, pages=picture.pages, found=found)
    whole = picture.model_copy(update={"invoice": shown.invoice, "evidence": shown.evidence})
    raws = {path: item.raw for path, item in picture.evidence.items()}
    return _with_findings(whole, [finding(lie, raws.get(lie.place.path)) for lie in wrong])


def _vital(reading: Reading) -> dict[str, Evidence]:
    return {path: item for path, item in reading.evidence.items() if is_vital(path)}


def _rivalled(path: str, value: Any, text: Reading, picture: Reading, ours: dict[str, Any]) -> Found:
    """The picture's value; where the text says another, it is not sure, and the text's is a candidate."""
    rival, told = text.evidence.get(path), ours.get(path)
    evidence = picture.evidence.get(path) or Evidence(source=rival.source) if rival else picture.evidence[path]
    if rival is None or told is None or told == value:
        return Found(path, value, evidence)
    candidate = Candidate(value=str(told), **at_most(rival, DOUBTED).model_dump(exclude={"candidates"}))
    known = tuple(item for item in evidence.candidates if item.value != candidate.value)
    return Found(path, value, at_most(evidence, BELOW_SURE).model_copy(update={"candidates": (*known, candidate)}))


def _values(reading: Reading) -> dict[str, Any]:
    return dict(leaves(plain(reading.invoice)))


def _with_findings(reading: Reading, findings: list[Check]) -> Reading:
    return reading.model_copy(update={"checks": (*reading.checks, *findings)})
