"""Which version of each function serves: where its alias `live` points.

Terraform makes alias and versions, `make deploy` points the one at the other.
"""

from collections.abc import Mapping

from infra.installation import Installation

ALIAS = "live"

Versions = Mapping[str, str]  # of each function, by its name


def serving(installation: Installation, functions: Versions) -> dict[str, str]:
    """The versions that serve now, of these functions."""
    client = installation.client("lambda")
    return {name: client.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"] for name in functions}


def point_at(installation: Installation, versions: Versions) -> None:
    """From now on these versions serve, and they alone."""
    client = installation.client("lambda")
    for name, version in versions.items():
        client.update_alias(
            FunctionName=name, Name=ALIAS, FunctionVersion=version, RoutingConfig={"AdditionalVersionWeights": {}}
        )
