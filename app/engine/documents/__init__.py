"""Which documents the pages of a file are: where one ends and the next begins, what is a copy, what is attached."""

from app.engine.documents.group import Group
from app.engine.documents.grouping import documents_of, parts_of

__all__ = ["Group", "documents_of", "parts_of"]
