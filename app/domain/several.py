"""What is said of a file that holds several documents."""

from collections.abc import Sequence

from app.domain.checks import Check, Outcome
from app.domain.reading import PartOfFile, Reading

_NAMED = 10  # in the sentence; the list has all


def with_parts(reading: Reading, parts: Sequence[PartOfFile]) -> Reading:
    """The reading of the first of several documents, with a failed check that names them all; with fewer than two
    parts the reading as it is."""
    if len(parts) < 2:
        return reading
    named = "; ".join(_named(part) for part in parts[:_NAMED])
    more = f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
    check = Check(
        id="several_documents",
        outcome=Outcome.FAILED,
        detail=f"The file holds {len(parts)} documents: {named}{more}. The values are those of the first; hand over "
        "the others as files of their own.",
        expected="1",
        found=str(len(parts)),
        page=parts[1].first_page,
    )
    return reading.model_copy(update={"documents": tuple(parts), "checks": (*reading.checks, check)})


def _named(part: PartOfFile) -> str:
    alone = part.first_page == part.last_page
    where = f"page {part.first_page}" if alone else f"pages {part.first_page} to {part.last_page}"
    total = "" if part.gross is None else f", total {part.gross:f}"
    return f"{part.invoice_number or 'without a number'} ({where}{total})"
