"""Reading what a caseworker entered into a contact entry: lists, dates, and what goes together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from homefire import reference
from homefire.schemas import in_field
from homefire.work import Work
from messaging.domain import contact_entry as rules
from messaging.repository import contact_entries as repository

_PLAIN = ("contact_date", "contact_type", "notes", "mailing_date")
_CODED = ("contact_action", "call_code", "language")
BLANK: dict[str, Any] = {
    **dict.fromkeys(("contact_type", "contact_action", "call_code", "language", "notes", "mailing_code"), ""),
    "contact_date": None,
    "mailing_date": None,
}
"""An entry before anything was said."""


def entered(work: Work, current: Mapping[str, Any], body: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """What was entered, in its stored form; raises `Invalid`. Lists are read as of the day `on`."""
    found = {name: body[name] for name in _PLAIN if name in body}
    for name in _CODED:
        if name in body:
            found[name] = _chosen(work, name, body[name], current[name], on)
    if "mailing_code" in body:
        found["mailing_code"] = _chosen_mailing(work, body["mailing_code"], current["mailing_code"], on)
    for name in ("contact_date", "mailing_date"):
        _check_past(work, name, found.get(name))
    said = {**current, **found}
    in_field("mailing_date", lambda: rules.check_mailing(said["mailing_code"], said["mailing_date"]))
    return found


def _check_past(work: Work, name: str, day: date | None) -> None:
    if day is not None:
        in_field(name, lambda: rules.check_past(day, work.today()))


def _chosen(work: Work, name: str, given: str, current: str | None, on: date) -> str:
    """The code of what was given; what the entry has already stays allowed when it is retired (R251)."""
    code = repository.code_of(work.session, name, given)
    if code != current:
        reference.check(work.session, name, code, field=name, on=on)
    return code


def _chosen_mailing(work: Work, given: str, current: str, on: date) -> str:
    code = rules.bare_mailing_code(given)
    if not code or code == rules.bare_mailing_code(current):
        return current if code else ""
    found = reference.check(work.session, "mailing_code", code, field="mailing_code", on=on)
    return rules.mailing(code, found["label"])
