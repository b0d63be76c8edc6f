"""The Secure Message Center of a vendor's record: what it and the staff, and it and customers, write (R227, R229).

Every message is about one customer of what is assigned to the vendor, and is sent as from that customer's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for

from gateway import access, addressees, documenttypes
from gateway.context import principal
from gateway.messageform import MessageForm
from gateway.pages.messages import (
    READ,
    WRITE,
    Answer,
    Center,
    asked,
    download,
    message_limit,
    open_message,
    page_wanted,
    routes,
    send_written,
    types_of,
    write_message,
)
from homefire.client import Call


@routes.get("/vendors/<int:vendor_number>/messages")
@access.page
def show_vendor(vendor_number: int) -> Answer:
    """The messages with a vendor; the one that was clicked is open, and read from then on (R236)."""
    principal().require(READ)
    opened = open_message(lambda message: (message["vendor"] or {}).get("number") == vendor_number)
    form = None
    if "create" in request.args and principal().may(WRITE):
        form = MessageForm(to=f"vendor:{opened['customer_number']}:" if opened else "")
    return _page(vendor_number, opened, form)


@routes.post("/vendors/<int:vendor_number>/messages")
@access.page
def send_to_vendor(vendor_number: int) -> Answer:
    """Sends what was written about a customer to the vendor."""
    principal().require(WRITE)

    def write(form: MessageForm) -> Any:
        body = form.body(vendor_number=vendor_number)
        return write_message(form.number or 0, body, form)

    refused = send_written(write)
    if refused is None:
        return redirect(url_for("messages.show_vendor", vendor_number=vendor_number, sent=1), code=303)
    return _page(vendor_number, None, refused)


def _page(vendor_number: int, opened: Mapping[str, Any] | None, form: MessageForm | None) -> Answer:
    calls = [
        Call("weatherization", "get_vendor", [vendor_number]),
        Call("messaging", "list_vendor_messages", [vendor_number], page_wanted()),
    ]
    if form is not None:
        calls.append(Call("messaging", "list_vendor_customers", [vendor_number]))
    answers = asked(calls)
    center = Center(answers[1], opened, form, limit=message_limit("messaging.send_secure_message"))
    if form is not None:
        offered = addressees.offered_to_staff_of_vendor(answers[2]["customers"])
        center = replace(center, addressees=offered, types=types_of(documenttypes.TYPES))
    page = render_template("vendor_messages.html", vendor=answers[0], center=center, download=download())
    return page, form.status if form else 200
