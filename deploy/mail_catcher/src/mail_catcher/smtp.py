"""As much of an SMTP server as one client on the loopback address needs (RFC 5321), without TLS and log-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from socketserver import StreamRequestHandler, ThreadingTCPServer

from mail_catcher.box import Box, reply_to

_LONGEST_LINE, _LARGEST_MESSAGE = 4096, 5_000_000
_IDLE_SECONDS = 60
_PATH = re.compile(r"(?:FROM|TO):\s*<([^<>]*)>", re.IGNORECASE)


class SmtpServer(ThreadingTCPServer):
    """Listens until `shutdown`; each connection has a thread."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, address: tuple[str, int], box: Box) -> None:
        self.box = box
        super().__init__(address, _Session)


class _Session(StreamRequestHandler):
    server: SmtpServer
    timeout = _IDLE_SECONDS

    def handle(self) -> None:
        """One connection: commands until QUIT, the end of the line, or silence."""
        self._sender: str | None = None
        self._recipients: list[str] = []
        try:
            self._say("220 mail-catcher ESMTP")
            for line in self._lines():
                verb, _, rest = line.partition(" ")
                if not self._obey(verb.upper(), rest):
                    return
        except OSError:
            return

    def _obey(self, verb: str, rest: str) -> bool:
        """Answers one command; whether the connection goes on."""
        match verb:
            case "EHLO" | "HELO":
                self._say("250 mail-catcher")
            case "MAIL":
                self._reset()
                self._sender = self._address(rest)
                self._say("250 2.1.0 OK")
            case "RCPT":
                self._take_recipient(self._address(rest))
            case "DATA":
                self._take_content()
            case "RSET" | "NOOP":
                self._reset()
                self._say("250 2.0.0 OK")
            case "QUIT":
                self._say("221 2.0.0 Bye")
                return False
            case _:
                self._say("502 5.5.1 Not implemented")
        return True

    def _take_recipient(self, address: str) -> None:
        if self._sender is None or not address:
            self._say("503 5.5.1 Say MAIL first, then RCPT with an address")
            return
        reply = reply_to(address)
        if reply.startswith("250"):
            self._recipients.append(address)
        self._say(reply)

    def _take_content(self) -> None:
        if not self._recipients:
            self._say("503 5.5.1 No recipient")
            return
        self._say("354 End with a line that is a dot")
        content = bytearray()
        while (line := self.rfile.readline(_LONGEST_LINE)) not in (b".\r\n", b"", b".\n"):
            content += line[1:] if line.startswith(b".") else line
            if len(content) > _LARGEST_MESSAGE:
                self._say("552 5.3.4 Too large")
                return
        self.server.box.put_mail(self._recipients, bytes(content))
        self._reset()
        self._say("250 2.0.0 Caught")

    def _reset(self) -> None:
        self._sender, self._recipients = None, []

    @staticmethod
    def _address(rest: str) -> str:
        found = _PATH.match(rest.strip())
        return found[1] if found else ""

    def _lines(self) -> Iterator[str]:
        while line := self.rfile.readline(_LONGEST_LINE):
            yield line.decode("utf-8", "replace").rstrip("\r\n")

    def _say(self, reply: str) -> None:
        self.wfile.write(reply.encode() + b"\r\n")
