"""One training page from a seed."""

from random import Random

from app.engine.words import DocumentText
from tests.bench.training.invoices import InvoicePage
from tests.bench.training.others import other
from tests.bench.training.services import ServicePage
from tests.bench.training.speech import speech
from tests.bench.training.tills import till
from tests.bench.training.typed import TypedPage


def page(seed: int) -> tuple[DocumentText, dict[str, object]]:
    """The words of a document and its truth: by field a value, several right ones, null (not printed) or `?` (not
    asked). The same seed gives the same page."""
    chance = Random(f"training {seed}")
    spoken = speech(chance)
    luck = chance.random()
    if luck < 0.64:
        kind = InvoicePage if luck < 0.42 else ServicePage if luck < 0.54 else TypedPage
        made = kind(chance, spoken)
        truth, paper = made.draw(), made.paper
    elif luck < 0.84:
        paper, truth = till(chance, spoken)
    else:
        paper, truth = other(chance, spoken)
    noise = chance.choice((0.0, 0.0, 0.0, 0.3, 1.0, 2.0))
    return paper.done(noise=noise), truth
