from collections.abc import Iterator

import pytest

from app.adapters.sign_in.key import SigningKey, signing_key
from tests.api.installation import Installation


@pytest.fixture(scope="session")
def issuer_key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return signing_key(tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, issuer_key: SigningKey) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("data"), issuer_key)
    yield installation
    installation.close()


@pytest.fixture
def place(installation: Installation) -> Installation:
    installation.renew()
    return installation
