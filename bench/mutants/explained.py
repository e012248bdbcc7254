"""Changes that no test can see, because they change nothing that can be seen; each with its reason."""

EXPLAINED: tuple[str, ...] = ()
