"""What is said of a file that holds several documents, or one more than once."""

from collections.abc import Sequence

from app.domain.checks import Check, Outcome
from app.domain.reading import Note, PartOfFile, Reading
from app.domain.sure import doubted

_NAMED = 10  # in the sentence; the list has all


def with_parts(reading: Reading, parts: Sequence[PartOfFile]) -> Reading:
    """The reading of the first of several documents: none of its values is sure, and a failed check names them all.
    Copies of one are noted, and leave it as sure as it is. With fewer than two parts the reading as it is."""
    if len(parts) < 2:
        return reading
    told = reading.model_copy(update={"documents": tuple(parts)})
    if any(part.copy_of for part in parts):
        told = told.model_copy(update={"notes": (*told.notes, _copies(parts))})
    single = [part for part in parts if not part.copy_of]
    if len(single) < 2:
        return told
    return doubted(told.model_copy(update={"checks": (*told.checks, _check(single))}))


def _check(single: Sequence[PartOfFile]) -> Check:
    named = "; ".join(_named(part) for part in single[:_NAMED])
    more = f" and {len(single) - _NAMED} more" if len(single) > _NAMED else ""
    return Check(
        id="several_documents",
        outcome=Outcome.FAILED,
        detail=f"The file holds {len(single)} documents: {named}{more}. The values are those of the first; hand over "
        "the others as files of their own.",
        expected="1",
        found=str(len(single)),
        page=single[1].first_page,
    )


def _copies(parts: Sequence[PartOfFile]) -> Note:
    copies = [part for part in parts if part.copy_of]
    named = "; ".join(f"{_pages(part)} of page {part.copy_of}" for part in copies[:_NAMED])
    more = f" and {len(copies) - _NAMED} more" if len(copies) > _NAMED else ""
    return Note(code="copies", detail=f"Copies, which were not read again: {named}{more}.")


def _named(part: PartOfFile) -> str:
    total = "" if part.gross is None else f", total {part.gross:f}"
    return f"{part.invoice_number or 'without a number'} ({_pages(part)}{total})"


def _pages(part: PartOfFile) -> str:
    alone = part.first_page == part.last_page
    return f"page {part.first_page}" if alone else f"pages {part.first_page} to {part.last_page}"
