"""Customer Maintenance Lookup: find a customer by number or name (R128 to R130).

What was searched for stands in the address, so that going back leads to the same results. A Social Security
number or a date of birth never does (R249): the form is posted, looked at, and then turned into an address.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, searched
from gateway.context import gateway, principal, trace
from homefire.client import Call
from homefire.errors import Problem
from homefire.statuses import status_of

routes = Blueprint("customers", __name__)
PAGE_LENGTH = 25
LONGEST = 80
_PROTECTED = re.compile(r"\d{3}[-. ]?\d{2}[-. ]?\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
"""What looks like a Social Security number or a date. Customer numbers are shorter."""
_NUMBER = re.compile(r"#?\s*(\d{1,8})")

Rendered = str | tuple[str, int]


@routes.get("/customers")
@access.page
def lookup() -> Rendered | Response:
    """The search form, and what was found for the number and the name in the address."""
    wanted = {"number": _text("number"), "name": _text("name")}
    wanted = {name: value for name, value in wanted.items() if value}
    if not wanted:
        return render_template("lookup.html", wanted={})
    if any(_PROTECTED.search(value) for value in wanted.values()):
        return render_template("lookup.html", wanted={}, refused="protected"), 422
    if "number" in wanted and not _NUMBER.fullmatch(wanted["number"]):
        return render_template("lookup.html", wanted=wanted, refused="number"), 422
    answer = make_response(_found(wanted))
    if answer.status_code == 200:
        searched.remember(answer)
    return answer


@routes.post("/customers/search")
@access.page
def search() -> Rendered | Response:
    """Turns the form into the address of its results. The find box of every page posts here as well."""
    find, number, name = _text("find"), _text("number"), _text("name")
    if any(_PROTECTED.search(value) for value in (find, number, name)):
        return render_template("lookup.html", wanted={}, refused="protected"), 422
    direct = _NUMBER.fullmatch(find)
    if direct:
        return redirect(url_for("record.show", number=int(direct[1])), code=303)
    wanted: dict[str, Any] = {"number": number.lstrip("# ") or None, "name": name or find or None}
    return redirect(url_for("customers.lookup", **wanted), code=303)


def _found(wanted: dict[str, str]) -> Rendered:
    arguments: dict[str, Any] = {**wanted, "limit": PAGE_LENGTH}
    if "number" in wanted:
        arguments["number"] = int(wanted["number"].lstrip("# "))
    if _text("cursor"):
        arguments["cursor"] = _text("cursor")
    call = Call("customers", "search_customers", [], arguments)
    try:
        page = gateway().services.ask(principal(), call, trace=trace())
    except Problem as problem:
        return render_template("lookup.html", wanted=wanted, problem=problem), status_of(problem)
    return render_template("lookup.html", wanted=wanted, found=page["items"], next=page.get("next"))


def _text(name: str) -> str:
    """A field of the form or of the address, trimmed; an endless one is cut."""
    return request.values.get(name, "").strip()[: 2000 if name == "cursor" else LONGEST]
