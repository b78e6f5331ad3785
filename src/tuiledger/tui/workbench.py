"""What screens may ask for: the books, the clock, and what a user can do. Services are imported when first used."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuiledger.domain.documents import ClientDocument, Direction, Finding
    from tuiledger.domain.duplicates import Pair
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Clock, Posted, Reader, Store
    from tuiledger.ports.connecting import Clouds
    from tuiledger.services.companies import Change, CompanyForm
    from tuiledger.services.post import Planned
    from tuiledger.services.pull_round import Wanted
    from tuiledger.services.review import Given


@dataclass(frozen=True, slots=True)
class Workbench:
    """The open books of a studio and who works on them.

    ``demo`` marks books of invented companies; it has a ``vault`` file of its own. ``simulated`` is the address of
    the simulated cloud that is connected to, by the name of the provider. ``only`` is the code of the intermediary
    whose clients alone are in view.
    """

    store: Store
    clock: Clock
    actor: str
    demo: bool = False
    vault: Path | None = None
    simulated: Mapping[str, str] = field(default_factory=dict)
    only: str = ""

    def import_paths(self, paths: Sequence[str], create_companies: Direction | None = None) -> Iterator[object]:
        """Bring in files, folders and archives: progress, an outcome for each file, and the result.

        ``create_companies`` registers the seller (issued) or the buyer (received) of documents of unknown companies.
        """
        from tuiledger.services.attribute import Wanted
        from tuiledger.services.intake import import_paths

        wanted = Wanted(create=create_companies)
        return import_paths(self.store, paths, self.clock, self.actor, wanted)

    def read_cloud(self, wanted: Wanted) -> Iterator[object]:
        """Read what is wanted of a cloud: progress, events, and the result."""
        import asyncio

        from tuiledger.services.pull import pull

        clouds = self.clouds()
        try:
            yield from pull(self.store, self.clock, self.actor, clouds.provider, wanted)
        finally:
            asyncio.run(clouds.close())

    def foresee_cloud(self, connection_id: int, codes: Sequence[str] = ()) -> Iterator[object]:
        """What reading the same would change: progress, and what was found; nothing is written."""
        import asyncio

        from tuiledger.services.foresee import foresee
        from tuiledger.services.pull import Wanted

        clouds = self.clouds()
        try:
            yield from foresee(self.store, self.clock, clouds.provider, Wanted(connection_id, tuple(codes)))
        finally:
            asyncio.run(clouds.close())

    def preview(self, reader: Reader, company_id: int, ids: Sequence[int] | None = None) -> Iterator[Planned]:
        """The plan of each document that may be posted."""
        from tuiledger.services.post import preview

        return preview(reader, company_id, ids)

    def post_previewed(self, company_id: int, previewed: Mapping[int, bytes]) -> Iterator[object]:
        """Post documents as they were previewed, page by page: progress, then the result."""
        from tuiledger.services.post import post_previewed

        return post_previewed(self.store, self.clock, self.actor, company_id, previewed)

    def reverse(self, entry_id: int, on: datetime.date | None, reason: str) -> Posted:
        """Undo an entry by an entry with every sign turned."""
        from tuiledger.services.reverse import reverse_entry

        return reverse_entry(self.store, self.clock, self.actor, entry_id, reason, on)

    def decide_pair(self, pair_id: int, same: bool, reason: str) -> Pair:
        """Say whether two documents are one."""
        from tuiledger.services.review import decide_pair

        return decide_pair(self.store, self.clock, self.actor, pair_id, same=same, reason=reason)

    def undo_pair(self, pair_id: int, decided: Pair | None = None) -> Pair:
        """Open a decided pair again; where it is given, only as long as it stands as it was ``decided``."""
        from tuiledger.services.review import undo_pair

        return undo_pair(self.store, self.clock, self.actor, pair_id, decided)

    def answer(self, document_id: int, said: str) -> Given:
        """Answer what a held document asks."""
        from tuiledger.services.review import give

        return give(self.store, self.clock, self.actor, document_id, said)

    def take_back(self, given: Given) -> ClientDocument:
        """Take an answer back; the one whose place it took counts again."""
        from tuiledger.services.review import take_back

        return take_back(self.store, self.clock, self.actor, given)

    def register_company(self, form: CompanyForm) -> tuple[Company, tuple[Finding, ...]]:
        """Register a client of the studio, with the built-in chart, and say what is odd about it."""
        from tuiledger.services.companies import register_company

        return register_company(self.store, self.clock, self.actor, form)

    def change_company(self, code: str, form: CompanyForm, seen: Change | None = None) -> Change:
        """Change what ``form`` says of a client; ``seen`` is what a person agreed to."""
        from tuiledger.services.companies import change_company

        return change_company(self.store, self.clock, self.actor, code, form, seen)

    def put_back(self, change: Change) -> Company:
        """Take a change of a client back."""
        from tuiledger.services.companies import put_back

        return put_back(self.store, self.clock, self.actor, change)

    def clouds(self) -> Clouds:
        """The clouds, with the secrets of the vault as long as it is open; close them when done."""
        from tuiledger import bootstrap

        return bootstrap.reach_clouds(self.store, self.clock, location=self.vault)
