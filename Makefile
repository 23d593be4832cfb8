# One verb per intent; CI calls the same verbs.
.PHONY: install test check fix
export PATH := $(HOME)/.local/bin:$(PATH)
RUN = uv run --no-sync

install: ## installs what this machine lacks; quick when nothing does
	@python3 -m kit.local.install
	@command -v uv >/dev/null || python3 -m pip install --quiet --user uv==0.13.9 2>/dev/null || python3 -m pip install --quiet --user --break-system-packages uv==0.13.9
	@uv sync --quiet

test: install ## installs what is missing and passes the tests
	@$(RUN) pytest

check: install ## lint and types
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet .
	@$(RUN) mypy tas kit services workflows cli tests

fix: install ## mends what can be mended
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .
