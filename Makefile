# What a person types. Every target sets up what it needs, once: .venv from the hashed lock, then the project itself.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--no-annotate --custom-compile-command "make lock"

# The first Python that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Test files that run at once: most of them wait for workers, polls and brokers rather than for a processor.
SIDE_BY_SIDE ?= 3

.PHONY: help setup demo run check format test test-slow bench quality learn lock clean tools java

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## create .venv with the locked dependencies and Kabar

demo: $(READY)  ## half a minute of news from local feeds, alerts as they come
	@$(BIN)/python -m monitor demo

run: $(READY)  ## run the service on kabar.yaml
	@$(BIN)/python -m monitor run

check: $(READY)  ## style, types and the layers of the house
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo --no-cache

format: $(READY)  ## let ruff set the style
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

test: $(READY) tools  ## the tests, on the embedded broker and on Apache Kafka
	@$(BIN)/python -m pytest -m "not slow" -n $(SIDE_BY_SIDE) --dist loadfile

test-slow: $(READY) tools  ## the journeys that take minutes
	@$(BIN)/python -m pytest -m slow

bench: $(READY) java  ## articles a second in memory, embedded and on Kafka; microseconds per stage
	@$(BIN)/python -m tests.bench

quality: $(READY)  ## how well held-back sentences and articles are understood; DATA=folder adds public data
	@$(BIN)/python -m tests.quality $(if $(DATA),--data $(DATA))

learn: $(READY)  ## let the second reader learn from the corpora anew
	@$(BIN)/python -m tests.training

lock: $(READY)  ## write requirements/*.lock anew: names, versions, hashes and nothing else
	@$(COMPILE) --upgrade --extra bench --group dev pyproject.toml requirements/dev.in -o requirements/dev.lock
	@$(COMPILE) --constraint requirements/dev.lock pyproject.toml requirements/run.in -o requirements/run.lock

clean:  ## remove what the other targets made
	@rm -rf $(VENV) build dist *.egg-info .coverage .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@rm -rf deploy/kafka/target
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

tools: java
	@for tool in prometheus promtool prometheus-alertmanager amtool openssl; do command -v $$tool >/dev/null || { \
		echo "The tests run real parts, and $$tool is missing." >&2; \
		echo "On Debian: apt-get install prometheus prometheus-alertmanager openssl" >&2; \
		exit 2; }; done

java:
	@command -v java >/dev/null && command -v mvn >/dev/null || { \
		echo "Tests and measurements run on Apache Kafka too, which needs Java 17 and Maven." >&2; \
		echo "On Debian: apt-get install openjdk-17-jre-headless maven" >&2; \
		exit 2; }

$(LOCKED): requirements/dev.lock
	@test -n "$(PYTHON)" || { echo "Kabar needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2; exit 2; }
	@echo "Setting up $(VENV) with $(PYTHON); this takes a minute, once."
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv" >&2; exit 2; }
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
