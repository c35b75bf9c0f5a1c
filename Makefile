# Two commands: `make run` serves the demo, `make test` runs every test. Each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONPATH := $(CURDIR):$(CURDIR)/site
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PORT ?= 8000
SANDBOX_PORT ?= 8001
export PORT SANDBOX_PORT

FRONT_END := $(shell find static/src -type f 2>/dev/null) package.json package-lock.json
PURGED := $(shell find templates campaigns home search -name '*.html' -o -name '*.py' 2>/dev/null | grep -v /migrations/)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: help run test tests test-deep bench audit-web check style types demo-reset demo-code setup browser front-end messages catalogue

help:  ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup front-end messages  ## Serve the demo on http://127.0.0.1:8000
	@exec $(PY) -m config.demo

test: setup front-end messages browser style  ## Run every check and every test
	@$(MAKE) -j2 types tests

tests: setup
	@echo "==> Running the tests"
	@PYTHONHASHSEED=0 $(PY) -m pytest -n 2 --dist loadgroup

test-deep: setup front-end messages browser  ## Run the tests that take long: kill loops, long property runs
	@echo "==> Running the deep tests"
	@$(PY) -m pytest -m deep

bench: setup front-end messages  ## Measure pages beside a bare view, donations beside raw transactions
	@$(PY) -m bench.pages
	@$(PY) -m bench.donations

audit-web: setup front-end messages browser bench/lighthouse/node_modules/installed  ## Measure the pages with Lighthouse beside their budgets
	@$(PY) -m bench.web

bench/lighthouse/node_modules/installed: bench/lighthouse/package-lock.json $(VENV)/installed
	@echo "==> Installing Lighthouse"
	@npm ci --prefix bench/lighthouse --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

check: style types  ## Style, types, layers, migrations

style: setup
	@echo "==> Checking style, layers and migrations"
	@ruff check .
	@ruff format --check .
	@lint-imports --no-cache
	@DJANGO_SETTINGS_MODULE=config.settings.test DATABASE_URL=postgresql://unused/unused \
	  $(PY) manage.py makemigrations --check --dry-run

types: setup
	@echo "==> Checking types"
	@DATABASE_URL=postgresql://unused/unused mypy .

demo-reset: setup  ## Forget the demo's data; the next `make run` starts over
	@echo "==> Forgetting the demo's data"
	@$(PY) -m config.demo_reset

demo-code: setup  ## Print the code that the demo's accounts give after the password
	@$(PY) manage.py demo_code

setup: $(VENV)/installed  ## Make the virtual environment and install packages

$(VENV)/installed: requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: $(PYTHON) was not found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 …"; exit 1; }
	@echo "==> Making the virtual environment in $(VENV)"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "==> Installing Python packages"
	@$(PY) -m pip install --quiet --requirement requirements-dev.txt
	@touch $@

node_modules/installed: package-lock.json $(VENV)/installed
	@echo "==> Installing front-end packages"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

front-end: static/build/built  ## Build styles, scripts, fonts and icons

static/build/built: node_modules/installed $(FRONT_END) $(PURGED)
	@echo "==> Building the front end"
	@npm run --silent build
	@touch $@

messages: $(CATALOGUES)  ## Compile the translations

%.mo: %.po $(VENV)/installed
	@echo "==> Compiling $<"
	@pybabel --quiet compile --input-file $< --output-file $@

catalogue: setup  ## Bring the Italian catalogue up to date with the sources (needs gettext)
	@$(PY) manage.py makemessages -l it --no-wrap --add-location file -i .venv -i node_modules \
	  -i static -i var -i tests -i docs -i 'campaigns/payments/sandbox'

browser:  ## Find or install the browser of the journeys
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> Installing Debian's chromium for the journeys"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "The journeys need a browser: install Debian's package 'chromium'."; exit 1; fi; }
