# One verb per intent; CI calls the same verbs.
UV ?= uv

.PHONY: install test check fix

install: ## what the project needs, installed where it is missing
	@command -v $(UV) >/dev/null || python3 -m pip install --quiet --break-system-packages uv || python3 -m pip install --quiet uv
	@$(UV) sync --quiet

test: install ## installs what is missing and passes the tests
	@$(UV) run --no-sync pytest

check: install ## lint and types
	@$(UV) run --no-sync ruff check .
	@$(UV) run --no-sync mypy tas kit services workflows cli tests

fix: install
	@$(UV) run --no-sync ruff check --fix .
	@$(UV) run --no-sync ruff format .
