"""The source as the contracts read it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tuiledger"


def modules(folder: str = "") -> list[Path]:
    """The modules under a folder of the package, or of the whole of it."""
    return sorted((PACKAGE / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int = 0) -> str:
    """Where something stands, as a message names it."""
    return path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")
