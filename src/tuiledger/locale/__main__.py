"""``python -m tuiledger.locale refresh``: merge the catalogues with the source, compile them, say what is missing."""

from __future__ import annotations

import sys

from tuiledger.locale.catalogues import LANGUAGES, gaps, merged, refresh


def main(arguments: list[str]) -> int:
    """Run ``refresh`` or ``check``; the exit code is 1 when a catalogue is not complete."""
    if arguments not in (["refresh"], ["check"]):
        print("usage: python -m tuiledger.locale refresh|check", file=sys.stderr)
        return 2
    complete = True
    for language in LANGUAGES:
        missing = refresh(language) if arguments == ["refresh"] else gaps(merged(language))
        complete = complete and not missing
        for line in missing:
            print(f"{language}: {line}")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
