"""The customer record: seven services asked at once, one document, each section with its own state (R1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gateway.formatting import full_name
from gateway.services import Services, Trace
from gateway.tokens import Principal
from homefire.client import Call
from homefire.errors import NotFound, NotPermitted, Problem, Unexpected
from homefire.statuses import problem_document

DEADLINE = 1.5
"""Seconds. What has not answered by then is shown as unavailable: the page must be there within two."""

CUSTOMER = "customer"
QUESTIONS: dict[str, tuple[str, str, str]] = {
    CUSTOMER: ("customers", "get_customer", "customers:read"),
    "contacts": ("messaging", "list_contact_entries", "messaging:read"),
    "household": ("applications", "get_customer_applications", "applications:read"),
    "notes": ("audit", "list_notes", "notes:read"),
    "jobs": ("weatherization", "list_jobs", "weatherization:read"),
    "properties": ("weatherization", "list_properties", "weatherization:read"),
    "appointments": ("appointments", "list_appointments", "appointments:read"),
    "documents": ("documents", "list_documents", "documents:read"),
}
"""Section to service, operation and scope. Household and applications come in one answer: eight calls."""

SECTIONS = (
    CUSTOMER,
    "contacts",
    "household",
    "notes",
    "applications",
    "jobs",
    "appointments",
    "documents",
    "properties",
)
"""The manual's order (R4), and beside it the properties of the panel (R157)."""


def compose(
    services: Services,
    principal: Principal,
    number: int,
    trace: Trace,
    only: Collection[str] = tuple(QUESTIONS),
) -> dict[str, Any]:
    """The record as `/api/v1/customers/{number}/record` answers it, or some of its sections beside the customer.

    `only` names what is asked, by the keys of `QUESTIONS`. Raises `NotFound` when the customers service says that
    there is no such number, `NotPermitted` when the caller may not read customers at all. A service that does not
    answer costs its section only.
    """
    principal.require("customers:read")
    wanted = {CUSTOMER, *only}
    asked = [name for name, (_, _, scope) in QUESTIONS.items() if name in wanted and principal.may(scope)]
    questions = [Call(*QUESTIONS[name][:2], [number]) for name in asked]
    outcomes = dict(
        zip(
            asked,
            services.ask_all(principal, questions, trace=trace, timeout=DEADLINE),
            strict=True,
        )
    )
    customer = outcomes[CUSTOMER]
    if isinstance(customer, NotFound):
        raise customer
    if isinstance(customer, Mapping) and customer["number"] != number:
        # The number of a merged record leads to the survivor, whose every section is asked for anew (R252).
        return compose(services, principal, customer["number"], trace, only) | {"merged_from": number}
    sections = {
        name: _section(outcomes.get(name, _REFUSED), trace.correlation_id)
        for name in QUESTIONS
        if name in wanted
    }
    if "household" in sections:
        sections |= _split_applications(sections["household"])
    return {
        "number": number,
        "heading": heading(number, None if isinstance(customer, Problem) else customer),
        "sections": {name: sections[name] for name in SECTIONS if name in sections},
    }


def heading(number: int, customer: Mapping[str, Any] | None, word: str = "CustomerID#") -> str:
    """`LAST, FIRST - CustomerID#: 110385` (R2); without the name when the customers service is away.

    `word` is what a page in another language calls the number.
    """
    if customer is None:
        return f"{word}: {number}"
    return f"{full_name(customer)} - {word}: {number}"


def own_ssn(customer: Mapping[str, Any] | None) -> str | None:
    """The customer's Social Security number, masked as customers tells it to this person; None where there is none."""
    masked: str | None = (customer or {}).get("ssn") if (customer or {}).get("tax_id_type") == "SSN" else None
    return masked


def with_own_number(composed: dict[str, Any]) -> dict[str, Any]:
    """The record as people read it: who applies is the customer, and has the record's number where the household has
    none (R9, R68).

    The document that programs read stays what each service said.
    """
    section, customer = composed["sections"].get("household"), composed["sections"][CUSTOMER]
    own = own_ssn(customer["data"]) if customer["state"] == "ok" else None
    if not own or section is None or section["state"] != "ok" or not section["data"]:
        return composed
    members = [
        {**each, "ssn": own} if not each["ssn"] and (each["relation"] or {}).get("code") == "SELF" else each
        for each in section["data"].get("members") or ()
    ]
    shown = {**section, "data": {**section["data"], "members": members}}
    return {**composed, "sections": {**composed["sections"], "household": shown}}


def programs_of(composed: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of the programs in which the customer has an application; none while they cannot be asked for."""
    section = composed["sections"]["applications"]
    if section["state"] != "ok":
        return ()
    return tuple(sorted({str(found.get("program_code") or "") for found in section["data"]["items"]} - {""}))


_REFUSED = NotPermitted("Your role does not show this section.")


def _section(outcome: Any, correlation_id: str) -> dict[str, Any]:
    if isinstance(outcome, Problem):
        return {"state": "unavailable", "problem": problem_document(outcome, correlation_id)}
    if isinstance(outcome, BaseException):
        return {"state": "unavailable", "problem": problem_document(Unexpected(), correlation_id)}
    return {"state": "ok", "data": outcome}


def _split_applications(section: dict[str, Any]) -> dict[str, Any]:
    if section["state"] != "ok":
        return {"household": section, "applications": section}
    data = section["data"]
    return {
        "household": {"state": "ok", "data": data["household"]},
        "applications": {"state": "ok", "data": {"items": data["applications"]}},
    }
