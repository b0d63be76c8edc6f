"""A customer's sales, where a program shows them: the list, and Sale Inquiry Detail (R239)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.pages.composing import compose
from homefire.client import Call

routes = Blueprint("sales", __name__)
PAGE_LENGTH = 50


@routes.get("/customers/<int:number>/sales")
@access.page
def show(number: int) -> str | tuple[str, int]:
    """The sales that an import has brought, newest first."""
    composed = compose(number)
    if not composed["features"].sales:
        return hidden(composed, "sales")
    options: dict[str, Any] = {"limit": PAGE_LENGTH}
    if request.args.get("cursor"):
        options["cursor"] = request.args["cursor"][:200]
    call = Call("customers", "list_sales", [number], options)
    page = gateway().services.ask(principal(), call, trace=trace())
    return render_template("sales.html", record=composed, page=page)


@routes.get("/customers/<int:number>/sales/<sale_number>")
@access.page
def detail(number: int, sale_number: str) -> str | tuple[str, int]:
    """One sale with its lines."""
    composed = compose(number)
    if not composed["features"].sales:
        return hidden(composed, "sales")
    call = Call("customers", "get_sale", [number, sale_number])
    sale = gateway().services.ask(principal(), call, trace=trace())
    return render_template("sale.html", record=composed, sale=sale)


def hidden(composed: dict[str, Any], view: str) -> tuple[str, int]:
    """Says why a page is not there: no program of the customer shows it, or the programs cannot be asked for."""
    status = 404 if composed["features"].known else 503
    return render_template("hidden.html", record=composed, view=view), status
