"""Asking a process over the loopback address whether it can do its work."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT = 5.0
_POLL = 0.1


def says_ready(url: str) -> bool:
    """Whether `/readyz` below the URL answers 200."""
    return get(url, "/readyz")[0] == 200


def get(url: str, path: str) -> tuple[int, Any]:
    """Status and JSON body of a GET, or 0 and None when nobody answers. Proxies do not apply to it."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, _json(response.read())
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()


def accepts(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=_TIMEOUT).close()
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool], patience: float) -> bool:
    """Polls until the condition holds; whether it did within `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL)
    return True


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
