"""The glossary: the key terms on a page of their own (R242)."""

from __future__ import annotations

from flask import Blueprint, render_template

from gateway import access
from gateway.glossary import TERMS

routes = Blueprint("glossary", __name__)


@routes.get("/glossary")
@access.page
def show() -> str:
    """Every term."""
    return render_template("glossary.html", terms=TERMS)
