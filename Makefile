# The two commands that matter: `make demo` and `make test`. Everything they need is installed into .venv, from
# hash-locked lists (requirements/*.txt). Nothing outside this folder is changed.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
MAKEFLAGS += --no-print-directory --warn-undefined-variables
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
# How many processes run the tests side by side, at most four: each takes up to 2 GB.
WORKERS ?= auto

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# Wheels only: an sdist would run its build with tools that no hash vouches for.
LOCKED := install --require-hashes --only-binary :all: -r
HEADING = @printf '\n== %s ==\n'

.PHONY: help
help: ## list these commands
	@echo 'usage: make COMMAND [ARGS="..."]'
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-16s %s\n' "$$name" "$$what"; done

# -------------------------------------------------------------------------------------------------- for everybody

.PHONY: demo
demo: $(VENV)/.package-demo ## replay the incident on a simulated AWS, without and with Keyturn
	@$(BIN)/keyturn demo $(ARGS)

.PHONY: test
test: format-check lint types contract pytest ## run everything that checks the project, in order, up to the first failure

# ------------------------------------------------------------------------------------------------ for who works here

.PHONY: setup
setup: $(VENV)/.package-dev ## install the tools and the package into .venv, and nothing else

.PHONY: format
format: $(VENV)/.package-dev ## lay the code out
	@$(BIN)/ruff format .

.PHONY: format-check
format-check: $(VENV)/.package-dev
	$(HEADING) 'layout (ruff format)'
	@$(BIN)/ruff format --check .

.PHONY: lint
lint: $(VENV)/.package-dev ## look for mistakes and for bans broken (ruff, all rules)
	$(HEADING) 'lint (ruff check)'
	@$(BIN)/ruff check .

.PHONY: types
types: $(VENV)/.package-dev ## check the types (mypy, strict)
	$(HEADING) 'types (mypy --strict)'
	@$(BIN)/mypy

.PHONY: contract
contract: $(VENV)/.package-dev ## check the import contract of the house
	$(HEADING) 'import contract (lint-imports)'
	@$(BIN)/lint-imports --no-cache

.PHONY: pytest
pytest: $(VENV)/.package-dev ## run the tests only; ARGS="tests/unit -k digest" narrows
	$(HEADING) 'tests (pytest)'
	@# A file's tests stay with one worker: they share what is dear to start. The many programs they start are compiled once.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/.package-dev ## change real requests and run the property tests with fresh examples for an hour; ARGS="--minutes 5"
	@$(BIN)/python -m tests.search
	@$(BIN)/python -m tests.fuzz $(ARGS)

.PHONY: wire
wire: $(VENV)/.package-dev ## recognise every operation of every AWS service from its bytes; without ARGS, then `large`
	@$(BIN)/python tools/wire.py $(ARGS)
	@$(if $(ARGS),,$(BIN)/python -m tests.large)

.PHONY: large
large: $(VENV)/.package-dev ## send 5 GB through a gateway in every way a body may come, and watch its memory
	@$(BIN)/python -m tests.large $(ARGS)

.PHONY: wire-js
wire-js: $(VENV)/.js ## the same with what the AWS SDK for JavaScript sends, of 118 services; needs node
	@$(BIN)/python -m tests.wire.sdk_js --modules $(VENV)/js $(ARGS)

.PHONY: peers
peers: $(VENV)/.package-dev $(VENV)/.peers ## recognition beside localstack-core's parser, on the same requests
	@$(BIN)/python -m tests.wire.peers $(VENV)/peers/bin/python $(ARGS)

.PHONY: moto
moto: $(VENV)/.package-dev ## run moto's own tests directly and through the gateway; ARGS="CHECKOUT" (tests/README.md)
	@$(BIN)/python -m tests.moto_compare $(ARGS)

SIMULATE := $(VENV)/iam-simulate

.PHONY: simulate
simulate: $(VENV)/.package-dev $(SIMULATE)/.made ## compare the prover's IAM with an independent evaluator (npm, test-only)
	@$(BIN)/python -m tests.simulate --oracle $(SIMULATE) $(ARGS)

# Locked by integrity, run without its install scripts, in a folder that is never committed or shipped.
$(SIMULATE)/.made: tests/simulate/package.json tests/simulate/package-lock.json
	@mkdir -p $(SIMULATE)
	@cp tests/simulate/package.json tests/simulate/package-lock.json $(SIMULATE)/
	@cd $(SIMULATE) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: bench
bench: $(VENV)/.package-dev $(VENV)/.mitmproxy ## measure CPU per governed request, beside plain proxies; ARGS=--quick is short
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: tables
tables: $(VENV)/.package-dev ## compile the tables of AWS's operations for the botocore installed, and print what changed
	@$(BIN)/python tools/compile_tables.py $(ARGS)
	@$(BIN)/python tools/compile_endpoints.py $(ARGS)
	@$(BIN)/python tools/compile_permissions.py $(ARGS)
	@$(BIN)/python tools/compile_touches.py $(ARGS)
	@$(BIN)/python tools/compile_protected.py
	@$(BIN)/python tools/write_classes.py $(ARGS)

.PHONY: lock
lock: $(VENV)/.dev ## resolve requirements/*.in again; ARGS=--upgrade takes newer versions
	@UV=$(abspath $(BIN)/uv) tools/lock $(ARGS)

# ------------------------------------------------------------------------------------------------ the environment
# One environment, filled in steps: the demo does not wait for the tools. dev.txt holds everything demo.txt holds, in
# the same versions, so either may be installed first.

$(VENV)/.made:
	@tools/check-python '$(PYTHON)'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { printf 'making %s\n' '$(VENV)'; $(PYTHON) -m venv $(VENV); }
	@touch $@

$(VENV)/.demo: requirements/demo.txt | $(VENV)/.made
	@printf 'installing what the demo needs into %s (hash-locked; about a minute, once)\n' '$(VENV)' >&2
	@$(PIP) $(LOCKED) requirements/demo.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.made
	@printf 'installing the tools into %s (hash-locked; about a minute, once)\n' '$(VENV)' >&2
	@$(PIP) $(LOCKED) requirements/dev.txt
	@touch $@

# What Keyturn is measured beside stays in an environment of its own: it pins what it likes.
$(VENV)/.peers: requirements/peers.txt | $(VENV)/.made
	@printf 'installing the peers into %s (hash-locked)\n' '$(VENV)/peers' >&2
	@$(PYTHON) -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip --disable-pip-version-check --quiet --quiet $(LOCKED) requirements/peers.txt
	@touch $@

$(VENV)/.mitmproxy: requirements/mitmproxy.txt | $(VENV)/.made
	@printf 'installing mitmproxy into %s (hash-locked)\n' '$(VENV)/mitmproxy' >&2
	@$(PYTHON) -m venv $(VENV)/mitmproxy
	@# Nothing but what is listed, which is all it needs: mitmproxy asks for an older pyperclip (requirements/mitmproxy.overrides).
	@$(VENV)/mitmproxy/bin/python -m pip --disable-pip-version-check --quiet --quiet $(LOCKED) requirements/mitmproxy.txt --no-deps
	@touch $@

$(VENV)/.js: tests/wire/js/package.json tests/wire/js/package-lock.json $(VENV)/.package-dev
	@printf 'installing the AWS SDK for JavaScript into %s (hash-locked; 460 MB)\n' '$(VENV)/js' >&2
	@mkdir -p $(VENV)/js
	@cp tests/wire/js/package.json tests/wire/js/package-lock.json tests/wire/js/.npmrc $(VENV)/js
	@npm ci --prefix $(VENV)/js --silent
	@touch $@

# The package itself, editable: built by the locked build backend, fetching nothing.
PACKAGE = $(PIP) install --no-index --no-deps --no-build-isolation --editable .

$(VENV)/.package-demo: $(VENV)/.demo pyproject.toml
	@$(PACKAGE)
	@touch $@

$(VENV)/.package-dev: $(VENV)/.dev pyproject.toml
	@$(PACKAGE)
	@touch $@
