"""What a training page is said to show stands on it: a wrong truth would be learned."""

from random import Random

import pytest

from tests.bench.training.invoices import InvoicePage
from tests.bench.training.services import ServicePage
from tests.bench.training.speech import speech
from tests.bench.training.typed import TypedPage

SEEDS = range(60)


def squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("kind", [InvoicePage, ServicePage, TypedPage])
def test_every_value_of_the_truth_is_printed(kind: type[InvoicePage | ServicePage | TypedPage]) -> None:
    for seed in SEEDS:
        chance = Random(f"{kind.__name__} {seed}")
        page = kind(chance, speech(chance))
        truth = page.draw()
        words = [word.text.casefold() for each in page.paper.done(noise=0).pages for word in each.words]
        text = squeezed(" ".join(words))
        if truth["seller"] not in (None, "?"):
            assert set(str(truth["seller"]).casefold().split()) <= set(words), seed
        if truth["number"] is not None:
            assert squeezed(str(truth["number"]).casefold()) in text, seed
        added = len(page.facts.taxes) > 1  # printed one by one, and asked for together
        for role in ("gross", "net") if added else ("gross", "net", "tax"):
            if isinstance(truth[role], str) and truth[role] != "?":
                assert str(truth[role]).split(".")[0] in text, (seed, role)
