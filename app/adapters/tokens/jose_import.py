"""python-jose's keys without its certificates.

Its backend imports `cryptography.x509` for one function, which makes a key of a certificate. No key here is made so,
and the module, with all that it needs, is two thirds of the import: a twentieth of a function's start.
"""

import sys
from importlib import import_module
from types import ModuleType

_CERTIFICATES = "cryptography.x509"


def jose_jwk() -> ModuleType:
    """The module `jose.jwk`."""
    if "jose.jwk" in sys.modules or _CERTIFICATES in sys.modules:
        return import_module("jose.jwk")
    sys.modules[_CERTIFICATES] = stand_in = ModuleType(_CERTIFICATES)
    stand_in.__dict__["load_pem_x509_certificate"] = _load_certificate
    try:
        return import_module("jose.jwk")
    finally:
        del sys.modules[_CERTIFICATES]


def _load_certificate(data: bytes) -> object:
    """The function itself, should it ever be asked for."""
    return import_module(_CERTIFICATES).load_pem_x509_certificate(data)
