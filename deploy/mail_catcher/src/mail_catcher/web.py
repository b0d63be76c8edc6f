"""What was caught, as a page and as JSON; and a provider of text messages that takes a form."""

from __future__ import annotations

import html
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from mail_catcher.box import Box

VERSION = "0.1.0"
NO_SUCH_NUMBER = "+15005550001"
"""A text to it is refused, as the provider refuses a number that does not exist."""
_LARGEST_FORM = 20_000
_OWN_HOSTS = ("127.0.0.1", "localhost")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>Mail catcher</title><style>body{font:15px/1.5 sans-serif;max-width:60rem;margin:1.5rem auto;padding:0 1rem}
article{border:1px solid #888;padding:.5rem 1rem;margin:.75rem 0}pre{white-space:pre-wrap}</style>
<h1>Mail catcher</h1><p>E-mail and texts that this Homefire has sent. Nothing was delivered, and nothing is kept
after the program ends.</p>%s</html>"""


class WebServer(ThreadingHTTPServer):
    """Listens until `shutdown`."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], box: Box) -> None:
        self.box = box
        super().__init__(address, _Request)


class _Request(BaseHTTPRequestHandler):
    server: WebServer

    def parse_request(self) -> bool:
        """Whether to go on: a page elsewhere whose name leads to this machine is told nothing (DNS rebinding)."""
        if not super().parse_request():
            return False
        if _host_of(self.headers.get("Host", "")) in _OWN_HOSTS:
            return True
        self._answer_json({"status": "forbidden"}, 403)
        return False

    def do_GET(self) -> None:
        """`/` for people, `/messages` for programs, `/readyz` for the runner."""
        match self.path:
            case "/readyz":
                self._answer_json({"status": "ready", "version": VERSION, "checks": {"smtp": True}})
            case "/messages":
                self._answer_json({"items": self.server.box.newest_first()})
            case "/":
                page = _PAGE % "".join(map(_shown, self.server.box.newest_first()))
                self._answer(200, "text/html; charset=utf-8", page.encode())
            case _:
                self._answer_json({"status": "not found"}, 404)

    def do_POST(self) -> None:
        """Takes a text message on any path, as a form with To, From and Body."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_FORM:
            self._answer_json({"code": 413}, 413)
            return
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        if not {"To", "From", "Body"} <= form.keys():
            self._answer_json({"code": 21602, "message": "To, From and Body are needed"}, 400)
        elif form["To"] == NO_SUCH_NUMBER:
            self._answer_json({"code": 21211, "message": "No such number"}, 400)
        else:
            self.server.box.put_text(form["From"], form["To"], form["Body"])
            self._answer_json({"status": "queued"}, 201)

    def log_message(self, *_: Any) -> None:
        """Requests are not worth a line."""

    def _answer_json(self, content: dict[str, Any], status: int = 200) -> None:
        self._answer(status, "application/json", json.dumps(content).encode())

    def _answer(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(content)


def _host_of(header: str) -> str:
    host, _, port = header.partition(":")
    return host.lower() if not port or port.isdigit() else ""


def _shown(message: dict[str, Any]) -> str:
    escaped = {name: html.escape(str(value)) for name, value in message.items()}
    return (
        f"<article><p>{escaped['at']} · {escaped['kind']} · from {escaped['from']} · to {escaped['to']}</p>"
        f"<h2>{escaped.get('subject', '')}</h2><pre>{escaped['text']}</pre></article>"
    )
