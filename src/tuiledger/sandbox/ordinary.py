"""What a studio sees every day: sales and purchases, notes, fees, and the many ways tax is owed or not."""

from __future__ import annotations

import datetime
from hashlib import sha256

from tuiledger.domain.documents import Attachment, Document, Related
from tuiledger.sandbox.drafting import Item, draft, pension, resum, withheld
from tuiledger.sandbox.maker import Maker, Sheet
from tuiledger.sandbox.paper import pdf
from tuiledger.sandbox.people import Firm

Sheets = list[Sheet]


def sale(make: Maker) -> Sheets:
    """A sale at the ordinary rate."""
    client = make.client()
    return [_issued(make, client, make.pick(make.cast.domestic), make.items())]


def sale_mixed_rates(make: Maker) -> Sheets:
    """A sale at several rates, with a line discount."""
    client, buyer = make.client("shop"), make.pick(make.cast.domestic)
    items = make.items((400, 1000, 2200), lines=6)
    items[0] = items[0]._replace(reduced=make.rng.choice((5, 10, 15)))
    return [_issued(make, client, buyer, items)]


def sale_to_a_person(make: Maker) -> Sheets:
    """A sale to somebody with a fiscal code alone."""
    return [_issued(make, make.client("shop"), make.pick(make.cast.persons), make.items((1000,)))]


def purchase(make: Maker) -> Sheets:
    """A purchase at the ordinary rate."""
    return [_received(make, make.client(), make.pick(make.cast.domestic), make.items())]


def purchase_with_pdf(make: Maker) -> Sheets:
    """A purchase with the supplier's own print inside."""
    sheet = _received(make, make.client(), make.pick(make.cast.domestic), make.items())
    (document,) = sheet.documents
    paper = pdf(f"Copia di cortesia {document.number}")
    attachment = Attachment(
        f"fattura {len(document.number)}.pdf", "PDF", len(paper), sha256(paper).hexdigest(), "Copia di cortesia"
    )
    attached = document._replace(attachments=(attachment,))
    return [sheet._replace(documents=(attached,), attached={sha256(paper).hexdigest(): paper})]


def purchase_minimal(make: Maker) -> Sheets:
    """A purchase from a flat-rate supplier, with stamp duty charged as a line of its own."""
    seller = make.pick(make.cast.minimal)
    items = [
        *make.items(nature="N2.2", lines=2, least=8_000),
        Item("Rimborso imposta di bollo", 200, rate=0, nature="N1"),
    ]
    sheet = _received(make, make.client(), seller, items)
    return [sheet._replace(documents=(sheet.documents[0]._replace(stamp_duty=200),))]


def purchase_fee(make: Maker) -> Sheets:
    """A professional's fee received: fund, VAT and withholding tax (parcella)."""
    seller = make.pick(make.cast.professionals)
    return [_fee(make, make.client(), seller, sent=False)]


def purchase_lot(make: Maker) -> Sheets:
    """Several invoices of one supplier in one file."""
    client, seller = make.client(), make.pick(make.cast.domestic)
    documents = tuple(
        _received(make, client, seller, make.items()).documents[0]._replace(position=position) for position in (1, 2, 3)
    )
    return [Sheet(client, False, documents)]


def purchase_deferred(make: Maker) -> Sheets:
    """A purchase whose VAT waits for the payment."""
    return [_received(make, make.client(), make.pick(make.cast.domestic), make.items(), exigibility="D")]


def purchase_discounted(make: Maker) -> Sheets:
    """A purchase with a discount on the whole document and a rounded total."""
    sheet = _received(make, make.client(), make.pick(make.cast.domestic), make.items(least=5_000))
    document = sheet.documents[0]._replace(
        discount=-make.rng.randint(100, 900), rounding=make.rng.choice((-3, -2, 2, 4))
    )
    return [sheet._replace(documents=(resum(document),))]


def fee(make: Maker) -> Sheets:
    """A professional client's own fee (parcella)."""
    return [_fee(make, make.pick(make.cast.domestic), make.client("professional"), sent=True)]


def fee_minimal(make: Maker) -> Sheets:
    """A flat-rate client's fee: no VAT, stamp duty due and not charged."""
    client = make.client("minimal")
    sheet = _issued(make, client, make.pick(make.cast.domestic), make.items(nature="N2.2", lines=2, least=8_000))
    return [sheet._replace(documents=(sheet.documents[0]._replace(stamp_duty=200),))]


def exempt_stamped_outside(make: Maker) -> Sheets:
    """An exempt sale whose stamp duty is charged beside the VAT summary."""
    client = make.client("exempt")
    sheet = _issued(make, client, make.pick(make.cast.persons), make.items(nature="N4", lines=2, least=8_000))
    (document,) = sheet.documents
    charged = document._replace(stamp_duty=200, total_declared=document.total + 200)
    return [sheet._replace(documents=(charged,))]


def split_payment(make: Maker) -> Sheets:
    """An invoice to a public office, which pays the VAT itself."""
    client, office = make.client("offices"), make.pick(make.cast.offices)
    sheet = _issued(make, client, office, make.items(), exigibility="S")
    order = Related("order", f"ORD{make.rng.randint(100, 999)}", make.day, "J91B26000010001", "Z1A2B3C4D5")
    return [sheet._replace(documents=(sheet.documents[0]._replace(format="FPA12", related=(order,)),))]


def cash_accounting(make: Maker) -> Sheets:
    """A sale under cash accounting: VAT due on payment."""
    return [_issued(make, make.client("cash"), make.pick(make.cast.domestic), make.items(lines=2), exigibility="D")]


def export(make: Maker) -> Sheets:
    """A sale outside the Union."""
    return [_issued(make, make.client("export"), make.cast.foreign[4], make.items(nature="N3.1", least=9_000))]


def intent(make: Maker) -> Sheets:
    """A sale to a habitual exporter, with stamp duty due."""
    items = make.items(nature="N3.5", least=9_000)
    sheet = _issued(make, make.client("export"), make.pick(make.cast.domestic), items)
    return [sheet._replace(documents=(sheet.documents[0]._replace(stamp_duty=200),))]


def reverse_charge_sale(make: Maker) -> Sheets:
    """Building work under reverse charge: the customer adds the VAT."""
    return [_issued(make, make.client("building"), make.pick(make.cast.domestic), make.items(nature="N6.3"))]


def advance_and_balance(make: Maker) -> Sheets:
    """An advance (TD02) and the invoice that takes it off again."""
    client, buyer = make.client("advances"), make.pick(make.cast.domestic)
    advance = make.price(20_000, 90_000)
    first = _issued(make, client, buyer, [Item("Acconto su fornitura", advance)], "TD02")
    (paid,) = first.documents
    items = [*make.items(least=60_000), Item(f"Storno acconto fattura {paid.number}", -advance)]
    second = _issued(make, client, buyer, items)
    return [first, _linked(second, paid)]


def advance_on_fee(make: Maker) -> Sheets:
    """An advance on a professional's fee (TD03)."""
    seller = make.pick(make.cast.professionals)
    return [_received(make, make.client(), seller, [Item("Acconto su onorario", make.price())], "TD03")]


def credit_note_received(make: Maker) -> Sheets:
    """A purchase and the credit note that takes part of it back."""
    client, seller = make.client(), make.pick(make.cast.domestic)
    first = _received(make, client, seller, make.items(least=5_000))
    note = _received(make, client, seller, [Item("Reso merce", make.price(500, 4_000))], "TD04", series="NC")
    return [first, _linked(note, first.documents[0])]


def credit_note_issued(make: Maker) -> Sheets:
    """A sale and the credit note for a discount granted later."""
    client, buyer = make.client(), make.pick(make.cast.domestic)
    first = _issued(make, client, buyer, make.items(least=5_000))
    note = _issued(make, client, buyer, [Item("Abbuono", make.price(500, 4_000))], "TD04", series="NC")
    return [first, _linked(note, first.documents[0])]


def debit_note(make: Maker) -> Sheets:
    """A debit note (TD05) for an adjusted price."""
    return [
        _received(make, make.client(), make.pick(make.cast.domestic), [Item("Conguaglio prezzi", make.price())], "TD05")
    ]


def negative_invoice(make: Maker) -> Sheets:
    """An invoice whose settlement gives money back."""
    items = [Item("Consumi del bimestre", 5_000), Item("Storno acconti versati", -7_500)]
    return [_received(make, make.client(), make.pick(make.cast.domestic), items)]


def rounded_outside(make: Maker) -> Sheets:
    """A purchase whose declared total is a few cents off."""
    sheet = _received(make, make.client(), make.pick(make.cast.domestic), make.items())
    (document,) = sheet.documents
    return [sheet._replace(documents=(document._replace(total_declared=document.total + make.rng.choice((-2, 1, 3))),))]


def deferred_invoice(make: Maker) -> Sheets:
    """The month's deliveries in one invoice (TD24)."""
    sheet = _issued(make, make.client("deferred"), make.pick(make.cast.domestic), make.items(), "TD24")
    return [_delivered(sheet, make.day)]


def triangular_invoice(make: Maker) -> Sheets:
    """A deferred invoice of a triangular sale (TD25)."""
    sheet = _issued(make, make.client("deferred"), make.pick(make.cast.domestic), make.items(), "TD25")
    return [_delivered(sheet, make.day)]


def asset_sale(make: Maker) -> Sheets:
    """A used machine sold (TD26)."""
    return [
        _issued(
            make, make.client("assets"), make.pick(make.cast.domestic), [Item("Cespite usato", make.price())], "TD26"
        )
    ]


def simplified_sale(make: Maker) -> Sheets:
    """A simplified invoice (TD07)."""
    return [_issued(make, make.client("shop"), make.pick(make.cast.persons), _small(make), "TD07")]


def simplified_notes(make: Maker) -> Sheets:
    """A simplified credit note and debit note (TD08, TD09)."""
    client, buyer = make.client("shop"), make.pick(make.cast.domestic)
    first = _issued(make, client, buyer, _small(make), "TD07")
    credit = _issued(make, client, buyer, [Item("Reso", 1_000, rate=1000)], "TD08", series="NC")
    debit = _issued(make, client, buyer, [Item("Integrazione", 500, rate=1000)], "TD09", series="ND")
    return [first, _linked(credit, first.documents[0]), _linked(debit, first.documents[0])]


def _small(make: Maker) -> list[Item]:
    return [Item("Pasti", make.price(1_000, 9_000), rate=1000), Item("Asporto", make.price(500, 4_000))]


def _issued(
    make: Maker,
    client: Firm,
    buyer: Firm,
    items: list[Item],
    type_code: str = "TD01",
    *,
    exigibility: str = "I",
    series: str = "",
) -> Sheet:
    seller = client.details
    number = make.number(seller, series)
    document = draft(
        type_code, seller, buyer.details, number, make.day, items, regime=client.regime, exigibility=exigibility
    )
    return Sheet(client, True, (document,))


def _received(
    make: Maker,
    client: Firm,
    seller: Firm,
    items: list[Item],
    type_code: str = "TD01",
    *,
    exigibility: str = "I",
    series: str = "",
) -> Sheet:
    number = make.number(seller.details, series)
    document = draft(
        type_code,
        seller.details,
        client.details,
        number,
        make.day,
        items,
        regime=seller.regime,
        exigibility=exigibility,
    )
    return Sheet(client, False, (document,))


def _fee(make: Maker, buyer: Firm, seller: Firm, *, sent: bool) -> Sheet:
    net = make.price(30_000, 200_000)
    fund = pension(net, *make.rng.choice((("TC04", 400), ("TC22", 400))))
    fund = fund._replace(withheld=fund.kind == "TC22")
    document = draft(
        "TD06",
        seller.details,
        buyer.details,
        make.number(seller.details),
        make.day,
        [Item("Onorario per prestazioni professionali", net, withheld=True)],
        regime=seller.regime,
        funds=(fund,),
        withholding=(withheld(net + (fund.amount if fund.withheld else 0)),),
    )
    return Sheet(seller if sent else buyer, sent, (document,))


def _linked(sheet: Sheet, to: Document) -> Sheet:
    related = (Related("invoice", to.number, to.date),)
    return sheet._replace(documents=tuple(document._replace(related=related) for document in sheet.documents))


def _delivered(sheet: Sheet, day: datetime.date) -> Sheet:
    days = tuple(day - datetime.timedelta(days=back) for back in (9, 4, 1))
    return sheet._replace(documents=tuple(document._replace(deliveries=days) for document in sheet.documents))
