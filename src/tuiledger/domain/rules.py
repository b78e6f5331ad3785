"""What posting goes by: a company's rules, the holds a document can meet, and the answers that lift them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tuiledger.domain.chart import Chart, Role
from tuiledger.domain.documents import Hold
from tuiledger.domain.wording import N_

#: A reason why a document is not posted is the hold it gets.
Problem = Hold

#: Holds for reasons outside the document itself: they are lifted where all that is known of it is looked at again.
BROKEN_SIGNATURE: Final = Hold(
    "signature-broken",
    "The signature does not hold: the file was changed after it was signed",
    (),
    ("accept-signature", "file-it"),
)
DUPLICATE: Final = Hold(
    "duplicate", "Another document bears this number, with other content", (), ("same", "different")
)
#: The same of documents without a number.
POSSIBLE_DUPLICATE: Final = DUPLICATE._replace(
    message=N_("Another document without a number is of the same party, day and total: say whether it is the same")
)
INTACT_COPY: Final = Hold(
    "intact-copy",
    "It was put away because its signature did not hold; an intact copy has come since",
    (),
    ("accept-copy", "file-it"),
)
FILING_LAPSED: Final = Hold(
    "filing-lapsed",
    "It was put away for a reason that is gone since: decide anew",
    (),
    ("post-it", "file-it"),
)
TAKEN_BEFORE: Final = Hold(
    "taken-before",
    "Rejected because the exchange system took one before ({}): bring in the file that it took, or say that this is it",
    ("",),
    ("accepted", "rejected", "file-it"),
)
UNCLEAR_NAME: Final = Hold(
    "rejection-unclear",
    "Several files are called {} and the exchange system rejected one of them: say whether it was this one",
    ("",),
    ("accepted", "rejected", "file-it"),
)
#: The same where only the hash tells that there was another file.
UNCLEAR_HASH: Final = UNCLEAR_NAME._replace(
    message=N_("A message about {} tells the hash of a file that is not here: say whether this one was rejected")
)
#: The same where the rejected file is here, and another one of the same document that may be the corrected one.
UNCLEAR_COPY: Final = UNCLEAR_NAME._replace(
    message=N_(
        "It came in another file than the rejected one as well, called {}: say whether the exchange system took that"
    )
)
#: A cloud that a document was read from says another thing of it than when it was read.
GONE_THERE: Final = Hold(
    "gone-there",
    "It is no longer in the cloud it was read from: say whether it still counts",
    (),
    ("post-it", "file-it"),
)
CHANGED_THERE: Final = Hold("changed-there", "It was changed in the cloud: read the cloud again before it is posted")
GONE_AFTER_POSTING: Final = Hold(
    "gone-after-posting",
    "It was deleted in the cloud after it was posted: reverse its entry, or say that it counts all the same",
    (),
    ("keep-entry",),
)
CHANGED_AFTER_POSTING: Final = Hold(
    "changed-after-posting",
    "It was changed in the cloud after it was posted: reverse its entry and read the cloud again",
)

LASTING_HOLDS: Final = frozenset(
    hold.code
    for hold in (
        BROKEN_SIGNATURE,
        DUPLICATE,
        INTACT_COPY,
        FILING_LAPSED,
        TAKEN_BEFORE,
        UNCLEAR_NAME,
        GONE_THERE,
        CHANGED_THERE,
    )
)

#: What a posted document comes to say when something is wrong with its entry.
REJECTED_AFTER_POSTING: Final = Hold(
    "rejected-after-posting", "The exchange system rejected this document after it was posted: reverse its entry"
)
#: The same where an answer may speak against it.
REJECTED_UNLESS_ACCEPTED: Final = REJECTED_AFTER_POSTING._replace(
    message=N_(
        "The exchange system rejected this document after it was posted: reverse its entry, or answer accepted if it"
        " took it"
    ),
    answers=("accepted",),
)
#: The same where it was rejected because a person said that the file of another document was taken.
REJECTED_AFTER_POSTING_FOR: Final = REJECTED_AFTER_POSTING._replace(
    message=N_(
        "Document {} was said to be the one that was taken under the file name of this one: reverse the entry of this"
        " one, or take that answer back"
    ),
    values=("",),
)
RECEIVED_LATER: Final = Hold(
    "received-later",
    "It was delivered on {}, in a later month than its entry: reverse it and post it again",
    ("",),
    ("keep-day",),
)
#: The same where posting it again would choose the same day again.
RECEIVED_LATER_THAN_SAID: Final = RECEIVED_LATER._replace(
    message=N_(
        "It was delivered on {}, in a later month than its entry: reverse it, take the answer {} back and post it again"
    ),
    values=("", ""),
)

#: Why a document is void.
REPLACED: Final = Hold("replaced", "Replaced by document {}, which says more or was changed since", ("",))
REJECTED: Final = Hold("rejected", "The exchange system rejected it: {}", ("",))
REJECTED_FOR: Final = REJECTED._replace(
    message=N_(
        "Document {} was said to be the one that was taken under the file name of this one, which is rejected for: {}"
    ),
    values=("", ""),
)
SAME_DOCUMENT: Final = Hold("same-document", "Set aside: it is the same as document {}", ("",))

#: Answers a person can give to a hold, with what each means; one that ends in a colon takes a value.
ANSWERS: Final[Mapping[str, str]] = {
    "accept-summary": N_("Post the VAT summary, leave the declared total aside"),
    "accept-date": N_("Post it under the date written"),
    "as-credit": N_("Post it as a credit note, whatever the sign written"),
    "as-written": N_("Post it with the sign written, so that it adds"),
    "both-registers": N_("Post the VAT in both registers"),
    "purchase-register": N_("Post it in the purchase register only"),
    "sales-register": N_("Post the VAT owed in the sales register"),
    "accept-signature": N_("Post it although the signature does not hold"),
    "accept-copy": N_("Post it: the intact copy counts"),
    "post-it": N_("Post it after all"),
    "accepted": N_("The exchange system took it, in this file or another: it counts"),
    "rejected": N_("The exchange system rejected it: set it aside"),
    "different": N_("It is another document: post it"),
    "same": N_("It is the same document: set this one aside"),
    "rate:": N_("Post it at this exchange rate, for example rate:1.0825"),
    "nature:": N_("Post the bare nature as this one, for example nature:N2.2"),
    "account:": N_("Post it on this account, for example account:5080"),
    "keep-day": N_("Leave its entry on the day it has"),
    "keep-entry": N_("It counts all the same: leave its entry"),
    "date:": N_("Register it on this day, for example date:2026-03-31"),
    "file-it": N_("Keep the document and post nothing"),
}

#: Answers to what the exchange system or a cloud said: they change no entry, and are taken back wherever the document
#: stands.
ABOUT_MESSAGES: Final = frozenset({"accepted", "rejected", "keep-day", "keep-entry"})

#: Roles whose account a person may choose another for; the others carry what the registers are proved against.
CHOOSABLE: Final = frozenset({
    Role.REVENUE, Role.PURCHASES, Role.FEES, Role.FUND_REVENUE, Role.FUND_COST, Role.ADVANCES_RECEIVED,
    Role.ADVANCES_PAID, Role.ASSET_DISPOSALS, Role.SELF_CONSUMPTION, Role.STAMP_COST,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostingRules:
    """What a company's books say about posting: its chart, its tolerance and the last locked day."""

    company_id: int
    chart: Chart
    tolerance: int = 5
    locked_until: date | None = None
    currency: str = "EUR"


def decision_value(decisions: Iterable[str], prefix: str) -> str | None:
    """What stands behind ``prefix`` in one of ``decisions``, such as the code of ``account:5080``."""
    for decision in decisions:
        if decision.startswith(prefix):
            return decision[len(prefix) :]
    return None


def may_carry(chart: Chart, code: str) -> bool:
    """Whether ``code`` is an account that cost or revenue may be posted on: no party, no VAT, no rounding."""
    account = chart.accounts.get(code)
    return account is not None and (account.role is None or account.role in CHOOSABLE)
