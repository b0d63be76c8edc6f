"""`python -m core_simulator run`: takes transfers until SIGTERM; `/readyz` says whether it does."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from core_simulator.rules import BEHAVIOURS
from core_simulator.taking import Simulator

_PREFIX = "CORE_SIMULATOR"
VERSION = "0.1.0"


def main() -> None:
    """Runs the simulator as the environment says."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("pika").setLevel(logging.ERROR)
    behaviour = os.environ.get(f"{_PREFIX}_BEHAVIOUR", "")
    if behaviour not in BEHAVIOURS:
        sys.exit(f"{_PREFIX}_BEHAVIOUR is {behaviour!r}: leave it empty or use {', '.join(BEHAVIOURS[1:])}.")
    delay = float(os.environ.get(f"{_PREFIX}_DELAY", "10"))
    simulator = Simulator(_needed("AMQP_URL"), behaviour, delay)
    server = _serve_readiness(simulator, _needed("HTTP_ADDRESS"))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: simulator.stop())
    simulator.run()
    server.shutdown()


def _needed(name: str) -> str:
    value = os.environ.get(f"{_PREFIX}_{name}")
    if not value:
        sys.exit(f"{_PREFIX}_{name} is not set: see the README of core-simulator.")
    return value


def _serve_readiness(simulator: Simulator, address: str) -> ThreadingHTTPServer:
    class Readiness(BaseHTTPRequestHandler):
        """Answers `/readyz`, whatever else is asked."""

        def do_GET(self) -> None:
            """200 while transfers are taken, else 503."""
            ready = simulator.is_ready
            content = json.dumps(
                {"status": "ready" if ready else "not ready", "version": VERSION, "checks": {"broker": ready}}
            ).encode()
            self.send_response(200 if ready else 503)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Questions of readiness are not worth a line."""

    host, _, port = address.rpartition(":")
    server = ThreadingHTTPServer((host, int(port)), Readiness)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    main()
