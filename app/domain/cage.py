"""What is left open where a system does not offer all that holds the processes which parse documents."""

from collections.abc import Mapping

_LEFT = {
    "privileges": "keep the rights of the account that runs it",
    "landlock": "read every file that this account may read",
    "seccomp": "use the network and start programs as far as nothing else forbids it",
}


def left_open(missing: Mapping[str, str]) -> str | None:
    """One sentence for whoever runs the program; None where nothing is missing. `missing`: layers, each with why."""
    if not missing:
        return None
    could = ", ".join(_LEFT.get(layer, layer) for layer in missing)
    reasons = dict.fromkeys(missing.values())
    why = "; ".join(f"{', '.join(_with(reason, missing))} ({reason})" for reason in reasons)
    return f"A document that takes over the program that parses it could {could}. Missing here: {why}."


def _with(reason: str, missing: Mapping[str, str]) -> list[str]:
    return [layer for layer, said in missing.items() if said == reason]
