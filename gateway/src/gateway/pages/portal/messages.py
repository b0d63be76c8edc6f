"""Secure messages of customers and vendors in the portal: read, write, with a document (R224, R226, R227).

Whose messages they are stands in the token that the gateway signs, and in no address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from gateway import access, addressees, messageform
from gateway.context import gateway, principal, trace
from gateway.forms import write as write_form
from gateway.messageform import MessageForm
from gateway.pages.messages import (
    Center,
    allow_files,
    asked,
    message_limit,
    page_wanted,
    types_of,
    uploading,
    wanted,
)
from gateway.pages.opening import is_meant
from gateway.pages.portal.types import check_own, own_programs
from homefire.client import Call
from homefire.errors import NotFound
from homefire.statuses import problem_from_document

routes = Blueprint("portal_messages", __name__, url_prefix="/portal/messages")
Answer = Response | tuple[str, int]
READ, WRITE = "portal:messages.read", "portal:messages.write"
_TYPES = Call("documents", "list_message_document_types")
_CONTENT = "documents.get_portal_message_document"


@routes.url_value_preprocessor
def _allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "portal_messages.send":
        allow_files("documents.upload_portal_message_document")


@routes.get("")
@access.portal
def show() -> Answer:
    """The messages; the one that was clicked is open, and read from then on."""
    principal().require(READ)
    message_id = wanted("message")
    opened = _open(message_id) if message_id is not None and is_meant() else None
    form = None
    if "create" in request.args and principal().may(WRITE):
        own = principal().kind
        first = "staff::" if own == "customer" else ""
        form = MessageForm(to=addressees.reply_to(opened, own) if opened else first)
    return _page(opened, form)


@routes.post("")
@access.portal
def send() -> Answer:
    """Sends what was written, with its document if there is one; what is asked back keeps both."""
    principal().require(WRITE)

    def write(form: MessageForm) -> Any:
        named = {"customer_number": form.number, "vendor_number": None} if _is_vendor() else {}
        return write_form("messaging.send_portal_message", [form.body(**named)], form, http=True)

    refused = messageform.send(messageform.read(), request.files.get("file"), _upload, write)
    if refused is None:
        return redirect(url_for("portal_messages.show", sent=1), code=303)
    return _page(None, refused)


@routes.get("/<int:message_id>/document")
@access.portal
def document(message_id: int) -> Response:
    """The document of a message. Messaging says whether the message is theirs, and tells documents' key to it.

    The message is read by that, so a link of another site leads to the list instead.
    """
    principal().require(READ)
    if not is_meant():
        return redirect(url_for("portal_messages.show"), code=303)
    opened = _open(message_id)
    if opened["document"] is None or opened["document_key"] is None:
        raise NotFound(str(_("This message has no document.")), code="document_not_found")
    body = orjson.dumps({"document_id": opened["document"]["document_id"], "key": opened["document_key"]})
    answer = gateway().services.relay(
        principal(),
        gateway().contracts[_CONTENT],
        {},
        query=b"",
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))},
        body=[body],
        trace=trace(),
    )
    content = answer.read()
    answer.close()
    if answer.status_code >= 400:
        raise problem_from_document(answer.status_code, orjson.loads(content))
    name = dump_options_header("attachment", {"filename": opened["document"]["file_name"]})
    return Response(
        content, headers={"Content-Type": answer.headers["Content-Type"], "Content-Disposition": name}
    )


def _open(message_id: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = gateway().services.ask_http(
        principal(), "messaging", "open_portal_message", [message_id], trace=trace()
    )
    return found


def _upload(fields: Mapping[str, str], file: FileStorage) -> Any:
    check_own(fields["program"])
    return uploading("upload_portal_message_document")(fields, file)


def _is_vendor() -> bool:
    return principal().kind == "vendor"


def _page(opened: Mapping[str, Any] | None, form: MessageForm | None) -> Answer:
    calls = [Call("messaging", "list_portal_messages", [], page_wanted())]
    if form is not None:
        calls.append(Call("messaging", "list_portal_addressees"))
    answers = asked(calls)
    center = Center(answers[0], opened, form, limit=message_limit("messaging.send_portal_message"))
    if form is not None:
        offered = (
            addressees.offered_to_vendor(answers[1]["customers"])
            if _is_vendor()
            else addressees.offered_to_customer(answers[1]["vendors"])
        )
        center = replace(center, addressees=offered, types=types_of(_TYPES, own_programs()))
    page = render_template("portal/messages.html", center=center)
    return page, form.status if form else 200
