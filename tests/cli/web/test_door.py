"""Who may come in, request by request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.cli.web.door import LOOPBACK, Answer, Door, Knock

DOOR = Door(8765, "printed", "baked")
HOST = "127.0.0.1:8765"
KNOWN = Knock([HOST], cookie="baked")


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_whoever_shows_the_cookie_enters_by_every_name_of_this_machine(host: str) -> None:
    assert DOOR.answer(KNOWN._replace(hosts=[host])) is Answer.ENTER


@pytest.mark.parametrize(
    "hosts",
    [
        [], [""], ["127.0.0.1"], ["127.0.0.1:8766"], ["127.0.0.1:8765."], ["::1:8765"], ["0.0.0.0:8765"],
        ["127.0.0.2:8765"], ["books.example:8765"], ["127.0.0.1.books.example:8765"], ["localhost.:8765"],
        ["books@127.0.0.1:8765"], ["127.0.0.1:08765"], [" 127.0.0.1:8765"], [HOST, HOST], [HOST, "books.example"],
    ],
)  # fmt: skip
def test_no_secret_helps_where_the_machine_is_called_by_another_name(hosts: list[str]) -> None:
    assert DOOR.answer(Knock(hosts, tokens=["printed"], cookie="baked")) is Answer.WRONG_ADDRESS


def test_a_port_that_browsers_leave_out_may_be_left_out() -> None:
    assert Door(80, "printed", "baked").answer(KNOWN._replace(hosts=["127.0.0.1"])) is Answer.ENTER


@pytest.mark.parametrize(
    "origins",
    [
        [], ["null"], ["http://127.0.0.1:9999"], ["https://127.0.0.1:8765"], ["http://localhost:8765"],
        ["http://books.example"], [f"http://{HOST}/"], [f"http://{HOST}", "http://books.example"],
    ],
)  # fmt: skip
def test_a_websocket_is_for_the_page_that_came_from_here(origins: list[str]) -> None:
    assert DOOR.answer(KNOWN._replace(origins=origins, upgrade=True)) is Answer.WRONG_ADDRESS
    assert DOOR.answer(KNOWN._replace(origins=[f"http://{HOST}"], upgrade=True)) is Answer.ENTER


def test_another_page_may_not_even_ask_for_a_file() -> None:
    assert DOOR.answer(KNOWN._replace(origins=["http://books.example"])) is Answer.WRONG_ADDRESS


def test_the_token_is_exchanged_for_the_cookie_and_neither_stands_for_the_other() -> None:
    assert DOOR.answer(Knock([HOST], tokens=["printed"])) is Answer.WELCOME
    assert DOOR.answer(Knock([HOST], tokens=["baked"])) is Answer.NO_SECRET
    assert DOOR.answer(Knock([HOST], cookie="printed")) is Answer.NO_SECRET


def test_an_old_address_does_not_send_away_who_has_the_cookie() -> None:
    assert DOOR.answer(KNOWN._replace(tokens=["of yesterday"])) is Answer.ENTER


@given(
    tokens=st.lists(st.text(st.characters()).filter(lambda text: text != "printed")), cookie=st.text(st.characters())
)
def test_nothing_else_opens_and_no_text_breaks_the_lock(tokens: list[str], cookie: str) -> None:
    expected = Answer.ENTER if cookie == "baked" else Answer.NO_SECRET
    assert DOOR.answer(Knock([HOST], tokens=tokens, cookie=cookie)) is expected


def test_every_door_has_secrets_of_its_own_which_it_does_not_tell() -> None:
    doors = [Door.of(8765) for _ in range(50)]
    secrets = {secret for door in doors for secret in (door.token, door.cookie)}
    assert len(secrets) == 100
    assert all(len(secret) == 43 for secret in secrets)
    assert not any(secret in repr(doors) for secret in secrets)


def test_the_address_is_one_that_a_browser_takes() -> None:
    assert [DOOR.address(host) for host in LOOPBACK] == [
        "http://127.0.0.1:8765/?token=printed",
        "http://[::1]:8765/?token=printed",
    ]
