"""From what went wrong to what the client gets: a problem document, or a page that says it in words."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask, Response, g, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from homefire import telemetry
from homefire.errors import (
    Malformed,
    NotAllowed,
    NotFound,
    Problem,
    TooLarge,
    Unavailable,
    Unexpected,
    UnsupportedMedia,
)
from homefire.statuses import problem_document, status_of

log = telemetry.logger("gateway.problems")
_FOR_PROGRAMS = ("/api/v1/", "/oauth/", "/.well-known/", "/healthz", "/readyz")
_BY_STATUS: dict[int, type[Problem]] = {
    400: Malformed,
    404: NotFound,
    405: NotAllowed,
    413: TooLarge,
    415: UnsupportedMedia,
}


def install(app: Flask) -> None:
    """Nothing leaves the application but answers and problems."""
    app.register_error_handler(Problem, respond)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_fault)


def respond(problem: Problem) -> Response:
    """The problem as the client reads it best."""
    status = status_of(problem)
    if request.path.startswith(_FOR_PROGRAMS):
        document = problem_document(problem, g.request_id)
        response = Response(orjson.dumps(document), status, content_type="application/problem+json")
    else:
        page = render_template("problem.html", problem=problem, status=status)
        response = Response(page, status, content_type="text/html; charset=utf-8")
    if status == 401 and request.path.startswith("/api/"):
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in problem.extra:
        response.headers["Retry-After"] = str(problem.extra["retry_after"])
    return response


def _from_http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    kind = _BY_STATUS.get(error.code or 500)
    if kind is NotFound:
        problem: Problem = NotFound("There is nothing at this address.", code="no_such_path")
    else:
        problem = kind() if kind else Unexpected()
    response = respond(problem)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _from_fault(error: Exception) -> Response:
    if isinstance(error, (OperationalError, InterfaceError, TimeoutError)):
        log.error("database_error", error=telemetry.describe(error), request_id=g.request_id)
        return respond(Unavailable(code="gateway_store_unavailable"))
    log.error("unexpected_error", error=telemetry.describe(error), request_id=g.request_id)
    return respond(Unexpected())
