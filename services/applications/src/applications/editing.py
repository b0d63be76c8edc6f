"""Putting what a caseworker entered into an application: dates, place of service, utility."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications import errors
from applications.domain import application as rules
from applications.domain import certification, household
from applications.domain.status import Status
from applications.models import Application, Program, ProgramYear
from applications.presenting import PLACE_FIELDS, place_of, state_of
from applications.repository import changing, transfers
from homefire import reference
from homefire.errors import FieldProblem, Invalid
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.us import addresses
from homefire.work import Work

BLANK: dict[str, Any] = {
    **{f"place_{name}": "" for name in PLACE_FIELDS},
    "place_overridden": [],
    "place_doubt": "",
    "left_place_at": None,
    "utility_vendor": "",
    "utility_type": "",
    "account_number": "",
    "transfer_date": None,
    "status_reason": "",
    "household_mode": "individual",
    "household_type": "",
}
"""An application before anything was entered."""


def apply(
    work: Work, application: Application, program: Program, year: ProgramYear, body: Mapping[str, Any]
) -> None:
    """Changes the fields that `body` names; raises `Invalid` for the first rule that is broken."""
    _apply_intake_date(work, application, year, body)
    _apply_place(application, body)
    _apply_utility(work, application, body)
    # What only one may have is kept by the number that it was entered for, so that no merge can break the rule.
    home = application.home_number or application.customer_number
    application.active_key = rules.active_key(
        program.unique_by, state_of(application) | {"customer_number": home}
    )


def _apply_intake_date(
    work: Work, application: Application, year: ProgramYear, body: Mapping[str, Any]
) -> None:
    if "intake_date" not in body or body["intake_date"] == application.intake_date:
        return
    if application.intake_date is not None:
        refuse_frozen(application, "intake_date")
    intake, today = body["intake_date"], work.today()
    in_field(
        "intake_date",
        lambda: rules.check_intake_date(intake, today=today, opens=year.valid_from, closes=year.valid_to),
    )
    status, transferred = Status(application.status), application.transfer_date
    in_field("intake_date", lambda: rules.check_transfer_date(status, intake, transferred, today=today))
    _refuse_other_instrument(work, application, intake)
    certified = transfers.certified_on(work.session, application.id)
    in_field("intake_date", lambda: certification.check_intake(intake, certified))
    application.intake_date = intake


def refuse_frozen(application: Application, *named: str) -> None:
    """Raises `DatesAreFrozen`, at the fields named, where the dates of an application stay as they are (R92)."""
    try:
        certification.check_open(Status(application.status))
    except RuleBroken as broken:
        problems = [FieldProblem(name, broken.code, broken.detail) for name in named]
        raise errors.DatesAreFrozen(broken.detail, fields=problems) from None


def _refuse_other_instrument(work: Work, application: Application, intake: date) -> None:
    """Codes of one CSBG version do not count under another (R71): the household is entered anew where one is there."""
    old, new = application.intake_date, household.instrument(intake)
    if (
        old is None
        or household.instrument(old) == new
        or not changing.has_household(work.session, application.id)
    ):
        return
    detail = f"The household was entered by the CSBG report's version {household.instrument(old)}; this date belongs to"
    detail += f" version {new}. Receive the application anew with this date, or keep the date."
    raise Invalid(detail, fields=[FieldProblem("intake_date", "other_instrument", detail)])


def _apply_place(application: Application, body: Mapping[str, Any]) -> None:
    if body.get("place_confirmed"):
        # It is where it was: what was decided before is of no other place (R142).
        application.place_doubt, application.left_place_at = "", None
    if "place_of_service" not in body:
        return
    place = addresses.edited(place_of(application), body["place_of_service"])
    missing = [
        FieldProblem(f"place_of_service.{name}", "required", "This is required.")
        for name in ("street", "zip")
        if not place[name]
    ]
    if missing:
        raise Invalid("A place of service has a street and a ZIP code.", fields=missing)
    complete = in_field("place_of_service.zip", lambda: addresses.complete(place))
    for name in PLACE_FIELDS:
        setattr(application, f"place_{name}", complete[name])
    application.service_address = addresses.one_line(complete)


def _apply_utility(work: Work, application: Application, body: Mapping[str, Any]) -> None:
    """Checks company and type against their lists, and that the company delivers that type (R84)."""
    for name in ("utility_vendor", "utility_type", "account_number"):
        if name in body:
            setattr(application, name, body[name])
    on, program = application.intake_date, application.program_code
    kind = application.utility_type
    if kind and "utility_type" in body:
        reference.check(work.session, "utility_type", kind, field="utility_type", on=on, program=program)
    vendor = application.utility_vendor
    if vendor and ("utility_vendor" in body or "utility_type" in body):
        entry = reference.check(
            work.session, "utility_vendor", vendor, field="utility_vendor", on=on, program=program
        )
        delivered = entry["data"].get("types")
        if kind and delivered and kind not in delivered:
            detail = f"{entry['label']} delivers {', '.join(delivered)}. Correct one of the two."
            raise Invalid(detail, fields=[FieldProblem("utility_type", "not_delivered", detail)])
