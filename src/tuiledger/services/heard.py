"""What was said to a cloud and answered, until it is written where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field

from tuiledger.ports.clouds import Exchange


@dataclass
class Heard:
    """A recorder that keeps what was said until somebody takes it to write it down."""

    kept: list[Exchange] = field(default_factory=list)
    calls: int = 0

    def exchanged(self, exchange: Exchange) -> None:
        """Note one call and its answer."""
        self.kept.append(exchange)
        self.calls += 1

    def taken(self) -> list[Exchange]:
        """Those that are not written yet."""
        kept, self.kept = self.kept, []
        return kept
