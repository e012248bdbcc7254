"""One model of evidence: everything on the pages that may be a value is a candidate, what stands around it is evidence
that adds up, and learned weights choose. No word of any language decides alone."""

from app.engine.evidence.features import Page as EvidencePage
from app.engine.evidence.reading import read_evidence

__all__ = ["EvidencePage", "read_evidence"]
