"""The API functions, *scan* and *save*: one package, deployed twice with different routes and rights.

The application is built while the function starts, before Mangum: its own start-up hook would run at every request.
"""

import os

from app.cold_start import faster_cold_start

with faster_cold_start():
    from mangum import Mangum

    from app.bootstrap import cloud
    from app.main import create_cloud_app, log_to_stderr

    log_to_stderr(os.environ.get("LOG_LEVEL", "info"))
    handler = Mangum(
        create_cloud_app(cloud.api(os.environ)),
        lifespan="off",
        text_mime_types=["application/json", "application/problem+json", "text/"],
    )
