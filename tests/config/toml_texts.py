"""Files of settings as people write them: orders, comments, line ends and spellings of every kind."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tuiledger.config.choices import THEMES

#: Values in each way TOML can write one; none is what a setting wants, all must stay as they are.
VALUES = st.one_of(
    st.sampled_from(
        [
            "1", "0x1F", "1_000", "1e3", "true", "false", "2026-03-31", "2026-03-31T10:00:00Z", "''", '""', '"""a"""',
            "'it # is = [not] a comment'",
            '"a \\"quoted\\" # text"', "'''\nmany # lines\n[copy]\n'''", '"""\\\nx ""y"""',
            "[1, 2, 3]", "[\n  'one', # first\n  'two',\n]", "{ a = 1, b = ']' }", "[[1], ['#']]", '""""quoted""""',
        ]
    ),
    st.text(st.characters(codec="utf-8", min_codepoint=0x20, exclude_characters="\x7f"), max_size=20).map(
        lambda text: json.dumps(text, ensure_ascii=False)
    ),
)  # fmt: skip
COMMENTS = st.sampled_from(["", "", "\n", "# mine\n", "   # theme = 'no'\n", "#[copy]\n\n", "\t\n"])
TAILS = st.sampled_from(["", " ", "  # why", "\t#"])
_KNOWN = {"": ["theme", "mouse", "language"], "copy": ["limit", "format"], "keys": ["post"]}


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file with some settings in any order, and with names of no meaning."""
    lines = []
    for table in ("", *draw(st.permutations(["copy", "export", "keys", "other"]))):
        known = _KNOWN.get(table, ["folder"])
        if table and not draw(st.booleans()):
            continue
        lines.append(draw(COMMENTS))
        if table:
            lines.append(draw(st.sampled_from([f"[{table}]", f"[ {table} ]", f'["{table}"]'])) + draw(TAILS) + "\n")
        for name in draw(st.lists(st.sampled_from([*known, "own", "x-1"]), unique=True, max_size=4)):
            key = draw(st.sampled_from([name, f'"{name}"', f"'{name}'"]))
            equals = draw(st.sampled_from(["=", " = ", "  =\t"]))
            lines.append(f"{key}{equals}{draw(VALUES)}{draw(TAILS)}\n{draw(COMMENTS)}")
    text = "".join(lines)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) and "'''" not in text and '"""' not in text else text


#: Raw values for a table of settings, right ones and wrong ones.
_WORDS = ("auto", "it", "en", "fr", "unicode", "ascii", "open", "closed", "json", *THEMES, "sea", "true", "")
_TEXTS: SearchStrategy[Any] = st.sampled_from(_WORDS) | st.text(max_size=8)
RAW: SearchStrategy[Any] = _TEXTS | st.booleans() | st.integers(-5, 100_000) | st.builds(list)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, object]:
    """A table of settings as TOML gives it, right in parts."""
    colours = st.dictionaries(
        st.sampled_from(["base", "panel", "foreground", "background", "line_cursor", "sky"]),
        st.sampled_from(["dark", "light", "#123456", "#ABCDEF", "red", "#12345", 7]),
        max_size=4,
    )
    table: dict[str, object] = draw(
        st.dictionaries(st.sampled_from(["language", "theme", "glyphs", "mouse", "inspector", "_env_file"]), RAW)
    )
    table["copy"] = draw(st.dictionaries(st.sampled_from(["limit", "format", "x"]), RAW, max_size=3) | RAW)
    table["session"] = draw(st.dictionaries(st.sampled_from(["restore", "x"]), RAW, max_size=2) | RAW)
    table["keys"] = draw(st.dictionaries(st.sampled_from(["post", "x"]), RAW, max_size=2) | RAW)
    names = st.sampled_from(["sea", "dark", "my theme", "ansi", "land"])
    table["themes"] = draw(st.dictionaries(names, colours | RAW, max_size=3) | RAW)
    return table


def written(table: dict[str, object]) -> str:
    """``table`` as inline TOML."""

    def value(what: object) -> str:
        if isinstance(what, dict):
            return "{" + ", ".join(f"{key(name)} = {value(inner)}" for name, inner in what.items()) + "}"
        if isinstance(what, str):
            return key(what)
        return str(what).lower()

    def key(name: str) -> str:
        return json.dumps(name).replace("\x7f", "\\u007f")

    return "".join(f"{key(name)} = {value(what)}\n" for name, what in table.items())
