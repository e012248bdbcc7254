"""Words that were found on a page, where they stand on it as it is shown."""

from app.domain.reading import PageWord, Polygon
from app.engine.turned import turned_back
from app.engine.words import PageText, Word, polygon


def words_of_page(page: PageText) -> tuple[PageWord, ...]:
    """All words of a page that was looked at."""
    return tuple(page_word(word, turned_back(polygon((word,)), page.rotation)) for word in page.words)


def page_word(word: Word, place: Polygon) -> PageWord:
    return PageWord(text=word.text, polygon=place, confidence=round(word.confidence, 4))
