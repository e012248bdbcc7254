"""How well, how quickly and how sparingly documents are read: `python -m tests.bench.reading`, or `make evaluate`."""
