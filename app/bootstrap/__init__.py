"""The composition root: settings in, a whole application out. The only place that imports adapters.

`local` builds what one machine runs, `cloud` what an AWS account runs; `services` is what both have in common. Every
adapter is imported inside the function that needs it, so that a light command starts quickly and a place that lacks a
library can still use the rest.
"""
