"""Handing in documents, and seeing one's own again (R196, R245)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gateway import access, documenttypes
from gateway.context import gateway, principal, trace
from gateway.documenttypes import LONGEST_CHOICE
from gateway.pages.portal.asking import ask, in_words, key_of_form, next_key
from gateway.pages.portal.types import check_own, own_programs
from homefire import preconditions
from homefire.errors import Invalid, Problem, Unexpected
from homefire.statuses import problem_from_document, status_of

routes = Blueprint("portal_documents", __name__, url_prefix="/portal/documents")
Answer = BaseResponse | str | tuple[str, int]
MOST_FORM = 22_000_000
"""Bytes of a form with a file; how large the file itself may be says the documents service."""


@routes.get("")
@access.portal
def show() -> Answer:
    """The form, and what was handed in."""
    return _page()


@routes.post("")
@access.portal
@access.takes_up_to(MOST_FORM)
def hand_in() -> Answer:
    """Passes the file on to the documents service, which checks it."""
    file, kind = request.files.get("file"), request.form.get("document_type", "")[:LONGEST_CHOICE]
    try:
        if file is None or not file.filename:
            raise Invalid(code="no_file")
        _pass_on(file, kind)
    except Problem as problem:
        return _page(problem, kind)
    return redirect(url_for("portal_documents.show", done="taken"), code=303)


@routes.get("/<int:document_id>")
@access.portal
def download(document_id: int) -> Response:
    """The file again, as a file and never shown in the page."""
    operation = gateway().contracts["documents.get_own_document_content"]
    answer = gateway().services.relay(
        principal(), operation, {"document_id": document_id}, query=b"", headers={}, body=None, trace=trace()
    )
    if answer.status_code >= 400:
        raise _problem(answer)

    def pieces() -> Iterator[bytes]:
        try:
            yield from answer.iter_bytes()
        finally:
            answer.close()

    passed = {
        name: answer.headers[name] for name in ("Content-Type", "Content-Length") if name in answer.headers
    }
    disposition = answer.headers.get("Content-Disposition", "attachment")
    return Response(pieces(), headers={**passed, "Content-Disposition": disposition})


def _pass_on(file: Any, kind: str) -> None:
    """One request of the service's own: a file never travels on the bus."""
    chosen = documenttypes.fields_of(kind)
    check_own(chosen["program"])
    form = httpx.Request(
        "POST",
        "http://documents/",
        data={**chosen, "document_type": chosen["document_type"] or "-"},
        files={"file": (file.filename, file.stream, "application/octet-stream")},
    )
    content = form.read()
    headers = {"Content-Type": form.headers["Content-Type"], "Content-Length": str(len(content))}
    if key_of_form():
        headers[preconditions.IDEMPOTENCY_KEY] = key_of_form()
    answer = gateway().services.relay(
        principal(),
        gateway().contracts["documents.hand_in_document"],
        {},
        query=b"",
        headers=headers,
        body=[content],
        trace=trace(),
    )
    if answer.status_code >= 400:
        raise _problem(answer)
    answer.close()


def _problem(answer: httpx.Response) -> Problem:
    try:
        return problem_from_document(answer.status_code, orjson.loads(answer.read()))
    except orjson.JSONDecodeError:
        return Unexpected()
    finally:
        answer.close()


def _told(problem: Problem) -> str:
    wrong = {entry.field for entry in problem.fields}
    if "document_type" in wrong:
        return gettext("Choose what it is.")
    if "file" in wrong and problem.code != "file_too_large":
        return gettext("This file cannot be taken. Hand in a PDF or a picture of one of the kinds below.")
    return in_words(problem)


def _page(problem: Problem | None = None, kind: str = "") -> Answer:
    own = ask("documents", "list_own_documents")
    told = _told(problem) if problem else ""
    done, key = request.args.get("done", ""), next_key(problem)
    types = documenttypes.groups(own["types"], own_programs())
    page = render_template(
        "portal/documents.html", own=own, types=types, problem=told, kind=kind, done=done, key=key
    )
    return (page, status_of(problem)) if problem else page
