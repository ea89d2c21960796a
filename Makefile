# Everything a newcomer needs; `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# llama.cpp's threads wait for each other; without this they spin while another process has the core.
export GOMP_SPINCOUNT ?= 1000
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help setup index model run ask test check lint types corpus rules eval bench prove clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml requirements.lock
	@echo "== virtual environment and pinned dependencies (some minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --constraint requirements.lock torch==2.13.0
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --constraint requirements.lock --editable '.[dev]'
	@touch $@

setup: $(STAMP) ## install the virtual environment

index: $(STAMP) ## build or update the search index
	@$(BIN)/python -m index build

model: $(STAMP) ## download the weights of the local model
	@$(BIN)/python -m assistant.weights fetch

run: index ## set up everything and serve on HOST:PORT (127.0.0.1:8000)
	@$(BIN)/python -m assistant serve

ask: index ## answer one question here: make ask Q="…"
	@$(BIN)/python -m assistant ask "$(Q)"

test: index ## run the tests
	@$(BIN)/python -m pytest -n auto

lint: $(STAMP) ## ruff: style and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(STAMP) ## mypy --strict
	@$(BIN)/mypy

corpus: $(STAMP) ## check the corpus files and the freshness of the rule pages
	@$(BIN)/python -m corpus check
	@$(BIN)/python -m corpus rules --check

rules: $(STAMP) ## write the rule pages
	@$(BIN)/python -m corpus rules

check: lint types corpus test ## lint, types, corpus and tests

eval: index ## score the gold questions with the rule check's own sentences
	@$(BIN)/python -m eval run --writer rules

# ObliQA and the other libraries are not part of the set-up: see docs/retrieval.md.
bench: index ## score and time the search (some minutes; with ObliQA: make bench OBLIQA=folder)
	$(BIN)/python -m eval.bench.retrieval --set development
	$(BIN)/python -m eval.bench.retrieval --set held_out
	$(BIN)/python -m eval.bench.ablation $(if $(OBLIQA),--documents $(OBLIQA)/StructuredRegulatoryDocuments --questions $(OBLIQA)/ObliQA_dev.json)
	$(BIN)/python -m eval.bench.search
	$(BIN)/python -m eval.bench.growth --sizes 2000 10000 50000

prove: $(STAMP) ## prove the rule tables (total, no dead rows, monotone, sound) with z3
	@$(BIN)/python -m eval.proofs

clean: ## remove what was built (not the weights)
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
