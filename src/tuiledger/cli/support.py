"""``tuiledger explain``, ``bundle`` and ``replay``: for those who find out what went wrong at another desk."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tuiledger import __version__, bootstrap
from tuiledger.cli.registers import write_new
from tuiledger.cli.run_fields import trouble_fields
from tuiledger.cli.runs import run_parts, run_text
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.domain import rules
from tuiledger.domain.documents import Hold
from tuiledger.domain.runs import Refusal
from tuiledger.text.clean import clean
from tuiledger.text.redact import redact
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.ports import Reader

#: What a bundle says of itself; one of another number is not read.
_FORMAT: Final = "tuiledger-bundle/1"
#: Bytes of a bundle that is still read.
_LARGEST: Final = 64 * 2**20


def register(commands: Any) -> None:
    """Declare the commands."""
    explain = commands.add("explain", _("say what a message or a code means, and what mends it"))
    explain.add_argument("text", nargs="+", metavar=_("TEXT|CODE"))
    explain.set_defaults(run=_explain)
    bundle = commands.add("bundle", _("write a run with its calls into a file for support, without secrets"))
    bundle.add_argument("id", type=int, metavar=_("RUN"))
    bundle.add_argument("file", type=Path, metavar=_("FILE"))
    bundle.set_defaults(run=_bundle)
    replay = commands.add("replay", _("show the run of such a file, step by step, without books"))
    replay.add_argument("file", type=Path, metavar=_("FILE"))
    replay.set_defaults(run=_replay)


def _explain(options: argparse.Namespace, session: Session) -> int:
    text = " ".join(options.text)
    items = [{"provider": name, **one._asdict()} for name, one in bootstrap.explanations_of(text)]
    items += [_held(hold) for hold in _holds() if hold.code == text.strip().casefold()]
    if not items:
        session.answer_list([], _("Nothing here explains that; bundle writes a run into a file for support."))
        return ATTENTION
    session.answer_list(items, "\n".join(_told(item) for item in items))
    return DONE


def _holds() -> list[Hold]:
    return [value for value in vars(rules).values() if isinstance(value, Hold)]


def _held(hold: Hold) -> dict[str, Any]:
    """A reason of ours why a document is not posted."""
    answers = ", ".join(hold.answers)
    command = "tuiledger duplicates decide" if hold is rules.DUPLICATE else "tuiledger documents answer"
    return {
        "provider": None,
        "code": hold.code,
        "cause": said(hold.message, ("…",) * hold.message.count("{}")),
        "fix": _("Answer it: {}").format(answers) if answers else "",
        "where": f"{command} ID …" if answers else "",
        "original": "",
    }


def _told(item: Mapping[str, Any]) -> str:
    lines = [f"{item['code']}" + (f"  ({item['provider']})" if item["provider"] else "")]
    labelled = (
        (_("Why"), item["cause"]), (_("What mends it"), item["fix"]), (_("Where"), item["where"]),
        (_("Its own words"), item["original"]),
    )  # fmt: skip
    lines += [f"  {label}: {text}" for label, text in labelled if text]
    return "\n".join(lines) + "\n"


def _bundle(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        parts = run_parts(reader, options.id)
        parts["exchanges"] = _with_bodies(reader, options.id, parts["exchanges"])
        names = {connection.id: connection.name for connection in reader.connections()}
        parts["problems"] = [
            trouble_fields(one, names.get(one.connection_id, ""), None)
            for one in (*reader.troubles(), *reader.troubles(solved=True))
            if one.run_id == options.id
        ]
    whole = {
        "format": _FORMAT,
        "program": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "written_at": session.clock.now().isoformat(),
        **_each_text(parts, redact),
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    write_new(options.file, text)
    session.tell(_("Passwords, tokens, IBANs, e-mail addresses and personal codes are cut down in it; names stay."))
    session.answer({"path": str(options.file), "run": options.id, "size": len(text.encode())}, str(options.file))
    return DONE


def _with_bodies(reader: Reader, run_id: int, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The calls with what was said in them, as it was recorded."""
    exchanges = {kept.id: kept.exchange for kept in reader.exchanges(run_id)}
    return [
        {
            **call,
            "request_headers": [list(pair) for pair in exchanges[call["id"]].request_headers],
            "request_body": exchanges[call["id"]].request_body,
            "response_headers": [list(pair) for pair in exchanges[call["id"]].response_headers],
            "response_body": exchanges[call["id"]].response_body,
        }
        for call in calls
    ]


def _each_text(value: Any, act: Callable[[str], str]) -> Any:
    """``value`` of JSON with ``act`` done to each of its texts."""
    if isinstance(value, str):
        return act(value)
    if isinstance(value, dict):
        return {name: _each_text(one, act) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(one, act) for one in value]
    return value


def _replay(options: argparse.Namespace, session: Session) -> int:
    whole = _read(options.file)
    try:
        parts = {name: whole[name] for name in ("run", "items", "events", "exchanges", "problems")}
        text = run_text(session, parts["run"], parts["items"], parts["events"], parts["exchanges"])
        head = f"tuiledger {whole['program']}  {whole['written_at']}"
        shown = _each_text(whole, clean)
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise Refusal("bundle-unreadable", "{} is no bundle of this program", (str(options.file),)) from None
    session.answer(shown, clean(f"{head}\n\n{text}"))
    return DONE


def _read(file: Path) -> dict[str, Any]:
    """The content of a bundle.

    Raises:
        Refusal: it cannot be read, is too large, or is something else.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
        whole = json.loads(data) if len(data) <= _LARGEST else None
    except OSError as error:
        raise Refusal("file-unreadable", "{} cannot be read: {}", (str(file), error.strerror or "")) from None
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict) or whole.get("format") != _FORMAT:
        raise Refusal("bundle-unreadable", "{} is no bundle of this program", (str(file),))
    return whole
