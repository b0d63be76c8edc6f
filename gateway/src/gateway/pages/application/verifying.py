"""The verification step: five items with their documents and history, and the other benefits (R134 to R140)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, documenttypes, lists
from gateway.context import agency_today, gateway, principal, trace
from gateway.pages.application import typed as forms
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.application.typed import BLANK, Typed
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, Unavailable

Answer = Response | tuple[str, int]
LISTS = ("benefit_kind", "benefit_proof")


@routes.get("/customers/<int:number>/applications/<int:application_id>/verification")
@access.page
def verification(number: int, application_id: int) -> Answer:
    """Where each item stands, and what may be decided of it."""
    return _page(number, application_id, BLANK)


@routes.post("/customers/<int:number>/applications/<int:application_id>/verification/<item>")
@access.page
def decide_verification(number: int, application_id: int, item: str) -> Answer:
    """Verifies, rejects or reopens an item, as chosen from its drop-down (R135)."""
    require_application(number, application_id)
    sent = forms.read(item, "action", "reason")
    body = {"action": sent.values["action"], "reason": " ".join(sent.values["reason"].split())}
    if not body["action"]:
        missing = FieldProblem("action", "required", gettext("Choose what to do."))
        return _after(number, application_id, item, sent.refused(Invalid(fields=[missing]), inline=True))
    refused = forms.send(sent, number, "decide_verification", [application_id, item, body])
    return _after(number, application_id, item, refused)


@routes.post("/customers/<int:number>/applications/<int:application_id>/verification/<item>/documents")
@access.page
def link_document(number: int, application_id: int, item: str) -> Answer:
    """Links one of the customer's documents to an item (R136)."""
    require_application(number, application_id)
    sent = forms.read(item, "document_id")
    composed = compose(number)
    chosen = next(
        (each for each in _documents(composed) if str(each["id"]) == sent.values["document_id"]), None
    )
    if chosen is None:
        return redirect(_address(number, application_id, item), code=303)
    body = {
        "document_id": chosen["id"],
        "document_type": chosen["document_type"]["code"],
        "file_name": chosen["file_name"],
    }
    refused = forms.send(sent, number, "link_verification_document", [application_id, item, body])
    return _after(number, application_id, item, refused)


@routes.post("/customers/<int:number>/applications/<int:application_id>/benefits")
@access.page
def add_benefit(number: int, application_id: int) -> Answer:
    """Enters a benefit that the customer gets elsewhere (R137)."""
    require_application(number, application_id)
    sent = forms.read("benefits", "kind", "verified_by", "since", "amount")
    values = sent.values
    body = {
        "kind": values["kind"],
        "verified_by": values["verified_by"],
        "since": values["since"] or None,
        "amount": values["amount"] or None,
    }
    refused = forms.send(sent, number, "add_other_benefit", [application_id, body])
    return _after(number, application_id, "benefits", refused)


@routes.post("/customers/<int:number>/applications/<int:application_id>/benefits/<int:benefit_id>/removal")
@access.page
def remove_benefit(number: int, application_id: int, benefit_id: int) -> Answer:
    """Takes a benefit from the list."""
    require_application(number, application_id)
    sent = forms.read("benefits")
    refused = forms.send(sent, number, "remove_other_benefit", [application_id, benefit_id])
    return _after(number, application_id, "benefits", refused)


def _after(number: int, application_id: int, item: str, refused: Typed | None) -> Answer:
    if refused is not None:
        return _page(number, application_id, refused)
    return redirect(_address(number, application_id, item, saved=item), code=303)


def _address(number: int, application_id: int, item: str, **more: str) -> str:
    anchor = item.lower()
    return url_for(
        "record.verification", number=number, application_id=application_id, _anchor=anchor, **more
    )


def _page(number: int, application_id: int, sent: Typed) -> Answer:
    try:
        composed, application = open_application(number, application_id)
        panel = gateway().services.ask(
            principal(), Call("applications", "get_verification", [application_id]), trace=trace()
        )
    except Unavailable:
        page = render_template("application/verification.html", record=compose(number), application=None)
        return page, 200
    choices, types = _choices()
    page = render_template(
        "application/verification.html",
        record=composed,
        application=application,
        panel=panel,
        sent=sent,
        fresh_key=forms.fresh_key,
        saved=request.args.get("saved", ""),
        choices=choices,
        documents_for=_offering(composed, application["program_code"], types),
        reason_limit=gateway().contracts.limit_of("applications.decide_verification", "reason", 200),
    )
    return page, sent.status


def _choices() -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """What may be chosen today of each list, and every entry of the document types."""
    calls = [Call("applications", "list_application_reference", [name]) for name in LISTS]
    *answers, types = gateway().lists.answers([*calls, documenttypes.TYPES], principal(), trace())
    offered = {
        name: lists.offered(answer["items"], agency_today())
        for name, answer in zip(LISTS, answers, strict=True)
    }
    return offered, types["items"]


def _offering(
    composed: Mapping[str, Any], program: str, types: list[dict[str, Any]]
) -> Callable[[Mapping[str, Any]], tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]]:
    """What may be linked to an item of the panel: documents whose type proves it, then the others (R136, R195)."""
    documents, proves = _documents(composed), documenttypes.proving(types, program, agency_today())

    def offered(item: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        linked = {each["document_id"] for each in item["documents"]}
        fitting = [
            each
            for each in documents
            if each["document_type"]["code"] in item["document_types"] and each["id"] not in linked
        ]
        return documenttypes.by_proof(fitting, item["code"], proves)

    return offered


def _documents(composed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The customer's documents, as the record lists them."""
    section = composed["sections"]["documents"]
    return section["data"]["items"] if section["state"] == "ok" else []
