"""Items by evidence: every number on the pages may be the amount of one, and learned weights choose. Quantity, price
and description follow from the amount."""

from app.engine.lines.reading import read_lines

__all__ = ["read_lines"]
