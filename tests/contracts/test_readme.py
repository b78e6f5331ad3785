"""The README names commands, options, keys, settings and files that there are."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.source import ROOT

from tuiledger.cli.asking import attached
from tuiledger.cli.main import build_parser
from tuiledger.config.settings import read_with_keys
from tuiledger.services.find import DOCUMENT_FIELDS, read_query
from tuiledger.text.translation import set_language
from tuiledger.tui.commands.command import key_text
from tuiledger.tui.commands.offers import MOVES, declarations

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
#: What stands before ``tuiledger`` where it runs from a checkout.
RUNNER = r"(?:\.uv/bin/uv run (?:--extra web )?)?"
BLOCKS = re.findall(rf"^    .*?{RUNNER}(tuiledger .+)$", TEXT, re.MULTILINE)
INLINE = re.findall(rf"`{RUNNER}(tuiledger [^`]+)`", TEXT)


def commands() -> list[str]:
    """Every command line, without its remark and without words that stand for others."""
    lines = [re.split(r"\s{2,}#", line)[0].strip() for line in (*BLOCKS, *INLINE)]
    return sorted({line for line in lines if "COMMAND" not in line})


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def test_the_readme_names_commands() -> None:
    assert len(commands()) > 20


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_readme_is_one_of_the_program(line: str) -> None:
    set_language("en")
    options = build_parser().parse_args(attached(shlex.split(line)[1:]))
    assert callable(options.run)


def test_an_option_of_the_readme_is_one_of_the_program() -> None:
    ours = {
        option for parser in parsers(build_parser()) for action in parser._actions for option in action.option_strings
    }
    others = {"--extra", "--group"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT)) - ours - others == set()


def test_a_key_of_the_readme_is_one_of_the_workbench() -> None:
    set_language("en")
    written = [*(one.keys for one in declarations()), *(move.keys for move in MOVES)]
    declared = {key for keys in written for key in keys.split(",")}
    known = declared | {key_text(key) for key in declared}
    named = set(re.findall(r"`([^`\s]|F\d+|space)`", TEXT))
    assert len(named) > 20
    assert {key.lower() if len(key) > 1 else key for key in named} - known == set()


def test_the_settings_of_the_readme_hold(tmp_path: Path) -> None:
    [sample] = re.findall(r"```toml\n(.+?)```", TEXT, re.DOTALL)
    path = tmp_path / "config.toml"
    path.write_text(sample, encoding="utf-8")
    reading, keymap = read_with_keys(declarations(), path, {})
    assert reading.problems == []
    assert keymap.changed == {"post", "dry-run"}


@pytest.mark.parametrize("typed", re.findall(r"`((?:-?[a-z]+[:>][^\s`]+ ?)+)`", TEXT))
def test_a_question_of_the_readme_is_understood(typed: str) -> None:
    set_language("en")
    assert read_query(typed, DOCUMENT_FIELDS).where


def test_the_pictures_of_the_readme_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    assert pictures and all((ROOT / picture).is_file() for picture in pictures)


def test_the_readme_stays_short_enough_to_be_read() -> None:
    assert len(TEXT.splitlines()) <= 250
