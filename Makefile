# make run                       opens the window
# make restore PHOTO=old.jpg     restores a photo without a display
# make test                      everything that CI checks
# Needs Python 3.11 or newer. The first call makes .venv and installs into it; later ones are quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST = PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(BIN)/python -m pytest
SETUP := pyproject.toml constraints.txt
.PHONY: run restore test test-halves lint format bench translations built-in-model wheel clean qt-libraries
.NOTPARALLEL:
.DELETE_ON_ERROR:

run: qt-libraries
	$(BIN)/heirloom

restore: $(VENV)/.installed
	@if [ -z "$(PHOTO)" ]; then echo "Which photo? make restore PHOTO=old.jpg" >&2; exit 2; fi
	$(BIN)/heirloom restore -- "$(PHOTO)"

test: lint qt-libraries
ifdef ARGS
	$(PYTEST) $(ARGS)
else
	@$(MAKE) --no-print-directory test-halves
endif

# Two processes of about equal length; what the first has to say comes after the second's.
test-halves:
	@said="$$(mktemp)"; trap 'rm -f "$$said"' EXIT; \
	$(PYTEST) -p no:cacheprovider tests/app >"$$said" 2>&1 & half=$$!; \
	$(PYTEST) --ignore=tests/app; other=$$?; \
	wait $$half; own=$$?; \
	cat "$$said"; \
	exit $$((own > other ? own : other))

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.installed-dev qt-libraries
	$(BIN)/python -m tests.benchmarks.builtin
	$(BIN)/python -m tests.benchmarks.window

# New texts come into resources/translations/*.ts as unfinished; once they are translated, this makes the .qm files too.
translations: $(VENV)/.installed-dev
	$(BIN)/python packaging/translations/update.py

# Hours on a processor; an interrupted training goes on when this is called again.
built-in-model: $(VENV)/.installed-dev
	$(BIN)/python packaging/built_in_model/build.py

wheel: $(VENV)/.installed-dev
	rm -rf build
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Heirloom needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(SETUP) | $(BIN)/python
	$(PIP) -e .
	touch $@

$(VENV)/.installed-dev: $(SETUP) | $(BIN)/python
	$(PIP) -e '.[dev]'
	touch $@ $(VENV)/.installed

# What Qt needs from the system, installed only where that can be done unasked: as root on Debian or Ubuntu.
qt-libraries: $(VENV)/.installed
	@packages="$$($(BIN)/python -c 'from app.qt_libraries import missing_libraries as m; print(*m().values())')"; \
	[ -n "$$packages" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing $$packages"; \
		apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$packages fonts-dejavu-core >/dev/null; \
	else \
		echo "The window needs system libraries. On Debian and Ubuntu: sudo apt install $$packages" >&2; \
	fi
