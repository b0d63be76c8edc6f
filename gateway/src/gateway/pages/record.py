"""The customer record and the files beside it (R1 to R5)."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway
from gateway.pages import notes, said
from gateway.pages.composing import compose
from gateway.pages.opening import open_record, render_record
from gateway.pages.standing import merges_of

routes = Blueprint("record", __name__)


@routes.get("/customers/<int:number>")
@access.page
def show(number: int) -> Response:
    """Everything about one customer on one page, to be edited by the one who has it open (R1, R148)."""
    composed = compose(number)
    if "merged_from" in composed:
        return redirect(url_for("record.show", number=composed["number"], merged=number), code=303)
    saved = said.heard(number)
    opened = replace(open_record(composed), saved=saved, merges=merges_of(composed))
    page, status = render_record(composed, opened, notes.blank_form(composed), sent="sent" in request.args)
    response = make_response(page, status)
    if saved is not None:
        said.forget(response)
    return response


@routes.get("/customers/<int:number>/files")
@access.page
def files(number: int) -> str:
    """The customer's documents, with the record's own lists and toolbar (R5)."""
    download = gateway().contracts.operations.get("documents.get_document_content")
    return render_template("files.html", record=compose(number), download=download)
