"""What Fatture in Cloud sends, as far as the books need it (OpenAPI 2.1.8).

The models are tolerant where the service is known to vary: texts may come as numbers, lists and objects as null, and
codes that are not known yet stay texts. Amounts are JSON numbers and nothing else.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tuiledger.domain.runs import Refusal
from tuiledger.domain.wording import N_

#: A field that is needed and is not there.
MISSING: Final = N_("The field {} of the cloud’s document is missing")
_MISSHAPEN: Final = N_("The field {} of the cloud’s document has not the form it should have")
_NO_NUMBER: Final = N_("The field {} of the cloud’s document is not a number")
_NO_TEXT: Final = N_("The field {} of the cloud’s document is not a text")
_NO_DAY: Final = N_("The field {} of the cloud’s document is not a day")
#: What is wrong with a field, by the kind of error that validating it gives.
_WRONG: Final = {
    "missing": MISSING, "float_type": _NO_NUMBER, "finite_number": _NO_NUMBER, "int_type": _NO_NUMBER,
    "int_parsing": _NO_NUMBER, "string_type": _NO_TEXT, "date_type": _NO_DAY, "date_parsing": _NO_DAY,
    "date_from_datetime_parsing": _NO_DAY, "date_from_datetime_inexact": _NO_DAY,
}  # fmt: skip

Model = TypeVar("Model", bound=BaseModel)

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Day = Annotated[datetime.date, Field(strict=True)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class VatType(_Wire):
    """A VAT type: ``value`` is a percentage, ``ei_type`` the nature (N1 to N7, or 0)."""

    value: Number | None = None
    ei_type: str | None = None
    ei_description: str | None = None
    description: str | None = None


class Item(_Wire):
    """A line; prices are for one unit."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    qty: Number | None = None
    measure: str | None = None
    net_price: Number | None = None
    gross_price: Number | None = None
    vat: VatType | None = None
    not_taxable: bool | None = None
    apply_withholding_taxes: bool | None = None
    discount: Number | None = None


class Payment(_Wire):
    """An instalment."""

    amount: Number | None = None
    due_date: str | None = None
    status: str | None = None


class Method(_Wire):
    """A payment method."""

    bank_iban: str | None = None
    ei_payment_method: str | None = None


class Entity(_Wire):
    """The other party, as the document holds it."""

    name: str | None = None
    vat_number: str | None = None
    tax_code: str | None = None
    address_street: str | None = None
    address_postal_code: str | None = None
    address_city: str | None = None
    address_province: str | None = None
    country: str | None = None
    country_iso: str | None = None


class Currency(_Wire):
    """A currency, by its ISO code."""

    id: str | None = None


class EInvoiceData(_Wire):
    """What an e-invoice adds."""

    vat_kind: str | None = None
    original_document_type: str | None = None
    od_number: str | None = None
    od_date: str | None = None
    cig: str | None = None
    cup: str | None = None
    payment_method: str | None = None
    bank_iban: str | None = None
    invoice_number: str | None = None
    invoice_date: str | None = None


class Issued(_Wire):
    """An issued document with ``fieldset=detailed``."""

    type: str
    number: str
    numeration: str | None = None
    date: Day
    entity: Entity | None = None
    currency: Currency | None = None
    visible_subject: str | None = None
    amount_net: Number | None = None
    amount_vat: Number | None = None
    amount_gross: Number
    rivalsa: Number | None = None
    amount_rivalsa: Number | None = None
    cassa: Number | None = None
    amount_cassa: Number | None = None
    cassa2: Number | None = None
    amount_cassa2: Number | None = None
    withholding_tax: Number | None = None
    amount_withholding_tax: Number | None = None
    other_withholding_tax: Number | None = None
    amount_other_withholding_tax: Number | None = None
    stamp_duty: Number | None = None
    use_split_payment: bool | None = None
    use_gross_prices: bool | None = None
    e_invoice: bool | None = None
    ei_data: EInvoiceData | None = None
    ei_cassa_type: str | None = None
    ei_cassa2_type: str | None = None
    ei_withholding_tax_causal: str | None = None
    ei_other_withholding_tax_type: str | None = None
    ei_other_withholding_tax_causal: str | None = None
    ei_raw: Any = None
    ei_status: str | None = None
    payment_method: Method | None = None
    items_list: list[Item] | None = None
    payments_list: list[Payment] | None = None


class Received(_Wire):
    """A received document with ``fieldset=detailed``."""

    id: int | str
    type: str
    date: Day
    invoice_number: str | None = None
    entity: Entity | None = None
    currency: Currency | None = None
    description: str | None = None
    amount_net: Number | None = None
    amount_vat: Number | None = None
    amount_gross: Number
    amount_withholding_tax: Number | None = None
    amount_other_withholding_tax: Number | None = None
    vat_deductibility: Number | None = None
    items_list: list[Item] | None = None
    payments_list: list[Payment] | None = None


class Pending(_Wire):
    """A document that waits in the portal to be registered.

    Its dates may have a time behind them; the specification spells the one that counts ``emssion_date``.
    """

    id: int | str
    date: str | None = None
    emission_date: str | None = None
    emssion_date: str | None = None
    document_type: str | None = None
    supplier_name: str | None = None
    filename: str | None = None
    subject: str | None = None
    currency: Currency | None = None
    amount_net: Number | None = None
    amount_vat: Number | None = None
    amount_gross: Number | None = None
    payments_list: list[Payment] | None = None


def read(model: type[Model], payload: bytes) -> Model:
    """``payload`` as a ``model``.

    Raises:
        Refusal: a field that is needed is missing or of another kind (``wire``), with its dotted path.
    """
    try:
        return model.model_validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise Refusal("wire", _WRONG.get(first["type"], _MISSHAPEN), (path,)) from None
