"""The forms in which contact entries and messages are answered, compared and told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from messaging.domain import contact_entry as rules
from messaging.domain import outgoing

_AS_STORED = ("contact_date", "contact_type", "language", "notes", "mailing_code", "mailing_date")


def _said(row: sa.RowMapping) -> dict[str, Any]:
    """The grid's columns, in the words that it shows (R48)."""
    answer = {name: row[name] for name in _AS_STORED}
    answer["contact_action"] = row["contact_action_label"] or row["contact_action"]
    answer["call_code"] = row["call_code_label"] or row["call_code"]
    return answer


def _codes(row: sa.RowMapping) -> dict[str, str]:
    return {
        "contact_action": row["contact_action"],
        "call_code": row["call_code"],
        "mailing_code": rules.bare_mailing_code(row["mailing_code"]),
    }


def in_grid(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the contacts grid."""
    stamped = {name: row[name] for name in ("id", "entered_by", "entered_at", "version")}
    return stamped | _said(row)


def entry(row: sa.RowMapping) -> dict[str, Any]:
    """One entry in full, with the codes behind its words."""
    more = {name: row[name] for name in ("customer_number", "updated_by", "updated_at")}
    return in_grid(row) | more | {"codes": _codes(row)}


def earlier_version(row: sa.RowMapping) -> dict[str, Any]:
    """An entry as it stood before an edit."""
    stamped = {name: row[name] for name in ("version", "updated_by", "updated_at")}
    return stamped | _said(row) | {"codes": _codes(row)}


def state_of(row: sa.RowMapping) -> dict[str, Any]:
    """What is followed of an entry as JSON primitives, for comparing."""
    said = _said(row)
    for name in ("contact_date", "mailing_date"):
        said[name] = said[name].isoformat() if said[name] else None
    return said


def told(row: sa.RowMapping) -> dict[str, Any]:
    """What events carry of an entry: everything but the text of its notes."""
    state = {name: value for name, value in state_of(row).items() if name != "notes"}
    return state | {"contact_entry_id": row["id"], "codes": _codes(row)}


def message(row: Any) -> dict[str, Any]:
    """A message that goes out, without what is in it."""
    names = (
        "id", "customer_number", "channel", "purpose", "code", "subject", "state", "reason", "attempts", "sent_at",
        "entered_by", "entered_at", "version",
    )  # fmt: skip
    return {name: row[name] for name in names} | {"reason_label": outgoing.reason_label(row["reason"])}
