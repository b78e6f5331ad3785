"""The studio's intermediaries (intermediari): who stands between its clients and the clouds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuiledger.domain.connections import Intermediary
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Reader, Store
from tuiledger.services.enrol import company_code
from tuiledger.text.clean import clean_line


@dataclass(frozen=True, slots=True)
class IntermediaryForm:
    """What a person says of an intermediary; None leaves a field as it is.

    ``connection_id`` is the connection that it uses, its own or one that others use too; ``apart`` takes it away.
    """

    name: str | None = None
    vat_number: str | None = None
    fiscal_code: str | None = None
    connection_id: int | None = None
    apart: bool = False


def find_intermediary(reader: Reader, code: str) -> Intermediary:
    """The intermediary called ``code``, whatever the case it is typed in.

    Raises:
        Refusal: there is none.
    """
    wanted = clean_line(code).strip().casefold()
    found = next((one for one in reader.intermediaries() if one.code.casefold() == wanted), None)
    if found is None:
        raise Refusal("intermediary-unknown", "There is no intermediary {}", (clean_line(code, 40),))
    return found


def add_intermediary(
    store: Store, clock: Clock, actor: str, form: IntermediaryForm, code: str | None = None
) -> Intermediary:
    """Register an intermediary; without a code it gets one made from its name.

    Raises:
        Refusal: it has no name, its code is taken, or there is no such connection.
    """
    with store.writing("add intermediary") as work:
        if not form.name or not clean_line(form.name).strip():
            raise Refusal("name-missing", "An intermediary needs a name")
        taken = {one.code for one in work.intermediaries()}
        wanted = clean_line(code).strip()[:20] if code else company_code(clean_line(form.name), taken)
        if not wanted or wanted.casefold() in {one.casefold() for one in taken}:
            raise Refusal("intermediary-exists", "There is an intermediary {} already", (wanted,))
        intermediary = work.add_intermediary(_changed(work, Intermediary(0, wanted, ""), form))
        work.record_act(clock.now(), actor, "intermediary-add", intermediary.code, intermediary.name)
    return intermediary


def change_intermediary(store: Store, clock: Clock, actor: str, code: str, form: IntermediaryForm) -> Intermediary:
    """Change what ``form`` says of an intermediary; where nothing of it changes, nothing is written.

    Raises:
        Refusal: no such intermediary, or no such connection.
    """
    with store.writing("change intermediary") as work:
        before = find_intermediary(work, code)
        after = _changed(work, before, form)
        if after != before:
            work.set_intermediary(after)
            changes = (
                f"{name}: {old} -> {new}"
                for name, old, new in zip(Intermediary._fields, before, after, strict=True)
                if old != new
            )
            work.record_act(clock.now(), actor, "intermediary-set", after.code, "; ".join(changes))
    return after


def users_of(reader: Reader) -> Mapping[int, tuple[str, ...]]:
    """Codes of the intermediaries that use each connection: several where they share an account."""
    users: dict[int, tuple[str, ...]] = {}
    for one in reader.intermediaries():
        if one.connection_id is not None:
            users[one.connection_id] = (*users.get(one.connection_id, ()), one.code)
    return users


def _changed(reader: Reader, intermediary: Intermediary, form: IntermediaryForm) -> Intermediary:
    if form.connection_id is not None and reader.connection(form.connection_id) is None:
        raise Refusal("connection-unknown", "There is no connection {}", (str(form.connection_id),))
    connection_id = None if form.apart else form.connection_id or intermediary.connection_id
    name = clean_line(form.name).strip()[:200] if form.name else ""
    return intermediary._replace(
        name=name or intermediary.name,
        vat_number=vat_number("IT", clean_line(form.vat_number or "")) or intermediary.vat_number,
        fiscal_code=fiscal_code(clean_line(form.fiscal_code or "")) or intermediary.fiscal_code,
        connection_id=connection_id,
    )
