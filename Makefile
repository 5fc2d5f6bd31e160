# The two commands: `make demo` and `make test`. Both set up a fresh machine first.
.PHONY: demo test setup check format benchmark soak fuzz lock clean
PYTHON := .venv/bin/python

demo: setup
	@$(PYTHON) main.py demo

test: setup check
	@# More workers than cores: most tests wait for a device's time. A second chance: that time is real, and machines are noisy.
	@$(PYTHON) -m pytest -n 4 --reruns 2

check: setup
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache >.venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

setup:
	@tools/setup.sh

format: setup
	@.venv/bin/ruff check --quiet --fix .
	@.venv/bin/ruff format --quiet .

benchmark: setup
	@$(PYTHON) main.py benchmark

soak: setup
	@$(PYTHON) main.py soak

fuzz: setup
	@$(PYTHON) main.py fuzz

lock:
	@tools/lock.sh

clean:
	rm -rf .venv var out
