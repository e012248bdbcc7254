from tests.api.installation import Installation


def test_config_tells_where_to_sign_in_and_the_limits(place: Installation) -> None:
    assert place.nobody.get("/v1/config").json() == {
        "sign_in": {
            "issuer": "http://127.0.0.1:8000/local",
            "client_id": "invoices-web",
            "scopes": ["invoices/read", "invoices/write"],
        },
        "max_upload_bytes": 1024 * 1024,
        "max_body_bytes": 1024 * 1024,
        "media_types": [
            "application/pdf",
            "image/jpeg",
            "image/png",
            "image/webp",
            "image/heic",
            "image/tiff",
            "application/xml",
            "application/pkcs7-mime",
        ],
        "readers": ["auto", "text"],
        "scan_wait_seconds": 5,
    }


def test_a49_health_says_that_it_is_there_and_nothing_else(place: Installation) -> None:
    answer = place.nobody.get("/v1/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a49_health_asks_nobody(place: Installation) -> None:
    place.app.state.container = None
    try:
        assert place.nobody.get("/v1/health").status_code == 200
    finally:
        place.app.state.container = place.container
