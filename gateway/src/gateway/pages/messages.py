"""The Secure Message Center of a customer's record: list at the left, content at the right (R229 to R236).

It works in Inquiry as well as in Maintenance: the lock covers the record's fields alone (R151).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from gateway import access, addressees, documenttypes, messageform
from gateway.addressees import Addressee
from gateway.context import agency_today, gateway, principal, trace
from gateway.documenttypes import Group
from gateway.formatting import full_name
from gateway.forms import write as write_form
from gateway.messageform import MessageForm
from gateway.pages.composing import compose
from gateway.pages.opening import is_meant
from homefire.client import Call
from homefire.errors import NotFound, Problem

routes = Blueprint("messages", __name__)
Answer = Response | tuple[str, int]
READ, WRITE = "messaging:read", "messaging:write"
PAGE_LENGTH = 50
PATIENCE = 5.0
"""Seconds that a page waits for its messages."""
LONGEST = 500
"""Characters of a message, where the contract does not say otherwise (R231)."""


@dataclass(frozen=True, slots=True)
class Center:
    """What the window shows: the list, what was opened, and the form where Create Message has expanded it (R230)."""

    page: Mapping[str, Any]
    opened: Mapping[str, Any] | None = None
    form: MessageForm | None = None
    addressees: list[Addressee] | None = None
    types: list[Group] | None = None
    limit: int = LONGEST


@routes.url_value_preprocessor
def _allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint in ("messages.send", "messages.send_to_vendor"):
        allow_files("documents.upload_message_document")


@routes.get("/customers/<int:number>/messages")
@access.page
def show(number: int) -> Answer:
    """The messages of a customer; the one that was clicked is open, and read from then on (R236)."""
    principal().require(READ)
    composed = compose(number)
    if "merged_from" in composed:
        return _to_survivor(composed, wanted("message"))
    opened = open_message(lambda message: message["customer_number"] == number)
    form = None
    if "create" in request.args and principal().may(WRITE):
        form = MessageForm(to=addressees.reply_to(opened, "staff") if opened else "customer::")
    return _page(composed, opened, form)


@routes.post("/customers/<int:number>/messages")
@access.page
def send(number: int) -> Answer:
    """Sends what was written, with its document if there is one; what is asked back keeps both."""
    principal().require(WRITE)

    def write(form: MessageForm) -> Any:
        return write_message(number, form.body(), form)

    refused = send_written(write)
    if refused is None:
        return redirect(url_for("messages.show", number=number, sent=1), code=303)
    composed = compose(number)
    if "merged_from" in composed:
        return _to_survivor(composed)
    return _page(composed, None, refused)


def send_written(write: Callable[[MessageForm], Any]) -> MessageForm | None:
    """Sends what the page's form holds, its document first; what was refused comes back to be shown again."""
    sent, paper = messageform.read(), request.files.get("file")
    return messageform.send(sent, paper, uploading("upload_message_document"), write)


def write_message(number: int, body: Mapping[str, Any], form: MessageForm) -> Any:
    """Sends a message of the staff about a customer; its text travels over HTTP alone."""
    return write_form("messaging.send_secure_message", [number, body], form, http=True)


def open_message(belongs: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any] | None:
    """The message that the address names, which is read by that; `belongs` says whether it is of this record.

    A browser that looks ahead reads nothing, nor does a link of another site. Raises `NotFound`.
    """
    message_id = wanted("message")
    if message_id is None or not is_meant():
        return None
    [named] = asked([Call("messaging", "get_secure_message", [message_id])])
    if not belongs(named):
        raise NotFound(
            "This message is not in this record. Open the list of messages and choose one.",
            code="message_not_found",
        )
    found: Mapping[str, Any] = gateway().services.ask_http(
        principal(), "messaging", "open_secure_message", [message_id], trace=trace()
    )
    return found


def download() -> Any:
    """The operation by which a person may take a document, or none."""
    operation = gateway().contracts.operations.get("documents.get_document_content")
    return operation if principal().may("documents:read") else None


def allow_files(operation: str) -> None:
    """Lets a form be as large as the operation takes that a file in it is for."""
    request.max_content_length = gateway().contracts[operation].max_body


def uploading(method: str) -> Any:
    """How a document is uploaded for a message: fields of the form and the file, to documents' own port."""

    def upload(fields: Mapping[str, str], file: FileStorage) -> Any:
        name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
        content = (name, file.stream)
        return gateway().services.send_form(principal(), "documents", method, fields, content, trace=trace())

    return upload


def message_limit(operation: str) -> int:
    """How many characters a message may have, as the contract says (R256)."""
    return gateway().contracts.limit_of(operation, "text", LONGEST)


def wanted(name: str) -> int | None:
    """A number of the address; nothing for anything else."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def page_wanted() -> dict[str, Any]:
    """Which page of the list."""
    cursor = request.args.get("cursor", "")[:200]
    return {"limit": PAGE_LENGTH, **({"cursor": cursor} if cursor else {})}


def asked(calls: list[Call]) -> list[Any]:
    """The answers of several operations at once; raises the first problem among them."""
    answers = gateway().services.ask_all(principal(), calls, trace=trace(), timeout=PATIENCE)
    for answer in answers:
        if isinstance(answer, Problem):
            raise answer
    return answers


def types_of(call: Call, programs: Collection[str] = ()) -> list[Group]:
    """The document types that may be chosen today for a customer of these programs."""
    today = agency_today()
    entries = gateway().lists.answer(call, principal(), trace())["items"]
    return documenttypes.offered(entries, today, programs)


def _to_survivor(composed: Mapping[str, Any], message_id: int | None = None) -> Response:
    """The same page under the number that the record has now."""
    return redirect(url_for("messages.show", number=composed["number"], message=message_id), code=303)


def _page(
    composed: Mapping[str, Any],
    opened: Mapping[str, Any] | None,
    form: MessageForm | None,
) -> Answer:
    number = composed["number"]
    calls = [Call("messaging", "list_secure_messages", [number], page_wanted())]
    if form is not None:
        calls.append(Call("messaging", "list_message_addressees", [number]))
    answers = asked(calls)
    center = Center(answers[0], opened, form, limit=message_limit("messaging.send_secure_message"))
    if form is not None:
        center = replace(
            center,
            addressees=addressees.offered_to_staff(_name(composed), answers[1]["vendors"]),
            types=types_of(documenttypes.TYPES, composed["features"].programs),
        )
    page = render_template(
        "messages.html",
        record=composed,
        center=center,
        download=download(),
        unread=center.page["unread"],
    )
    return page, form.status if form else 200


def _name(composed: Mapping[str, Any]) -> str:
    section = composed["sections"]["customer"]
    number = str(composed["number"])
    return f"{full_name(section['data'])} ({number})" if section["state"] == "ok" else number
