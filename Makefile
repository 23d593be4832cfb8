# One verb per intent; CI calls the same verbs.
.PHONY: help install up down status test check fix schema bench bench-replay faults token
export PATH := $(HOME)/.local/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
RUN = uv run --no-sync
SECONDS ?= 3600

help: ## what there is to say
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1	/'

install: ## installs what this machine lacks; quick when nothing does
	@python3 -m kit.local.install

up: install ## starts the suite, imports an organisation (ORG=FOLDER), runs the guided registration
	@$(RUN) tas up $(if $(ORG),--org '$(ORG)')

down: ## stops exactly what `up` started; data stays
	@$(RUN) tas down

status: ## what runs, where, and its health
	@$(RUN) tas status

test: install ## installs what is missing and passes the tests
	@$(RUN) pytest

check: install ## lint, import contracts, types, and whether what is generated is the code's
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet .
	@$(RUN) lint-imports --no-cache
	@$(RUN) mypy tas kit services workflows cli tests
	@$(RUN) tas schema --check
	@$(RUN) tas errors --check

fix: install ## mends what can be mended
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .

schema: install ## writes what is generated: subgraph schemas, supergraph, typed client, docs/errors.md
	@$(RUN) tas schema
	@$(RUN) tas errors

bench: install ## ratios against the direct call and a hand-written workflow, with the store's name
	@$(RUN) python -m tests.bench

bench-replay: install ## all cases of the real log in TAS_DATA_DIR (else ../shared/data) through the API, with the throughput
	@$(RUN) tas replay '$(or $(TAS_DATA_DIR),../shared/data)/DomesticDeclarations.xes.gz'

faults: install ## every step × process × signal, then the checker
	@$(RUN) python -m tests.faults

token: ## an access token: make token USER=login [SECONDS=3600]
	@$(if $(filter command,$(firstword $(origin USER))),,$(error say for whom: make token USER=chen.mei))\
	$(RUN) tas token '$(USER)' --seconds $(SECONDS)
