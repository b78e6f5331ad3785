"""The versions in use are exactly those that are written down."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

from tests.contracts.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"([a-z0-9.-]+)==([^\s;]+)(?: ; .+)?")
#: What an environment brings along to install others with; the program does not know them.
INSTALLERS = {"pip", "setuptools", "tuiledger", "uv", "wheel"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name.strip())[0]).lower()


def pins(name: str = "constraint-dependencies") -> dict[str, set[str]]:
    """Every version that a list pins, by package; several where they differ between Pythons."""
    versions: dict[str, set[str]] = {}
    for pin in PROJECT["tool"]["uv"][name]:
        match = PIN.fullmatch(pin)
        assert match, f"not an exact pin: {pin}"
        versions.setdefault(match[1], set()).add(match[2])
    return versions


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = pins()
    other = {
        f"{name} {installed.version}"
        for installed in distributions()
        if (name := canonical(installed.name)) not in INSTALLERS and installed.version not in pinned.get(name, set())
    }
    assert other == set()


def test_every_dependency_of_every_extra_and_group_is_pinned() -> None:
    wanted = {canonical(name) for name in PROJECT["project"]["dependencies"]}
    for group in (*PROJECT["project"]["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()):
        wanted |= {canonical(name) for name in group}
    assert wanted - pins().keys() == set()
    built = {canonical(name) for name in PROJECT["build-system"]["requires"]}
    assert built - pins("build-constraint-dependencies").keys() == set()
