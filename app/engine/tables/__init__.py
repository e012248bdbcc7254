"""Items and tax rows from printed words: `read_tables`."""

from app.engine.tables.reading import Tables, read_tables

__all__ = ["Tables", "read_tables"]
