"""The Application Summary: which facts it shows is said by the program, where each comes from is said here (R175, R176).

A field has one entry in `FIELDS`. It reads the composed record, the application in full, and the answer of the
operation that it names; the applications service offers programs the same names to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext, lazy_gettext

from gateway.context import gateway, principal, trace
from gateway.formatting import money
from gateway.partform import show_day
from homefire.client import Call

_ = lazy_gettext
PATIENCE = 2.0
"""Seconds. An application's page is not held up by its summary."""
CHANNELS = {"sms": _("text messages"), "email": _("email"), "marketing": _("marketing emails")}


@dataclass(frozen=True, slots=True)
class Sources:
    """What a summary is made of. `extra` has the answers of the operations that its fields name; None did not come."""

    record: Mapping[str, Any]
    application: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def customer(self) -> Mapping[str, Any] | None:
        """The customer's own data; None while customers is away."""
        section = self.record["sections"]["customer"]
        return section["data"] if section["state"] == "ok" else None


@dataclass(frozen=True, slots=True)
class SummaryField:
    """One fact: what it is called, and how its text is made. None says that its source does not answer now.

    `asks` are the operations of applications, about one application, whose answers the text needs. `chips` are the
    verification items that are shown in its place, as the head shows them (R138).
    """

    label: Any
    text: Callable[[Sources], str | None]
    asks: tuple[str, ...] = ()
    chips: Callable[[Sources], Sequence[Mapping[str, Any]]] = lambda _sources: ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as the page has it."""

    label: Any
    text: str | None
    chips: Sequence[Mapping[str, Any]] = ()


def _registered(sources: Sources) -> str | None:
    """The day of the first sign-up that the application has taken over, else the intake date (R81, R262)."""
    return show_day(sources.application.get("registered_on") or sources.application["intake_date"])


def _communication(sources: Sources) -> str | None:
    """The preferred method, and what the customer has agreed to be sent."""
    customer = sources.customer
    if customer is None:
        return None
    preferred = customer.get("preferred_method")
    agreed = [
        str(CHANNELS[each["channel"]])
        for each in customer.get("consents") or ()
        if each["state"] == "GIVEN" and each["channel"] in CHANNELS
    ]
    parts = [str(preferred["label"])] if preferred else []
    parts += [gettext("agreed to: %(channels)s", channels=", ".join(agreed))] if agreed else []
    return "; ".join(parts)


def _language(sources: Sources) -> str | None:
    return None if sources.customer is None else str(sources.customer.get("language") or "")


def _analysts(sources: Sources) -> str | None:
    """Who follows the record, and who checks it (R145)."""
    customer = sources.customer
    if customer is None:
        return None
    people = (customer.get("analyst"), customer.get("qa_analyst"))
    return " / ".join(str(person["name"]) if person else gettext("nobody") for person in people)


def _no_text(_sources: Sources) -> str:
    return ""


def _verification(sources: Sources) -> list[Mapping[str, Any]]:
    """Every item that applies."""
    return [each for each in sources.application["verification"] if each["status"] != "NOT_APPLICABLE"]


def _ami(sources: Sources) -> str | None:
    """Yearly income in per cent of the area's median: as it was decided on, else as today's tables say it (R177)."""
    decided, proposal = sources.extra.get(DECIDED), sources.extra.get(PROPOSAL)
    if decided is None:
        return None
    if decided["decisions"]:
        # The newest is the first, and what it was made on stays as it was.
        proposal = decided["decisions"][0]["proposal"]
    if proposal is None:
        return None
    percent = proposal["ami_percent"]
    return f"{percent} %" if percent is not None else gettext("no table is loaded")


def _income(sources: Sources) -> str | None:
    found = sources.extra.get(INCOME)
    if found is None:
        return None
    if found["zero_income_on"]:
        return gettext("none, stated on %(date)s", date=show_day(found["zero_income_on"]))
    if not found["items"]:
        return ""
    return gettext("%(amount)s a year", amount=money(found["yearly"]))


def _homeowner(sources: Sources) -> str | None:
    found = sources.extra.get(HOUSING)
    if found is None:
        return None
    owner = {"YES": gettext("homeowner"), "NO": gettext("no homeowner")}.get(found["homeowner"], "")
    tenure = found["housing"]
    return ", ".join(part for part in (owner, str(tenure["label"]) if tenure else "") if part)


def _units(sources: Sources) -> str | None:
    found = sources.extra.get(HOUSING)
    return None if found is None else str(found["units"] or "")


def _benefits(sources: Sources) -> str | None:
    """What the customer gets elsewhere (R137)."""
    found = sources.extra.get(PANEL)
    return None if found is None else ", ".join(str(each["kind"]["label"]) for each in found["benefits"])


HOUSING, INCOME = "get_application_housing", "get_income"
PANEL, PROPOSAL, DECIDED = "get_verification", "propose_eligibility", "get_eligibility"
FIELDS: dict[str, SummaryField] = {
    "REGISTRATION_DATE": SummaryField(_("Registration Date"), _registered),
    "VERIFICATION": SummaryField(_("Verification Statuses"), _no_text, chips=_verification),
    "AMI_PERCENT": SummaryField(_("AMI Percentage"), _ami, (DECIDED, PROPOSAL)),
    "HOMEOWNER": SummaryField(_("Homeowner Status"), _homeowner, (HOUSING,)),
    "UNITS": SummaryField(_("Number of Units Applied For"), _units, (HOUSING,)),
    "INCOME": SummaryField(_("Customer Income"), _income, (INCOME,)),
    "BENEFITS": SummaryField(_("State/Government Benefits"), _benefits, (PANEL,)),
    "COMMUNICATION_METHODS": SummaryField(_("Communication Methods"), _communication),
    "LANGUAGE": SummaryField(_("Language"), _language),
    "ANALYSTS": SummaryField(_("Analyst / Q/A Analyst"), _analysts),
}


def summary_of(record: Mapping[str, Any], application: Mapping[str, Any]) -> list[Fact]:
    """The fields that the application's program shows, in its order.

    All fields there are while the program cannot be asked for.
    """
    wanted = [FIELDS[name] for name in _wanted(application["program_code"])]
    operations = list(dict.fromkeys(operation for each in wanted for operation in each.asks))
    calls = [Call("applications", operation, [application["id"]]) for operation in operations]
    answers = gateway().services.ask_all(principal(), calls, trace=trace(), timeout=PATIENCE) if calls else []
    extra = {
        operation: answer
        for operation, answer in zip(operations, answers, strict=True)
        if not isinstance(answer, BaseException)
    }
    sources = Sources(record, application, extra)
    return [Fact(each.label, each.text(sources), each.chips(sources)) for each in wanted]


def _wanted(program: str) -> Sequence[str]:
    call = Call("applications", "get_program_part", [program, "summary_fields"])
    answer = gateway().lists.answer(call, principal(), trace())
    if "rows" not in answer:
        return list(FIELDS)
    return [row["field"] for row in answer["rows"] if row["field"] in FIELDS]
