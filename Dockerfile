# One image, two uses:
#
#   a server      docker run -p 127.0.0.1:8000:8000 -v invoices:/data IMAGE
#                   its address signs in where it is seen (docker run -it), or: docker exec CONTAINER python -m app.cli open;
#                   the port is the same on both sides: -e PORT=9000 -p 127.0.0.1:9000:9000
#   a function    docker run IMAGE python -m awslambdaric app.lambda_api.handler      (or app.lambda_worker.handler)
#
# The base is Debian's Python 3.13.15, for all processors. Any other with Python 3.11 or newer will do:
# --build-arg BASE=public.ecr.aws/lambda/python:3.13 for AWS's own, with --entrypoint "" when it runs.
ARG BASE=docker.io/library/python:3.13-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

FROM ${BASE} AS libraries
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PROJECT_ENVIRONMENT=/opt/invoices \
    UV_PYTHON_DOWNLOADS=never
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /build
COPY pyproject.toml uv.lock ./
RUN /opt/uv/bin/uv sync --quiet --locked --no-dev --all-extras --no-install-project
COPY app /srv/app
RUN /opt/invoices/bin/python -m compileall -q --invalidation-mode unchecked-hash /srv/app

FROM ${BASE}
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin invoices \
    && install -d -o invoices -g invoices -m 700 /data
COPY --from=libraries /opt/invoices /opt/invoices
COPY --from=libraries /srv /srv
ENV PATH=/opt/invoices/bin:$PATH \
    PYTHONPATH=/srv \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    IN_CONTAINER=true
WORKDIR /srv
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Of the server; AWS Lambda looks after its functions itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8000)}/v1/health', timeout=4)"]
CMD ["python", "-m", "app.cli", "serve"]
