"""The two calls that need no token."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.deps import Services
from app.api.describe import response, responses
from app.api.responses import Config, Health, SignInPlace
from app.api.views import json_response
from app.domain.document import MEDIA_TYPES
from app.domain.sign_in import READ, WRITE

router = APIRouter(prefix="/v1", tags=["Service"], default_response_class=Response)


@router.get(
    "/config",
    operation_id="getConfig",
    summary="What a client must know",
    responses=responses({200: response("Where to sign in, and the limits.", Config)}, public=True),
)
async def get_config(services: Services) -> Response:
    """Where to sign in, which files are taken and how large they may be."""
    settings = services.settings
    place = services.sign_in
    return json_response(
        Config(
            sign_in=SignInPlace(issuer=place.issuer, client_id=place.client_id, scopes=[READ, WRITE]),
            max_upload_bytes=settings.max_upload_bytes,
            max_body_bytes=settings.max_body_bytes,
            media_types=list(MEDIA_TYPES),
            readers=list(services.readers),
            scan_wait_seconds=settings.scan_wait_seconds,
        )
    )


@router.get(
    "/health",
    operation_id="getHealth",
    summary="Is it there",
    responses=responses({200: response("It answers.", Health)}, public=True),
)
async def get_health() -> Response:
    """Says that the service answers; asks nothing of other parts."""
    return json_response(Health(status="ok"))
