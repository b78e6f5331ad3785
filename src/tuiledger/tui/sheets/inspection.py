"""Where something in the books came from and what became of it: files, envelopes, imports, entries, people, payload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.text.amounts import count_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _, ngettext, translate
from tuiledger.tui.glyphs import OUTCOMES, STATES, glyphs
from tuiledger.tui.sheets.changes import act_detail
from tuiledger.tui.sheets.clouds import InCloud, cloud_lines, in_clouds
from tuiledger.tui.sheets.document import Dossier, message_lines, read_dossier
from tuiledger.tui.sheets.entry import entry_lines, entry_page
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph, table
from tuiledger.tui.totals import total_text
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Build, Line
from tuiledger.tui.words import kind_word, protocols_text, sentence, wall_time

if TYPE_CHECKING:
    from tuiledger.domain.chart import Account
    from tuiledger.domain.journal import JournalEntry
    from tuiledger.domain.runs import FileOutcome
    from tuiledger.ports import Act, Reader, RunSummary, Source
    from tuiledger.services.attachments import Readable

#: Acts by the verb that the books keep (:meth:`tuiledger.ports.Reader.document_acts` and the log of acts).
VERBS: Final = {
    "import": N_("brought in"),
    "answer": N_("answered"),
    "withdraw-decision": N_("took an answer back"),
    "pair-same": N_("said: the same document"),
    "pair-different": N_("said: two documents"),
    "pair-open": N_("opened the question again"),
    "post": N_("posted"),
    "reverse": N_("reversed"),
    "company-add": N_("registered the company"),
    "company-set": N_("changed the company"),
    "chart-set": N_("replaced the chart of accounts"),
    "intermediary-add": N_("registered the intermediary"),
    "intermediary-set": N_("changed the intermediary"),
    "connection-add": N_("connected to a cloud"),
    "connection-verify": N_("tried the connection"),
    "connection-rotate": N_("gave another token"),
    "connection-pause": N_("paused the connection"),
    "connection-resume": N_("used the connection again"),
    "connection-remove": N_("took the connection away"),
    "link-set": N_("linked"),
    "link-accept": N_("linked what was sure enough"),
    "link-ignore": N_("ignored from now on"),
    "link-unset": N_("forgot what was decided"),
    "link-undo": N_("took a decision back"),
}


def act_word(act: Act) -> str:
    """What was done, in the language in force."""
    return _(VERBS.get(act.verb, act.verb))


_KINDS: Final = {
    "file": N_("file"), "p7m": N_("signed file"), "archive": N_("file in an archive"), "cloud": N_("cloud")
}  # fmt: skip
_SIGNATURES: Final = {
    "ok": N_("the content is what was signed"),
    "broken": N_("the content is not what was signed"),
    "unchecked": N_("the signature could not be checked"),
}

#: Refused files that the page of an import tells of; enter lists them all.
_REFUSED: Final = 100


class Origin(NamedTuple):
    """Everything that tells where a document came from and what became of it."""

    dossier: Dossier
    runs: Mapping[int, RunSummary]
    acts: Sequence[Act]
    entries: Sequence[JournalEntry]
    accounts: Mapping[str, Account]
    payload: Readable | None
    clouds: Sequence[InCloud]


def read_origin(reader: Reader, document_id: int) -> Origin | None:
    """What the books know of a document's way; None when it is not there."""
    from tuiledger.domain.runs import Refusal
    from tuiledger.services.attachments import read_payload

    dossier = read_dossier(reader, document_id)
    if dossier is None:
        return None
    runs = {source.run_id: reader.run(source.run_id) for source in dossier.sources if source.run_id is not None}
    entries = [reader.entry(row.id) for row in dossier.entries]
    try:
        payload = read_payload(reader, document_id)
    except Refusal:
        payload = None
    return Origin(
        dossier,
        {run_id: run for run_id, run in runs.items() if run},
        reader.document_acts(document_id),
        [entry for entry in entries if entry],
        reader.chart(dossier.document.company_id).accounts,
        payload,
        in_clouds(reader, document_id),
    )


def document_origin(reader: Reader, document_id: int) -> Build | None:
    """The page of a document's way, read from the books."""
    origin = read_origin(reader, document_id)
    return partial(origin_page, origin) if origin else None


def entry_origin(reader: Reader, entry_id: int) -> Build | None:
    """An entry, and the way of the document it stands for."""
    entry = reader.entry(entry_id)
    if entry is None:
        return None
    page = partial(entry_page, entry, reader.chart(entry.plan.company_id).accounts)
    origin = read_origin(reader, entry.plan.document_id) if entry.plan.document_id is not None else None
    return partial(_joined, [page, *([partial(origin_page, origin)] if origin else [])])


def outcome_origin(reader: Reader, outcome: FileOutcome) -> Build | None:
    """What became of one file of an import, and the way of the documents it gave."""
    origins = [read_origin(reader, document_id) for document_id in outcome.documents[:3]]
    pages: list[Build] = [partial(origin_page, origin) for origin in origins if origin]
    return partial(_joined, [partial(outcome_page, outcome), *pages])


def pair_origin(reader: Reader, document_ids: Sequence[int]) -> Build | None:
    """The ways of several documents, one below the other."""
    origins = [read_origin(reader, document_id) for document_id in document_ids]
    return partial(_joined, [partial(origin_page, origin) for origin in origins if origin])


def run_origin(reader: Reader, run: RunSummary) -> Build | None:
    """An import, and what it refused."""
    refused = [outcome for outcome in reader.run_outcomes(run.id) if outcome.outcome == "refused"]
    return partial(run_page, run, refused)


def act_origin(reader: Reader, act: Act) -> Build | None:
    """An act of the log, and the way of the document it was about."""
    kind, _colon, number = act.subject.partition(":")
    origin = read_origin(reader, int(number)) if kind == "document" and number.isdecimal() else None
    return partial(_joined, [partial(act_page, act), *([partial(origin_page, origin)] if origin else [])])


def act_page(act: Act, width: int) -> list[Line]:
    """One act of the log."""
    return [
        heading(act_word(act).capitalize(), width),
        *field(_("Who"), act.actor, width),
        *field(_("When"), wall_time(act.at), width),
        *field(_("On what"), act.subject, width),
        *field(_("Detail"), act_detail(act), width),
    ]


def run_page(run: RunSummary, refused: Sequence[FileOutcome], width: int) -> list[Line]:
    """An import: what, when, how many, and each file that was refused with its reason."""
    lines: list[Line] = [
        heading(_("import {}").format(run.id).capitalize(), width),
        *field(_("What"), run.what, width),
        *field(_("Began"), wall_time(run.started_at), width),
        *field(_("Ended"), wall_time(run.finished_at) if run.finished_at else _("it was stopped"), width),
        *field(_("Files"), count_text(run.files), width),
        *field(_("New"), count_text(run.created), width),
        *field(_("Known"), count_text(run.already_known), width),
        *field(_("Refused"), count_text(run.refused), width),
    ]
    for outcome in refused[:_REFUSED]:
        lines += [BLANK, *outcome_page(outcome, width)]
    return lines


def outcome_page(outcome: FileOutcome, width: int) -> list[Line]:
    """What became of one file."""
    sign = OUTCOMES[outcome.outcome]
    return [
        heading(_("File"), width),
        *field(_("Place"), outcome.path, width),
        *field(_("In the archive"), outcome.member or "", width),
        *field(_("Outcome"), sign.text, width, sign.tone),
        *field(_("Reason"), translate(outcome.message, *outcome.values) if outcome.message else "", width),
    ]


def origin_page(origin: Origin, width: int) -> list[Line]:
    """The whole way of a document: from the file to the books, and what the file says."""
    return _sections(
        _head(origin.dossier, width),
        _sources(origin, width),
        cloud_lines(origin.clouds, origin.dossier.document.document.currency, width),
        _entries(origin, width),
        message_lines(origin.dossier.messages, width),
        act_lines(origin.acts, width),
        _payload(origin.payload, width),
    )


def act_lines(acts: Sequence[Act], width: int) -> list[Line]:
    """Who did what, newest first; nothing where nobody did anything."""
    if not acts:
        return []
    columns = (
        Column(_("When"), 16),
        Column(_("Who"), 10),
        Column(_("What"), 14, grow=1),
        Column(_("Detail"), 14, grow=2, least=70),
    )
    rows = [
        (
            Cell(wall_time(act.at), "dim"),
            Cell(act.actor),
            Cell(_(VERBS.get(act.verb, act.verb))),
            Cell(act_detail(act), "dim"),
        )
        for act in acts
    ]
    return [heading(_("Who did what"), width), *table(columns, rows, width)]


def _joined(pages: Sequence[Build], width: int) -> list[Line]:
    return _sections(*(list(page(width)) for page in pages))


def _sections(*sections: Iterable[Line]) -> list[Line]:
    lines: list[Line] = []
    for section in map(list, sections):
        if section:
            lines.extend((*([BLANK] if lines else ()), *section))
    return lines


def _head(dossier: Dossier, width: int) -> list[Line]:
    held = dossier.document.hold
    document, sign = dossier.document.document, STATES[dossier.document.state]
    return [
        heading(f"{kind_word(document.kind).capitalize()} {document.number}", width),
        *field(_("State"), sign.text, width, sign.tone),
        *field(_("Reason"), sentence(held) if held else "", width, "warn"),
        *field(_("Seller"), document.seller.name or "", width),
        *field(_("Buyer"), document.buyer.name or "", width),
        *field(_("Date"), date_text(document.date), width),
        *field(_("Total"), total_text(document), width, "strong"),
    ]


def _sources(origin: Origin, width: int) -> list[Line]:
    lines: list[Line] = []
    for source in origin.dossier.sources:
        lines += [*([BLANK] if lines else ()), *_source(source, origin.runs.get(source.run_id or 0), width)]
    return [heading(_("Where it came from"), width), *lines] if lines else []


def _source(source: Source, run: RunSummary | None, width: int) -> list[Line]:
    kind = _(_KINDS[source.kind]) if source.kind in _KINDS else source.kind
    brought = f"{run.id}  {wall_time(run.started_at)}  {run.what}" if run else ""
    tone = "error" if source.signature == "broken" else ""
    return [
        *field(kind.capitalize(), source.ref, width),
        *field(_("In the archive"), source.member or "", width),
        *field(_("Place in the file"), _("document {}").format(source.position) if source.position > 1 else "", width),
        *field(_("Envelopes opened"), f" {glyphs().arrow} ".join(source.layers.split()), width),
        *field(_("Signed by"), source.signer or "", width),
        *field(_("Signature"), _signature(source.signature), width, tone),
        *field(_("Arrived"), wall_time(source.received_at), width),
        *field(_("Brought in by import"), brought, width),
        *field(_("SHA-256 of the file"), source.file_sha256, width, "dim"),
        *field(_("SHA-256 of the XML"), source.payload_sha256, width, "dim"),
    ]


def _signature(state: str | None) -> str:
    return _(_SIGNATURES[state]) if state in _SIGNATURES else state or ""


def _entries(origin: Origin, width: int) -> list[Line]:
    if not origin.entries:
        return [heading(_("Journal"), width), *paragraph(_("Not in the journal yet."), width, "dim")]
    lines: list[Line] = [heading(_("Journal"), width)]
    for row, entry in zip(origin.dossier.entries, origin.entries, strict=False):
        title = _("entry {} of {}").format(entry.number, date_text(entry.plan.date))
        undone = f"  {glyphs().warn} {_('reversed')}" if entry.reversed_by is not None else ""
        lines += [
            (Cell(title, "strong"), Cell(f"  {protocols_text(row.protocols)}", "dim"), Cell(undone, "warn")),
            *entry_lines(entry.plan, origin.accounts, width),
        ]
    return lines


def _payload(payload: Readable | None, width: int) -> list[Line]:
    title = heading(_("Stored original"), width)
    if payload is None:
        return [title, *paragraph(_("The stored bytes are not there: check --deep tells why."), width, "error")]
    size = ngettext("{} byte as it came in", "{} bytes as it came in", payload.size).format(count_text(payload.size))
    said = _("{}; passwords, IBANs and personal codes are cut down here.").format(size)
    if payload.cut:
        said += " " + _("Only the first part is shown; documents payload writes the whole to a file.")
    lines: list[Line] = [title, *paragraph(said, width, "dim")]
    for line in payload.text.split("\n"):
        text = line.lstrip(" ")
        lines += paragraph(text, width, indent=min(len(line) - len(text), width // 3))
    return lines
