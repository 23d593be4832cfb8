# One verb per intent; CI calls the same verbs.
.PHONY: install up down status test check fix
export PATH := $(HOME)/.local/bin:$(PATH)
RUN = uv run --no-sync

install: ## installs what this machine lacks; quick when nothing does
	@python3 -m kit.local.install
	@command -v uv >/dev/null || python3 -m pip install --quiet --user uv==0.13.9 2>/dev/null || python3 -m pip install --quiet --user --break-system-packages uv==0.13.9
	@uv sync --quiet

up: install ## starts the servers (store, broker, Temporal) and waits until each is ready
	@$(RUN) tas up

down: ## stops exactly what `up` started; data stays
	@$(RUN) tas down

status: ## what runs, where, and whether it answers
	@$(RUN) tas status

test: install ## installs what is missing and passes the tests
	@$(RUN) pytest

check: install ## lint, import contracts and types
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet .
	@$(RUN) lint-imports --no-cache
	@$(RUN) mypy tas kit services workflows cli tests

fix: install ## mends what can be mended
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .
