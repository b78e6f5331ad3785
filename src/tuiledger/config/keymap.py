"""Which key does what, from what the program declares and what a person wishes, without two commands on one key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from tuiledger.config.keys import NAMES, NotAKeyError, key_names
from tuiledger.config.problems import SettingsProblem, most, nearest, shown
from tuiledger.text.translation import N_

#: The scope of what can be done on every screen.
EVERYWHERE: Final = ""
#: Commands that must keep a key, so that nobody is shut in: what finds all others, what explains, what leaves.
NEEDED: Final = frozenset({"commands", "help", "back", "quit"})
#: What terminals send for these cannot be told from another key, or has a meaning that must not be lost.
_SAME: Final = {
    "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape",
}  # fmt: skip
_ALWAYS: Final = frozenset({"ctrl+c"})


class KeyDeclaration(NamedTuple):
    """A command as a screen offers it: its id, its keys with commas between them, and the screen.

    A command of several screens is declared once for each, with the same keys.
    """

    id: str
    keys: str
    scope: str = EVERYWHERE


class Keymap(NamedTuple):
    """The keys in force, and the wishes that were not fulfilled."""

    keys: Mapping[str, tuple[str, ...]]
    problems: tuple[SettingsProblem, ...] = ()
    #: The commands whose keys are other than declared.
    changed: frozenset[str] = frozenset()

    def keys_of(self, command: str) -> tuple[str, ...]:
        """The keys of a command, the one that is shown first; none where it has none."""
        return self.keys.get(command, ())

    def changes(self) -> dict[str, str]:
        """The commands whose keys are other than declared, each with its keys and commas between them."""
        return {command: ",".join(self.keys[command]) for command in sorted(self.changed)}


def resolve(declared: Sequence[KeyDeclaration], wanted: Mapping[str, str]) -> Keymap:
    """The keys of every command, from the declarations and the wishes of the table ``[keys]``.

    A wish is not fulfilled when it names no command or no key, a key that terminals cannot tell from another or that
    always leaves the program, or a key of another command on the same screen or on every screen; of two wishes for
    one key the earlier is fulfilled. The command then keeps the keys it was declared with, and a problem says why.
    """
    defaults = {one.id: key_names(one.keys) for one in declared}
    unknown = [command for command in wanted if command not in defaults]
    problems = most((_unknown(command, defaults) for command in unknown), len(unknown))
    wishes: dict[str, tuple[str, ...]] = {}
    for command, text in wanted.items():
        if command not in defaults:
            continue
        if problem := _unfit(command, text, defaults[command]):
            problems.append(problem)
        else:
            kept = tuple(key for key in defaults[command] if key in _ALWAYS)
            wishes[command] = tuple(dict.fromkeys((*key_names(text), *kept)))
    scopes: dict[str, set[str]] = {}
    for one in declared:
        scopes.setdefault(one.id, set()).add(one.scope)
    # Taking a wish back gives its command another key again, on which a further wish may have counted.
    while clash := next(_clashes(defaults, wishes, scopes), None):
        loser, key, other = clash
        del wishes[loser]
        message = N_("{} is the key of {} on the same screen")
        problems.append(SettingsProblem("key-clash", message, (key, other), field=f"keys.{loser}"))
    keys = {**defaults, **wishes}
    told = tuple(p._replace(used=", ".join(keys.get(p.field.removeprefix("keys."), ()))) for p in problems)
    changed = frozenset(command for command, wish in wishes.items() if wish != defaults[command])
    return Keymap(MappingProxyType(keys), told, changed)


def _unknown(command: str, known: Iterable[str]) -> SettingsProblem:
    field, meant = f"keys.{shown(command)}", nearest(command, known)
    if meant:
        message = N_("there is no such command; {} was probably meant")
        return SettingsProblem("unknown-command", message, (meant,), field=field)
    return SettingsProblem("unknown-command", "there is no such command", field=field)


def _unfit(command: str, text: str, default: Sequence[str]) -> SettingsProblem | None:
    """Why a wish for a command cannot be fulfilled whatever the others are."""
    field = f"keys.{command}"
    try:
        keys = key_names(text)
    except NotAKeyError as error:
        meant = nearest(str(error), NAMES, 0.75)
        if meant:
            message = N_("{} is no key; {} was probably meant")
            return SettingsProblem("not-a-key", message, (shown(error), meant), field=field)
        return SettingsProblem("not-a-key", "{} is no key", (shown(error),), field=field)
    for key in keys:
        if key in _SAME:
            message = N_("terminals do not tell {} from {}")
            return SettingsProblem("reserved-key", message, (key, _SAME[key]), field=field)
        if key in _ALWAYS and key not in default:
            return SettingsProblem("reserved-key", "{} always leaves the program", (key,), field=field)
    if not keys and command in NEEDED:
        return SettingsProblem("key-needed", "this command must have a key", field=field)
    return None


def _clashes(
    defaults: Mapping[str, tuple[str, ...]], wishes: Mapping[str, tuple[str, ...]], scopes: Mapping[str, set[str]]
) -> Iterator[tuple[str, str, str]]:
    """Wishes that cannot stand beside another command: whose wish, which key, and the other command."""
    order = [*(command for command in defaults if command not in wishes), *wishes]
    holders: dict[str, list[str]] = {}
    for command in order:
        for key in wishes.get(command, defaults[command]):
            for other in holders.get(key, ()):
                # Two that are declared with one key, such as a list and the command it gives, mean the same by it.
                meant = key in defaults[command] and key in defaults[other]
                if command in wishes and not meant and _meet(scopes[command], scopes[other]):
                    yield command, key, other
            holders.setdefault(key, []).append(command)


def _meet(ones: set[str], others: set[str]) -> bool:
    return EVERYWHERE in ones or EVERYWHERE in others or bool(ones & others)
