"""What the form of a change request shows at first, and what it sent (R110 to R112)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _

from gateway import recordfields
from gateway.context import agency_today, gateway, principal, trace
from homefire.errors import Problem

PARTS = ("core_value", "our_value", "document_id", "proof")
_PREVIOUS_YEAR, _SSN = "DIFFERENT_INFORMATION", "SSN"
_SHIPPED: dict[str, tuple[str, Any]] = {
    "FIRST_NAME": ("FIRST NAME", _("First Name")),
    "MIDDLE_INITIAL": ("MIDDLE INITIAL", _("Middle Initial")),
    "LAST_NAME": ("LAST NAME", _("Last Name")),
    "DATE_OF_BIRTH": ("DATE OF BIRTH", _("Date of Birth")),
    _SSN: ("SOCIAL SECURITY NUMBER", _("Social Security Number")),
    "SERVICE_ADDRESS": ("SERVICE ADDRESS", _("Service Address")),
    "ACCOUNT_NUMBER": ("UTILITY ACCOUNT NUMBER", _("Utility Account Number")),
    "OTHER": ("OTHER FIELD", _("Other Field")),
}


def field_name(entry: Mapping[str, Any]) -> str:
    """What a field is called: in the reader's language, unless the agency has a word of its own for it."""
    shipped, ours = _SHIPPED.get(entry["code"], ("", ""))
    return str(ours if entry["label"] == shipped else entry["label"])


def our_values(composed: Mapping[str, Any], application_id: str) -> dict[str, str]:
    """What our record says of each field that a request may name. Never the number: it is taken when it is sent (R249).

    Address and account are those of the application that the request is about, else of the one transferred last, else of the
    newest.
    """
    section = composed["sections"]["customer"]
    customer: Mapping[str, Any] = section["data"] if section["state"] == "ok" else {}
    about = _by_id(composed, application_id) or _transferred_last(composed)
    application = about or next(iter(_applications(composed)), {})
    address = ", ".join(
        str(application.get(name)) for name in ("service_address", "city", "zip") if application.get(name)
    )
    born = recordfields.FIELDS["date_of_birth"].show(customer.get("date_of_birth"))
    known = {name.upper(): customer.get(name) for name in ("first_name", "middle_initial", "last_name")}
    known |= {
        "DATE_OF_BIRTH": born,
        "SERVICE_ADDRESS": address,
        "ACCOUNT_NUMBER": application.get("account_number"),
    }
    return {f"our_value.{name}": str(value) for name, value in known.items() if value}


def comparison_of(composed: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record against what CORE was last sent; None while that cannot be told.

    An SSN is compared between two services, and nobody is shown by what (R112).
    """
    section = composed["sections"]["customer"]
    if section["state"] != "ok":
        return None
    customer, number = section["data"], composed["number"]
    names = ("first_name", "middle_initial", "last_name", "date_of_birth")
    body = {name: customer.get(name) or (None if name == "date_of_birth" else "") for name in names}
    services = gateway().services
    try:
        found: dict[str, Any] = services.ask_http(
            principal(), "applications", "compare_with_core", [number], body, trace=trace()
        )
    except Problem:
        return None
    return found


def unasked_of(comparison: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The differences that CSD has not been asked for yet; none while the comparison cannot be had."""
    if not comparison or not comparison["sent"]:
        return []
    return [each for each in comparison["differences"] if each["request"] is None]


def proposed(composed: Mapping[str, Any], comparison: Mapping[str, Any] | None) -> dict[str, str]:
    """What the form shows at first: the fields that differ and that CSD has not been asked for yet, and the program
    year of the application it is about."""
    found = dict.fromkeys(("program_year", "application_id", "reason", "explanation"), "")
    application = _application(composed)
    if application:
        found |= {"program_year": str(application["program_year"]), "application_id": str(application["id"])}
    found["program_year"] = found["program_year"] or str(_newest_year(composed, comparison))
    unasked = unasked_of(comparison)
    for each in unasked:
        name = each["field"]
        # A masked number is no value to send: CORE's is taken from the transfer, ours from the record.
        core = "" if name == _SSN else each["core_value"]
        found |= {
            f"include.{name}": "yes",
            f"core_value.{name}": core,
            f"our_value.{name}": each["our_value"],
        }
        if name == _SSN and comparison:
            found["core_transfer.SSN"] = str(comparison["sent"]["number"])
    if unasked:
        found["reason"] = _PREVIOUS_YEAR
    return found


def _newest_year(composed: Mapping[str, Any], comparison: Mapping[str, Any] | None) -> int:
    """The program year of the application that was transferred last; this year where nothing was."""
    last = _transferred_last(composed)
    if last:
        return int(last["program_year"])
    return (
        int(comparison["sent"]["program_year"]) if comparison and comparison["sent"] else agency_today().year
    )


def _application(composed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The application that the address names, as long as it is this customer's."""
    return _by_id(composed, request.args.get("application", ""))


def _by_id(composed: Mapping[str, Any], wanted: str) -> Mapping[str, Any] | None:
    return next((each for each in _applications(composed) if str(each["id"]) == wanted), None)


def _transferred_last(composed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    sent = [each for each in _applications(composed) if each.get("transfer_date")]
    return max(sent, key=lambda each: str(each["transfer_date"]), default=None)


def _applications(composed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    section = composed["sections"]["applications"]
    items: list[Mapping[str, Any]] = section["data"]["items"] if section["state"] == "ok" else []
    return items


def body_of_form() -> dict[str, Any]:
    """What the form says as the service takes it; of the fields, those that are ticked."""
    chosen = [name.partition(".")[2] for name in request.form if name.startswith("include.")]
    fields = [
        {
            "field": name,
            **{
                part: request.form.get(f"{part}.{name}", "").strip()
                for part in ("core_value", "our_value", "proof")
            },
            "core_transfer": _number(f"core_transfer.{name}"),
            "document_id": _number(f"document_id.{name}"),
        }
        for name in chosen
    ]
    return {
        "program_year": _number("program_year"),
        "application_id": _number("application_id"),
        "reason": request.form.get("reason", ""),
        "explanation": request.form.get("explanation", "").strip(),
        "fields": fields,
    }


def typed(body: Mapping[str, Any]) -> dict[str, str]:
    """The form again as it was typed."""
    found = {
        name: str(body[name] or "") for name in ("program_year", "application_id", "reason", "explanation")
    }
    for position, each in enumerate(body["fields"]):
        name = each["field"]
        found[f"include.{name}"] = "yes"
        found[f"position.{name}"] = str(position)
        for part in (*PARTS, "core_transfer"):
            found[f"{part}.{name}"] = str(each[part] or "")
    return found


def typed_of(draft: Mapping[str, Any]) -> dict[str, str]:
    """A draft as the form shows it. An SSN stands masked, and sent back so it stays as it is (R249)."""
    fields = []
    for each in draft["fields"]:
        name, ours = each["field"]["code"], each["our_value"]
        if name == _SSN and not any(character.isdigit() for character in ours):
            ours = ""
        fields.append({**each, "field": name, "our_value": ours, "core_transfer": None})
    return typed({**draft, "reason": draft["reason"]["code"], "fields": fields})


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
