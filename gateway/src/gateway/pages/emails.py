"""E-mail to the customer whose record is open: writing one, what was sent, what was written in one (R214 to R223)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, forms
from gateway.context import gateway, principal, trace
from gateway.forms import FieldForm
from gateway.pages.composing import compose
from gateway.record import programs_of
from gateway.recordfields import RecordField
from homefire.client import Call
from homefire.errors import NotFound, Problem
from homefire.statuses import status_of

routes = Blueprint("emails", __name__)
WRITE, READ = "messaging:write", "messaging:read"
SEND = "messaging.send_email"
PAGE_LENGTH = 50
CONFIRM = "confirmation_needed"
LABELS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("subject", _("Message Subject"), "email"),
        RecordField("body", _("Message"), "email"),
    )
}
QUESTIONS = {
    "name": _("The message may name the customer or somebody of the household."),
    "address": _("The message may have an address of the customer in it."),
    "phone": _("The message may have a phone number of the customer in it."),
    "dormant": _("The customer is dormant, and this is about their own case."),
}
"""What the sender is asked to confirm, by the service's code."""
OBSTACLES = {
    "no_address": _("No email address is recorded. Ask the customer for one."),
    "opted_out": _("The customer wants no email. Call or write a letter."),
    "bounced": _("Email to this address came back. Ask the customer for another one."),
    "deleted": _("This record was deleted. Restore it before you write to the customer."),
    "not_set_up": _("Sending is not set up. Ask whoever runs Homefire to set it up."),
}
STATES = {
    "QUEUED": _("waiting"),
    "SENDING": _("being sent"),
    "SENT": _("sent"),
    "STOPPED": _("stopped"),
    "BOUNCED": _("refused"),
    "FAILED": _("failed"),
}
TONES = {"SENT": "ok", "QUEUED": "wait", "SENDING": "wait"}
PURPOSES = {"MESSAGE": _("Message"), "RECEIPT": _("Receipt"), "NOTICE": _("Notice")}
CHANNELS = {"email": _("Email"), "sms": _("Text message")}
_SENT_MESSAGE = re.compile(r"\(message (\d{1,15})\)$")
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/emails")
@access.page
def show(number: int) -> str:
    """E-mails, receipts and notices to the customer with their state, newest first."""
    principal().require(READ)
    composed = compose(number)
    options: dict[str, Any] = {"limit": PAGE_LENGTH}
    if request.args.get("cursor"):
        options["cursor"] = request.args["cursor"][:200]
    page = _ask(Call("messaging", "list_outgoing_messages", [composed["number"]], options))
    return render_template("emails/list.html", record=composed, page=page, **_words())


@routes.get("/customers/<int:number>/emails/<int:message_id>")
@access.page
def message(number: int, message_id: int) -> str:
    """What was written and where it went. Raises `NotFound` for another customer's."""
    principal().require(READ)
    composed = compose(number)
    found = gateway().services.ask_http(
        principal(), "messaging", "get_outgoing_message", [message_id], trace=trace()
    )
    if found["customer_number"] != composed["number"]:
        raise NotFound("This customer has no such message.")
    return render_template("emails/message.html", record=composed, message=found, **_words())


@routes.get("/customers/<int:number>/emails/new")
@access.page
def write(number: int) -> Answer:
    """The form; `?preset=` fills it in, so that a preset is chosen without JavaScript too (R216)."""
    principal().require(WRITE)
    composed = compose(number)
    found = _ask(Call("messaging", "get_email_form", [composed["number"]]))
    chosen = next((each for each in found["presets"] if str(each["id"]) == request.args.get("preset")), None)
    names = {"subject": "subject", "body": "body", "preset": "code"}
    values = {name: chosen[source] for name, source in names.items()} if chosen else {}
    return _form_page(composed, found, _form(values), ())


@routes.post("/customers/<int:number>/emails")
@access.page
def send(number: int) -> Answer:
    """Sends it, or shows the form again with what stands against it."""
    principal().require(WRITE)
    form = _form({name: request.form.get(name, "") for name in ("subject", "body", "preset")}).sent()
    confirmed = tuple(code for code in request.form.getlist("confirmed") if code in QUESTIONS)
    try:
        made = forms.write(SEND, [number, {**form.values, "confirmed": list(confirmed)}], form, http=True)
    except Problem as problem:
        composed = compose(number)
        found = _ask(Call("messaging", "get_email_form", [composed["number"]]))
        return _form_page(composed, found, form.refused(problem, inline=True), confirmed)
    return redirect(url_for("emails.show", number=made["customer_number"], sent=made["id"]), code=303)


def sent_message_of(note: Mapping[str, Any]) -> int | None:
    """The message that a note tells of, for the link to it (R214); none for what people write."""
    found = _SENT_MESSAGE.search(note.get("text") or "") if note.get("source") == "automatic" else None
    return int(found[1]) if found else None


def _form_page(
    composed: Mapping[str, Any], found: Mapping[str, Any], form: FieldForm, confirmed: tuple[str, ...]
) -> Answer:
    problem = form.problem
    asked = [entry.code for entry in problem.fields] if problem and problem.code == CONFIRM else []
    if found["needs_confirmation"]:
        asked.append("dormant")
    page = render_template(
        "emails/new.html",
        record=composed,
        found=found,
        presets=_presets_for(composed, found["presets"]),
        form=form,
        labels=LABELS,
        questions={
            code: QUESTIONS[code] for code in dict.fromkeys((*confirmed, *asked)) if code in QUESTIONS
        },
        confirmed=confirmed,
        obstacle="" if found["can_send"] else OBSTACLES.get(found["reason"], found["detail"]),
        asks_reason=form.asks_acknowledgement,
    )
    return page, status_of(problem) if problem else 200


def _presets_for(composed: Mapping[str, Any], presets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the programs that the customer has applied for, and those of all programs (R216)."""
    if composed["sections"]["applications"]["state"] != "ok":
        return presets
    programs = {"", *programs_of(composed)}
    return [each for each in presets if each["program"] in programs]


def _form(values: Mapping[str, str]) -> FieldForm:
    return FieldForm(values=dict(values), limits=gateway().contracts.limits_of(SEND))


def _ask(call: Call) -> Any:
    return gateway().services.ask(principal(), call, trace=trace())


def _words() -> dict[str, Any]:
    return {"states": STATES, "tones": TONES, "purposes": PURPOSES, "channels": CHANNELS}
