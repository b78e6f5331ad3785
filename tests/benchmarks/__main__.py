"""Measure the program against its peers: ``uv run --group test --group bench python -m tests.benchmarks``.

Every figure is printed as JSON with its ratio, its goal and whether it is met; nothing is compared across runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import clouds, importing, memory, posting, screens, terminal

from tuiledger import __version__

GROUPS = {
    "import": importing,
    "post": posting,
    "screens": screens,
    "terminal": terminal,
    "memory": memory,
    "clouds": clouds,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and answer 0 whatever came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=sorted(GROUPS), action="append", help="one group of figures")
    parser.add_argument("--rounds", type=int, default=5, help="how often the sides take turns")
    parser.add_argument("--size", type=float, default=1.0, help="share of the usual number of documents")
    options = parser.parse_args(arguments)
    os.environ["TUILEDGER_LANG"] = "en"
    figures = []
    with tempfile.TemporaryDirectory(prefix="tuiledger-benchmarks-") as scratch:
        # What the program remembers of one figure is not what it opens with in the next, nor in the user's own books.
        os.environ.update({f"XDG_{kind}_HOME": f"{scratch}/{kind.lower()}" for kind in ("CONFIG", "STATE", "DATA")})
        for name, group in GROUPS.items():
            if options.only and name not in options.only:
                continue
            place = Path(scratch) / name
            place.mkdir()
            for figure in group.figures(place, options.rounds, options.size):
                verdict = "met" if figure.met else "NOT met"
                print(f"{verdict:8} {figure.ratio} (goal {figure.goal})  {figure.name}", file=sys.stderr, flush=True)
                figures.append(figure.fields())
    machine = {"python": platform.python_version(), "processors": os.cpu_count(), "version": __version__}
    print(json.dumps({**machine, "rounds": options.rounds, "size": options.size, "figures": figures}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
