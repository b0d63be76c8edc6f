"""The grids of a customer's record, with the manual's columns in the manual's order (R42 to R106)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.formatting import label
from gateway.grids.columns import Column, Grid, Kind, plain

_MASKED = re.compile(r"\*{3}-\*{2}-\d{4}|\*{2}-\*{3}\d{4}", re.ASCII)


def _items(data: Any) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = data["items"]
    return found


def _members(data: Any) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = (data or {}).get("members") or []
    return found


def _masked(number: str | None) -> str | None:
    """A Social Security number as services send it; whatever else came is masked here (R69)."""
    if not number or _MASKED.fullmatch(number):
        return number
    return f"***-**-{number[-4:]}" if number[-4:].isdigit() else "***-**-****"


def _visit(row: Mapping[str, Any]) -> str:
    """Whom a visit is with, of what type, and what became of it."""
    status = label(row.get("status"))
    parts = (row.get("subject"), label(row.get("type")), "" if status == "BOOKED" else status)
    return " ".join(str(part) for part in parts if part)


CONTACTS = Grid(
    "contacts",
    _("Contacts"),
    "contacts",
    "contacts",
    _items,
    (
        plain("contact_date", _("Contact Date"), Kind.DAY, "n"),
        plain("contact_type", _("Contact Type"), Kind.LABEL),
        plain("contact_action", _("Contact Action"), Kind.LABEL, "long"),
        plain("call_code", _("Call Code"), Kind.LABEL, "long"),
        plain("language", _("Language"), Kind.LABEL),
        plain("notes", _("Notes"), css="long", protected=True),
        plain("mailing_code", _("Mailing Code"), Kind.LABEL, "long"),
        plain("mailing_date", _("Mailing Date"), Kind.DAY, "n"),
        plain("entered_by", _("Entered By"), Kind.LABEL),
    ),
)
HOUSEHOLD = Grid(
    "household",
    _("Household"),
    "household",
    "household",
    _members,
    (
        plain("first_name", _("First Name")),
        plain("middle_initial", _("MI")),
        plain("last_name", _("Last Name")),
        plain("date_of_birth", _("Date Of Birth"), Kind.DAY, "n", protected=True),
        Column("ssn", _("SSN"), lambda row: _masked(row.get("ssn")), css="n", protected=True),
        plain("gender", _("Gender"), Kind.LABEL),
        plain("race", _("Race"), Kind.LABEL),
        plain("relation", _("Relation to Applicant"), Kind.LABEL),
        plain("education", _("Education Level"), Kind.LABEL),
    ),
)
PLEDGES = Grid(
    "pledges",
    _("Commitments/Pledges"),
    "applications",
    "household",
    lambda row: row.get("pledges") or [],
    (
        plain("memo", _("Memo")),
        plain("amount", _("Amount"), Kind.MONEY, "n"),
        plain("payee", _("Payee")),
        plain("account_number", _("Account Number"), css="n"),
        plain("status", _("Status"), Kind.LABEL, tag=True),
        plain("date_submitted", _("Date Submitted"), Kind.DAY, "n"),
        Column("entered_at", _("Entry Date"), lambda row: row.get("entered_at"), Kind.DAY, "n"),
        plain("entered_by", _("Entered By"), Kind.LABEL),
        Column("updated_at", _("Last Updated Date"), lambda row: row.get("updated_at"), Kind.DAY, "n"),
        plain("updated_by", _("Last Updated By"), Kind.LABEL),
    ),
)
"""What a row of Applications opens to (R88, R89)."""
APPLICATIONS = Grid(
    "applications",
    _("Applications"),
    "applications",
    "household",
    _items,
    (
        plain("program", _("Program"), Kind.LABEL),
        plain("status", _("Application Status"), Kind.LABEL, tag=True),
        plain("intake_date", _("Intake Date"), Kind.DAY, "n"),
        plain("transfer_date", _("Transfer Date"), Kind.DAY, "n"),
        plain("service_address", _("Service Address")),
        plain("city", _("City"), Kind.LABEL),
        plain("zip", _("Zip Code"), css="n"),
        plain("utility", _("Utility"), Kind.LABEL),
        plain("account_number", _("Account Number"), css="n"),
    ),
    under=PLEDGES,
)
JOBS = Grid(
    "jobs",
    _("Jobs"),
    "jobs",
    "jobs",
    _items,
    (
        plain("dwelling_id", _("Dwelling ID"), Kind.NUMBER, "n"),
        plain("job_id", _("Job ID"), Kind.NUMBER, "n"),
        plain("job_type", _("Job Type"), Kind.LABEL),
        plain("status", _("Status"), Kind.LABEL, tag=True),
        plain("completed_date", _("Job Completed Date"), Kind.DAY, "n"),
        plain("reported_date", _("Reported Date"), Kind.DAY, "n"),
        plain("service_address", _("Service Address")),
        plain("city", _("City"), Kind.LABEL),
        plain("zip", _("Zip Code"), css="n"),
        plain("county", _("County"), Kind.LABEL),
    ),
)
APPOINTMENTS = Grid(
    "appointments",
    _("Intake Appointments"),
    "appointments",
    "appointments",
    _items,
    (
        Column("date", _("Appointment Date"), lambda row: row.get("starts_at"), Kind.DAY, "n"),
        Column("starts_at", _("Start Time"), lambda row: row.get("starts_at"), Kind.TIME, "n"),
        Column("ends_at", _("End Time"), lambda row: row.get("ends_at"), Kind.TIME, "n"),
        Column("type", _("Appointment Type"), _visit),
        plain("contact_info", _("Contact Info")),
        plain("employee", _("Employee"), Kind.LABEL),
        plain("entered_by", _("Entered By"), Kind.LABEL),
        Column("entered_at", _("Entry Date"), lambda row: row.get("entered_at"), Kind.MOMENT, "n"),
    ),
)
GRIDS = {grid.name: grid for grid in (CONTACTS, HOUSEHOLD, APPLICATIONS, JOBS, APPOINTMENTS)}
"""The grids that can be sorted, filtered and exported, by name: the anchor of their section."""
