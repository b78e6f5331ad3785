"""Resolve every dependency anew and write the exact versions into ``pyproject.toml``.

Run it as ``uv run --group test python tests/contracts/refresh_pins.py``; with ``--check`` it only says what would
change. The versions hold for every Python the project supports: where they differ, each carries its marker.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The lists of pins in ``[tool.uv]``, each on its own lines between its brackets.
LIST = "{name} = [\n{lines}]\n"


def _uv(*arguments: str, folder: Path) -> list[str]:
    done = subprocess.run(["uv", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if "==" in line]


def with_list(project: str, name: str, pins: list[str]) -> str:
    """The text of ``pyproject.toml`` with the list called ``name`` holding exactly ``pins``."""
    lines = "".join(f'    "{pin}",\n' for pin in pins)
    written, times = re.subn(
        rf"^{name} = \[.*?\]\n", LIST.format(name=name, lines=lines), project, flags=re.MULTILINE | re.DOTALL
    )
    if times != 1:
        raise ValueError(f"pyproject.toml must hold one list called {name}")
    return written


def resolved(project: str) -> str:
    """``project`` (the text of ``pyproject.toml``) with the newest versions its own bounds allow."""
    free = with_list(with_list(project, "constraint-dependencies", []), "build-constraint-dependencies", [])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(free, encoding="utf-8")
        (folder / "build.in").write_text("\n".join(tomllib.loads(project)["build-system"]["requires"]))
        plain = ("--no-hashes", "--no-header", "--no-annotate")
        run = _uv("export", "--all-groups", "--no-emit-project", *plain, folder=folder)
        build = _uv("pip", "compile", "--universal", "--python-version", "3.11", *plain[1:], "build.in", folder=folder)
    return with_list(with_list(project, "constraint-dependencies", run), "build-constraint-dependencies", build)


def main() -> int:
    """Rewrite the lists; the exit code of ``--check`` is 1 when they would change."""
    path = ROOT / "pyproject.toml"
    project = path.read_text(encoding="utf-8")
    fresh = resolved(project)
    if fresh == project:
        print("every pin is current")
        return 0
    changed = sorted(set(fresh.splitlines()) ^ set(project.splitlines()), key=str.strip)
    print("\n".join(f"{'+' if line in fresh else '-'} {line.strip()}" for line in changed))
    if "--check" in sys.argv[1:]:
        return 1
    path.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
