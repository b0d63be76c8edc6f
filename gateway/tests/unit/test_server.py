"""What the server writes down about a request, and what it never does."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from gateway.server import JsonLogger, Server
from gateway.settings import GatewaySettings, read_secret
from homefire import telemetry


@pytest.mark.req("R249")
def test_a_request_is_one_line_of_json_without_its_query(capfdbinary: Any) -> None:
    telemetry.configure("INFO", "gateway")
    logger = JsonLogger(Config())
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/customers",
        "QUERY_STRING": "name=HOLSCHEIN",
        "RAW_URI": "/customers?name=HOLSCHEIN",
        "homefire.request_id": "r-1",
    }
    logger.access(SimpleNamespace(status="200 OK", sent=5), None, environ, timedelta(milliseconds=12))
    written = capfdbinary.readouterr().out
    line = json.loads(written)
    assert (line["path"], line["status"], line["request_id"]) == ("/customers", 200, "r-1")
    assert line["milliseconds"] == 12
    assert b"HOLSCHEIN" not in written


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/staff-1.css"])
def test_probes_and_assets_are_not_written_down(capfdbinary: Any, path: str) -> None:
    telemetry.configure("INFO", "gateway")
    logger = JsonLogger(Config())
    logger.access(SimpleNamespace(status="200 OK", sent=5), None, {"PATH_INFO": path}, timedelta())
    assert capfdbinary.readouterr().out == b""


def test_the_server_is_configured_by_the_settings_alone(settings: GatewaySettings) -> None:
    configured = Server(settings).cfg
    assert (configured.workers, configured.threads, configured.worker_class_str) == (2, 2, "gthread")
    assert configured.control_socket_disable


def test_a_short_secret_is_refused(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("short")
    with pytest.raises(SystemExit, match="at least 32"):
        read_secret(tmp_path / "secret")
