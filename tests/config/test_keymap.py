"""No two commands of one screen on one key, nobody shut in, and every wish that is not fulfilled is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.config.keymap import EVERYWHERE, KeyDeclaration, Keymap, resolve

DECLARED = [
    KeyDeclaration("grid-choose", "enter"),
    KeyDeclaration("grid-down", "down,j"),
    KeyDeclaration("help", "question_mark,f1"),
    KeyDeclaration("quit", "Q,ctrl+c"),
    KeyDeclaration("open", "enter", "posting"),
    KeyDeclaration("open", "enter", "pairs"),
    KeyDeclaration("post", "P", "posting"),
    KeyDeclaration("dry-run", "D", "posting"),
    KeyDeclaration("same", "s", "pairs"),
]


def told(keymap: Keymap) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in keymap.problems]


def test_without_wishes_everything_is_as_declared() -> None:
    keymap = resolve(DECLARED, {})
    assert keymap.keys_of("quit") == ("Q", "ctrl+c")
    assert (keymap.problems, keymap.changes(), keymap.keys_of("none")) == ((), {}, ())


def test_a_wish_is_fulfilled_in_the_workbenchs_own_names() -> None:
    keymap = resolve(DECLARED, {"post": "F4, Ctrl+P", "help": "?"})
    assert keymap.changes() == {"post": "f4,ctrl+p", "help": "question_mark"}
    assert keymap.keys_of("post") == ("f4", "ctrl+p")


def test_two_commands_may_change_places() -> None:
    keymap = resolve(DECLARED, {"post": "D", "dry-run": "P"})
    assert (keymap.keys_of("post"), keymap.keys_of("dry-run"), keymap.problems) == (("D",), ("P",), ())


def test_one_key_may_serve_two_screens() -> None:
    assert resolve(DECLARED, {"post": "s"}).keys_of("post") == ("s",)


@pytest.mark.parametrize(("key", "other"), [("D", "dry-run"), ("Q", "quit"), ("j", "grid-down")])
def test_a_key_of_the_same_screen_or_of_every_screen_is_refused_and_both_are_named(key: str, other: str) -> None:
    keymap = resolve(DECLARED, {"post": key})
    [problem] = keymap.problems
    assert (problem.code, problem.field, problem.values, problem.used) == ("key-clash", "keys.post", (key, other), "P")
    assert keymap.keys_of("post") == ("P",)


def test_of_two_wishes_for_one_key_the_earlier_is_fulfilled() -> None:
    keymap = resolve(DECLARED, {"dry-run": "x", "post": "x"})
    assert (keymap.keys_of("dry-run"), keymap.keys_of("post")) == (("x",), ("P",))
    assert told(keymap) == [("key-clash", "keys.post")]


def test_a_wish_taken_back_takes_back_what_counted_on_it() -> None:
    keymap = resolve(DECLARED, {"post": "D", "dry-run": "Q"})
    assert (keymap.keys_of("post"), keymap.keys_of("dry-run")) == (("P",), ("D",))
    assert told(keymap) == [("key-clash", "keys.dry-run"), ("key-clash", "keys.post")]


def test_a_list_and_the_command_it_gives_may_share_their_key() -> None:
    assert resolve(DECLARED, {"open": "enter, o"}).keys_of("open") == ("enter", "o")


@pytest.mark.parametrize("key", ["ctrl+i", "Ctrl+M", "ctrl+h", "ctrl+[", "ctrl+j", "ctrl+c"])
def test_what_terminals_cannot_tell_apart_is_refused(key: str) -> None:
    assert told(resolve(DECLARED, {"post": f"f4,{key}"})) == [("reserved-key", "keys.post")]


def test_control_and_c_always_leaves() -> None:
    assert resolve(DECLARED, {"quit": "f10"}).keys_of("quit") == ("f10", "ctrl+c")
    assert resolve(DECLARED, {"quit": "Q, ctrl+c"}).changes() == {}


def test_a_command_may_lose_its_key_but_not_one_that_is_needed() -> None:
    keymap = resolve(DECLARED, {"post": "", "help": ""})
    assert (keymap.keys_of("post"), keymap.keys_of("help")) == ((), ("question_mark", "f1"))
    assert told(keymap) == [("key-needed", "keys.help")]


@pytest.mark.parametrize(
    ("wish", "code", "values"),
    [
        ({"pots": "f4"}, "unknown-command", ("post",)),
        ({"something": "f4"}, "unknown-command", ()),
        ({"post": "pageupp"}, "not-a-key", ("pageupp", "pageup")),
        ({"post": "hyper+x"}, "not-a-key", ("hyper+x",)),
        ({"post": "\x1b[31m"}, "not-a-key", ("␛[31m",)),
        ({"\x1b]0;": "f4"}, "unknown-command", ()),
    ],
)
def test_a_mistake_is_told_with_what_was_probably_meant(wish: dict[str, str], code: str, values: tuple[str]) -> None:
    [problem] = resolve(DECLARED, wish).problems
    assert (problem.code, problem.values) == (code, values)
    assert problem.sentence().isprintable()


def test_of_very_many_unknown_commands_the_first_are_told_and_then_their_number() -> None:
    wishes = {f"x{number}": "f4" for number in range(1000)} | {"post": "f4"}
    keymap = resolve(DECLARED, wishes)
    assert (len(keymap.problems), keymap.problems[-1].values) == (101, ("900",))
    assert keymap.keys_of("post") == ("f4",)


KEYS = st.lists(
    st.sampled_from(["P", "D", "s", "Q", "j", "f4", "x", "enter", "ctrl+c", "ctrl+i", "nonsense", ""]), max_size=3
)


@given(st.dictionaries(st.sampled_from([one.id for one in DECLARED]), KEYS.map(",".join)))
def test_whatever_is_wished_no_screen_has_two_commands_on_one_key(wishes: dict[str, str]) -> None:
    keymap, plain = resolve(DECLARED, wishes), resolve(DECLARED, {})
    for screen in ("posting", "pairs"):
        commands = {one.id for one in DECLARED if one.scope in (EVERYWHERE, screen)}
        for one in commands:
            for other in commands - {one}:
                shared = set(keymap.keys_of(one)) & set(keymap.keys_of(other))
                assert shared <= set(plain.keys_of(one)) & set(plain.keys_of(other))
    assert "ctrl+c" in keymap.keys_of("quit")
    assert keymap.keys_of("help")
    unheard = {problem.field for problem in keymap.problems}
    assert all(keymap.keys_of(one) == plain.keys_of(one) for one in wishes if f"keys.{one}" in unheard)
    assert all(one in keymap.changed or f"keys.{one}" in unheard for one in wishes if wishes[one] == "f4")
