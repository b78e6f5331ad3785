"""What went wrong, as a person is told: a title, the cause, the evidence and the next step."""

from __future__ import annotations

from typing import Final, NamedTuple

from tuiledger.text.clean import clean
from tuiledger.text.redact import redact
from tuiledger.text.translation import N_, _, translate


class Failure(NamedTuple):
    """Something that could not be done; the texts are already in the language in force."""

    title: str
    cause: str
    evidence: str
    next_step: str


#: What to do about the codes of the store (:class:`tuiledger.ports.StoreError`).
_STEPS: Final = {
    "busy": N_("Another program is writing to these books. Wait a moment and try again."),
    "disk-full": N_("Make room on the disk and try again. Nothing was written by half."),
    "read-only": N_("Open the books with the right to write, or work on a copy."),
    "not-a-database": N_("Name another file: this one does not hold books of tuiledger."),
    "damaged": N_("Stop working on these books and restore the last backup."),
    "newer-schema": N_("Use the version of tuiledger that wrote these books, or a newer one."),
    "older-schema": N_("Run “tuiledger migrate”; it makes a backup first."),
    "unreachable": N_("Put the file back where it was, or check the address of the database and the network."),
    "conflict": N_("Read the screen again (F5): somebody has changed this in the meantime."),
    "changed-meanwhile": N_("Read the screen again (F5): somebody has changed this in the meantime."),
    "vault-locked": N_("Try again: the passphrase of the vault is asked for."),
    "vault-absent": N_("Connect an intermediary: the vault is made then."),
    "vault-damaged": N_("Put a copy of the vault file in its place, or make a new one and give every token again."),
    "vault-unsafe": N_("See that the vault file and its folder are yours alone, then try again."),
    "vault-timeout": N_("Unlock the keyring of your system, then try again."),
    "cloud-no-network": N_("Check the network and the firewall, then try again"),
    "cloud-provider-down": N_("Try again in some minutes"),
    "cloud-timeout": N_("Try again in some minutes"),
    "cloud-quota-used-up": N_("Nothing to do: it goes on by itself after that"),
    "cloud-needs-reconnect": N_("Go to the connections and give this one another token."),
    "cloud-invalid-credentials": N_("Go to the connections and give this one another token."),
    "cloud-licence-expired": N_("The client must renew it; the others work"),
    "cloud-forbidden": N_("The client must give its accountant the right to see it."),
}


#: Codes of the store which mean that the books are out of reach, and may come back.
_LOSSES: Final = frozenset({"unreachable", "not-a-database", "damaged"})


def is_loss(error: BaseException) -> bool:
    """Whether ``error`` means that the books cannot be reached at all."""
    return getattr(error, "code", None) in _LOSSES


def failure_of(error: BaseException, doing: str) -> Failure:
    """``error`` as people are told of it; ``doing`` names what was under way.

    Errors of ours carry a code and a translatable message; of any other only the type and a redacted text are shown.
    """
    code = getattr(error, "code", None)
    message = getattr(error, "message", None)
    if isinstance(code, str) and isinstance(message, str):
        values = tuple(clean(str(value), 200) for value in getattr(error, "values", ()))
        step = _STEPS.get(code, N_("Change what the message names and try again."))
        return Failure(doing, translate(message, *values), code, _(step))
    text = redact(clean(str(error), 2000))
    if isinstance(error, ValueError | OSError):
        return Failure(doing, text, type(error).__name__, _("Change what the message names and try again."))
    return Failure(
        doing,
        _("The program met something it was not made for."),
        f"{type(error).__name__}: {text}",
        _("What was written before is whole. Try again; if it happens again, report it with this text."),
    )
