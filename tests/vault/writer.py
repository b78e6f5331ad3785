"""A process that writes to a cheap vault: many times, or until it kills itself in the middle of a write."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.vault.vaults import PASSPHRASE, cheap, put

from tuiledger.domain.secrets import Secret

#: The calls of the system that a write is made of.
STEPS = ("write", "fsync", "link", "rename", "unlink", "fchmod")


def many(path: Path, writer: int, times: int) -> None:
    """Keep so many secrets, under names that no other writer uses."""
    file = cheap(path)
    key = file.unlock(PASSPHRASE)
    ready()
    for number in range(times):
        put(file, key, f"writer/{writer}/{number}", Secret(f"{writer}/{number}"))


def killed(path: Path, at: int) -> None:
    """Count upwards in the vault, tell each number that is kept, and die at the call number ``at``."""
    file = cheap(path)
    key = file.unlock(PASSPHRASE)
    ready()
    tell, left = os.write, [at]
    for step in STEPS:
        setattr(os, step, deadly(step, getattr(os, step), left))
    number = 0
    while True:
        number += 1
        put(file, key, "counter", Secret(str(number)))
        tell(1, f"{number}\n".encode())


def deadly(step: str, call: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """``call``, which kills the process instead when none are left; a write gets half way."""

    def act(*arguments: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            if step == "write":
                call(arguments[0], arguments[1][: len(arguments[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)

    return act


def ready() -> None:
    """Say so, and wait to be told to begin."""
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    vault, act, *numbers = sys.argv[1:]
    if act == "many":
        many(Path(vault), *map(int, numbers))
    else:
        killed(Path(vault), *map(int, numbers))
