"""Peculiarities of Fatture in Cloud that can be switched, and what is not known of it, with a sensible default."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from tuiledger.sandbox.clouds.control import Impossible


@dataclass(slots=True)
class Switches:
    """How this Fatture in Cloud behaves; each one is explained in :data:`SENTENCES`."""

    least_per_page: int = 5
    default_per_page: int = 50
    past_last_page: str = "empty"
    newest_first: bool = True
    updated_at_filterable: bool = True
    sorts_by_updated_at: bool = True
    unfilterable_status: int = 422
    ei_status_in_basic: bool = False
    sdi_touches_updated_at: bool = True
    error_as_text: bool = False
    float_dust: bool = False
    published_examples: bool = False
    new_enum_values: bool = False
    null_numeration: bool = False
    received_lines: str = "some"
    pending_ignores_type: bool = True
    pending_date_field: str = "emission_date"
    pending_date_with_time: bool = False
    attachment_delete_fails: bool = True
    attachment_limit: int = 10_000_000
    categories_missing: bool = True
    zero_rate_key: str = "rate"
    next_number_told: bool = True
    url_days: int = 7
    bin_days: int = 0
    pending_status: int = 400
    device_flow: bool = True
    consent: bool = True
    refresh_reuse: str = "revoke"
    public_app: bool = False
    burst_limit: int = 300
    hourly_limit: int = 1_000
    monthly_limit: int = 40_000

    def set(self, wish: dict[str, Any]) -> None:
        """Set some of them.

        Raises:
            Impossible: a name is not known, or a value is of another kind.
        """
        for name, value in wish.items():
            if name not in SENTENCES:
                raise Impossible(f"no such switch: {name}")
            if type(value) is not type(getattr(self, name)):
                raise Impossible(f"{name} takes a value like {getattr(self, name)!r}")
            if value not in _CHOICES.get(name, (value,)):
                raise Impossible(f"{name} is one of {', '.join(_CHOICES[name])}")
            setattr(self, name, value)

    @property
    def plain(self) -> bool:
        """Whether rows are sent as they are kept."""
        peculiar = self.float_dust or self.published_examples or self.new_enum_values or self.null_numeration
        return (
            not peculiar
            and self.received_lines == "some"
            and not self.pending_date_with_time
            and (self.pending_date_field == "emission_date")
        )

    def as_fields(self) -> dict[str, Any]:
        """Every switch with its value and sentence."""
        return {name: {"value": value, "what": SENTENCES[name]} for name, value in asdict(self).items()}


_CHOICES: Final = {
    "past_last_page": ("empty", "refused"),
    "received_lines": ("some", "all", "none"),
    "pending_date_field": ("emission_date", "emssion_date"),
    "zero_rate_key": ("rate", "id"),
    "refresh_reuse": ("revoke", "refuse", "allow"),
}

SENTENCES: Final = {
    "least_per_page": "The smallest page that is given; the description says 1, the service refuses less than 5",
    "default_per_page": "Rows of a page when nothing is asked; the guide says 50, the description 5",
    "past_last_page": "A page after the last is empty, or refused",
    "newest_first": "Documents come newest first when no order is asked for; otherwise oldest first",
    "updated_at_filterable": "Documents can be asked for by updated_at",
    "sorts_by_updated_at": "Documents can be sorted by updated_at",
    "unfilterable_status": "Status of the refusal of a field that cannot be filtered",
    "ei_status_in_basic": "ei_status comes without being asked for",
    "sdi_touches_updated_at": "What the exchange system says of an e-invoice moves its updated_at",
    "error_as_text": "error is a text in place of an object",
    "float_dust": "Amounts carry the dust of binary arithmetic, such as 81.82000000000001",
    "published_examples": "Rows look like the published examples: VAT numbers and telephones as numbers",
    "new_enum_values": "ei_status, type of entity and status of payment have values that no description lists",
    "null_numeration": "The main numeration is null instead of an empty text",
    "received_lines": "Which received documents have lines",
    "pending_ignores_type": "The list of pending documents ignores its type and gives all, with counters",
    "pending_date_field": "Name of a pending document's own date; the description misspells it",
    "pending_date_with_time": "The date of pending documents has a time of day",
    "attachment_delete_fails": "Deleting an attachment fails with 500",
    "attachment_limit": "The largest attachment, in bytes",
    "categories_missing": "The list of categories of received documents is not there (404)",
    "zero_rate_key": "Key of the rates without tax in vat_list: the rate, where all fall together, or the id",
    "next_number_told": "Numerations tell the next number; otherwise the last",
    "url_days": "Days until the address of a print or an attachment is dead",
    "bin_days": "Days until the bin empties itself; 0 is never",
    "pending_status": "Status of authorization_pending and slow_down",
    "device_flow": "The application may sign in with a device code",
    "consent": "The person signing in grants what is asked; otherwise refuses",
    "refresh_reuse": "A refresh token used twice revokes its whole grant, is refused, or works",
    "public_app": "The application is public: its hour and month are counted apart from those of others",
    "burst_limit": "Requests in any five minutes per company",
    "hourly_limit": "Requests in an hour of the clock per company",
    "monthly_limit": "Requests in a month of the calendar per company",
}
if set(SENTENCES) != {each.name for each in fields(Switches)}:
    raise AssertionError("every switch has its sentence")
