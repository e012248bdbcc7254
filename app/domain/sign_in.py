"""What a sign-in is about: who may ask for one, what is asked, how it is refused."""

from dataclasses import dataclass

from app.domain.errors import AppError

READ = "invoices/read"
WRITE = "invoices/write"

WEB_CLIENT = "invoices-web"
DOCS_CLIENT = "invoices-docs"
CLI_CLIENT = "invoices-cli"

LOCAL_PATH = "/local"  # where a laptop's own sign-in is served
DEFAULT_USER = "local"

MAX_LIFE = 24 * 60 * 60  # seconds from a token's issue to its end
MAX_TOKEN_BYTES = 8_192  # request line and headers together may have 10,240 at the gateway
DOES_NOT_HOLD = "The access token does not hold."  # said of every token that does not, whatever is wrong with it

NOT_ADMITTED = "not_admitted"
UNUSABLE_NAME = "unusable_name"


@dataclass(frozen=True)
class SignInRequest:
    """An authorization request that holds: client and redirect address are registered and belong together."""

    client_id: str
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]
    challenge: str
    nonce: str | None = None


class SignInRefused(AppError):
    """A step of the sign-in is refused. `code` is one of OAuth 2.0's: `invalid_request`, `invalid_client`,
    `invalid_grant`, `invalid_scope`, `unsupported_grant_type`, `unsupported_response_type`; or one of the two above,
    which only the sign-in page itself can meet."""

    code = "invalid_request"
