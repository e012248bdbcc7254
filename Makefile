# Two commands: `make run` and `make test`. Both set up everything they need from the lock file.
# Needed on the machine: git, make, Python 3.11 or newer; for the web page, Node.js 20.19 or newer.

PYTHON ?= python3
export PORT ?= 8000
export DATA_DIR ?= .data

# uv from the PATH, or one of our own in a private environment.
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
UV := .uv/bin/uv
endif

# The web page is built where Node.js can do it, and left out with one clear line where it cannot.
WEB := app/web
NODE := $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	if (a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19)) console.log("yes")' 2>/dev/null)
ifeq ($(NODE),yes)
PAGE := $(WEB)/dist/index.html
PAGE_CHECKS := page-checks
else
NO_PAGE = @echo "No Node.js 20.19 or newer here: the web page is left out; the API and /docs are complete."
endif

.PHONY: run test compiled format evaluate openapi package deployer deploy destroy page-checks fuzz mutants audit clean help

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/ready compiled $(PAGE) ## Serve on http://127.0.0.1:8000 (PORT=, DATA_DIR=)
	$(NO_PAGE)
	@exec .venv/bin/invoices serve

test: .venv/ready compiled $(PAGE_CHECKS) ## Check style and types, then run the tests; what is skipped says why
	$(NO_PAGE)
	.venv/bin/ruff check app infra tests
	.venv/bin/ruff format --check app infra tests
	.venv/bin/mypy app
	.venv/bin/pytest -rs -n 2 --dist loadgroup

# What parses documents may write nothing, not even what Python keeps of its modules to start quickly.
compiled: .venv/ready
	@.venv/bin/python -m compileall -q -x node_modules app

fuzz: .venv/ready ## Fuzz the API for half an hour, with three seeds
	.venv/bin/python -m tests.fuzz.run --examples 200 --seeds 1 2 3

mutants: .venv/ready ## Change the critical modules a little everywhere, and see that tests fail
	.venv/bin/python -m tests.bench.mutants.run
	.venv/bin/python -m tests.bench.mutants.protections

audit: .venv/ready ## Look for weaknesses and secrets; write dist/sbom.json
	.venv/bin/bandit --quiet --recursive app infra -ll -c pyproject.toml
	.venv/bin/zizmor --offline --no-progress .github
	git ls-files -z | xargs -0 .venv/bin/detect-secrets-hook --baseline .secrets.baseline
	.venv/bin/python -m infra.sbom

format: .venv/ready ## Put the code in its usual form
	.venv/bin/ruff check --fix app infra tests
	.venv/bin/ruff format app infra tests

evaluate: .venv/ready ## Measure reading: the rendered set, and real documents with truths (REAL=folder)
	.venv/bin/python -m tests.bench.reading
	.venv/bin/python -m tests.bench.crosscheck --invoices 100
	$(if $(REAL),.venv/bin/python -m tests.bench.reading.real $(REAL))

openapi: .venv/ready ## Write what is made from the code anew: the API description, the schema of events, the page's types and fields
	.venv/bin/python -m tests.unit.test_openapi
	.venv/bin/python -m tests.unit.test_events
	.venv/bin/python -m tests.page_fields
ifeq ($(NODE),yes)
	$(MAKE) $(WEB)/node_modules/ready
	npm --prefix $(WEB) run --silent types
endif

page-checks: $(WEB)/dist/index.html
	npm --prefix $(WEB) run --silent check
	npm --prefix $(WEB) run --silent test

$(WEB)/dist/index.html: $(WEB)/node_modules/ready $(shell find $(WEB)/src $(WEB)/plugins $(WEB)/public -type f) \
		$(WEB)/index.html $(WEB)/vite.config.ts
	npm --prefix $(WEB) run --silent build -- --logLevel warn

$(WEB)/node_modules/ready: $(WEB)/package-lock.json
	npm --prefix $(WEB) ci --silent
	@touch $@

# For which Lambda functions: processor (arm64 or x86_64) and Python.
ARCH ?= arm64
LAMBDA_PYTHON ?= 3.13

package: .venv/ready ## Build dist/api.zip and dist/worker.zip for AWS Lambda (ARCH=, LAMBDA_PYTHON=)
	@.venv/bin/python infra/package.py --arch $(ARCH) --python $(LAMBDA_PYTHON)

# An installation in an AWS account: infra/README.md.
ENV ?= dev
NAME ?= invoices
AWS_REGION ?= eu-central-1
INSTALLATION := --env $(ENV) --name $(NAME) --region $(AWS_REGION) $(if $(EMAIL),--email $(EMAIL)) $(if $(YES),--yes) \
	$(if $(UNSEEN),--unseen)

deployer: .venv/ready ## Make the policies of who deploys, once, as an administrator (NAME=, YES=1)
	@.venv/bin/python -m infra.deployer $(INSTALLATION)

deploy: package $(PAGE) ## Bring an AWS installation up, or up to date (ENV=, EMAIL=, AWS_REGION=, NAME=, YES=1, UNSEEN=1)
	@TF_VAR_architecture=$(ARCH) TF_VAR_runtime=python$(LAMBDA_PYTHON) .venv/bin/python -m infra.deploy $(INSTALLATION)

destroy: .venv/ready ## Take an AWS installation away and prove that nothing is left (ENV=, never prod)
	@.venv/bin/python -m infra.destroy $(INSTALLATION)

clean: ## Remove what the commands above made, but no data
	rm -rf .venv .uv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis $(WEB)/node_modules $(WEB)/dist infra/.terraform

.venv/ready: uv.lock pyproject.toml $(filter .uv/bin/uv,$(UV))
	$(UV) sync --locked --all-extras --compile-bytecode --quiet
	@touch $@

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'
