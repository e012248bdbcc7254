"""How well, how quickly and how sparingly documents are read: `python -m bench.reading`, or `make evaluate`."""
