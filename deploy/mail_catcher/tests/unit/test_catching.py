"""The mail catcher, as a mail client and a browser meet it."""

from __future__ import annotations

import json
import smtplib
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.request import urlopen

import pytest

from mail_catcher import __main__ as program
from mail_catcher.box import Box
from mail_catcher.smtp import SmtpServer
from mail_catcher.web import WebServer

MAIL = "From: a@agency.example\r\nSubject: Hello\r\nMessage-ID: <1@x>\r\n\r\n<b>one</b>\r\n..dot\r\n"


@pytest.fixture
def catcher() -> Iterator[tuple[int, int]]:
    """The ports of SMTP and HTTP of a catcher that runs."""
    box = Box()
    with SmtpServer(("127.0.0.1", 0), box) as smtp, WebServer(("127.0.0.1", 0), box) as web:
        for server in (smtp, web):
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield smtp.server_address[1], web.server_address[1]
        smtp.shutdown()
        web.shutdown()


def test_what_was_sent_is_shown_once_and_without_markup(catcher: tuple[int, int]) -> None:
    smtp_port, web_port = catcher
    with smtplib.SMTP("127.0.0.1", smtp_port) as client:
        client.sendmail("a@agency.example", ["b@example.org"], MAIL)
    with urlopen(f"http://127.0.0.1:{web_port}/messages") as answer:
        [message] = json.load(answer)["items"]
    assert (message["to"], message["subject"], message["message_id"]) == ("b@example.org", "Hello", "<1@x>")
    assert message["text"].splitlines() == ["<b>one</b>", "..dot"]
    with urlopen(f"http://127.0.0.1:{web_port}/") as answer:
        assert b"&lt;b&gt;one&lt;/b&gt;" in answer.read()


@pytest.mark.parametrize(("address", "code"), [("no-such-mailbox@x.org", 550), ("try-later@x.org", 451)])
def test_addresses_that_ask_to_be_refused_are_refused(
    catcher: tuple[int, int], address: str, code: int
) -> None:
    with (
        smtplib.SMTP("127.0.0.1", catcher[0]) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused) as told,
    ):
        client.sendmail("a@agency.example", [address], MAIL)
    assert told.value.recipients[address][0] == code


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/messages"])
@pytest.mark.parametrize(
    ("host", "is_told"),
    [("127.0.0.1:8009", True), ("localhost", True), ("LOCALHOST:1", True), ("evil.example", False),
     ("127.0.0.1.evil.example:80", False), ("localhost:80@evil.example", False), ("", False)],
)  # fmt: skip
def test_page_of_another_host_is_told_nothing(
    catcher: tuple[int, int], method: str, path: str, host: str, is_told: bool
) -> None:
    connection = HTTPConnection("127.0.0.1", catcher[1], timeout=5)
    connection.request(method, path, headers={"Host": host})
    assert (connection.getresponse().status == 403) is not is_told
    connection.close()


@pytest.mark.parametrize(
    "address", ["0.0.0.0:8009", "192.168.1.5:8009", "localhost:8009", ":8009", "127.0.0.1"]
)
def test_it_listens_on_the_loopback_address_alone(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("MAIL_CATCHER_HTTP_ADDRESS", address)
    with pytest.raises(SystemExit):
        program._address("HTTP_ADDRESS")
    monkeypatch.setenv("MAIL_CATCHER_HTTP_ADDRESS", "127.0.0.1:8009")
    assert program._address("HTTP_ADDRESS") == ("127.0.0.1", 8009)
