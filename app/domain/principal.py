"""Who is asking."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Owner:
    """The one to whom everything belongs: issuer and subject of the token, never an e-mail or a name."""

    issuer: str
    subject: str

    @property
    def key(self) -> str:
        """A fixed-length name for folders, rows and object keys: 32 hex digits; holds no character of the subject."""
        return hashlib.sha256(f"{self.issuer}\0{self.subject}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Principal:
    """A verified caller."""

    owner: Owner
    scopes: frozenset[str]
    client_id: str
    groups: frozenset[str] = field(default_factory=frozenset)
    sign_in: str | None = None  # what all tokens of one sign-in share; a program signs in with each token anew
