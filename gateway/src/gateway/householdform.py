"""An application's household as a form: its members one by one, or numbers per category (R62 to R71).

A member's fields are `members.<row>.<name>`, a number is `counts.<category>.<code>`: as the service names them when
one is wrong. Social Security numbers are never loaded into the form; what is typed is sent, what is left blank stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from gateway.formatting import label
from gateway.recordfields import RecordField

INDIVIDUAL, SUMMARY = "individual", "summary"
SECTION = "household-members"
TYPED = (
    RecordField("first_name", _("First Name"), SECTION),
    RecordField("middle_initial", _("MI"), SECTION),
    RecordField("last_name", _("Last Name"), SECTION),
    RecordField("date_of_birth", _("Date Of Birth"), SECTION, "day"),
)
CODED = (
    RecordField("relation", _("Relation to Applicant"), SECTION),
    RecordField("gender", _("Gender"), SECTION),
    RecordField("race", _("Race"), SECTION),
    RecordField("education", _("Education Level"), SECTION),
)
MORE = (
    RecordField("ethnicity", _("Ethnicity"), SECTION),
    RecordField("disability", _("Disability"), SECTION),
    RecordField("health_insurance", _("Health Insurance"), SECTION),
    RecordField("insurance_source", _("Health Insurance Source"), SECTION),
    RecordField("military_status", _("Military Status"), SECTION),
    RecordField("work_status", _("Work Status"), SECTION),
    RecordField("disconnected_youth", _("Disconnected Youth"), SECTION),
)
"""What the CSBG report asks of a person besides what the customer record shows."""
MEMBER = {each.name: each for each in (*TYPED, *CODED, *MORE)}
SSN, REMOVED = "ssn", "ssn_removed"
CATEGORIES = {"age_group": _("Age")} | {each.name: each.label for each in (*CODED[1:], *MORE)}
LISTS = (*(each.name for each in (*CODED, *MORE)), "age_group", "household_type")
"""The reference lists of the page; each is named like its field or its category."""
HOUSEHOLD_TYPE = "household_type"
_ROW = re.compile(r"members\.(\d{1,3})\.[a-z_]+", re.ASCII)
_COUNT = re.compile(r"counts\.([a-z_]{1,40})\.([A-Z0-9_]{1,40})", re.ASCII)


def member_values(household: Mapping[str, Any]) -> dict[str, str]:
    """The members as the inputs have them, with the household's type."""
    values = {HOUSEHOLD_TYPE: _code(household[HOUSEHOLD_TYPE])}
    for row, member in enumerate(household["members"]):
        values[f"members.{row}.id"] = str(member["id"])
        values |= {f"members.{row}.{name}": each.show(member[name]) for name, each in MEMBER.items()}
    return values


def applicant_values(customer: Mapping[str, Any]) -> dict[str, str]:
    """A first row for the applicant as the customer record has them; the number stays there, and is sent from there."""
    known = {each.name: each.show(customer.get(each.name)) for each in TYPED}
    return {HOUSEHOLD_TYPE: ""} | {
        f"members.0.{name}": value for name, value in {**known, "relation": "SELF"}.items()
    }


def summary_values(household: Mapping[str, Any]) -> dict[str, str]:
    """The numbers as the inputs have them, with the household's type."""
    summary = household["summary"] or {"size": "", "counts": {}}
    values = {HOUSEHOLD_TYPE: _code(household[HOUSEHOLD_TYPE]), "size": str(summary["size"])}
    return values | {
        f"counts.{category}.{code}": str(number)
        for category, numbers in summary["counts"].items()
        for code, number in numbers.items()
    }


def read_members(form: MultiDict[str, str]) -> dict[str, str]:
    """What the form sends of the members, rows numbered anew without those that were left blank.

    A row that says `remove` is gone; so is what was typed into it.
    """
    sent = sorted({int(found[1]) for name in form if (found := _ROW.fullmatch(name))})
    action = form.get("action", "")
    gone = action.removeprefix("remove-") if action.startswith("remove-") else ""
    rows = [_row(form, row) for row in sent if not (gone.isascii() and gone.isdigit() and int(gone) == row)]
    kept = [row for row in rows if any(row.values())]
    values = {HOUSEHOLD_TYPE: form.get(HOUSEHOLD_TYPE, "").strip()}
    for number, row in enumerate(kept):
        values |= {f"members.{number}.{name}": value for name, value in row.items()}
    return values


def read_summary(form: MultiDict[str, str]) -> dict[str, str]:
    """What the form sends of the numbers."""
    values = {name: form.get(name, "").strip() for name in (HOUSEHOLD_TYPE, "size")}
    return values | {name: form[name].strip() for name in form if _COUNT.fullmatch(name)}


def sets_numbers(values: Mapping[str, str]) -> bool:
    """Whether a Social Security number of a member was typed, or is to be removed."""
    return any(text and name.rpartition(".")[2] in (SSN, REMOVED) for name, text in values.items())


def rows_of(values: Mapping[str, str]) -> int:
    """How many members the values have."""
    rows = {int(found[1]) for name in values if (found := _ROW.fullmatch(name))}
    return max(rows, default=-1) + 1


def members_body(values: Mapping[str, str]) -> dict[str, Any]:
    """What the service takes of the members. A number that was not typed is left out, so it stays."""
    members = []
    for row in range(rows_of(values)):
        told = {name: values.get(f"members.{row}.{name}", "") for name in ("id", *MEMBER, SSN, REMOVED)}
        member: dict[str, Any] = {name: each.send(told[name]) for name, each in MEMBER.items()}
        if told["id"]:
            member["id"] = int(told["id"])
        if told[SSN]:
            member[SSN] = told[SSN]
        elif told[REMOVED]:
            member[SSN] = None
        members.append(member)
    return {"members": members, HOUSEHOLD_TYPE: values.get(HOUSEHOLD_TYPE, "")}


def summary_body(values: Mapping[str, str]) -> dict[str, Any]:
    """What the service takes of the numbers; what is blank is not counted."""
    counts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if value and (found := _COUNT.fullmatch(name)):
            counts.setdefault(found[1], {})[found[2]] = _whole(value)
    return {"size": _whole(values["size"]), "counts": counts, HOUSEHOLD_TYPE: values[HOUSEHOLD_TYPE]}


def labels_of(values: Mapping[str, str]) -> dict[str, RecordField]:
    """What each field of a form is called, for messages that name it away from its place."""
    found = {
        HOUSEHOLD_TYPE: RecordField(HOUSEHOLD_TYPE, _("Household Type"), SECTION),
        "size": RecordField("size", _("Household Size"), SECTION),
    }
    for row in range(rows_of(values)):
        for name, text in [*((name, each.label) for name, each in MEMBER.items()), (SSN, _("SSN"))]:
            full = f"members.{row}.{name}"
            told = gettext("%(field)s, member %(number)s", field=text, number=row + 1)
            found[full] = RecordField(full, told, SECTION)
    return found


def texts_of(household: Mapping[str, Any]) -> dict[str, str]:
    """What stands for a code where the fields are protected."""
    coded = [each.name for each in (*CODED, *MORE)]
    texts = {
        f"members.{row}.{name}": label(member[name])
        for row, member in enumerate(household["members"])
        for name in coded
        if member[name]
    }
    return texts | {HOUSEHOLD_TYPE: label(household[HOUSEHOLD_TYPE])}


def limits_of(values: Mapping[str, str], member: Mapping[str, int]) -> dict[str, int]:
    """The most characters of every row's fields, by the limits of one member (R256)."""
    return {f"members.{row}.{name}": most for row in range(rows_of(values)) for name, most in member.items()}


def categories_shown(offered: Mapping[str, Iterable[Any]]) -> list[str]:
    """The categories that have something to count on the day of the application."""
    return [name for name in CATEGORIES if offered.get(name)]


def _row(form: MultiDict[str, str], row: int) -> dict[str, str]:
    names = ("id", *MEMBER, SSN, REMOVED)
    return {name: form.get(f"members.{row}.{name}", "").strip() for name in names}


def _code(entry: Mapping[str, Any] | None) -> str:
    return str(entry["code"]) if entry else ""


def _whole(text: str) -> Any:
    """A whole number; what is none the service refuses by its field."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else text or None
