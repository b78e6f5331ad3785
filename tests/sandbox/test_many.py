"""Invoices by the thousand are plain, valid and all different."""

from __future__ import annotations

from pathlib import Path

from tuiledger.formats.fatturapa.read import read
from tuiledger.sandbox.many import write_many


def test_each_is_valid_correct_and_of_the_usual_size(tmp_path: Path) -> None:
    company = write_many(tmp_path, 60)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 60
    canonical: set[str] = set()
    issued = 0
    for file in files:
        reading = read(file.read_bytes())
        (document,) = reading.documents
        assert document.findings == ()
        assert 5 <= len(document.lines) <= 20
        assert document.total_declared == document.total
        assert company.vat_number in (document.seller.vat_number, document.buyer.vat_number)
        issued += document.seller.vat_number == company.vat_number
        canonical.update(reading.canonical)
    assert len(canonical) == 60
    assert issued == 12
    assert 11_000 < sum(file.stat().st_size for file in files) / 60 < 15_000


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_many(tmp_path / folder, 3, seed, lines=(1, 2))
    contents = {name: [file.read_bytes() for file in sorted((tmp_path / name).iterdir())] for name in "abc"}
    assert contents["a"] == contents["b"] != contents["c"]
