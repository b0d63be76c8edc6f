"""The record's page, put together: the form, the lock, the draft, and whether this is Maintenance or Inquiry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template, request
from flask_babel import lazy_gettext as _

from gateway import assigning, gridding, lists, recordfields, recordform
from gateway.consentform import ConsentForm
from gateway.context import agency_today, gateway, principal, trace
from gateway.drafts import Draft
from gateway.locks import CLOSED, UNASKED, Hold, Locks
from gateway.pages.statuses import TypedStatus, by_application
from gateway.recordform import RecordForm
from homefire.client import Call
from homefire.errors import Problem

LISTS = (
    "ethnicity",
    "ethnicity_subcategory",
    "best_time",
    "preferred_method",
    "street_type",
    "building_type",
    "consent_source",
    "customer_type",
)
"""The reference lists that the record's form offers."""
MOVES: tuple[dict[str, Any], ...] = (
    {"code": "MOVED", "label": _("The customer has moved"), "data": {}},
    {"code": "CORRECTION", "label": _("The address was entered wrongly"), "data": {}},
)
"""Why another residence is entered (R142)."""
MAIL_ONLY: dict[str, Any] = {"code": "MAIL_ONLY", "label": _("Mail alone goes elsewhere"), "data": {}}
"""Offered beside them where the customer lives where the mail goes: the former address is kept as the residence."""
LONGEST_REASON = 200
"""Characters of a reason for taking a record over, where the contract does not say otherwise (R256)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a page of a record is made of besides the record itself."""

    form: RecordForm | None
    hold: Hold
    draft: Draft | None = None
    restored: bool = False
    saved: Mapping[str, Any] | None = None
    take_over_problem: Problem | None = None
    statuses: tuple[TypedStatus, ...] = ()
    rest_saved: bool = False
    consent: ConsentForm = field(default_factory=ConsentForm)
    merges: Sequence[Mapping[str, Any]] = ()

    @property
    def offered(self) -> bool:
        """Whether a draft waits to be restored or discarded."""
        return self.draft is not None and not self.restored and bool(self.draft.values)


def locks() -> Locks:
    """The locks of the person who sends this request."""
    return Locks(gateway().services, principal(), trace())


def open_record(composed: Mapping[str, Any]) -> Opened:
    """A record that somebody opens: the lock is taken, a draft of theirs is offered or put back (R148, R241)."""
    number, section = composed["number"], composed["sections"]["customer"]
    if section["state"] != "ok":
        return Opened(None, Hold(why="away"))
    if section["data"].get("status") == "DELETED":
        return Opened(form_of(section["data"], editable=False), CLOSED)
    hold = take_hold(number)
    form = form_of(section["data"], editable=hold.held)
    draft = gateway().drafts.find(principal().id, number) if principal().may("customers:write") else None
    restored = draft is not None and hold.held and "draft" in request.args
    if draft is not None and restored:
        form = with_changes(form, draft.base, draft.values)
    return Opened(form, hold, draft, restored)


def take_hold(number: int) -> Hold:
    """The lock of a record that somebody opens; none for a page that a browser loads on its own account."""
    return UNASKED if is_prefetch() else locks().take(number)


def form_of(customer: Mapping[str, Any], *, editable: bool) -> RecordForm:
    """The form as the record stands. Lists are asked for only where somebody can choose from them."""
    values = recordform.values_of(customer)
    mailing, home = (customer.get(name) or {} for name in recordfields.PLACES)
    everyone = gateway().staff.everyone()
    return RecordForm(
        values=values,
        base=values,
        version=customer["version"],
        editable=editable,
        lists=offered_lists() | assigning.offered(everyone) | _moves(home) if editable else {},
        limits=gateway().contracts.limits_of("customers.update_customer"),
        texts=recordform.texts_of(customer),
        people=assigning.names(everyone),
        ssn_set=bool(customer.get("ssn")),
        overridden=tuple(mailing.get("overridden") or ()),
        residence_overridden=tuple(home.get("overridden") or ()),
        warnings=recordform.warnings_of(customer),
    )


def _moves(home: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {recordfields.RESIDENCE_CHANGE: [*MOVES] if home else [*MOVES, MAIL_ONLY]}


def with_changes(form: RecordForm, base: Mapping[str, str], mine: Mapping[str, str]) -> RecordForm:
    """The form with somebody's changes to an earlier state put into it; what cannot be is asked for (R152)."""
    values, conflicts = recordform.merge(base, mine, form.base)
    return replace(form, values=values, conflicts=conflicts)


def offered_lists() -> dict[str, list[dict[str, Any]]]:
    """What may be chosen today from each list of the form."""
    calls = [Call("customers", "list_customer_reference", [name]) for name in LISTS]
    today = agency_today()
    answers = gateway().lists.answers(calls, principal(), trace())
    return {name: lists.offered(answer["items"], today) for name, answer in zip(LISTS, answers, strict=True)}


def render_record(
    composed: Mapping[str, Any], opened: Opened, notes_form: Any, *, sent: bool = False, status: int = 200
) -> tuple[str, int]:
    """The page of the record."""
    page = render_template(
        "record.html",
        record=composed,
        form=notes_form,
        sent=sent,
        opened=opened,
        edit=opened.form,
        hold=opened.hold,
        labels=recordfields.FIELDS,
        statuses=by_application(opened.statuses),
        status_reason_limit=gridding.status_reason_limit(),
        views=gridding.views_of(composed),
        reason_limit=gateway().contracts.limit_of("customers.take_over_lock", "reason", LONGEST_REASON),
        merges_here=opened.merges,
    )
    return page, status


def is_prefetch() -> bool:
    """Whether a browser asks on its own account, before anybody clicked: that must lock and read nothing."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purpose or "prerender" in purpose


def is_meant() -> bool:
    """Whether somebody asks from a page of ours or by an address of their own, and not by another site's link.

    A browser sends the session's cookie with such a link. What asking changes by itself must not follow from it.
    """
    return not is_prefetch() and request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
