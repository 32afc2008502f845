# The commands for a fresh machine that has Python 3.11 or later:
#   make demo   find the trouble in a small service, and none in its repaired twin
#   make test   run the tests
#   make bench  measure how fast it is beside other tools, into docs/performance.md; takes an hour or two
#   make fuzz   look for input that breaks it, for a minute: make fuzz SECONDS=600
# Each makes its own virtual environment in .venv first. Another Python: make test PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
# Outside of a repository: tools obey the .gitignore above the code.
BENCH ?= $(HOME)/.cache/sharelint-bench
SECONDS ?= 60

.PHONY: bench demo fuzz test

demo: $(VENV)/installed
	@echo '$$ sharelint examples/orders'
	@$(VENV)/bin/sharelint examples/orders; test $$? -eq 1
	@echo
	@echo '$$ sharelint examples/orders-shared-nothing'
	@$(VENV)/bin/sharelint examples/orders-shared-nothing

test: $(VENV)/installed-dev
	$(VENV)/bin/python -m pytest

bench: $(VENV)/installed-bench
	$(VENV)/bin/python -m benchmarks report $(BENCH)

fuzz: $(VENV)/installed-dev
	$(VENV)/bin/python -m tests.hostile.fuzz --seconds $(SECONDS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: $(VENV)/bin/python pyproject.toml
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@ $(VENV)/installed
