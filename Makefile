# `make run` and `make test` are all that a newcomer needs: each builds .venv from
# requirements.lock when it is missing or the lock has changed, and uses no network otherwise.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# A Python of 3.11 or later: given (make PYTHON=/path/to/python run) or the first on the PATH.
PYTHON ?=
# More of the command line: make run ARGS='risk/attacks=hawkes run.replications=200'
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python

# Replications share the cores by processes; threads of linear algebra would only fight them.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MPLBACKEND := Agg
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check bench bench-all figures report reference verification configuration layers docs setup lock clean

help: ## List these targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-12s  %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup ## Forecast the baseline, print the headline, name the results (ARGS='…' for overrides)
	@$(PY) experiments/forecast.py $(ARGS)

test: check ## Run every check: style, types, layers, tests, notebooks, the README's commands
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: setup ## Run the checks that execute nothing: ruff, mypy --strict, import-linter
	@$(VENV)/bin/ruff check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

bench: setup ## Measure events a second, ms a replication, and the ratio to bare SimPy events
	@$(PY) experiments/bench.py $(ARGS)

bench-all: setup ## Measure everything and write docs/benchmarks.md (minutes; ARGS=--ten-thousand for more)
	@$(PY) experiments/bench_all.py $(ARGS)

figures: setup ## Draw the figures of the last forecast again from its tables
	@$(PY) experiments/figures.py $(ARGS)

report: setup ## Write the page of the last forecast again, with its figures (ARGS=FOLDER for another)
	@$(PY) experiments/report.py $(ARGS)

verification: setup ## Write docs/verification.md anew (ARGS='--n 1000 --switches 200'; minutes to hours)
	@$(PY) experiments/verification.py $(ARGS)

configuration: setup ## Write docs/configuration.md anew, from the dataclasses and the shipped files
	@$(PY) docs/generate_configuration.py

layers: setup ## Draw docs/pictures/layers.svg anew, from the contract in pyproject.toml
	@$(PY) docs/generate_layers.py

docs: setup ## Build the pages of docs/ for a browser (docs/_build/index.html)
	@$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build
	@echo docs/_build/index.html

reference: setup ## Renew results/reference, which a test compares, after a change of the model
	@$(PY) experiments/reference.py

setup: $(VENV)/installed ## Build .venv from requirements.lock (the other targets do it by themselves)

# The extras stay in the lock: without them pip takes the newest release of what is required with one
# (coverage[toml]), and refuses it for want of a hash as soon as that is newer than the lock.
lock: setup ## Renew requirements.lock from pyproject.toml (needs uv and the network)
	@uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras \
	  --generate-hashes --fork-strategy fewest --upgrade --no-strip-extras --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --output-file requirements.lock

clean: ## Remove .venv, caches and built files; results/ stays
	@rm -rf $(VENV) build dist docs/_build outputs multirun htmlcov .coverage .coverage.* \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# Packages are installed anew only when the lock's content has changed, not when a checkout has
# merely touched it. Shims that stand for a missing Python are found out by starting each candidate.
$(VENV)/requirements.lock: requirements.lock
	@if cmp -s requirements.lock $@; then touch $@; exit 0; fi; \
	suits() { "$$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }; \
	found=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python); do \
	  if suits "$$candidate"; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "$(if $(PYTHON),PYTHON=$(PYTHON) is,There is) no working Python of 3.11 or later with venv$(if $(PYTHON),, on the PATH). Install one, or name it: make PYTHON=/path/to/python3.11 run" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" -c 'import platform; print("Python", platform.python_version())') (once, about a minute) …" >&2; \
	"$$found" -m venv --clear $(VENV) && \
	$(PY) -m pip install -qq --no-input --no-compile --require-hashes -r requirements.lock && \
	cp requirements.lock $@

# The build backend comes from the lock too, hence no isolated build that would fetch another.
$(VENV)/installed: $(VENV)/requirements.lock pyproject.toml
	@$(PY) -m pip install -qq --no-input --no-deps --no-build-isolation -e .
	@touch $@
