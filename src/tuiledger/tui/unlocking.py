"""Opening the vault before something needs a secret: it is made when it is first used, and asked for when locked.

The derivation of a key takes a moment, and a keyring may not answer: both happen in threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.domain.secrets import Secret
from tuiledger.text.translation import N_, _, translate
from tuiledger.tui.cloud_jobs import told_plainly
from tuiledger.tui.sheets.layout import BLANK, field, paragraph
from tuiledger.tui.widgets.sheet import Line

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench

#: Characters of a passphrase; whoever has the file can try as many as they like.
_SHORTEST: Final = 12
_DOING: Final = N_("The vault could not be opened")


class _Vault(NamedTuple):
    """How the vault is, where it is, and why it could not be opened."""

    state: str
    path: str
    problem: str = ""


def with_vault(place: Place, then: Callable[[], None], *, make: bool = True, trail: str = "") -> None:
    """Do ``then`` once the vault is open; leaving the question leaves it undone.

    Args:
        make: without it nothing is made where there is no vault: there is no secret either.
        trail: the steps of which this is one, above the question.
    """
    above = f"{trail}\n" if trail else ""

    def found(vault: _Vault) -> None:
        if vault.state == "absent" and make:
            _ask_new(place, vault, found, above)
        elif vault.state == "locked":
            _ask(place, vault, found, above)
        else:
            then()

    place.read(lambda _reader: _look(place.workbench), found, group="vault", doing=_(_DOING))


def _ask(place: Place, vault: _Vault, found: Callable[[_Vault], None], above: str) -> None:
    from tuiledger.tui.dialogs.secret import AskSecret

    def page(width: int) -> Sequence[Line]:
        text = _("The vault keeps the tokens encrypted. Its passphrase opens it for some hours.")
        return [*paragraph(text, width), BLANK, *field(_("Vault"), vault.path, width)]

    def given(passphrase: Secret | None) -> None:
        if passphrase is not None:
            ask = partial(_unlock, passphrase=passphrase)
            place.read(lambda _reader: ask(place.workbench), found, group="vault", doing=_(_DOING))

    place.app.push_screen(AskSecret(above + _("Passphrase of the vault"), page, problem=vault.problem), given)


def _ask_new(place: Place, vault: _Vault, found: Callable[[_Vault], None], above: str) -> None:
    from tuiledger.tui.dialogs.secret import AskSecret

    def page(width: int) -> Sequence[Line]:
        what = _("There is no vault yet. Tokens are kept encrypted in a file of yours alone, and nowhere else.")
        warning = _(
            "Nobody can open it without the passphrase: keep it where you keep others, and choose several words."
        )
        return [
            *paragraph(what, width),
            *paragraph(warning, width, "warn"),
            BLANK,
            *field(_("Vault"), vault.path, width),
        ]

    def given(passphrase: Secret | None) -> None:
        if passphrase is not None:
            make = partial(_make, passphrase=passphrase)
            place.read(lambda _reader: make(place.workbench), found, group="vault", doing=_("The vault was not made"))

    question = AskSecret(above + _("New passphrase of the vault"), page, check=_check_new, twice=True)
    place.app.push_screen(question, given)


def _check_new(passphrase: Secret) -> str | None:
    if len(passphrase.reveal()) >= _SHORTEST:
        return None
    return _("A short passphrase is guessed quickly by whoever has the file: take {} characters at least").format(
        _SHORTEST
    )


def _look(workbench: Workbench) -> _Vault:
    """How the vault is, after the ways to open it that need nobody."""
    from tuiledger import bootstrap
    from tuiledger.domain.runs import Refusal

    with told_plainly():
        secrets = bootstrap.look_at_secrets(location=workbench.vault)
        if secrets.state == "locked" and (named := bootstrap.passphrases()()):
            return _unlock(workbench, named)
        if secrets.state == "absent":
            try:
                # Where the system's keyring is proven to work, nothing has to be asked.
                bootstrap.keep_vault(location=workbench.vault).init(bootstrap.passphrases())
            except Refusal as refusal:
                if refusal.code != "no-passphrase":
                    raise
            else:
                return _Vault("open", secrets.path)
        return _Vault(secrets.state, secrets.path)


def _unlock(workbench: Workbench, passphrase: Secret) -> _Vault:
    from tuiledger import bootstrap
    from tuiledger.ports.clouds import VaultError

    keeping = bootstrap.keep_vault(lambda: passphrase, location=workbench.vault)
    with told_plainly():
        try:
            keeping.unlock()
        except VaultError as error:
            if error.code != "wrong-passphrase":
                raise
            return _Vault("locked", str(keeping.path), translate(error.message, *error.values))
    return _Vault("open", str(keeping.path))


def _make(workbench: Workbench, passphrase: Secret) -> _Vault:
    from tuiledger import bootstrap

    keeping = bootstrap.keep_vault(location=workbench.vault)
    with told_plainly():
        keeping.init(lambda: passphrase)
    return _Vault("open", str(keeping.path))
