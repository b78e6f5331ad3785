"""The door: answers ``--version`` at once and hands everything else to the command line."""

from __future__ import annotations

import os
import sys

from tuiledger import __version__


def main() -> int:
    """Run the program with the arguments of the process; answers its exit code.

    Interrupted work ends with 130, and so does a reader that closed the pipe early, without a traceback.
    """
    # Whatever is created from here on is its owner's alone: the books, their journals, the exports.
    os.umask(0o077)
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        print(f"tuiledger {__version__}")
        return 0
    from tuiledger.cli.main import run

    try:
        code = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Nothing can be written any more; the interpreter would try once again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 130
    except OSError as error:
        # What is printed cannot be written, say to a full disk; the interpreter would fail once again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"tuiledger: {error.strerror}", file=sys.stderr)
        return 3
    return code


if __name__ == "__main__":
    sys.exit(main())
