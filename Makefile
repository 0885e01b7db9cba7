# Needs Python 3.11-3.13 and make. Everything else goes into .venv at the first call.

PORT ?= 8501
MINUTES ?= 10
PYTHON := .venv/bin/python
# Lets the last check of `make test` tell the processes of this run from all others.
TEST_RUN := $(shell echo "$$$$-$$(date +%s)")

.DEFAULT_GOAL := help
.PHONY: help run test test-all lint types format soak bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Serve the app on port 8501 (PORT=8600 to change it)
	@sh tools/setup.sh app
	@exec $(PYTHON) -m streamlit run streamlit_app.py --server.port $(PORT) --server.headless true

test: ## Lint, type checks and tests, browser included
	@sh tools/setup.sh test
	@PLAYGROUND_TEST_RUN=$(TEST_RUN) $(PYTHON) -m tools.check all

test-all: ## The same with the tests and cases that tests/conftest.py leaves out of make test
	@sh tools/setup.sh test
	@PLAYGROUND_TEST_RUN=$(TEST_RUN) RANDOM_FACTOR=2 $(PYTHON) -m tools.check lint types scripts node every

lint: ## Lint and type checks only
	@sh tools/setup.sh lint
	@$(PYTHON) -m tools.check lint types scripts

format: ## Bring Python files into the house format
	@sh tools/setup.sh lint
	@$(PYTHON) -m ruff check --fix-only --quiet . ; $(PYTHON) -m ruff format .

soak: ## Press at random on every page for ten minutes (MINUTES=60 for more)
	@sh tools/setup.sh test
	@$(PYTHON) -m tools.soak --minutes $(MINUTES)

bench: ## Measure every budget of docs/benchmark.md (ONLY="frames load" for some)
	@sh tools/setup.sh test
	@$(PYTHON) -m bench $(ONLY)

lock: ## Write requirements/constraints.txt anew from the pinned requirements
	@sh tools/setup.sh lint
	@$(PYTHON) -m tools.lock

clean: ## Remove what set-up, tests and measurements left in this folder
	rm -rf .venv node_modules build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis bench/results test-results
