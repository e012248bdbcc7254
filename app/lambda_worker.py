"""The worker function: messages of the queues, and the sweeper's schedule."""

import os

from app.cold_start import faster_cold_start

with faster_cold_start():
    from app.api.logs import log_to_stderr
    from app.bootstrap import cloud

    log_to_stderr(os.environ.get("LOG_LEVEL", "info"))
    handler = cloud.worker(os.environ).handle
