"""Who does business in the sample studio: invented names, and numbers from a range that is never assigned."""

from __future__ import annotations

from typing import Final, NamedTuple

from stdnum import luhn
from stdnum.it import codicefiscale

from tuiledger.domain.documents import Address, PartyDetails


class Firm(NamedTuple):
    """A company, person or office. ``code`` is the client's short name, empty for the others; ``trades`` say what it
    deals in."""

    code: str
    details: PartyDetails
    regime: str = "RF01"
    trades: frozenset[str] = frozenset()


class Cast(NamedTuple):
    """Everybody in the studio, by the part they play."""

    clients: tuple[Firm, ...]
    domestic: tuple[Firm, ...]
    minimal: tuple[Firm, ...]
    professionals: tuple[Firm, ...]
    foreign: tuple[Firm, ...]
    sanmarinese: tuple[Firm, ...]
    offices: tuple[Firm, ...]
    persons: tuple[Firm, ...]
    strangers: tuple[Firm, ...]

    def clients_in(self, trade: str) -> tuple[Firm, ...]:
        """The clients that deal in ``trade``."""
        return tuple(client for client in self.clients if trade in client.trades)


def vat_number(index: int) -> str:
    """An Italian VAT number with a valid check digit whose first seven figures, 999 and ``index``, nobody has."""
    stem = f"999{index:04d}010"
    return stem + str(luhn.calc_check_digit(stem))


_PLACES: Final = (
    ("40121", "Bologna", "BO"), ("20121", "Milano", "MI"), ("10121", "Torino", "TO"), ("37121", "Verona", "VR"),
    ("50121", "Firenze", "FI"), ("35121", "Padova", "PD"), ("41121", "Modena", "MO"), ("16121", "Genova", "GE"),
)  # fmt: skip
_STREETS: Final = ("Via dei Tigli", "Corso Lungo", "Viale del Lavoro", "Via Città Vecchia", "Piazza del Pozzo")

_CLIENTS: Final = (
    ("OLMO", "Officina Meccanica Olmo S.r.l.", "RF01", "industry assets advances warehouse"),
    ("QUERCE", "Trattoria Le Querce S.n.c.", "RF01", "shop gifts"),
    ("MORO", "Moro Costruzioni S.r.l.", "RF01", "building industry assets advances"),
    ("LUNA", "Luna Trasporti S.r.l.", "RF01", "industry deferred"),
    ("COLLE", "Tessitura del Colle S.p.A.", "RF01", "export industry warehouse deferred"),
    ("PONTE", "Cooperativa Il Ponte S.c. a r.l.", "RF01", "offices advances"),
    ("VENTI", "Venti Software S.r.l.", "RF01", "foreign offices"),
    ("MARE", "Ittica Mare Chiaro S.r.l.", "RF01", "foreign shop deferred"),
    ("BOSCO", "Agricola Bosco Società Semplice", "RF01", "shop gifts deferred"),
    ("CERA", "Poliambulatorio Cera S.r.l.", "RF01", "exempt offices"),
)
_PERSONS_IN_BUSINESS: Final = (
    ("FABBRI", "Studio Tecnico Ada Fabbri", "FBBDAA71E50A944", "RF01", "professional"),
    ("SARTI", "Avv. Bruno Sarti", "SRTBRN68C15F205", "RF17", "professional cash"),
    ("NERI", "Elena Neri Grafica", "NRELNE85L62L219", "RF19", "minimal"),
)
_NAMES: Final = (
    "Alba", "Brina", "Corallo", "Duna", "Edera", "Faro", "Ginepro", "Iris", "Lago", "Melo", "Nebbia", "Onda", "Perla",
    "Quarzo", "Rovo", "Sale", "Timo", "Ulivo", "Valle", "Zefiro",
)  # fmt: skip
_BUSINESSES: Final = ("Forniture S.r.l.", "Impianti & Figli S.n.c.")
_FURTHER_BUSINESSES: Final = (
    "Meccanica S.r.l.", "Alimentari S.n.c.", "Tessuti S.p.A.", "Servizi S.r.l.", "Arredi S.a.s.",
)  # fmt: skip
_PROFESSIONALS: Final = (
    ("Dott. Carlo Gatti", "GTTCRL70A01H501"), ("Ing. Sara Lodi", "LDOSRA80D45D612"),
    ("Geom. Aldo Pini", "PNILDA66T10G224")
)  # fmt: skip
_MINIMAL: Final = (("Marta Viola Design", "VLIMRT90B41F257"), ("Ugo Tassi Riparazioni", "TSSGUO75H20D969"))
_PERSONS: Final = (
    ("Irene Fiore", "FRINRI88P55A944"),
    ("Paolo Rame", "RMAPLA59S02L781"),
    ("Lia Salice", "SLCLIA93M70F205"),
)
_ABROAD: Final = (
    ("Brandt Werkzeuge GmbH", "DE", "136695976", "Hafenweg 3", "Hamburg"),
    ("Clearwater Cloud Ltd", "IE", "6433435F", "12 Quay Street", "Galway"),
    ("Atelier du Pont Neuf SARL", "FR", "40303265045", "8 rue du Port", "Lyon"),
    ("Van der Meer Vis B.V.", "NL", "004495445B01", "Kade 21", "Rotterdam"),
    ("Harbor Data Inc.", "US", "999999999", "400 Pier Avenue", "Boston"),
)
_OFFICES: Final = (("Comune di Valchiara", 901), ("Istituto Comprensivo Le Rondini", 902), ("ASL di Val d'Onda", 903))


def cast() -> Cast:
    """Everybody, the same for every seed."""
    clients = [
        _company(index, name, regime, code, trades) for index, (code, name, regime, trades) in enumerate(_CLIENTS, 1)
    ]
    clients += [
        _person(index, name, stem, regime, code, trades)
        for index, (code, name, stem, regime, trades) in enumerate(_PERSONS_IN_BUSINESS, 21)
    ]
    businesses = [(name, business) for business in _BUSINESSES for name in _NAMES]
    domestic = [_company(100 + index, f"{name} {business}") for index, (name, business) in enumerate(businesses)]
    return Cast(
        clients=tuple(clients),
        domestic=tuple(domestic),
        minimal=tuple(_person(300 + index, name, stem, "RF19") for index, (name, stem) in enumerate(_MINIMAL)),
        professionals=tuple(_person(310 + index, name, stem) for index, (name, stem) in enumerate(_PROFESSIONALS)),
        foreign=tuple(map(_foreign, _ABROAD)),
        sanmarinese=(_foreign(("Titano Ceramiche S.A.", "SM", "99901", "Strada Alta 9", "San Marino")),),
        offices=tuple(_office(name, index) for name, index in _OFFICES),
        persons=tuple(_private(place, name, stem) for place, (name, stem) in enumerate(_PERSONS)),
        strangers=(_company(950, "Altrove Commerciale S.r.l."), _company(951, "Lontano Distribuzione S.p.A.")),
    )


def supplier(index: int) -> PartyDetails:
    """One of the many suppliers of :func:`~tuiledger.sandbox.many.write_many`."""
    return _company(1000 + index, f"Fornitore Industriale {index:03d} S.r.l.").details


def further_client(index: int) -> Firm:
    """One more client, for studios with more of them than the cast has; ``index`` is from 0 and below 100."""
    trade, name = divmod(index, len(_NAMES))
    return _company(2000 + index, f"{_NAMES[name]} {_FURTHER_BUSINESSES[trade]}", code=f"C{index + 1:02d}")


def accountant() -> Firm:
    """The studio itself, as its clouds know it."""
    return _company(990, "Studio Commercialisti Associati Rivalta", code="STUDIO")


def _address(index: int) -> Address:
    postcode, city, province = _PLACES[index % len(_PLACES)]
    return Address(f"{_STREETS[index % len(_STREETS)]} {index % 90 + 1}", postcode, city, province, "IT")


def _company(index: int, name: str, regime: str = "RF01", code: str = "", trades: str = "") -> Firm:
    number = vat_number(index)
    return Firm(code, PartyDetails(name, "IT", number, number, _address(index)), regime, frozenset(trades.split()))


def _person(index: int, name: str, stem: str, regime: str = "RF01", code: str = "", trades: str = "") -> Firm:
    details = PartyDetails(name, "IT", vat_number(index), _fiscal_code(stem), _address(index))
    return Firm(code, details, regime, frozenset(trades.split()))


def _private(index: int, name: str, stem: str) -> Firm:
    return Firm("", PartyDetails(name, None, None, _fiscal_code(stem), _address(index)))


def _office(name: str, index: int) -> Firm:
    return Firm("", PartyDetails(name, None, None, vat_number(index), _address(index)))


def _foreign(abroad: tuple[str, str, str, str, str]) -> Firm:
    name, country, number, street, city = abroad
    return Firm("", PartyDetails(name, country, number, None, Address(street, "00000", city, None, country)), "RF18")


def _fiscal_code(stem: str) -> str:
    """A person's fiscal code: its first fifteen characters and the check letter."""
    return stem + str(codicefiscale.calc_check_digit(stem))
