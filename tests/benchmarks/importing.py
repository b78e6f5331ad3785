"""Importing against parsing alone: lxml's bare loop, and a38, which reads e-invoices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from lxml import etree
from tests.benchmarks.books import take, with_company
from tests.benchmarks.measuring import Figure, at_least, at_most, missing, own_time

from tuiledger.ports import Store
from tuiledger.sandbox.many import write_many
from tuiledger.services.companies import CompanyForm


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """Import whole and durable; the same again; the peers only parse."""
    count, few = max(20, int(2_000 * size)), max(5, int(100 * size))
    folder = scratch / "invoices"
    client = write_many(folder, count)
    files = sorted(folder.iterdir())
    form = CompanyForm(name=client.name, vat_number=client.vat_number, fiscal_code=client.fiscal_code)
    times: dict[str, list[float]] = {"bare lxml": [], "import": [], "import again": [], "a38": []}
    with_a38 = find_spec("a38") is not None
    _parse(files)
    for _ in range(rounds):
        times["bare lxml"].append(own_time(lambda: _parse(files)))
        store = with_company(scratch / "imported.db", form, client.code)
        times["import"].append(own_time(partial(_take_new, store, folder, count)))
        times["import again"].append(own_time(partial(_take_known, store, folder, count)))
        store.close()
        if with_a38:
            times["a38"].append(own_time(lambda: _parse_with_a38(files[:few])) * count / few)
    found = {name: median(values) for name, values in times.items() if values}
    size_of_all = sum(path.stat().st_size for path in files)
    yield at_most(
        "import whole and durable, against a bare lxml.etree.parse loop over the same files",
        found["import"] / found["bare lxml"],
        5,
        {name: found[name] for name in ("import", "bare lxml")},
        files=count,
        bytes=size_of_all,
        microseconds_per_document=round(found["import"] / count * 1e6),
    )
    name = "import whole and durable, against a38 only parsing"
    if with_a38:
        sides = {key: found[key] for key in ("import", "a38")}
        yield at_least(name, found["a38"] / found["import"], 15, sides, files=count, a38_files=few)
    else:
        yield missing(name, ">= 15", "a38: uv run --group bench")
    yield at_most(
        "the same import again, against the first",
        found["import again"] / found["import"],
        0.5,
        {name: found[name] for name in ("import again", "import")},
    )


def _parse(files: list[Path]) -> None:
    for path in files:
        etree.parse(path)


def _parse_with_a38(files: list[Path]) -> None:
    # Neither publishes types, and neither is there without its group of dependencies.
    read = import_module("a38.fattura").auto_from_etree
    parse = import_module("defusedxml.ElementTree").parse
    for path in files:
        read(parse(path).getroot())


def _take_new(store: Store, folder: Path, count: int) -> None:
    _expect(take(store, folder).created, count)


def _take_known(store: Store, folder: Path, count: int) -> None:
    _expect(take(store, folder).already_known, count)


def _expect(found: int, wanted: int) -> None:
    if found != wanted:
        raise AssertionError(f"{found} documents in place of {wanted}")
