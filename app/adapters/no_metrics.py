"""Where nobody watches figures."""


class NoMetrics:
    """The `Metrics` of one machine."""

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        return
