"""The mail catcher, as a mail client and a browser meet it."""

from __future__ import annotations

import json
import smtplib
import threading
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

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
    with smtplib.SMTP("127.0.0.1", catcher[0]) as client, pytest.raises(smtplib.SMTPRecipientsRefused) as told:
        client.sendmail("a@agency.example", [address], MAIL)
    assert told.value.recipients[address][0] == code
