"""End a sign-in before its tokens run out."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import response, responses

router = APIRouter(prefix="/v1/sign-out", tags=["Service"], default_response_class=Response)


@router.post(
    "",
    operation_id="signOut",
    summary="End this sign-in everywhere",
    status_code=204,
    responses=responses({204: response("Ended.")}),
)
async def sign_out(principal: Reader, services: Services, run: RunBlocking) -> Response:
    """No token of this sign-in holds any longer: this one at once, all others within a minute. The issuer's own page
    ends its cookie and the renewal of tokens. Programs, which sign in with each token anew, have nothing to end."""
    if principal.sign_in is not None:
        await run(services.ended_sign_ins.end, principal.sign_in)
    return Response(status_code=204)
