"""The list of addresses that are ineligible for weatherization, for those who keep it (R61)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, lists, recordform
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import Entries, FieldForm, FormKind, write
from gateway.recordfields import RecordField
from homefire.client import Call
from homefire.errors import Problem
from homefire.statuses import status_of

routes = Blueprint("ineligible", __name__)
READ, WRITE = "weatherization:read", "weatherization:write"
LABELS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("address.number", _("Address #"), "entry"),
        RecordField("address.street", _("Street"), "entry"),
        RecordField("address.street_type", _("Street Type"), "entry"),
        RecordField("address.zip", _("Zip Code"), "entry"),
        RecordField("reason", _("Reason"), "entry"),
        RecordField("explanation", _("Explanation"), "entry"),
        RecordField("from", _("From"), "entry", "day"),
        RecordField("to", _("To"), "entry", "day"),
    )
}
ADD = FormKind(
    "add",
    "weatherization.add_ineligible_address",
    {name: each for name, each in LABELS.items() if name != "to"},
    scope=WRITE,
)
END = FormKind("end", "weatherization.end_ineligible_address", {"to": LABELS["to"]}, scope=WRITE)
Answer = Response | tuple[str, int]


@routes.get("/ineligible-addresses")
@access.page
def show() -> Answer:
    """The list, the latest entries first, with the form for another one."""
    principal().require(READ)
    return _page({})


@routes.post("/ineligible-addresses")
@access.page
def add() -> Answer:
    """Puts an address on the list."""
    principal().require(WRITE)
    form = ADD.sent(_reasons())
    values = form.values
    names = [name for name in values if values[name] or name == "reason" or name.startswith("address.")]
    try:
        write(ADD.operation, [recordform.body_of(values, names, LABELS)], form)
    except Problem as problem:
        return _page({ADD.name: form.refused(problem)})
    return redirect(url_for("ineligible.show", saved=1), code=303)


@routes.post("/ineligible-addresses/<int:entry_id>")
@access.page
def end(entry_id: int) -> Answer:
    """Sets or corrects the last day of an entry."""
    principal().require(WRITE)
    form = END.sent()
    try:
        write(END.operation, [entry_id, form.values], form)
    except Problem as problem:
        return _page({f"{END.name}-{entry_id}": form.refused(problem)})
    return redirect(url_for("ineligible.show", saved=1), code=303)


def _page(forms: Mapping[str, FieldForm]) -> Answer:
    options = {"cursor": request.args["cursor"][:200]} if request.args.get("cursor") else {}
    call = Call("weatherization", "list_ineligible_addresses", [], options)
    problem = next((form.problem for form in forms.values() if form.problem), None)
    page = render_template(
        "properties/ineligible.html",
        page=gateway().services.ask(principal(), call, trace=trace()),
        form=forms.get(ADD.name) or ADD.shown(lists=_reasons()),
        ends=forms,
        blank=END.shown(),
        labels=LABELS,
        may_write=principal().may(WRITE),
        saved="saved" in request.args,
    )
    return page, status_of(problem) if problem else 200


def _reasons() -> dict[str, Entries]:
    call = Call("weatherization", "list_weatherization_reference", ["ineligible_reason"])
    today = agency_today()
    return {"reason": lists.offered(gateway().lists.answer(call, principal(), trace())["items"], today)}
