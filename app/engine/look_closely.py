"""Looks at small places of a PDF's pages, as a person would see them: drawn, with all that lies over and under them.

No rule of PDF is told anew here. Whether text is white, covered, clipped, without ink, under a note or drawn by a font
that shows other letters than it names: the page is drawn with everything on it, and the places are recognized.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

from PIL import Image

from app.domain.errors import DocumentRejected
from app.domain.reading import PageWord, Polygon
from app.engine.page_words import words_of_text_layer
from app.engine.pdf_file import open_pdf
from app.engine.raster import page_picture
from app.engine.same_signs import is_part, same_signs
from app.engine.sights import Place, Sight, State
from app.engine.vital import is_recognized

DPI, MOST_SIDE = 150, 2_600  # of a page, in pixels
CLOSER_DPI, CLOSER_SIDE = 300, 5_200  # of a page with places that were not seen at first
LEAST_CONTRAST = 45
"""Of 255, between ink and ground: what is paler than this grey on white is not read by people."""
LEAST_POINTS = 3.5  # height of a row of text; the small print of a contract has 5
MOST_RECOGNIZED, MOST_PLACES = 60, 1_000
MARGIN = 0.6  # heights of the text, at both ends: what goes on there belongs to it
_COARSE_DPI = 50
_EDGE = 0.2  # of the height, above and below
_STANDS = 1.5  # times as high as wide: the text runs up or down the page
_WITHIN = 0.35  # of the shorter of a place and a word that was recognized: they are the same
_TURN, _BACK, _OVER = Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


@dataclass(frozen=True)
class _Cut:
    """A place cut out of the drawn page."""

    place: Place
    ink: Image.Image  # the place alone
    strip: Image.Image  # with its margins
    start: float  # where the place lies in the strip, as parts of its length
    end: float
    stands: bool  # the text runs up or down the page
    points: float  # height of the text
    told: Callable[[], tuple[str, str]]  # what the text layer has in the place, and in the margins

    @property
    def shows_nothing(self) -> bool:
        return self.points < LEAST_POINTS or _contrast(self.ink) < LEAST_CONTRAST


def look_closely(data: bytes, places: tuple[Place, ...], *, recognizes: bool) -> tuple[Sight, ...]:
    """One for each place, in their order. Those of vital values are recognized; of the others, and without
    `recognizes` of all, only missing ink is told."""
    asked = list(dict.fromkeys(places))[:MOST_PLACES]
    recognized = [place for place in asked if is_recognized(place.path)][:MOST_RECOGNIZED] if recognizes else []
    looked: dict[Place, Sight] = {}
    for number in sorted({place.page for place in asked}):
        on_page = [place for place in asked if place.page == number]
        looked.update(_look_at_page(data, number, on_page, frozenset(recognized)))
    return tuple(looked.get(place) or Sight(place, State.UNKNOWN) for place in places)


def shows_anything(data: bytes, number: int) -> bool:
    """True when something that people could see is drawn on the page, or it cannot be drawn here."""
    try:
        page = page_picture(data, "application/pdf", number, dpi=_COARSE_DPI, max_side=MOST_SIDE)
    except DocumentRejected:
        return True
    return _contrast(page) >= LEAST_CONTRAST


def _contrast(picture: Image.Image) -> int:
    red_green_blue = cast("tuple[tuple[int, int], ...]", picture.getextrema())
    return max(high - low for low, high in red_green_blue)


def _look_at_page(data: bytes, number: int, places: list[Place], recognized: frozenset[Place]) -> dict[Place, Sight]:
    try:
        cuts = _cuts(data, number, places, DPI, MOST_SIDE)
        sights = {cut.place: _sight(cut) for cut in cuts}
        sights |= _recognized([cut for cut in cuts if cut.place in recognized and not cut.shows_nothing], ())
        doubted = [place for place, sight in sights.items() if place in recognized and sight.is_a_lie]
        again = _cuts(data, number, doubted, CLOSER_DPI, CLOSER_SIDE) if doubted else []
        sights |= _recognized([cut for cut in again if not cut.shows_nothing], (_OVER,))
        return sights
    except DocumentRejected:  # a page that cannot be drawn
        return {place: Sight(place, State.UNKNOWN) for place in places}


def _sight(cut: _Cut) -> Sight:
    return Sight(cut.place, State.NOTHING if cut.shows_nothing else State.UNKNOWN)


def _cuts(data: bytes, number: int, places: list[Place], dpi: int, side: int) -> list[_Cut]:
    page = page_picture(data, "application/pdf", number, dpi=dpi, max_side=side)
    with open_pdf(data) as document:
        width, _ = document.get_page_size(number - 1)
    words = cache(partial(_words_of, data, number))  # most places are seen without
    return [_cut(page, place, words, points=width / page.width) for place in places]


def _words_of(data: bytes, number: int) -> list[PageWord]:
    try:
        return words_of_text_layer(data, number, None)
    except DocumentRejected:
        return []


def _cut(page: Image.Image, place: Place, words: Callable[[], list[PageWord]], *, points: float) -> _Cut:
    """`points`: those of one pixel."""
    x0, y0, x1, y1 = _box(place.polygon, page)
    stands = len(place.text) > 1 and y1 - y0 > _STANDS * (x1 - x0)
    height = max(1.0, x1 - x0 if stands else y1 - y0)
    along, edge = MARGIN * height, _EDGE * height
    wide, high = (edge, along) if stands else (along, edge)
    outer = max(0.0, x0 - wide), max(0.0, y0 - high), min(page.width, x1 + wide), min(page.height, y1 + high)
    first, last, low, upto = (outer[1], outer[3], y0, y1) if stands else (outer[0], outer[2], x0, x1)
    length = max(1.0, last - first)
    return _Cut(
        place=place,
        ink=_piece(page, (x0, y0, x1, y1)),
        strip=_piece(page, outer),
        start=(low - first) / length,
        end=(upto - first) / length,
        stands=stands,
        points=height * points,
        told=lambda: _told(words(), place, outer, page),
    )


def _box(polygon: Polygon, page: Image.Image) -> Box:
    across, down = [x * page.width for x, _ in polygon], [y * page.height for _, y in polygon]
    return min(across), min(down), max(across), max(down)


def _told(words: list[PageWord], place: Place, outer: Box, page: Image.Image) -> tuple[str, str]:
    near = [word for word in words if _touches(word, outer, page)]
    inside = [word for word in near if _lies_in(word, place)]
    return " ".join(word.text for word in inside), " ".join(word.text for word in near if word not in inside)


def _touches(word: PageWord, outer: Box, page: Image.Image) -> bool:
    """At least with its middle on the row of a strip, and with a part of it inside."""
    x0, y0, x1, y1 = _box(word.polygon, page)
    left, top, right, bottom = outer
    if bottom - top > _STANDS * (right - left):
        return left < (x0 + x1) / 2 < right and y0 < bottom and top < y1
    return top < (y0 + y1) / 2 < bottom and x0 < right and left < x1


def _lies_in(word: PageWord, place: Place) -> bool:
    x, y = (sum(point[axis] for point in word.polygon) / len(word.polygon) for axis in (0, 1))
    xs, ys = [x for x, _ in place.polygon], [y for _, y in place.polygon]
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


def _piece(page: Image.Image, box: Box) -> Image.Image:
    left, top, right, bottom = (round(side) for side in box)
    return page.crop((left, top, max(right, left + 2), max(bottom, top + 2)))


def _recognized(cuts: list[_Cut], also: tuple[Image.Transpose, ...]) -> dict[Place, Sight]:
    """What is seen of each, upright or turned in one of the ways in which its shape lets it stand, and in those of
    `also`."""
    from app.engine.recognize import pixels_of, read_strips

    if not cuts:
        return {}
    tries = [(cut, turn) for cut in cuts for turn in ((_TURN, _BACK) if cut.stands else (None, *also))]
    read = read_strips([pixels_of(cut.strip.transpose(turn) if turn else cut.strip) for cut, turn in tries], together=1)
    sights: dict[Place, Sight] = {}
    for (cut, turn), words in zip(tries, read, strict=True):
        start, end = (1 - cut.end, 1 - cut.start) if turn in (_BACK, _OVER) else (cut.start, cut.end)
        text = " ".join(word for word, first, last, _ in words if _overlap(first, last, start, end))
        whole = " ".join(word for word, *_ in words)
        seen = _is_seen(cut, text) or _is_seen(cut, whole)
        state = State.SEEN if seen else State.OTHER if text else State.NOTHING
        best = sights.get(cut.place)
        if best is None or (best.state is not State.SEEN and (seen or len(text) > len(best.text))):
            sights[cut.place] = Sight(cut.place, state, text)
    return sights


def _is_seen(cut: _Cut, text: str) -> bool:
    """The text of the place, or all that the text layer has there, is what was recognized."""
    if same_signs(cut.place.text, text):
        return True
    inside, beside = cut.told()
    return any(same_signs(told, text, beside=beside) for told in (cut.place.text, inside)) or (
        is_part(cut.place.text, text) and is_part(text, inside)  # of a longer word
    )


def _overlap(first: float, last: float, start: float, end: float) -> bool:
    shared = min(last, end) - max(first, start)
    return shared > _WITHIN * max(1e-6, min(last - first, end - start))
