"""Notes of a customer: the permanent log, read on a page of its own, written from the record (R72 to R75)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from jinja2_fragments.flask import render_block
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway import access, actioncodes, notefilter
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Form, write
from gateway.pages.composing import compose
from gateway.pages.opening import open_record, render_record
from gateway.record import programs_of
from homefire.client import Call
from homefire.errors import Problem

routes = Blueprint("notes", __name__)
LONGEST_TEXT = 272
"""Characters, where the contract does not say otherwise (R210)."""
PAGE_LENGTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteForm(Form):
    """The New Note form as it is shown: what may be chosen, and what was typed."""

    groups: list[actioncodes.Group] = field(default_factory=list)
    limit: int = LONGEST_TEXT
    text: str = ""
    action_code: str = ""
    high_priority: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """What the log takes. Where no code was chosen it has a default of its own."""
        found: dict[str, Any] = {"text": self.text} if self.text else {}
        return found | {"high_priority": self.high_priority} | actioncodes.parse(self.action_code)


def sent_note() -> NoteForm:
    """The note of this request."""
    return NoteForm(
        text=request.form.get("text", "").replace("\r\n", "\n"),
        action_code=request.form.get("action_code", ""),
        high_priority="high_priority" in request.form,
    ).sent()


@routes.get("/customers/<int:number>/notes")
@access.page
def show(number: int) -> str:
    """The whole log, a page at a time, or the part of it that the address asks for (R212)."""
    composed = compose(number)
    wanted = notefilter.read(request.args)
    call = Call("audit", "list_notes", [number], {"limit": PAGE_LENGTH, **wanted.options})
    page = gateway().services.ask(principal(), call, trace=trace())
    return render_template(
        "notes.html",
        record=composed,
        page=page,
        wanted=wanted,
        groups=actioncodes.to_filter(actioncodes.known(), agency_today()),
        form=blank_form(composed),
        sent="sent" in request.args,
    )


@routes.post("/customers/<int:number>/notes")
@access.page
def add(number: int) -> Response | tuple[str, int]:
    """Sends a note. Without JavaScript it answers with a redirect, so that a reload sends nothing twice."""
    form = sent_note()
    try:
        write("audit.add_note", [number, form.body], form)
    except Problem as problem:
        return _answer(number, form.refused(problem))
    if _wants_fragment():
        return _answer(number)
    page = "notes.show" if request.form.get("back") == "log" else "record.show"
    return redirect(url_for(page, number=number, sent=1, _anchor="notes"), code=303)


def blank_form(composed: dict[str, Any]) -> NoteForm | None:
    """An empty form, or none when notes cannot be written now or by this person."""
    if composed["sections"]["notes"]["state"] != "ok" or not principal().may("notes:write"):
        return None
    if (composed["sections"]["customer"].get("data") or {}).get("status") == "DELETED":
        return None
    codes = actioncodes.known()
    return NoteForm(groups=_groups(composed, codes), limit=text_limit(), action_code=codes.get("default", ""))


def text_limit() -> int:
    """The longest text, as the contract gives it (R256)."""
    return gateway().contracts.limit_of("audit.add_note", "text", LONGEST_TEXT)


def _answer(number: int, refused: NoteForm | None = None) -> tuple[str, int]:
    """The notes as they are now; a note that could not be sent stays in the form, with the reason."""
    composed = compose(number)
    form = blank_form(composed)
    if refused is not None:
        groups = form.groups if form else _groups(composed, actioncodes.known())
        form = replace(refused, groups=groups, limit=text_limit())
    status = refused.status if refused else 200
    if _wants_fragment():
        g.fragment = True
        return render_block("record.html", "notes", record=composed, form=form, sent=refused is None), status
    return render_record(composed, open_record(composed), form, status=status)


def _groups(composed: dict[str, Any], codes: dict[str, Any]) -> list[actioncodes.Group]:
    return actioncodes.to_write(codes["items"], programs_of(composed), agency_today())


def _wants_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"
