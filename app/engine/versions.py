"""Versions of the readers. Raise one when its reader may give another result for the same bytes: scans are reused by
bytes, reader and version."""

EINVOICE = "3"
TEXT = "4"
ENGINE = "4"
