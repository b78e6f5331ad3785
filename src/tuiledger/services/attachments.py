"""Files inside invoices (FatturaPA 1.2.3, 2.5 Allegati), handed out on demand from the stored payload."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from tuiledger.domain.documents import Attachment
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.readable import SHOWN, Readable, readable
from tuiledger.ports import Reader
from tuiledger.services.hand_over import attachment_of, payload_of
from tuiledger.text.clean import clean_line

__all__ = ["LARGEST", "Attached", "Readable", "read_payload", "safe_name", "save_attachment", "take_attachment"]

#: The largest attachment that is handed out, in bytes.
LARGEST: Final = 30 * 1024 * 1024
#: Bytes of a file name; systems take 255, and a number may have to go behind it.
_LONGEST_NAME: Final = 120
#: Files of one name in one folder before giving up.
_TRIES: Final = 1_000

#: What some system does not take in a name, what the cleaning marks, and spaces of every kind.
_UNFIT: Final = re.compile(r"[<>:\"|?*/\\\u2400-\u243f\u27e6\u27e7\u21b5\s]+")
_ENDING: Final = re.compile(r"[A-Za-z0-9]{1,8}")
#: Names that are devices on some systems, whatever their ending.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


class Attached(NamedTuple):
    """An attachment with its bytes; ``name`` is fit to be a file's, ``place`` counts from 1."""

    place: int
    name: str
    data: bytes


def safe_name(attachment: Attachment, place: int) -> str:
    """A base name for the file of an attachment: nothing in it leads to another folder, hides, or reads as an option.

    The name is the sender's; the ending that the declared format stands for is added where there is none.
    """
    base = re.split(r"[/\\]", attachment.name)[-1]
    name = _UNFIT.sub("_", clean_line(base)).strip("._-~") or f"attachment-{place}"
    declared = (attachment.format or "").strip().lower().lstrip(".")
    if "." not in name and _ENDING.fullmatch(declared):
        name = f"{name}.{declared}"
    if _DEVICES.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot or not _ENDING.fullmatch(ending):
        stem, ending = name, ""
    room = _LONGEST_NAME - len(ending) - 1
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip("._- ")
    return f"{stem or 'attachment'}.{ending}" if ending else stem or "attachment"


def take_attachment(reader: Reader, document_id: int, place: int) -> Attached:
    """A document's attachment with its bytes, proven to be those that were read when the document came in.

    Args:
        place: of the attachment in the document, from 1.

    Raises:
        Refusal: no such document or attachment, it cannot be decoded, it is too large, or it is not what it was.
    """
    document = reader.document(document_id)
    if document is None:
        raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
    attachments = document.document.attachments
    if not 1 <= place <= len(attachments):
        raise Refusal("attachment-unknown", "The document has no attachment {}", (str(place),))
    attachment = attachments[place - 1]
    if attachment.size is not None and attachment.size > LARGEST:
        raise Refusal("too-large", "The file is larger than {} MB", (str(LARGEST >> 20),))
    data = attachment_of(reader, document_id, place)
    if attachment.sha256 is not None and sha256(data).hexdigest() != attachment.sha256:
        raise Refusal("attachment-altered", "The attachment {} is not what it was when it came in", (str(place),))
    return Attached(place, safe_name(attachment, place), data)


def save_attachment(attached: Attached, folder: Path) -> Path:
    """Write an attachment into ``folder`` under its own name, or the first number behind it that no file has.

    Raises:
        Refusal: it cannot be written.
    """
    stem, ending = Path(attached.name).stem, Path(attached.name).suffix
    names = (attached.name, *(f"{stem}-{number}{ending}" for number in range(2, _TRIES)))
    for path in (folder / name for name in names):
        try:
            _write(path, attached.data)
        except FileExistsError:
            continue
        except OSError as error:
            raise Refusal("not-written", "{} cannot be written: {}", (str(path), error.strerror or "")) from error
        return path
    raise Refusal("not-written", "{} cannot be written: {}", (str(folder / attached.name), "EEXIST"))


def _write(path: Path, data: bytes) -> None:
    # Exclusive creation follows no link and writes over nothing.
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)  # half a file is worse than none
            raise


def read_payload(reader: Reader, document_id: int, limit: int = SHOWN) -> Readable:
    """The XML a document was read from, to be read by a person; at most ``limit`` characters of it.

    Raises:
        Refusal: no such document, or its payload is gone.
    """
    return readable(payload_of(reader, document_id), limit)
