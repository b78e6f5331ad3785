"""What clouds call things by codes of their own, in words: lists, areas, permissions, and companies by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _, ngettext, translate
from tuiledger.text.words import area_text

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Event, Trouble
    from tuiledger.ports import Reader

#: The lists of a cloud, by what one document of each is.
KINDS: Final = {
    "invoice": N_("issued invoice"),
    "credit_note": N_("issued credit note"),
    "expense": N_("purchase"),
    "passive_credit_note": N_("received credit note"),
    "pending": N_("document to be taken in"),
}
#: Permissions of a token, as the provider's page of tokens offers them.
_SCOPES: Final = {
    "issued_documents.invoices:r": N_("issued invoices, to read"),
    "issued_documents.credit_notes:r": N_("issued credit notes, to read"),
    "received_documents:r": N_("received documents, to read"),
    "entity.clients:r": N_("customers, to read"),
    "entity.suppliers:r": N_("suppliers, to read"),
    "settings:r": N_("settings, to read"),
}
#: What a person can do about a problem, by its code.
_REMEDIES: Final = {
    "missing-scope": N_("Give the connection a token with this permission: 0, then r."),
    "closed-area": N_("The client must open this area to its accountant in the pages of the cloud."),
    "licence-expired": N_("The client must renew its licence."),
    "forbidden": N_("The client must give its accountant the right to see it."),
    "not-found": N_("Look whether the account still shows the company: 0, then v."),
    "many-missing": N_("If they were really deleted there: tuiledger sync --missing-is-gone."),
}


def kind_words(kind: str) -> str:
    """What a document of a list is; a list that is not known stands as it is."""
    return _(KINDS.get(kind, kind))


def said(message: str, values: tuple[str, ...], names: Mapping[str, str]) -> str:
    """A message of a cloud, its codes as words; ``names`` are those of the companies there by their ids."""
    return translate(message, *(_worded(value, names) for value in values))


def _worded(value: str, names: Mapping[str, str]) -> str:
    if value in _SCOPES:
        return f"{_(_SCOPES[value])} ({value})"
    if value.startswith("fic_"):
        return area_text(value)
    return kind_words(value) if value in KINDS else names.get(value, value)


def remedy(trouble: Trouble) -> str:
    """What a person can do about a problem, where that is known."""
    return _(_REMEDIES[trouble.code]) if trouble.code in _REMEDIES else ""


def what_of(trouble: Trouble) -> str:
    """What a problem is about: a document, a list, or the whole company."""
    word = kind_words(trouble.kind) if trouble.kind else ""
    return f"{word} {trouble.remote_id}".strip() or _("the whole company")


def event_text(event: Event, clients: Mapping[int, str], names: Mapping[str, str]) -> str:
    """One thing that happened in a reading, and whose client it is about; ``clients`` are names by id."""
    text = _counted(event.values) if event.code == "client-read" else said(event.message, event.values, names)
    client = clients.get(event.company_id or 0)
    return f"{client}: {text}" if client else text


def _counted(values: tuple[str, ...]) -> str:
    """What was read of a client, as far as there was any."""
    new, changed, gone, same, refused = (int(value) for value in values)
    told = (
        (new, ngettext("{} new", "{} new", new)),
        (changed, ngettext("{} changed", "{} changed", changed)),
        (gone, ngettext("{} gone", "{} gone", gone)),
        (refused, ngettext("{} refused", "{} refused", refused)),
        (same, ngettext("{} unchanged", "{} unchanged", same)),
    )
    return ", ".join(text.format(count_text(count)) for count, text in told if count) or _("nothing there")


def company_names(reader: Reader) -> dict[str, str]:
    """The names of the companies of all accounts by their ids there; where two clouds use one id, none."""
    found: dict[str, str] = {}
    for connection in reader.connections():
        for one in reader.remote_companies(connection.id):
            found[one.id] = one.name if found.get(one.id, one.name) == one.name else one.id
        for link in reader.links(connection.id):
            found.setdefault(link.remote_id, link.remote_name)
    return found


def client_names(reader: Reader) -> dict[int, str]:
    """The names of our clients by their ids."""
    return {company.id: company.name for company in reader.companies()}
