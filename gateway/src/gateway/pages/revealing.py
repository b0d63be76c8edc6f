"""Showing a Social Security number: a reason first, then the number on the answer to a POST (R69, R248).

It is in no address, cookie or draft; the services log who asked and why before it leaves them. With JavaScript the
page opens as a dialog over the record and the number hides itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from jinja2_fragments.flask import render_block

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.formatting import full_name
from gateway.forms import reading
from gateway.pages.composing import compose
from homefire.client import Call
from homefire.errors import NotFound, NotPermitted, Problem, Unavailable
from homefire.statuses import status_of

routes = Blueprint("revealing", __name__)
HIDES_AFTER = 60
"""Seconds for which a number stays on the screen."""
LONGEST_REASON = 200
"""Characters, where the contract does not say otherwise (R256)."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """Whose number is asked for, of which operation, and what has come of it."""

    operation: str
    key: int
    scope: str
    of: str
    masked: str
    kind: str
    back: str
    reason: str = ""
    number: str = ""
    problem: Problem | None = None

    @property
    def error(self) -> str:
        """What is wrong with the reason, or with asking."""
        if self.problem is None:
            return ""
        return self.problem.fields[0].detail if self.problem.fields else self.problem.detail

    @property
    def limit(self) -> int:
        """The most characters of a reason."""
        return gateway().contracts.limit_of(self.operation, "reason", LONGEST_REASON)


@routes.route("/customers/<int:number>/ssn", methods=["GET", "POST"])
@access.page
def customer(number: int) -> tuple[str, int]:
    """The number of the customer."""
    return _page(number, _customer)


@routes.route("/customers/<int:number>/household/<int:member_id>/ssn", methods=["GET", "POST"])
@access.page
def member(number: int, member_id: int) -> tuple[str, int]:
    """The number of a member of the household that the record shows."""
    return _page(number, lambda composed: _member(composed, member_id))


@routes.route("/customers/<int:number>/ssn-correction/<int:correction_id>/ssn", methods=["GET", "POST"])
@access.page
def correction(number: int, correction_id: int) -> tuple[str, int]:
    """The number that a correction asks for, to compare it with the proof."""
    return _page(number, lambda composed: _correction(composed, correction_id))


def _page(number: int, find: Callable[[Mapping[str, Any]], Reveal]) -> tuple[str, int]:
    composed = compose(number)
    reveal = find(composed)
    if not principal().may(reveal.scope):
        raise NotPermitted()
    if request.method == "POST":
        reveal = _asked(reveal)
    page: dict[str, Any] = {"record": composed, "reveal": reveal, "seconds": HIDES_AFTER}
    status = status_of(reveal.problem) if reveal.problem else 200
    if request.headers.get("HX-Request") == "true":
        g.fragment = True
        return render_block("reveal.html", "reveal", **page), status
    return render_template("reveal.html", **page), status


def _asked(reveal: Reveal) -> Reveal:
    """With the number, or with what is wrong."""
    reason = reading.sentence("reason")
    service, _dot, method = reveal.operation.partition(".")
    try:
        answer = gateway().services.ask_http(
            principal(), service, method, [reveal.key], {"reason": reason}, trace=trace()
        )
    except Problem as problem:
        return replace(reveal, reason=reason, problem=problem)
    return replace(reveal, number=punctuated(answer.get("tax_id_type", reveal.kind), answer["ssn"]))


def punctuated(kind: str, digits: str) -> str:
    """Nine digits as their authority writes them."""
    if kind == "EIN":
        return f"{digits[:2]}-{digits[2:]}"
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def _customer(composed: Mapping[str, Any]) -> Reveal:
    data = _data(composed, "customer")
    return Reveal(
        operation="customers.reveal_ssn",
        key=composed["number"],
        scope="customers:ssn.reveal",
        of=full_name(data),
        masked=data.get("ssn") or "",
        kind=data.get("tax_id_type", "SSN"),
        back=url_for("record.show", number=composed["number"], _anchor="customer-details"),
    )


def _member(composed: Mapping[str, Any], member_id: int) -> Reveal:
    household = _data(composed, "household") or {}
    for found in household.get("members", ()):
        if found["id"] == member_id:
            return Reveal(
                operation="applications.reveal_member_ssn",
                key=member_id,
                scope="applications:ssn.reveal",
                of=full_name(found),
                masked=found.get("ssn") or "",
                kind="SSN",
                back=url_for("record.show", number=composed["number"], _anchor="household"),
            )
    raise NotFound(_("This household has no such member."))


def _correction(composed: Mapping[str, Any], correction_id: int) -> Reveal:
    number = composed["number"]
    for found in corrections_of(number):
        if found["id"] == correction_id:
            return Reveal(
                operation="customers.reveal_ssn_correction",
                key=correction_id,
                scope="customers:ssn.correct.approve",
                of=_("the new number of %(name)s", name=found["name"]),
                masked=found["ssn"] or "",
                kind=found["tax_id_type"],
                back=url_for("correcting.show", number=number),
            )
    raise NotFound(_("This customer has no such correction."))


def corrections_of(number: int) -> list[dict[str, Any]]:
    """A customer's corrections, newest first."""
    call = Call("customers", "list_ssn_corrections", [number])
    found: list[dict[str, Any]] = gateway().services.ask(principal(), call, trace=trace())["items"]
    return found


def _data(composed: Mapping[str, Any], section: str) -> Any:
    """A section's content; raises the problem for which it is not there."""
    found = composed["sections"][section]
    if found["state"] != "ok":
        raise Unavailable(found["problem"]["detail"])
    return found["data"]
