# Two commands do everything: `make run` opens the handbook, `make test` tests it.
# They need Python 3.11 or newer and make; the rest is installed into .venv from the locked files in requirements/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test test-long check bench shots docs lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "The handbook needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 run")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: $(VENV)/run.stamp requirements/bench.txt
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

run: $(VENV)/run.stamp  ## open the handbook (prints the contents where there is no terminal)
	@$(BIN)/handbook $(ARGS)

test: $(VENV)/dev.stamp  ## every test of the quick set
	$(BIN)/python -m pytest -m "not long" $(ARGS)

test-long: $(VENV)/dev.stamp  ## the deep set: random text, kills, damaged files
	$(BIN)/python -m pytest --timeout 3600 $(ARGS)

check: $(VENV)/dev.stamp  ## format, lint, types, import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/bench.stamp  ## measure beside peers and print the table
	$(BIN)/python -m tests.bench $(ARGS)

shots: $(VENV)/dev.stamp  ## draw the screenshots of the README anew, from the app itself
	$(BIN)/python -m tests.shots

docs: $(VENV)/dev.stamp  ## write docs/keys.md and docs/command-line.md anew, from the program itself
	$(BIN)/python -m tests.docs

lock:  ## resolve requirements/*.in anew (needs uv)
	for f in run dev bench; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links requirements/$$f.in -o requirements/$$f.txt; done

clean:  ## remove what these commands made
	rm -rf $(VENV) index/built .mypy_cache .ruff_cache .pytest_cache dist
