# The two commands: `make demo` and `make test`. Both set up a fresh machine first.
.PHONY: demo test setup check format benchmark soak fuzz lock clean
PYTHON := .venv/bin/python

demo: setup
	@$(PYTHON) main.py demo

test: setup
	@# Beside the checks the tests are compiled once: else each worker does it for itself.
	@$(PYTHON) -m pytest --collect-only -qq tests >/dev/null 2>&1 & $(MAKE) --no-print-directory check; checked=$$?; wait; exit $$checked
	@# More workers than cores: many tests wait for a device's time. A file to a worker: what its tests share starts once.
	@# The longest first, so that no worker is left alone with them at the end.
	@# A second chance: that time is real, and machines are noisy.
	@$(PYTHON) -m pytest -n 4 --dist loadfile --no-loadscope-reorder --reruns 2 tests/whole tests/screens tests/bench tests/kiosk tests/*/

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
	@$(PYTHON) main.py simulate lockers --seed 1 --schedules 10000 --out out/lockers

lock:
	@tools/lock.sh

clean:
	rm -rf .venv var out
