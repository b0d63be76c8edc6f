"""Handing an e-mail to a server that behaves badly: one message stays one message."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from messaging.sending import smtp
from messaging.sending.outcome import Ended, HandOver, Letter
from messaging.sending_settings import Smtp

LETTER = Letter("ada@example.org", "Your appointment", "Bring your gas bill.", "<1@agency.example>")


class Server(ThreadingTCPServer):
    """Takes mail, and answers each command as `replies` says; None ends the connection without a word."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.replies: dict[str, str | None] = {}
        self.taken: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Session)


class _Session(StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        """Commands until QUIT."""
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].decode().strip().upper()
            reply = self.server.replies.get(verb, "354 go on" if verb == "DATA" else "250 OK")
            if reply is None:
                return
            self._say(reply)
            if verb == "QUIT":
                return
            if verb == "DATA" and reply.startswith("354"):
                self.server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 taken")

    def _say(self, reply: str) -> None:
        self.wfile.write(reply.encode() + b"\r\n")


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that runs."""
    with Server() as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def settings(server: Server) -> Smtp:
    """How to reach it."""
    sender = Address(addr_spec="agency@agency.example")
    return Smtp("127.0.0.1", server.server_address[1], "none", "", "", sender, 5.0)


@pytest.mark.req("R214")
@pytest.mark.parametrize("reply", ["221 bye", "250 OK", "421 closing", "500 what", None])
def test_mail_that_was_taken_is_taken_whatever_comes_of_the_goodbye(
    server: Server, settings: Smtp, reply: str | None
) -> None:
    server.replies["QUIT"] = reply
    assert smtp.send(settings, LETTER) == HandOver(Ended.TAKEN)
    [mail] = server.taken
    assert b"Bring your gas bill." in mail


@pytest.mark.req("R214")
@pytest.mark.parametrize(
    ("verb", "reply", "ended"),
    [
        ("RCPT", "550 no such mailbox", HandOver(Ended.NO_SUCH_RECIPIENT, "smtp_550")),
        ("RCPT", "451 later", HandOver(Ended.LATER, "smtp_451")),
        ("DATA", "554 refused", HandOver(Ended.REFUSED, "smtp_554")),
        ("DATA", None, HandOver(Ended.LATER, "server_away")),
    ],
)
def test_goodbye_that_fails_hides_no_refusal(
    server: Server, settings: Smtp, verb: str, reply: str | None, ended: HandOver
) -> None:
    server.replies |= {verb: reply, "QUIT": "421 closing"}
    assert smtp.send(settings, LETTER) == ended
    assert server.taken == []


@pytest.mark.req("R214")
@pytest.mark.parametrize(
    "more",
    [
        {"subject": "one\u2028two"},
        {"subject": "one\r\nBcc: eve@example.org"},
        {"to": "=?utf-8?q?a=0d=0aBcc:_eve?=@example.org"},
        {"to": "a\r\nb@example.org"},
    ],
)
def test_what_cannot_be_composed_is_refused_for_good(
    server: Server, settings: Smtp, more: dict[str, str]
) -> None:
    assert smtp.send(settings, replace(LETTER, **more)) == HandOver(Ended.REFUSED, "not_composed")
    assert server.taken == []
