"""``tuiledger documents attachments``: the files inside a document, listed and saved."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuiledger.cli.arguments import identity
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.domain.documents import Attachment
    from tuiledger.ports import Reader


def register(group: Any) -> None:
    """Declare the command among those of documents."""
    attachments = group.add("attachments", _("list the files attached to a document, or save them"))
    attachments.add_argument("id", type=identity)
    attachments.add_argument(
        "--save", type=Path, metavar=_("DIR"), help=_("write them into this folder, over nothing that is there")
    )
    attachments.set_defaults(run=_attachments)


def _attachments(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        found = reader.document(options.id)
        if found is None:
            raise Refusal("document-unknown", "There is no document {}", (str(options.id),))
        attachments = found.document.attachments
        items = [_fields(attachment, place) for place, attachment in enumerate(attachments, 1)]
        if options.save is not None:
            _make(options.save)
            for item in items:
                _save(reader, options.id, item, options.save)
    session.answer_list(
        items,
        session.table(
            (
                (item["place"], item["name"], item["format"] or "", item["size"], item["sha256"] or "",
                 item.get("path") or (item["error"] or {}).get("message", ""))
                for item in items
            ),
            ("#", _("Name"), _("Format"), _("Bytes"), "SHA-256", ""),
            "rllrll",
        ),
        document=options.id,
    )  # fmt: skip
    return ATTENTION if any(item["error"] for item in items) else DONE


def _fields(attachment: Attachment, place: int) -> dict[str, Any]:
    from tuiledger.services.attachments import safe_name

    return {
        "place": place,
        "name": attachment.name,
        "file_name": safe_name(attachment, place),
        "format": attachment.format,
        "description": attachment.description,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "path": None,
        "error": None,
    }


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("not-written", "{} cannot be written: {}", (str(folder), error.strerror or "")) from error


def _save(reader: Reader, document_id: int, item: dict[str, Any], folder: Path) -> None:
    """Save one attachment, or say in ``item`` why it cannot be; the others are saved all the same."""
    from tuiledger.services.attachments import save_attachment, take_attachment

    try:
        item["path"] = str(save_attachment(take_attachment(reader, document_id, item["place"]), folder))
    except Refusal as refusal:
        item["error"] = {"code": refusal.code, "message": said(refusal.message, refusal.values)}
