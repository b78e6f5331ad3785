"""Every word of the program is in the catalogues, and what is read is what is written."""

from __future__ import annotations

import pytest
from tests.contracts.source import modules, place

from tuiledger.locale.catalogues import LANGUAGES, fields, gaps, load, merged, mo_bytes, po_path
from tuiledger.locale.extraction import UnreadableMessage, messages, messages_of

#: The words an accountant must meet in French, whatever else stays English.
TERMS = {
    "Account", "Balance", "Credit", "Credit note", "Debit", "Debit note", "Exigibility", "Fiscal code", "Invoice",
    "Journal", "Nature", "Non-deductible", "Party", "Professional fee", "Rate", "Reverse charge", "Split payment",
    "Stamp duty", "Taxable", "Total", "Trial balance", "VAT", "VAT due on payment", "VAT register of purchases",
    "VAT register of sales", "Withholding tax, natural persons", "held", "posted", "ready", "reversal", "void",
}  # fmt: skip


def test_messages_are_found_wherever_they_are_written() -> None:
    source = """
_("Post")
N_("Held")
ngettext("{} file", "{} files", n).format(n)
Finding("00421", "VAT {} differs", ("1",))
raise Refusal("empty", message="The file is " "empty")
Problem("x", "yes" if sure else "perhaps")
translate(carried, 1)
Account("1010", "Cash", kind, "Liquid funds")
class DryRun(Command):
    '''Show what would
    be posted.'''
_("")
other("never")
"""
    found = {(message.id, message.plural) for message in messages_of(source, "here")}
    assert found == {
        ("Post", None), ("Held", None), ("{} file", "{} files"), ("VAT {} differs", None), ("The file is empty", None),
        ("yes", None), ("perhaps", None), ("Cash", None), ("Liquid funds", None), ("Dry run", None),
        ("Show what would be posted.", None),
    }  # fmt: skip


@pytest.mark.parametrize(
    "source", ['_(f"Posted {n}")', '_("Posted " + n)', '_("Posted {}".format(n))', 'Note("x", f"{n}")']
)
def test_a_message_put_together_at_run_time_is_refused(source: str) -> None:
    with pytest.raises(UnreadableMessage):
        list(messages_of(source, "here"))


def test_italian_is_complete() -> None:
    assert gaps(merged("it")) == []


def test_french_has_the_words_of_the_trade() -> None:
    known = {str(message.id) for message in load("fr") if message.id and message.string}
    assert sorted(TERMS - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_translated_has_the_fields_of_its_message(language: str) -> None:
    assert [gap for gap in gaps(load(language)) if not gap.startswith("not translated")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert po_path(language).with_suffix(".mo").read_bytes() == mo_bytes(load(language))


def test_a_message_is_written_in_one_way() -> None:
    singulars = {message.id for message in messages() if message.plural}
    assert [message for message in messages() if not message.plural and message.id in singulars] == []


def test_numbered_fields_only_change_the_order() -> None:
    assert fields("{1} of {0}") == fields("{} {}")
    assert fields("{name}") != fields("{}")


def test_every_module_can_be_read_for_its_messages() -> None:
    assert {message.place for message in messages()} <= {place(path).removeprefix("src/") for path in modules()}
