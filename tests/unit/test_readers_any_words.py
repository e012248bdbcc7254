"""Words in any order on a page: the field reader gives a reading or says that there is nothing, and never fails."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.reading import Source
from app.engine.document_reader import find_values
from tests.documents.words import text_of

LABELS = """
    Item Qty Price Amount Description Total Subtotal Tax GST 6% Rounding Cash Change Invoice No: Date: Bill To: From:
    Menge Preis Betrag Summe MwSt 19% Rechnung Nr. TTC TVA IBAN Net Disc. Unit pcs kg x @ RM $ EUR - ( ) : , . #
"""
VALUES = ("1", "2 x", "3.50", "7.00", "-1.20", "1.234,56", "05/04/2018", "12:30", "Sdn Bhd", "GmbH", "Jalan Besar 4,")
PIECES = st.sampled_from((*LABELS.split(), *VALUES, "Coffee", "80300 Johor", "DE02120300000000202051", "A-17"))
ROWS = st.lists(st.lists(st.tuples(st.integers(1, 9), PIECES), max_size=6), min_size=1, max_size=16)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from(Source))
def test_no_arrangement_of_words_breaks_the_reader(rows: list[list[tuple[int, str]]], source: Source) -> None:
    text = "\n".join("".join(" " * gap + piece for gap, piece in row) for row in [[(1, "Shop")], *rows])
    for found in find_values(text_of(text, source=source)):
        assert found.value is None or found.evidence.confidence is not None
