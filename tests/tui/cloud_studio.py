"""A studio with connections and companies of an account, without a cloud: what linking and lists are tried on."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from tests.builders import NOW, FixedClock
from tests.clouds import Practice
from tests.tui.studio import HOSTILE

from tuiledger.domain.connections import CloudCompany, Condition, Connection, Grant, Intermediary
from tuiledger.ports import Store
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.store import open_store
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.workbench import Workbench

VALID, OVER = datetime.date(2026, 12, 31), datetime.date(2026, 1, 31)
#: The companies of the account; two of our clients are sure, one is likely, one is unclear, and two are nobody.
REMOTES = (
    CloudCompany("100", "Olmo S.r.l.", "01234567897", "01234567897", plan="premium", licence_until=VALID),
    CloudCompany("200", "Il Ponte Soc. Coop.", "99900060106", licence_until=VALID),
    CloudCompany("300", "Neri Elena", None, "NRELNE85L62L219W", licence_until=OVER),
    CloudCompany("400", "Bottega Verde di Rossi", "99900070105", licence_until=VALID),
    CloudCompany("500", "Sconosciuta S.p.A.", "09876543217", licence_until=VALID),
    CloudCompany("600", "Bianchi Carla", None, None, licence_until=VALID),
)
_CLIENTS = (
    ("OLMO", "Officine Olmo S.r.l.", "01234567897", None),
    ("PONTE", "Cooperativa Il Ponte", "99900060106", None),
    ("NERI", "Elena Neri", "11223344556", None),
    ("BOTTEGA", "Bottega Verde", "02468013579", None),
    ("VERDE", "Verde Bottega S.a.s.", "99900010101", None),
)


def open_linked_studio(folder: Path) -> Store:
    """Five clients; an intermediary with a proved connection, one with a refused one, and one without."""
    store = open_store(str(folder / "clouds.db"), create=True, clock=FixedClock())
    for code, name, number, fiscal in _CLIENTS:
        form = CompanyForm(name=name, vat_number=number, fiscal_code=fiscal)
        register_company(store, FixedClock(), "anna", form, code)
    with store.writing("prepare") as work:
        proved = work.add_connection(a_connection())
        broken = work.add_connection(_refused())
        for code, name, connection in (("FERRI", "Dott. Ferri", broken), ("RIVALTA", "Studio Rivalta", proved)):
            work.add_intermediary(Intermediary(0, code, name, connection_id=connection.id))
        work.add_intermediary(Intermediary(0, "SALIS", "Rag. Salis", "01234567897"))
        work.set_remote_companies(proved.id, REMOTES, NOW)
    return store


def _refused() -> Connection:
    """A connection that opened the account of a company."""
    wrong = {"condition": Condition.UNPROVED, "failure": "company-account", "failed_at": NOW, "proved_at": None}
    return a_connection("Conto Ferri", account="Ferri S.r.l.", **wrong)


def a_connection(name: str = "Fatture in Cloud", **changes: Any) -> Connection:
    """A proved connection to the account of Marta Rivalta."""
    made = Connection(
        0,
        "fattureincloud",
        name,
        Grant.PERSONAL_TOKEN,
        Condition.PROVED,
        account="Marta Rivalta",
        proved_at=NOW,
        secret_name=f"connection/{name}",
    )
    return made._replace(**changes)


def open_hostile_clouds(folder: Path) -> Store:
    """A studio in which every name that came from a cloud is hostile."""
    from tuiledger.text.clean import clean

    store = open_store(str(folder / "hostile-clouds.db"), create=True, clock=FixedClock())
    form = CompanyForm(name=clean(HOSTILE), vat_number="01234567897")
    register_company(store, FixedClock(), "anna", form, "EVIL")
    with store.writing("prepare") as work:
        connection = work.add_connection(
            a_connection("Conto " + HOSTILE, account=HOSTILE, scopes=(HOSTILE,), failure=HOSTILE, failed_at=NOW)
        )
        work.add_intermediary(Intermediary(0, "EVIL", HOSTILE, HOSTILE, HOSTILE, connection.id))
        work.set_remote_companies(
            connection.id,
            [
                CloudCompany("1", HOSTILE, "01234567897", HOSTILE, plan=HOSTILE),
                CloudCompany("2" + HOSTILE, "2" + HOSTILE, None, None),
                CloudCompany("3", clean(HOSTILE), None, HOSTILE),
            ],
            NOW,
        )
    return store


def books_app(store: Store, folder: Path, **wishes: Any) -> WorkbenchApp:
    """The application on prepared books, with a vault file in ``folder`` that is not there yet."""
    return WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna", vault=folder / "vault.tlv"), **wishes)


def practice_app(firm: Practice, *, vault: Path | None = None, **wishes: Any) -> WorkbenchApp:
    """The application of a studio that connects to its simulated cloud; ``vault`` in place of the one it has."""
    simulated = {"fattureincloud": firm.url}
    return WorkbenchApp(
        lambda: Workbench(firm.store, firm.clock, "anna", vault=vault or firm.vault, simulated=simulated), **wishes
    )
