"""The pages of a file put together to documents."""

from collections.abc import Iterator

from app.domain.reading import PartOfFile, Source
from app.engine.documents.beside import beside_one_another, halves
from app.engine.documents.boundaries import begins_another
from app.engine.documents.copies import is_copy
from app.engine.documents.group import Group
from app.engine.documents.signs import PageSigns, Values, signs_of
from app.engine.words import DocumentText

MOST_PAGES = 60  # a longer file is one document, as far as we look


def documents_of(text: DocumentText, values: Values) -> tuple[Group, ...]:
    """The documents of the file in their order, copies among them; one at least, and none when the file has too many
    pages to look at, or one that holds one. `values` reads pages by themselves."""
    if len(text.pages) > MOST_PAGES or _is_one(text):
        return ()
    noisy = text.source is Source.ENGINE
    groups: list[Group] = []
    for signs, own in _pages(text, values):
        if not groups or own or begins_another(groups[-1], signs, noisy=noisy):
            groups.append(Group([signs]))
        else:
            groups[-1].take(signs)
    joined = _attached(groups)
    for place, group in enumerate(joined):
        group.copy_of = next((other.first_page for other in joined[:place] if _same(other, group, noisy=noisy)), None)
    return tuple(joined)


def parts_of(groups: tuple[Group, ...]) -> tuple[PartOfFile, ...]:
    """What is told of them: nothing when it is one document."""
    if len(groups) < 2:
        return ()
    return tuple(
        PartOfFile(
            first_page=group.first_page,
            last_page=group.last_page,
            invoice_number=group.number,
            gross=group.gross,
            copy_of=group.copy_of,
        )
        for group in groups
    )


def _pages(text: DocumentText, values: Values) -> Iterator[tuple[PageSigns, bool]]:
    """The signs of each page, and whether it is a document of its own for standing beside another on one page."""
    for page in text.pages:
        parts = beside_one_another(text, page, values)
        if parts:
            yield from ((part, place > 0) for place, part in enumerate(parts))
        else:
            yield signs_of(text, page, values), False


def _is_one(text: DocumentText) -> bool:
    return len(text.pages) == 1 and not halves(text.pages[0])


def _attached(groups: list[Group]) -> list[Group]:
    """Terms, delivery notes and other pages that ask for no payment belong to what stands before them."""
    joined: list[Group] = []
    for group in groups:
        before = joined[-1] if joined else None
        if before and (not group.stands_alone or (before.is_paid and not group.is_paid)):
            before.attached += group.pages
        else:
            joined.append(group)
    return joined


def _same(one: Group, other: Group, *, noisy: bool) -> bool:
    if one.copy_of is not None or len(one.pages) != len(other.pages):
        return False
    return all(is_copy(a, b, noisy=noisy) for a, b in zip(one.pages, other.pages, strict=True))
