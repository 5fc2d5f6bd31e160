"""The repository's own promises: the arrows of imports, and what may never stand in a tracked file."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from pydantic import BaseModel

import main
from kiosk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in names.split("\0") if name]


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for requirement in declared:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert re.search(r'",\s+# \w', line), f"no reason beside {requirement}"


def test_locks_pin_every_package_with_hashes_and_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert blocks
        assert all("==" in block and "--hash=sha256:" in block for block in blocks), lock


def test_no_path_of_a_developers_machine_is_tracked() -> None:
    pattern = re.compile(r"(?<![\w.$}{~])/(work|farm|root|home)/[a-z.]")
    for path in tracked("*.py", "*.kv", "*.toml", "*.md", "*.sh", "Makefile", "*.html", "*.js", "*.css"):
        if path == Path(__file__):
            continue
        found = pattern.search(path.read_text())
        assert not found, f"{path.relative_to(ROOT)}: {found and found.group()}"


def test_every_command_is_documented() -> None:
    documented = (ROOT / "docs/commands.md").read_text()
    for group, prefix in ((main.app, ""), (main.terminal_app, "terminal "), (main.catalogue_app, "catalogue "),
                          (main.settings_app, "settings ")):  # fmt: skip
        for command in group.registered_commands:
            assert command.callback is not None
            name = command.name or command.callback.__name__.replace("_", "-")
            assert f"`{prefix}{name}`" in documented, f"docs/commands.md does not know {prefix}{name}"


def test_every_setting_of_a_terminal_stands_in_the_example() -> None:
    example = (ROOT / "config/kiosk.toml").read_text()
    for table, field in Settings.model_fields.items():
        declared = field.annotation
        names = declared.model_fields if isinstance(declared, type) and issubclass(declared, BaseModel) else {}
        for name in names:
            assert re.search(rf"^#?\s*{name}\s*=", example, re.MULTILINE), f"config/kiosk.toml lacks {table}.{name}"
