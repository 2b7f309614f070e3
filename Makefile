# `make` lists what there is. Every recipe is one script, so it also runs without make.
PYTHON ?=
PORT ?= 8000
SCALE ?= small
PY = .venv/bin/python
export PYTHON PORT SCALE

.DEFAULT_GOAL := help
.PHONY: help run test test-browser test-nightly check services services-stop bench screens messages lock keys demo demo-day format docs editor-guide \
        backup restore venv venv-dev

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start the portal with the demo city on localhost:8000 (PORT=…, SCALE=small|city)
	@deploy/local/run.sh

test: ## Run all tests: on SQLite, and again on DATABASE_URL + REDIS_URL when they are set
	@deploy/local/test.sh

test-browser: ## Run only the browser tests
	@deploy/local/test.sh -m browser

test-nightly: ## Run the tests that are too slow for every run
	@deploy/local/test.sh -m nightly

check: venv-dev ## The fast gate: format, lint, types, imports, migrations, translations, docs (no tests)
	@$(PY) deploy/local/check.py

services: ## Install (Debian) and start PostgreSQL and Redis on loopback, below var/services
	@deploy/local/services.sh start

services-stop: ## Stop what `make services` started
	@deploy/local/services.sh stop

bench: venv-dev ## Run the benchmarks and write docs/benchmarks.md
	@$(PY) benchmarks/run.py $(ONLY)

demo: venv ## Load the demo city into the database (SCALE=small|city)
	@PORTAL_DEMO=1 $(PY) manage.py load_demo --scale $(SCALE)

demo-day: venv ## Play citizens, clerks and the office on the demo city (SPEED=60 MINUTES=10) while `make run` runs
	@PORTAL_DEMO=1 $(PY) manage.py demo_day --speed $(or $(SPEED),60) --minutes $(or $(MINUTES),10)

screens: venv-dev ## Take the pictures of docs/screens (ONLY="home notice" for some)
	@PYTHONPATH=. $(PY) deploy/local/screens.py $(ONLY)

keys: venv ## Print fresh secrets for production
	@$(PY) deploy/local/keys.py

backup: venv ## Write a backup (TO=folder)
	@$(PY) manage.py backup $(or $(TO),var/backups)

restore: venv ## Restore a backup into an empty portal (FROM=file)
	@$(PY) manage.py restore $(or $(FROM),$(error FROM=file is missing)) --yes

format: venv-dev ## Format Python and templates
	@$(PY) deploy/local/check.py --fix

messages: venv-dev ## Collect and compile the translations of every app (needs gettext)
	@$(PY) deploy/local/messages.py

docs: venv-dev ## Write the generated pages of docs/ anew
	@$(PY) deploy/local/generated_docs.py

editor-guide: venv-dev ## Take the pictures of docs/editors anew (needs Chromium)
	@$(PY) deploy/local/editor_guide.py $(ONLY)

lock: venv-dev ## Resolve pyproject.toml into requirements.txt and requirements-dev.txt
	@deploy/local/lock.sh

venv:
	@deploy/local/venv.sh

venv-dev:
	@deploy/local/venv.sh dev
