"""What every response carries: who may frame it, load from it, keep it; and the request's id."""

from __future__ import annotations

import re
import secrets
import uuid
from wsgiref.headers import Headers

from flask import Flask, Response, g, request

from gateway.context import gateway

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._:-]{8,64}$")
_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
_PAGE_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_HSTS = "max-age=63072000; includeSubDomains"


def install(app: Flask) -> None:
    """Every request gets an id and a nonce, every response the headers."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.match(given) else str(uuid.uuid4())
    given = request.headers.get("traceparent", "")
    g.traceparent = given if _TRACEPARENT.match(given) else None
    g.nonce = secrets.token_urlsafe(16)


def _finish(response: Response) -> Response:
    principal = g.get("principal")
    request.environ["homefire.request_id"] = g.request_id
    request.environ["homefire.caller"] = principal.id if principal else None
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    policy = _PAGE_POLICY.format(nonce=g.nonce) if response.mimetype == "text/html" else _DATA_POLICY
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Request-Id"] = g.request_id
    if gateway().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = _HSTS
    return response


def for_static(headers: Headers, path: str, url: str) -> None:
    """The headers of files that are the same for everybody; WhiteNoise adds how long they may be kept."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = _DATA_POLICY
