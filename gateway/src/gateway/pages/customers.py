"""Customer Maintenance Lookup: find a customer by whatever is known (R128 to R130).

What was searched for stands in the address, so that going back leads to the same results. A Social Security
number or a date of birth never does (R249): such a search is kept sealed on the server, and its id stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, searched, searchform
from gateway.context import gateway, principal, trace
from homefire.client import Call
from homefire.errors import Problem
from homefire.statuses import status_of

routes = Blueprint("customers", __name__)
PAGE_LENGTH = 25
_AWAY = ("unavailable", "timed_out", "database_unavailable")


@dataclass(slots=True)
class Lookup:
    """What the page shows: what was asked for, whom it found, or why it did not look."""

    wanted: dict[str, str] = field(default_factory=dict)
    search: str = ""
    found: list[dict[str, Any]] | None = None
    next: str | None = None
    refused: str = ""
    problem: Problem | None = None

    @property
    def shown(self) -> dict[str, str]:
        """What stands in the fields again: of a sealed search, what may be shown."""
        hidden = ("ssn", "find") if searchform.is_protected(self.wanted) else ()
        return {name: value for name, value in self.wanted.items() if name not in hidden}

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the form's field."""
        entries = self.problem.fields if self.problem else ()
        return {entry.field.replace("ssn_last_four", "ssn"): entry.detail for entry in entries}

    @property
    def away(self) -> bool:
        """Whether the search itself is not to be had now."""
        return self.problem is not None and self.problem.code in _AWAY

    @property
    def address(self) -> dict[str, str]:
        """What an address has that leads to the same results."""
        return {"search": self.search} if self.search else self.wanted

    @property
    def proves_absence(self) -> bool:
        """Whether it looked at all customers (R133): who has no unread messages is left out by the switch (R132)."""
        return self.found is not None and searchform.UNREAD not in self.wanted

    @property
    def new_customer(self) -> dict[str, str]:
        """What a new record takes over of the search."""
        return searchform.name_of(self.wanted)


@routes.get("/customers")
@access.page
def lookup() -> Response:
    """The search form, and who was found for what the address says."""
    state = Lookup(wanted=searchform.read(request.args))
    if request.args.get("search"):
        kept = gateway().searches.find(principal().id, request.args["search"])
        state = Lookup(
            kept or {}, search=request.args["search"] if kept else "", refused="" if kept else "forgotten"
        )
    elif searchform.is_protected(state.wanted) or searchform.misplaced(state.wanted):
        # Somebody wrote the address by hand. It is not looked for, and not shown again.
        state = Lookup(refused="protected")
    _look(state)
    return _page(state, render_template("lookup.html", **_context(state)))


@routes.post("/customers/search")
@access.page
def search() -> Response:
    """Turns the form into the address of its results. The find box of every page posts here as well."""
    wanted = searchform.read(request.form)
    if searchform.misplaced(wanted):
        kept = {name: value for name, value in wanted.items() if name not in searchform.misplaced(wanted)}
        state = Lookup(wanted=kept, refused="protected")
        return _page(state, render_template("lookup.html", **_context(state)))
    number = searchform.direct_number(wanted.get("find", ""))
    if number is not None and len(wanted) == 1:
        response = redirect(url_for("record.show", number=number), code=303)
        searched.remember(response)
        return response
    return redirect(_address(wanted), code=303)


@routes.post("/customers/find")
@access.page
def find() -> Response:
    """The results alone, while somebody types into the one box; the page's address follows, and the switch holds."""
    typed = searchform.read(request.form)
    state = Lookup(wanted={name: typed[name] for name in ("find", searchform.UNREAD) if name in typed})
    if searchform.is_protected(state.wanted):
        state.search = gateway().searches.keep(principal().id, state.wanted)
    _look(state)
    response = _page(state, render_template("lookup/results.html", **_context(state)))
    # What went wrong stands in the results, which are put in their place whatever the status.
    response.status_code = 200
    response.headers["HX-Replace-Url"] = url_for("customers.lookup", **state.address)
    return response


def _address(wanted: dict[str, str]) -> str:
    if searchform.is_protected(wanted):
        return url_for("customers.lookup", search=gateway().searches.keep(principal().id, wanted))
    if "number" in wanted and searchform.is_a_number(wanted["number"]):
        wanted = wanted | {"number": wanted["number"].lstrip("# ")}
    return url_for("customers.lookup", **wanted)


def _look(state: Lookup) -> None:
    """Searches, unless nothing was asked for or what was asked cannot be."""
    wanted = state.wanted
    if not wanted or state.refused:
        return
    if "number" in wanted and not searchform.is_a_number(wanted["number"]):
        state.refused = "number"
        return
    asked = searchform.arguments(wanted) | {"limit": PAGE_LENGTH}
    cursor = request.args.get("cursor", "")
    if cursor:
        asked["cursor"] = cursor[:2000]
    try:
        page = _ask(asked, protected=bool(state.search))
    except Problem as problem:
        state.problem = problem
        return
    state.found, state.next = page["items"], page.get("next")


def _ask(asked: Mapping[str, Any], *, protected: bool) -> Mapping[str, Any]:
    """Protected values cross to the service's own port and never the bus."""
    services = gateway().services
    if protected:
        found: Mapping[str, Any] = services.ask_http(
            principal(), "customers", "find_customers", [], asked, trace=trace()
        )
        return found
    found = services.ask(principal(), Call("customers", "search_customers", [], dict(asked)), trace=trace())
    return found


def _context(state: Lookup) -> dict[str, Any]:
    return {
        "lookup": state,
        "fields": searchform.FIELDS,
        "reasons": searchform.REASONS,
        "statuses": _statuses(),
    }


def _statuses() -> list[str]:
    """Where an application may stand, as the contract says."""
    entry = gateway().contracts.field_of("applications.change_application_status", "status")
    return list(entry.get("enum", ()))


def _page(state: Lookup, html: str) -> Response:
    response = make_response(html)
    if state.problem:
        response.status_code = status_of(state.problem)
    elif state.refused in ("protected", "number"):
        response.status_code = 422
    if state.proves_absence:
        searched.remember(response)
    return response
