"""Rules over an invoice in its plain form, whatever read it. Pure: same invoice, same answers."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.place import Polygon

OF_DOCUMENT = frozenset({"xml_vs_picture", "einvoice_form"})
"""Checks that a reader made by looking at the document itself. The values alone cannot tell them again."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


class Check(BaseModel):
    """One rule applied. A rule whose values are absent gives no Check at all."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(description="stable name of the rule", examples=["gross_total"])]
    rule: Annotated[str | None, Field(description="the rule of EN 16931 behind it", examples=["BR-CO-15"])] = None
    outcome: Outcome
    detail: Annotated[str, Field(description="the numbers in words", examples=["100.00 + 19.00 = 119.00, as printed"])]
    fields: Annotated[tuple[str, ...], Field(description="paths of the values it looked at")] = ()
    expected: Annotated[str | None, Field(description="what the rule gives")] = None
    found: Annotated[str | None, Field(description="what the document says")] = None
    tolerance: Annotated[str | None, Field(description="largest difference that passes")] = None
    page: Annotated[int | None, Field(ge=1, description="where `found` stands, when the document was looked at")] = None
    polygon: Annotated[Polygon | None, Field(description="corners, clockwise from the top left")] = None

    @property
    def failed(self) -> bool:
        return self.outcome is Outcome.FAILED
