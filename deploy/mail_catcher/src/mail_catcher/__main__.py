"""`python -m mail_catcher run`: takes mail and texts until SIGTERM."""

from __future__ import annotations

import os
import signal
import sys
import threading
from socketserver import BaseServer

from mail_catcher.box import Box
from mail_catcher.smtp import SmtpServer
from mail_catcher.web import WebServer

_PREFIX = "MAIL_CATCHER"
LOOPBACK = "127.0.0.1"
"""The only address that it listens on."""


def main() -> None:
    """Runs both servers where the environment says."""
    box = Box()
    servers: list[BaseServer] = [
        SmtpServer(_address("SMTP_ADDRESS"), box),
        WebServer(_address("HTTP_ADDRESS"), box),
    ]
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    stopping.wait()
    for server in servers:
        server.shutdown()


def _address(name: str) -> tuple[str, int]:
    host, _, port = os.environ.get(f"{_PREFIX}_{name}", "").rpartition(":")
    if not host or not port.isdigit():
        sys.exit(f"{_PREFIX}_{name} is not set to HOST:PORT: see the README of mail-catcher.")
    if host != LOOPBACK:
        sys.exit(f"{_PREFIX}_{name} must be {LOOPBACK}:PORT: what is caught is shown to whoever asks.")
    return host, int(port)


if __name__ == "__main__":
    main()
