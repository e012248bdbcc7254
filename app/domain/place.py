"""Where something stands on a page."""

from typing import Annotated

from pydantic import Field

Point = Annotated[tuple[float, float], Field(description="x and y as parts of the page, 0-1 from the top left")]
Polygon = tuple[Point, ...]
