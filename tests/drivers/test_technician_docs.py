"""What the manuals show works as they show it: every action of every driver, and the example of a driver."""

from __future__ import annotations

import importlib.util
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from drivers import registry
from drivers.registry import DRIVERS, driver_of

ROOT = Path(__file__).resolve().parents[2]
TRY = (ROOT / "docs/devices/try.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "docs/devices/write-a-driver.md").read_text(encoding="utf-8")
FILES = {match[1]: match[2] for match in re.finditer(r"```python\n# (\S+)\n(.*?)```", EXAMPLE, re.DOTALL)}


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_action_of_a_driver_has_its_example(driver: str) -> None:
    for action in driver_of(driver).actions:
        shown = re.search(rf"device try {re.escape(driver)} [^\n`]*\b{action.name}\b", TRY)
        assert shown, f"docs/devices/try.md shows no `device try {driver} ... {action.name}`"


def test_every_command_of_a_technician_is_documented() -> None:
    import main

    documented = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for command in main.device_app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert f"`device {name}`" in documented, f"docs/commands.md does not know device {name}"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The example's files as modules of their names, known to the registry."""
    modules = {}
    for path, code in FILES.items():
        name = path.removesuffix(".py").replace("/", ".")
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        parent, _, child = name.rpartition(".")
        monkeypatch.setattr(importlib.import_module(parent), child, module, raising=False)
        spec.loader.exec_module(module)
        modules[path] = module
    monkeypatch.setitem(registry._MODULES, "tally", "drivers.displays.tally")
    return modules


def test_the_example_is_whole() -> None:
    assert list(FILES) == [
        "drivers/protocol/tally.py",
        "bench/displays/tally.py",
        "drivers/displays/tally.py",
        "tests/drivers/test_tally.py",
    ]


async def test_the_examples_own_tests_pass(example: dict[str, ModuleType]) -> None:
    tests = vars(example["tests/drivers/test_tally.py"])
    ran = 0
    for name, test in tests.items():
        if name.startswith("test_"):
            for arguments in _arguments(test):
                done = test(**arguments)
                if inspect.isawaitable(done):
                    await done
                ran += 1
    assert ran > 30


def _arguments(test: object) -> Iterator[dict[str, object]]:
    """What pytest would call it with, by its `parametrize` marks."""
    every: list[dict[str, object]] = [{}]
    for mark in getattr(test, "pytestmark", ()):
        name, values = mark.args
        every = [{**arguments, name: value} for arguments in every for value in values]
    yield from every


def test_the_example_is_clean(tmp_path: Path) -> None:
    for path, code in FILES.items():
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--quiet", f"--stdin-filename={path}", "-"],
            input=code,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{path}: {done.stdout}"
