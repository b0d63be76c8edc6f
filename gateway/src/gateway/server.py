"""gunicorn, configured in code: some processes of some threads, one JSON line per request, a graceful end."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from gateway.app import create_app
from gateway.assets import Assets
from gateway.settings import GatewaySettings
from homefire import telemetry

GRACE = 20
"""Seconds that a request may still take after the signal to stop."""
SILENT = ("/healthz", "/readyz", "/static/")


class JsonLogger(Logger):
    """gunicorn's own messages and one line per request, as JSON. No query string: it may name a person."""

    def setup(self, cfg: Any) -> None:
        """gunicorn's loggers write where everything else does."""
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel(logging.INFO)
        self._lines = telemetry.logger("gateway.access")

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One request. The path holds numbers and ids only."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(SILENT):
            return
        self._lines.info(
            "request",
            method=environ.get("REQUEST_METHOD"),
            path=path,
            status=int(str(resp.status).split(None, 1)[0]),
            milliseconds=round(request_time.total_seconds() * 1000, 2),
            bytes=resp.sent,
            address=environ.get("REMOTE_ADDR"),
            caller=environ.get("homefire.caller"),
            request_id=environ.get("homefire.request_id"),
        )


class Server(BaseApplication):
    """The gateway under gunicorn. Each process makes its own application, after the fork."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Everything comes from our own settings; gunicorn reads no file and no argument."""
        base = self._settings.base
        options = {
            "bind": f"{base.http_host}:{base.http_port}",
            "workers": self._settings.processes,
            "threads": base.workers,
            "worker_class": "gthread",
            "graceful_timeout": GRACE,
            "timeout": 60,
            # A connection that is open and silent holds up a stop for this long.
            "keepalive": 5,
            "proc_name": "homefire-gateway",
            "logger_class": JsonLogger,
            "accesslog": "-",
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
            "post_worker_init": _connect,
            "worker_exit": _close,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one process."""
        return create_app(self._settings)


def run(settings: GatewaySettings) -> None:
    """Serves until it is told to stop."""
    telemetry.configure(settings.base.log_level, "gateway")
    if not Assets().built:
        telemetry.logger("gateway.server").warning(
            "assets_not_built", remedy="python -m gateway build-assets"
        )
    Server(settings).run()


def _connect(worker: Any) -> None:
    worker.wsgi.extensions["gateway"].services.connect()


def _close(arbiter: Any, worker: Any) -> None:
    if getattr(worker, "wsgi", None) is not None:
        worker.wsgi.extensions["gateway"].services.close()
