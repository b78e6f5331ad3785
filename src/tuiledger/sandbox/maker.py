"""Draws firms, days, numbers and goods for one studio, all from one seed."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tuiledger.domain.documents import Document, PartyDetails
from tuiledger.sandbox.drafting import Item
from tuiledger.sandbox.people import Cast, Firm

_GOODS: Final = (
    "Fornitura materiale elettrico", "Consulenza amministrativa", "Canone mensile di assistenza", "Ricambi assortiti",
    "Trasporto merci su strada", "Manutenzione ordinaria impianto", "Noleggio attrezzatura", "Licenza d’uso software",
    "Lavorazione conto terzi", "Materiale di consumo", "Servizio di pulizia locali", "Stampa materiale pubblicitario",
)  # fmt: skip
_STYLES: Final = ("{n}", "{n}/{y}", "FT-{n:05d}", "{y}-{n:04d}", "A/{n}", "{n}/{s}", "{n:06d}")


class Sheet(NamedTuple):
    """Documents of one file. ``sent`` tells that the client transmitted it; ``attached`` holds attachments by hash."""

    client: Firm
    sent: bool
    documents: tuple[Document, ...]
    attached: Mapping[str, bytes] = {}


class Maker:
    """The draws of one studio; ``day`` is the date of what is drawn next."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        # The same studio for the same seed; nothing here is a secret.
        self.rng = random.Random(seed)  # noqa: S311
        self.day = datetime.date(2026, 1, 7)
        self._last: Counter[tuple[str, str]] = Counter()

    def pick(self, firms: Sequence[Firm]) -> Firm:
        """One of ``firms``."""
        return self.rng.choice(firms)

    def client(self, trade: str | None = None) -> Firm:
        """A client that deals in ``trade``; without one, an ordinary company."""
        if trade:
            return self.pick(self.cast.clients_in(trade))
        return self.pick([client for client in self.cast.clients if client.regime == "RF01"])

    def number(self, issuer: PartyDetails, series: str = "") -> str:
        """The issuer's next number, in its own style, in a series of its own where one is named."""
        owner = issuer.vat_number or issuer.fiscal_code or ""
        self._last[owner, series] += 1
        style = _STYLES[sum(map(ord, owner)) % len(_STYLES)]
        year = self.day.year
        return series + style.format(n=self._last[owner, series], y=year, s=year % 100)

    def price(self, least: int = 1_000, most: int = 90_000) -> int:
        """A price in cents, more often small than large."""
        return least + int((most - least) * self.rng.random() ** 2)

    def items(
        self, rates: Sequence[int] = (2200,), nature: str | None = None, *, lines: int = 4, least: int = 1_000
    ) -> list[Item]:
        """One to ``lines`` lines of goods at some of ``rates``, or without tax for ``nature``."""
        return [
            Item(
                f"{self.rng.choice(_GOODS)} rif. {self.rng.randint(100, 999)}",
                self.price(least),
                self.rng.randint(1, 12),
                0 if nature else self.rng.choice(rates),
                nature,
            )
            for _ in range(self.rng.randint(1, lines))
        ]
