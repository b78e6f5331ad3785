"""Completion scripts for shells, made from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script that completes commands and options in ``bash``, ``zsh`` or ``fish``; file names complete as usual."""
    words = dict(_words(parser, ()))
    if shell == "fish":
        return "".join(_fish(words))
    cases = "".join(f'    "{" ".join(path)}") words="{" ".join(options)}" ;;\n' for path, options in words.items())
    body = _BASH.replace("@CASES@", cases)
    return "autoload -U +X bashcompinit && bashcompinit\n" + body if shell == "zsh" else body


def _words(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    options: list[str] = []
    children: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            children.update(action.choices)
        else:
            options.extend(option for option in action.option_strings if option.startswith("--"))
    yield path, [*children, *options]
    for name, child in children.items():
        yield from _words(child, (*path, name))


def _fish(words: dict[tuple[str, ...], list[str]]) -> Iterator[str]:
    for path, options in words.items():
        seen = " ".join(f"__fish_seen_subcommand_from {word};" for word in path).replace("; _", "; and _").rstrip(";")
        condition = f"-n '{seen}' " if path else "-n __fish_use_subcommand "
        for option in options:
            what = f"-l {option[2:]}" if option.startswith("--") else f"-a {option}"
            yield f"complete -c tuiledger {condition}{what}\n"


_BASH = """\
_tuiledger() {
  local cur="${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
@CASES@    *) case "$path" in *" "*) path="${path% *}"; continue ;; *) path=""; continue ;; esac ;;
    esac
    break
  done
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _tuiledger tuiledger
"""
