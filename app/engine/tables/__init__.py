"""Items and tax rows of a document, from its printed words."""

from app.engine.tables.reading import Tables, read_tables

__all__ = ["Tables", "read_tables"]
