"""Every variant of document in the sample studio, how often it comes, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from tuiledger.sandbox import ordinary, unusual
from tuiledger.sandbox.maker import Maker, Sheet


class Journey(StrEnum):
    """What befalls a document's file on its way to the studio."""

    PLAIN = "plain"
    TAMPERED = "tampered"
    AGAIN = "again"
    AGAIN_SIGNED = "again_signed"
    AGAIN_OTHER_PREFIX = "again_other_prefix"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    WITH_METADATA = "with_metadata"
    REJECTED = "rejected"
    #: Kept in the studio, with nothing to post.
    FILED = "filed"


class Variant(NamedTuple):
    """One variant: its name, how its sheets are drawn and how often (0: once), and the holds its documents meet.

    ``size`` is how many documents one draw gives.
    """

    name: str
    draw: Callable[[Maker], list[Sheet]]
    weight: int = 0
    holds: tuple[str, ...] = ()
    journey: Journey = Journey.PLAIN
    size: int = 1


VARIANTS: Final[tuple[Variant, ...]] = (
    Variant("sale", ordinary.sale, 14),
    Variant("sale_mixed_rates", ordinary.sale_mixed_rates, 8),
    Variant("sale_to_a_person", ordinary.sale_to_a_person, 5),
    Variant("purchase", ordinary.purchase, 30),
    Variant("purchase_with_pdf", ordinary.purchase_with_pdf, 4),
    Variant("purchase_minimal", ordinary.purchase_minimal, 4),
    Variant("purchase_fee", ordinary.purchase_fee, 5),
    Variant("purchase_lot", ordinary.purchase_lot, 2, size=3),
    Variant("purchase_deferred", ordinary.purchase_deferred, 2),
    Variant("purchase_discounted", ordinary.purchase_discounted, 2),
    Variant("fee", ordinary.fee, 5),
    Variant("fee_minimal", ordinary.fee_minimal, 3),
    Variant("exempt_stamped_outside", ordinary.exempt_stamped_outside, 2),
    Variant("split_payment", ordinary.split_payment, 5),
    Variant("cash_accounting", ordinary.cash_accounting, 3),
    Variant("export", ordinary.export, 3),
    Variant("intent", ordinary.intent, 2),
    Variant("reverse_charge_sale", ordinary.reverse_charge_sale, 2),
    Variant("advance_and_balance", ordinary.advance_and_balance, 2, size=2),
    Variant("advance_on_fee", ordinary.advance_on_fee, 1),
    Variant("credit_note_received", ordinary.credit_note_received, 3, size=2),
    Variant("credit_note_issued", ordinary.credit_note_issued, 2, size=2),
    Variant("debit_note", ordinary.debit_note, 1),
    Variant("negative_invoice", ordinary.negative_invoice),
    Variant("rounded_outside", ordinary.rounded_outside, 1),
    Variant("deferred_invoice", ordinary.deferred_invoice, 3),
    Variant("triangular_invoice", ordinary.triangular_invoice),
    Variant("asset_sale", ordinary.asset_sale),
    Variant("simplified_sale", ordinary.simplified_sale, 3),
    Variant("simplified_notes", ordinary.simplified_notes, 1, size=3),
    Variant("reverse_charge_purchase", unusual.reverse_charge_purchase, 2, size=2),
    Variant("services_from_abroad", unusual.services_from_abroad, 2),
    Variant("goods_from_the_union", unusual.goods_from_the_union, 2),
    Variant("goods_held_here", unusual.goods_held_here, 1),
    Variant("mended_self_invoice", unusual.mended_self_invoice, 0, ("needs-decision",)),
    Variant("ceiling_passed", unusual.ceiling_passed, 0, ("needs-decision",)),
    Variant("warehouse_without_vat", unusual.warehouse_without_vat),
    Variant("warehouse_with_vat", unusual.warehouse_with_vat),
    Variant("gifts", unusual.gifts, 1),
    Variant("from_san_marino", unusual.from_san_marino),
    Variant("reported_missing", unusual.reported_missing, journey=Journey.FILED),
    Variant("dollars", unusual.dollars, 0, ("foreign-currency",)),
    Variant("totals_apart", unusual.totals_apart, 0, ("totals-differ",)),
    Variant("negative_credit_note", unusual.negative_credit_note, 0, ("sign-unclear",)),
    Variant("same_number_other_content", unusual.same_number_other_content, 0, ("duplicate",), size=2),
    Variant("tampered", ordinary.purchase, 0, ("signature-broken",), Journey.TAMPERED),
    Variant("sent_again", ordinary.purchase, 1, (), Journey.AGAIN),
    Variant("sent_again_signed", ordinary.purchase, 1, (), Journey.AGAIN_SIGNED),
    Variant("sent_again_other_prefix", ordinary.sale, 1, (), Journey.AGAIN_OTHER_PREFIX),
    Variant("delivered", ordinary.sale, 2, (), Journey.DELIVERED),
    Variant("not_delivered", ordinary.sale, 0, (), Journey.NOT_DELIVERED),
    Variant("with_metadata", ordinary.purchase, 2, (), Journey.WITH_METADATA),
    Variant("rejected", ordinary.sale, 0, (), Journey.REJECTED),
)
