"""One grid of the record by itself, sorted and filtered as its address says, and its file (R57, R86)."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from gateway import access, gridding
from gateway.locks import READING, Hold

routes = Blueprint("grids", __name__)
EDITING = "editing"
"""Says that the page around the grid holds the record, so that statuses may be chosen in it."""


@routes.get("/customers/<int:number>/grids/<name>")
@access.page
def show(number: int, name: str) -> str:
    """The card of one grid, which the page puts in the place of the one that it has."""
    return _card(number, name)


@routes.get("/customers/<int:number>/household")
@access.background
def household_now(number: int) -> str:
    """The household's card as it is now, which an open record asks for from time to time (R70)."""
    return _card(number, "household")


@routes.post("/customers/<int:number>/grids/<name>/export")
@access.page
def export(number: int, name: str) -> Response:
    """The rows that the page shows as a file."""
    return gridding.export(number, name, request.form.get("format", ""), request.args, f"{name}.")


def _card(number: int, name: str) -> str:
    grid = gridding.grid_of(name)
    composed = gridding.compose_for(grid, number)
    # The token is the page's own: a grid names none, and what is chosen in it goes with the page's form.
    hold = Hold(token=0) if EDITING in request.args else READING
    return render_template(
        "grids/one.html",
        record=composed,
        name=name,
        views=gridding.views_of({**composed, "sections": {grid.section: composed["sections"][grid.section]}}),
        hold=hold,
        statuses={},
        status_reason_limit=gridding.status_reason_limit(),
    )
