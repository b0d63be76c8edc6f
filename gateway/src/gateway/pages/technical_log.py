"""The technical log: what changed and became no note, for whoever checks who did what (R187)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _

from gateway import access
from gateway.context import gateway, principal, trace
from homefire.client import Call
from homefire.errors import Problem
from homefire.statuses import status_of

routes = Blueprint("technical_log", __name__)
PAGE_LENGTH = 50
KINDS = {
    "checklist_created": _("Checklist made"),
    "checklist_item_updated": _("Checklist item"),
    "customer_records_moved": _("Rows moved by a merge"),
    "program_changed": _("Program"),
    "program_part_changed": _("Part of a program"),
    "program_rule_set": _("Weatherization rules"),
    "reference_changed": _("List"),
    "rule_table_published": _("Income table"),
}
"""What each type of event is called here. The service takes these and no others."""
FILTERS = ("customer_number", "event_type", "aggregate", "actor_id", "from_day", "to_day")
_LONGEST = 200


@routes.get("/technical-log")
@access.page
def show() -> tuple[str, int]:
    """Newest first, filtered as the address says; a filter that cannot be read is told at its field."""
    principal().require("access_log:read")
    wanted = {name: request.args.get(name, "").strip()[:_LONGEST] for name in FILTERS}
    options: dict[str, Any] = {"limit": PAGE_LENGTH} | {name: text for name, text in wanted.items() if text}
    if request.args.get("cursor"):
        options["cursor"] = request.args["cursor"][:_LONGEST]
    found, problem = None, None
    try:
        call = Call("audit", "list_technical_log", [], options)
        found = gateway().services.ask(principal(), call, trace=trace())
    except Problem as refusal:
        problem = refusal
    page = render_template(
        "technical_log.html",
        found=found,
        problem=problem,
        errors={entry.field: entry.detail for entry in problem.fields} if problem else {},
        wanted=wanted,
        address={name: text for name, text in wanted.items() if text},
        kinds=KINDS,
        people=gateway().staff.everyone(),
    )
    return page, status_of(problem) if problem else 200
