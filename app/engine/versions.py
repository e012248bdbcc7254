"""Versions of the readers. Raise one when its reader may give another result for the same bytes: then it is worth
reading them again, for whoever asks for that. By itself nothing is."""

EINVOICE = "4"
TEXT = "7"
ENGINE = "6"
