"""The folders keep to their directions (the rules stand in ``pyproject.toml``), and the domain to itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

from tests.contracts.source import ROOT, modules, place, tree

LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def test_imports_run_one_way() -> None:
    done = subprocess.run([sys.executable, "-c", LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_domain_knows_the_standard_library_and_itself() -> None:
    foreign = [
        where
        for where, name in _imports("domain")
        if not name.startswith("tuiledger.domain") and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []


def test_the_domain_reads_no_clock_and_no_files() -> None:
    barred = {"os", "pathlib", "random", "socket", "subprocess", "tempfile", "time", "urllib", "uuid"}
    assert [where for where, name in _imports("domain") if name.partition(".")[0] in barred] == []


def test_no_float_comes_near_the_books() -> None:
    floats = [
        place(path, node.lineno)
        for path in modules("domain")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert floats == []


def _imports(folder: str) -> Iterator[tuple[str, str]]:
    """Every import in a folder: where it stands with what it names, and the module's name."""
    for path in modules(folder):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else None
                for name in [module] if module else [alias.name for alias in node.names]:
                    yield f"{place(path, node.lineno)} imports {name}", name
