# Needs Python 3.11 or newer and make; everything else comes into .venv, at the versions in constraints.txt.
VENV  ?= .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check
TESTS ?=

# The first Python that is new enough and can make a virtual environment; `make PYTHON=...` overrides.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

.PHONY: demo test lint torture bench docs clean

demo: $(VENV)/.installed
	rm -rf build/demo
	mkdir -p build
	$(BIN)/preceptor demo build/demo

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile $(TESTS)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

torture: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m torture $(TESTS)

bench: $(VENV)/.installed-test
	$(BIN)/python -m bench

docs: $(VENV)/.installed-test
	$(BIN)/preceptor process render
	$(BIN)/python -m docs.generate

clean:
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(VENV)
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# hatchling comes first, pinned, and the build uses it from there: an isolated build would not see constraints.txt.
$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "preceptor needs Python 3.11 or newer with venv; install one, or say make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt hatchling editables
	$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable '.[test]'
	@touch $@
