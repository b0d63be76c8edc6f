"""Vendors: found by a lookup like customers, kept on a record of their own, with notes (R258)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, actioncodes, lists, recordform, vendorform
from gateway.accounts.rules import KEEPS
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Entries, FieldForm, write
from gateway.pages import messages
from gateway.pages.notes import LONGEST_TEXT, NoteForm, sent_note
from homefire.client import Call
from homefire.errors import Problem, StaleVersion
from homefire.statuses import status_of

routes = Blueprint("vendors", __name__)
READ, WRITE = "weatherization:read", "weatherization:write"
CREATE, UPDATE = "weatherization.create_vendor", "weatherization.update_vendor"
NOTES = 100
_LISTS = {"street_type": "customers", "building_type": "customers", "vendor_kind": "weatherization"}
_METHODS = {"customers": "list_customer_reference", "weatherization": "list_weatherization_reference"}
Answer = Response | tuple[str, int]


@routes.get("/vendors")
@access.page
def lookup() -> Answer:
    """The search form, and which vendors were found. Everybody's vendors are shown where nothing is asked for."""
    principal().require(READ)
    wanted = {name: request.args.get(name, "").strip()[:120] for name in ("text", "kind", "active")}
    asked: dict[str, Any] = {name: wanted[name] for name in ("text", "kind") if wanted[name]}
    if wanted["active"] in ("true", "false"):
        asked["active"] = wanted["active"] == "true"
    if request.args.get("cursor"):
        asked["cursor"] = request.args["cursor"][:200]
    page, problem = None, None
    try:
        call = Call("weatherization", "find_vendors", [], asked)
        page = gateway().services.ask(principal(), call, trace=trace())
    except Problem as raised:
        problem = raised
    html = render_template(
        "vendors/lookup.html", wanted=wanted, page=page, problem=problem, kinds=_lists()["kind"]
    )
    return html, status_of(problem) if problem else 200


@routes.get("/vendors/new")
@access.page
def new() -> Answer:
    """An empty form."""
    principal().require(WRITE)
    return _new_page(_form(vendorform.BLANK, CREATE))


@routes.post("/vendors")
@access.page
def create() -> Answer:
    """Enters the vendor; a form that was sent twice has one effect (R254)."""
    principal().require(WRITE)
    blank = _form(vendorform.BLANK, CREATE).sent()
    values = recordform.read_values(request.form, vendorform.FIELDS)
    names = [name for name, value in values.items() if value or name in ("name", "kind")]
    body = recordform.body_of(values, names, vendorform.FIELDS)
    try:
        made = write(CREATE, [body], blank)
    except Problem as problem:
        return _new_page(replace(blank, values={**blank.values, **values}).refused(problem))
    return redirect(url_for("vendors.show", vendor_number=made["vendor_number"], saved=1), code=303)


@routes.get("/vendors/<int:vendor_number>")
@access.page
def show(vendor_number: int) -> Answer:
    """Everything about one vendor on one page, to be edited by whoever may."""
    principal().require(READ)
    return _page(vendor_number)


@routes.post("/vendors/<int:vendor_number>")
@access.page
def save(vendor_number: int) -> Answer:
    """Saves what was changed. Whoever was second sees what the first one changed, and keeps what was typed (R152)."""
    principal().require(WRITE)
    values = recordform.read_values(request.form, vendorform.FIELDS)
    base = recordform.read_base(request.form.get("base", ""), vendorform.FIELDS)
    body = recordform.patch(
        values,
        base,
        places={"address": request.form.get("place_for", "")},
        fields=vendorform.FIELDS,
    )
    sent = FieldForm(values=values, base=base).sent()
    try:
        if body:
            write(UPDATE, [vendor_number, body], sent)
    except StaleVersion:
        detail = gettext("Somebody else changed this vendor first. Save again to keep what you typed.")
        return _page(vendor_number, refused=sent.refused(StaleVersion(detail)))
    except Problem as problem:
        return _page(vendor_number, refused=sent.refused(problem))
    return redirect(url_for("vendors.show", vendor_number=vendor_number, saved=1), code=303)


@routes.post("/vendors/<int:vendor_number>/notes")
@access.page
def add_note(vendor_number: int) -> Answer:
    """Sends a note to the permanent log, under the vendor's number."""
    form = sent_note()
    body = {name: value for name, value in form.body.items() if name != "high_priority"}
    try:
        write("audit.add_vendor_note", [vendor_number, body], form)
    except Problem as problem:
        return _page(vendor_number, note=form.refused(problem))
    return redirect(url_for("vendors.show", vendor_number=vendor_number, sent=1, _anchor="notes"), code=303)


def _page(
    vendor_number: int,
    *,
    refused: FieldForm | None = None,
    note: NoteForm | None = None,
) -> Answer:
    """The record. Notes and assignments that do not answer cost their section alone."""
    calls = [
        Call("weatherization", "get_vendor", [vendor_number]),
        Call("audit", "list_vendor_notes", [vendor_number], {"limit": NOTES, "cursor": _cursor()}),
        Call("weatherization", "list_vendor_assignments", [vendor_number]),
    ]
    if principal().may(messages.READ):
        calls.append(Call("messaging", "list_vendor_messages", [vendor_number], {"limit": 1}))
    vendor, notes, assigned, *waiting = gateway().services.ask_all(
        principal(), calls, trace=trace(), timeout=5.0
    )
    if isinstance(vendor, BaseException):
        raise vendor
    plain = _form(vendorform.values_of(vendor), UPDATE, vendor)
    edit, news = plain, []
    if refused is not None:
        edit, news = _typed_over(plain, refused)
    problem = next((form.problem for form in (refused, note) if form), None)
    html = render_template(
        "vendors/record.html",
        vendor=vendor,
        edit=edit,
        news=news,
        notes=None if isinstance(notes, BaseException) else notes,
        assigned=None if isinstance(assigned, BaseException) else assigned["items"],
        unread=sum(each["unread"] for each in waiting if not isinstance(each, BaseException)),
        accounts=gateway().staff.acting_for(f"vendor/{vendor_number}") if principal().may(KEEPS) else None,
        note_form=_note_form(note, assigned) if principal().may("notes:write") else None,
        labels=vendorform.FIELDS,
        saved="saved" in request.args,
        sent="sent" in request.args,
    )
    return html, status_of(problem) if problem else 200


def _typed_over(plain: FieldForm, typed: FieldForm) -> tuple[FieldForm, list[tuple[Any, str]]]:
    """The form with what was typed over the vendor as it is now, and what somebody else changed meanwhile."""
    base = typed.base
    values, _ = recordform.merge(base, typed.values, plain.base, vendorform.FIELDS)
    changed = recordform.changed({name: plain.base[name] for name in base}, base, vendorform.FIELDS)
    news = [(vendorform.FIELDS[name].label, plain.base[name]) for name in changed]
    form = replace(plain, values=values).carrying(typed).at_version(plain.version)
    return (replace(form, base=base) if form.unanswered else form), news


def _new_page(form: FieldForm) -> Answer:
    page = render_template("vendors/new.html", edit=form, labels=vendorform.FIELDS)
    return page, form.status


def _form(values: Mapping[str, str], method: str, vendor: Mapping[str, Any] | None = None) -> FieldForm:
    return FieldForm(
        values=values,
        base=values,
        version=vendor["version"] if vendor else 0,
        editable=principal().may(WRITE),
        lists=_lists(),
        limits=gateway().contracts.limits_of(method),
        texts={"kind": str(vendor["kind"]["label"])} if vendor else {},
        warnings=vendorform.warnings_of(vendor) if vendor else {},
    )


def _note_form(note: NoteForm | None, assigned: Any) -> NoteForm:
    """With the action codes of the programs whose work the vendor has or had."""
    works = [] if isinstance(assigned, BaseException) else assigned["items"]
    codes = actioncodes.known()
    groups = actioncodes.to_write(codes["items"], {each["program"]["code"] for each in works}, agency_today())
    limit = gateway().contracts.limit_of("audit.add_vendor_note", "text", LONGEST_TEXT)
    shown = note or NoteForm(action_code=codes.get("default", ""))
    return replace(shown, groups=groups, limit=limit)


def _lists() -> dict[str, Entries]:
    """What the form's lists offer today; the kinds of vendors under the field's name."""
    calls = [Call(service, _METHODS[service], [name]) for name, service in _LISTS.items()]
    today = agency_today()
    answers = gateway().lists.answers(calls, principal(), trace())
    found = {
        name: lists.offered(answer["items"], today) for name, answer in zip(_LISTS, answers, strict=True)
    }
    return found | {"kind": found["vendor_kind"]}


def _cursor() -> str | None:
    return request.args.get("cursor", "")[:200] or None
