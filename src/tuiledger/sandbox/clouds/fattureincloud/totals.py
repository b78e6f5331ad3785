"""What a document comes to: the sums that follow from its lines, as the service would show them before saving."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from tuiledger.domain.money import round_half_up
from tuiledger.sandbox.clouds.fattureincloud.values import Data, amount

_HUNDRED: Final = Decimal(100)


def decimal(value: Any) -> Decimal:
    """A JSON number as a decimal; anything else is nought."""
    return Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else Decimal()


def cents(value: Any) -> int:
    """A JSON number as cents, as the service rounds amounts before it computes."""
    return round_half_up(decimal(value) * 100)


def issued_totals(data: Data, vat_types: Mapping[int, Data], zero_rate_key: str = "rate") -> Data:
    """The totals of an issued document.

    Lines are rounded one by one, VAT is computed per rate on their sum; rivalsa and cassa are taxed with the first
    rate. What is withheld comes off what is due, and so does the VAT that a public office pays itself.
    """
    groups: dict[int, int] = {}
    untaxed = net = withheld_base = 0
    for item in data.get("items_list") or ():
        line = _line(item, vat_types, gross=bool(data.get("use_gross_prices")))
        net += line
        if item.get("not_taxable"):
            untaxed += line
        else:
            number = item["vat"]["id"]
            groups[number] = groups.get(number, 0) + line
        withheld_base += line if item.get("apply_withholding_taxes") else 0
    rivalsa = _share(net - untaxed, data.get("rivalsa"))
    cassa = _share(_share(net - untaxed + rivalsa, data.get("cassa_taxable") or 100), data.get("cassa"))
    if groups:
        groups[next(iter(groups))] += rivalsa + cassa
    taxes = {
        number: _share(base, (vat_types.get(number) or {}).get("value")) for number, base in groups.items()
    }  # fmt: skip
    vat = sum(taxes.values())
    gross = net + rivalsa + cassa + vat
    base = _share(withheld_base + rivalsa, data.get("withholding_tax_taxable") or 100)
    kept = _share(base, data.get("withholding_tax"))
    other = _share(base, data.get("other_withholding_tax"))
    due = gross - kept - other - cents(data.get("amount_due_discount"))
    due -= vat if data.get("use_split_payment") else 0
    payments = sum(cents(each.get("amount")) for each in data.get("payments_list") or ())
    return {
        "amount_net": amount(net), "amount_rivalsa": amount(rivalsa),
        "amount_net_with_rivalsa": amount(net + rivalsa), "amount_cassa": amount(cassa),
        "taxable_amount": amount(sum(groups.values())), "not_taxable_amount": amount(untaxed),
        "vat_list": _vat_list(groups, taxes, vat_types, zero_rate_key), "amount_vat": amount(vat),
        "amount_gross": amount(gross), "taxable_amount_withholding_tax": amount(base),
        "amount_withholding_tax": amount(kept), "taxable_amount_other_withholding_tax": amount(base),
        "amount_other_withholding_tax": amount(other), "stamp_duty": data.get("stamp_duty") or 0,
        "amount_due": amount(due), "amount_due_discount": data.get("amount_due_discount") or 0,
        "is_enasarco_maximal_exceeded": False, "payments_sum": amount(payments),
    }  # fmt: skip


def received_totals(data: Data, vat_types: Mapping[int, Data]) -> Data:
    """The totals of a received document: from its lines where it has any, else from its own amounts."""
    lines = data.get("items_list") or []
    if lines and data.get("auto_calculate") is not False:
        groups: dict[int, int] = {}
        for item in lines:
            number = item["vat"]["id"]
            groups[number] = groups.get(number, 0) + _line(item, vat_types, gross=False)
        net = sum(groups.values())
        vat = sum(_share(base, (vat_types.get(number) or {}).get("value")) for number, base in groups.items())
        gross = net + vat
    else:
        net, vat = cents(data.get("amount_net")), cents(data.get("amount_vat"))
        kept_apart = data.get("auto_calculate") is False and data.get("amount_gross") is not None
        gross = cents(data["amount_gross"]) if kept_apart else net + vat
    kept, other = cents(data.get("amount_withholding_tax")), cents(data.get("amount_other_withholding_tax"))
    payments = sum(cents(each.get("amount")) for each in data.get("payments_list") or ())
    return {
        "amount_net": amount(net), "amount_vat": amount(vat), "amount_gross": amount(gross),
        "amount_withholding_tax": amount(kept), "amount_other_withholding_tax": amount(other),
        "amount_due": amount(gross - kept - other), "payments_sum": amount(payments),
    }  # fmt: skip


def _line(item: Data, vat_types: Mapping[int, Data], *, gross: bool) -> int:
    price = decimal(item.get("gross_price" if gross else "net_price"))
    if gross:
        rate = decimal((vat_types.get(item["vat"]["id"]) or {}).get("value"))
        price /= 1 + rate / _HUNDRED
    quantity = decimal(item.get("qty", 1))
    left = 1 - decimal(item.get("discount")) / _HUNDRED
    return round_half_up(price * quantity * left * 100)


def _share(base: int, percent: Any) -> int:
    return round_half_up(base * decimal(percent) / _HUNDRED)


def _vat_list(groups: dict[int, int], taxes: dict[int, int], vat_types: Mapping[int, Data], zero_key: str) -> Data:
    """Sums per rate; rates without tax fall together under "0" unless they go by their ids."""
    sums: dict[str, list[int]] = {}
    for number, base in groups.items():
        rate = (vat_types.get(number) or {}).get("value", 0)
        key = f"{number}" if rate == 0 and zero_key == "id" else f"{rate:g}"
        both = sums.setdefault(key, [0, 0])
        both[0] += base
        both[1] += taxes[number]
    return {key: {"amount_net": amount(net), "amount_vat": amount(vat)} for key, (net, vat) in sums.items()}
