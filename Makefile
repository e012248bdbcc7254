# Two commands: `make run` and `make test`. Both set up everything they need from the lock file.
# Wanted on the machine: git, make, Python 3.11 or newer.

PYTHON ?= python3
export PORT ?= 8000
export DATA_DIR ?= .data

# uv from the PATH, or one of our own in a private environment.
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
UV := .uv/bin/uv
endif

.PHONY: run test format evaluate openapi package clean help

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/ready ## Serve on http://127.0.0.1:8000 (PORT=, DATA_DIR=)
	@exec .venv/bin/invoices serve

test: .venv/ready ## Check style and types, then run every test
	.venv/bin/ruff check app infra tests bench
	.venv/bin/ruff format --check app infra tests bench
	.venv/bin/mypy app
	.venv/bin/pytest -n 2 --dist loadgroup

format: .venv/ready ## Put the code in its usual form
	.venv/bin/ruff check --fix app infra tests bench
	.venv/bin/ruff format app infra tests bench

evaluate: .venv/ready ## Measure reading on the rendered set: fields, lines, seconds, memory
	.venv/bin/python -m bench.reading

openapi: .venv/ready ## Write the API description anew
	.venv/bin/python -m tests.unit.test_openapi

# For which Lambda functions: processor (arm64 or x86_64) and Python.
ARCH ?= arm64
LAMBDA_PYTHON ?= 3.13

package: .venv/ready ## Build dist/api.zip and dist/worker.zip for AWS Lambda (ARCH=, LAMBDA_PYTHON=)
	@.venv/bin/python infra/package.py --arch $(ARCH) --python $(LAMBDA_PYTHON)

clean: ## Remove what the commands above made, but no data
	rm -rf .venv .uv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/ready: uv.lock pyproject.toml $(filter .uv/bin/uv,$(UV))
	$(UV) sync --locked --all-extras --quiet
	@touch $@

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'
