"""Providers by name; the others only where they are allowed."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from tuiledger.providers import registry
from tuiledger.providers.fattureincloud import ADAPTER

FOREIGN = ADAPTER._replace(name="othercloud")
NOT_ONE = object()


def installed(monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    """Other packages bring these."""
    found = [EntryPoint(name, f"{__name__}:{value}", registry.GROUP) for name, value in points]

    def entry_points(group: str, name: str | None = None) -> list[EntryPoint]:
        assert group == "tuiledger.providers"
        return [point for point in found if name in (None, point.name)]

    monkeypatch.setattr(registry, "entry_points", entry_points)


def test_our_own_are_there() -> None:
    assert registry.names() == ("fattureincloud",)
    assert registry.load("fattureincloud") is ADAPTER


def test_others_are_used_where_they_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, ("othercloud", "FOREIGN"))
    assert registry.names(["othercloud", "missing"]) == ("fattureincloud", "othercloud")
    assert registry.load("othercloud", ["othercloud"]).name == "othercloud"
    assert registry.names() == ("fattureincloud",)
    with pytest.raises(registry.UnknownProvider):
        registry.load("othercloud")


def test_nobody_takes_the_place_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, ("fattureincloud", "FOREIGN"))
    assert registry.names(["fattureincloud"]) == ("fattureincloud",)
    assert registry.load("fattureincloud", ["fattureincloud"]) is ADAPTER


@pytest.mark.parametrize(("name", "value"), [("othercloud", "NOT_ONE"), ("another", "FOREIGN")])
def test_what_is_no_adapter_of_that_name_is_none(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    installed(monkeypatch, (name, value))
    with pytest.raises(registry.UnknownProvider):
        registry.load(name, [name])


def test_names_are_told_without_loading_anything() -> None:
    code = "import sys, tuiledger.providers.registry as r; r.names(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"httpx", "pydantic", "stamina", "orjson", "tuiledger.providers.fattureincloud"}
