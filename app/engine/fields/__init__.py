"""The header fields of an invoice from its printed words: everything but lines and taxes."""

from app.engine.fields.header import fields_of, read_fields

__all__ = ["fields_of", "read_fields"]
