"""What reading a document costs, before anybody reads it: by list price, from its kind and its pages alone."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.document import DocumentInfo
from app.domain.opinion import Price
from app.domain.readers import AUTO, OPINION, READERS

_TOKENS_OF_A_PAGE = 4_000  # a page full of small print
_TOKENS_ASKED = 1_000
_TOKENS_SHOWN = 2_500  # a picture of a page


class Usd(BaseModel):
    """From and up to so many USD."""

    model_config = ConfigDict(frozen=True)

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)


Priced = Callable[[DocumentInfo], Usd]
"""What a reader that charges takes for a document that it can read."""
Prices = Mapping[str, Priced]


class ReaderEstimate(BaseModel):
    """What one reader would cost. `auto` asks those that charge only when the others are not sure."""

    model_config = ConfigDict(frozen=True)

    reader: str
    usd_from: Annotated[Decimal, Field(description="at least, by list price")]
    usd_to: Annotated[Decimal, Field(description="at most, by list price")]


class Estimate(BaseModel):
    """Nothing of the document was kept, and nobody was asked to read it."""

    model_config = ConfigDict(frozen=True)

    document: DocumentInfo
    readers: Annotated[
        tuple[ReaderEstimate, ...], Field(description="each reader that takes such a file, `auto` first")
    ]


def per_page(usd: Decimal) -> Priced:
    return lambda info: Usd(least=usd * info.pages, most=usd * info.pages)


def by_tokens(price: Price, *, pages_shown: int, most_written: int) -> Priced:
    """Of a language model: from an empty page that it says nothing of."""

    def priced(info: DocumentInfo) -> Usd:
        shown = min(pages_shown, info.pages) * _TOKENS_SHOWN
        most = price.of(_TOKENS_ASKED + shown + info.pages * _TOKENS_OF_A_PAGE, most_written)
        return Usd(least=price.of(_TOKENS_ASKED // 2, 0), most=most)

    return priced


def estimated(info: DocumentInfo, readers: tuple[str, ...], prices: Prices) -> Estimate:
    """`readers`: the names of those that are there."""
    takes = [name for name in readers if name in READERS and info.media_type in READERS[name].takes]
    each = {name: prices[name](info) if name in prices else Usd() for name in takes}
    of_auto = Usd(
        # An opinion is only heard on what another has read.
        least=min((usd.least for name, usd in each.items() if name != OPINION.name), default=Decimal(0)),
        most=sum((usd.most for usd in each.values()), Decimal(0)),
    )
    rows = (
        ReaderEstimate(reader=name, usd_from=usd.least, usd_to=usd.most)
        for name, usd in {AUTO: of_auto, **each}.items()
    )
    return Estimate(document=info, readers=tuple(rows))
