"""Nothing that was put together at run time is ever read as markup: a name in brackets stays a name."""

from __future__ import annotations

import ast

import pytest
from tests.contracts.source import modules, place, tree

#: Widgets whose first argument is read as markup unless they are told otherwise.
WIDGETS = {"Button", "Checkbox", "Collapsible", "Label", "Link", "OptionList", "RadioButton", "Static", "Tooltip"}
#: Calls whose first argument is read as markup.
METHODS = {"add_option", "add_row", "from_markup", "markup", "notify", "render_str", "update", "write"}
#: Attributes whose value is read as markup.
ATTRIBUTES = {"border_subtitle", "border_title", "tooltip"}
#: What makes plain text of anything.
SAFE = {"Content", "Text", "assemble", "styled", "safe", "from_text", "plain"}
OURS = {"_", "ngettext"}


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _composed(value: ast.expr) -> bool:
    """Whether ``value`` is evidently a text that was put together: an f-string, a sum, a filled or translated one."""
    match value:
        case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.IfExp(body=yes, orelse=no):
            return _composed(yes) or _composed(no)
        case ast.Call(func=function):
            return _name(function) in {"str", "format", "join", "translate", "repr"}
        case _:
            return False


def _ours(value: ast.expr) -> bool:
    """Whether ``value`` can only hold words of the program, or is not text."""
    match value:
        case ast.Constant():
            return True
        case ast.IfExp(body=yes, orelse=no):
            return _ours(yes) and _ours(no)
        case ast.Call(func=function):
            return _name(function) in SAFE | OURS
        case _:
            return False


def sinks(module: ast.Module) -> list[int]:
    """The lines of ``module`` where a text from elsewhere may be read as markup."""
    lines = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args:
            plain = any(
                keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                for keyword in node.keywords
            )
            name, first = _name(node.func), node.args[0]
            strict = name in WIDGETS or name in {"notify", "from_markup"}
            if not plain and ((strict and not _ours(first)) or (name in METHODS and _composed(first))):
                lines.append(node.lineno)
        if isinstance(node, ast.Assign) and _composed(node.value):
            names = {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
            lines.extend([node.lineno] if names & ATTRIBUTES else [])
    return lines


@pytest.mark.parametrize(
    "source",
    [
        "Static(f'{name}')", "Label(name)", "self.notify(str(error))", "Button(text.format(1))", "x.update(f'{n}')",
        "Content.from_markup(name)", "self.border_title = f'{name}'", "self.notify(translate(m))", "Label(x or 'y')",
    ],
)  # fmt: skip
def test_a_text_from_elsewhere_is_found_in_a_markup_sink(source: str) -> None:
    assert sinks(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "Static('Post')", "Label(_('Post'))", "Label(name, markup=False)", "Static(Content(name))", "x.update(y)",
        "self.notify(_('done'))", "self.notify(name, markup=False)", "known.update({'a': 1})",
        "self.border_title = _('Books')",
    ],
)  # fmt: skip
def test_words_of_the_program_and_plain_texts_pass(source: str) -> None:
    assert sinks(ast.parse(source)) == []


def test_no_screen_reads_a_text_from_elsewhere_as_markup() -> None:
    assert [place(path, line) for path in modules("tui") for line in sinks(tree(path))] == []
