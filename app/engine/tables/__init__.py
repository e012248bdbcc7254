"""Items and tax rows from printed words: `read_lines` and `read_taxes`."""

from app.engine.tables.reading import read_lines, read_taxes

__all__ = ["read_lines", "read_taxes"]
