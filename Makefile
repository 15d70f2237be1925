# A fresh machine needs Python 3.11 or newer (with venv), make and git; everything else is set up below.

PYTHON ?= python3
UV_VERSION := 0.13.8
CHROMIUM ?= /usr/bin/chromium
# The generated pages: docs/checks/*.md
DOCS ?= $(BIN)/graph-audit docs docs

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
READY := $(VENV)/.ready
PYTEST_ARGS ?= -n auto

export CHROMIUM
# Trust what the machine trusts: behind a company's proxy that is more than uv's own list.
export UV_SYSTEM_CERTS := 1

.DEFAULT_GOAL := help
.PHONY: help setup chromium firefox demo test lint fix types arch e2e docs bench wheel lock pictures check clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Set up .venv from requirements.lock (the other targets do it when needed)

$(UV): Makefile
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# uv does not read pip's configuration: where only pip knows the way to an index, pip installs the same files, only slower.
$(READY): $(UV) requirements.lock pyproject.toml
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock \
	  || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# Debian's Chromium for the browser tests: installed where that is possible, otherwise those tests are skipped with a reason.
chromium:
	@if [ -x "$(CHROMIUM)" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
	    >/dev/null </dev/null \
	    || echo "Chromium could not be installed: the browser tests will be skipped."; \
	else \
	  echo "There is no $(CHROMIUM) and it cannot be installed from here (that needs root and apt-get):" \
	    "the browser tests will be skipped. Set CHROMIUM to the path of a Chromium to run them."; \
	fi

# Firefox is not needed for the tests, and nothing installs it unasked; where it is, the report is tried in it, too.
firefox: ## Install Debian's Firefox, so that the browser tests try the report in it, too
	@if command -v firefox-esr firefox >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Firefox for the browser tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr; } \
	    >/dev/null </dev/null \
	    || echo "Firefox could not be installed: its tests will be skipped."; \
	else \
	  echo "There is no Firefox and it cannot be installed from here (that needs root and apt-get):" \
	    "its tests will be skipped. Set FIREFOX to the path of a Firefox to run them."; \
	fi

demo: $(READY) ## Scan the built-in fictional organisation and write its report
	$(BIN)/graph-audit demo

test: $(READY) chromium ## Run every test, browser tests included, in parallel
	$(BIN)/pytest $(PYTEST_ARGS) -m "not wheel"

lint: $(READY) ## Check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

fix: $(READY) ## Repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(READY) ## Check types
	$(BIN)/mypy

arch: $(READY) ## Check that imports only go down
	$(BIN)/lint-imports

e2e: $(READY) chromium ## Run only the browser tests
	$(BIN)/pytest -m browser

docs: $(READY) ## Write the generated pages again
	$(DOCS)

bench: $(READY) ## Measure every stage (BENCH="access --users 1000" for less)
	$(BIN)/python -m benchmarks $(BENCH)

wheel: $(READY) ## Build sdist and wheel into dist/, and try the wheel in a clean environment
	rm -rf dist
	$(UV) build --quiet --python $(BIN)/python --no-build-isolation --out-dir dist
	$(BIN)/pytest -m wheel tests/packaging

# --no-config and the --no-emit flags keep this machine's indexes out of the file.
lock: $(UV) ## Resolve the dependencies again and write requirements.lock (UPGRADE=--upgrade for newer versions)
	$(UV) pip compile --quiet --no-config --group dev --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	  --custom-compile-command "make lock" $(UPGRADE) --output-file requirements.lock pyproject.toml

pictures: $(READY) chromium ## Take the pictures of the demo's report that the documentation shows
	$(BIN)/python docs/pictures.py

check: lint types arch wheel test ## Everything that must hold before a change is merged (what CI runs)

clean: ## Remove everything that was set up or built
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find graph_audit tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
