"""The header fields of an invoice from its printed words: everything but lines and taxes."""

from app.engine.fields.header import read_fields

__all__ = ["read_fields"]
