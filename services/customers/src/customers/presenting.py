"""The forms in which a customer's record is compared and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from customers import handling
from customers.domain import consents, postal, record, residence
from customers.models import Customer
from customers.repository import record as repository
from homefire import reference
from homefire.crypto import Place as CipherPlace
from homefire.us import addresses, tax_ids
from homefire.work import Work

ADDRESS_FIELDS = (*addresses.FIELDS, "overridden")
_AS_STORED = (
    "number", "version", "status", "merged_into", "deleted_by", "deleted_at", "deletion_reason", "first_name",
    "middle_initial", "last_name", "organization_name",
    "tax_id_type", "date_of_birth", "special_handling", "home_phone", "home_phone_extension", "message_phone",
    "message_phone_extension", "mobile_phone", "other_phone", "other_phone_extension", "fax", "email", "language",
    "email_bounced", "wholesale", "dormant", "cash_on_demand", "marketing_emails", "contact_date",
    "entered_by", "entered_at", "updated_by", "updated_at",
)  # fmt: skip
_LABELLED = ("ethnicity", "ethnicity_subcategory", "best_time", "preferred_method", "customer_type")
STAFF = ("analyst", "qa_analyst")
FLAGS = ("special_handling", "wholesale", "dormant", "cash_on_demand", "marketing_emails", "email_bounced")
CONSENTS = ("sms_consent", "email_consent")
_DAYS = ("date_of_birth", "contact_date")
_BLANK_TEXT = tuple(
    name for name in record.TRACKED if "." not in name and name not in ("ssn", *_DAYS, *FLAGS, *STAFF)
)
BLANK: dict[str, Any] = {
    **dict.fromkeys(_BLANK_TEXT, ""),
    "tax_id_type": "SSN",
    "best_time": "NONE",
    "language": "ENGLISH",
    "customer_type": "RESIDENT",
    "status": record.ACTIVE,
    **dict.fromkeys(FLAGS, False),
    **dict.fromkeys(CONSENTS, consents.NONE),
    **{f"{name}_{part}": "" for name in STAFF for part in ("id", "name")},
    **{f"address_{name}": "" for name in ADDRESS_FIELDS},
    "address_overridden": [],
    **{f"residence_{name}": "" for name in ADDRESS_FIELDS},
    "residence_overridden": [],
}
"""A record before anything was entered."""


def address_of(customer: Customer) -> dict[str, Any]:
    """The mailing address as stored."""
    return {name: getattr(customer, f"address_{name}") for name in ADDRESS_FIELDS}


def residence_of(customer: Customer) -> dict[str, Any]:
    """The residence address as stored: blank texts where mail goes there too."""
    return {name: getattr(customer, f"residence_{name}") for name in ADDRESS_FIELDS}


def state_of(customer: Customer) -> dict[str, Any]:
    """The record as JSON primitives, for comparing. The identifier appears as its blind index, never in clear."""
    plain = (name for name in record.TRACKED if "." not in name and name not in ("ssn", *_DAYS, *STAFF))
    return {name: getattr(customer, name) for name in plain} | {
        "number": customer.number,
        "status": customer.status,
        "merged_into": customer.merged_into,
        **{name: getattr(customer, name) for name in CONSENTS},
        **{name: day.isoformat() if (day := getattr(customer, name)) else None for name in _DAYS},
        **{
            name: _staff(getattr(customer, f"{name}_id"), getattr(customer, f"{name}_name")) for name in STAFF
        },
        "ssn": customer.ssn_index.hex() if customer.ssn_index else None,
        "mailing_address": address_of(customer),
        residence.FIELD: residence_of(customer),
    }


def present(work: Work, customer: Customer, body: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a write of `body`: the record as a reader would now get it, and what else to look at."""
    work.session.flush()
    row = repository.find_resolved(work.connection, customer.number)
    assert row is not None
    answer = resolved(work, row, customer.number)
    for name in ("mailing_address", residence.FIELD):
        answer["warnings"] += addresses.other_cities(body.get(name) or {}, name)
    return answer


def resolved(work: Work, row: sa.RowMapping, asked: int) -> dict[str, Any]:
    """The answer to who asked for a number: the record that it leads to, and which other numbers lead there."""
    merged_from = asked if row["number"] != asked else None
    led = {"merged_from": merged_from, "merged_numbers": row["merged_numbers"] or []}
    return from_row(work, row) | led | {"unread_messages": row["unread_messages"]}


def from_row(work: Work, row: sa.RowMapping) -> dict[str, Any]:
    """A record's answer from its row."""
    answer = {name: row[name] for name in _AS_STORED}
    place = {name: row[f"address_{name}"] for name in ADDRESS_FIELDS}
    standards = postal.Standards(
        row["street_type_standard"] or "", row["building_type_standard"] or "", not row["building_alone"]
    )
    home = {name: row[f"residence_{name}"] for name in ADDRESS_FIELDS}
    answer["warnings"] = record.warnings({**row, "mailing_address": place}, standards) + residence.warnings(
        home
    )
    answer["mailing_address"] = place | {"since": row["address_since"]}
    answer[residence.FIELD] = None if residence.is_blank(home) else home | {"since": row["residence_since"]}
    answer["consents"] = [_consent(channel, row) for channel in consents.CHANNELS]
    for name in STAFF:
        answer[name] = _staff(row[f"{name}_id"], row[f"{name}_name"])
    for name in _LABELLED:
        answer[name] = reference.labelled(row, name)
    answer["ssn"] = _masked(work, row)
    answer["special_handling_since"] = handling.shown(row)
    return answer


def _consent(channel: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Where a channel stands, from its newest entry; an opt-out of a merged record holds without one (R46, R252)."""
    entry = (row["consents"] or {}).get(channel)
    revoked = _is_revoked(channel, entry, row)
    if entry is None or (revoked and entry["state"] != consents.REVOKED):
        state = consents.REVOKED if revoked else consents.NONE
        return {"channel": channel, "state": state, "date": None, "source": None, "entered_by": ""}
    source = reference.labelled(entry, "source")
    told = {name: entry[name] for name in ("channel", "state", "entered_by")}
    return told | {"date": entry["dated"], "source": source}


def _is_revoked(channel: str, entry: Mapping[str, Any] | None, row: Mapping[str, Any]) -> bool:
    if channel == consents.MARKETING:
        return entry is not None and not row["marketing_emails"]
    return bool(row[f"{channel}_consent"] == consents.REVOKED)


def _staff(account: str, name: str) -> dict[str, str] | None:
    return {"id": account, "name": name} if account else None


def _masked(work: Work, row: sa.RowMapping) -> str | None:
    if row["ssn_sealed"] is None:
        return None
    place = CipherPlace("customer", "ssn_sealed", str(row["number"]))
    digits = work.edge.cipher.decrypt(bytes(row["ssn_sealed"]), place).decode()
    return tax_ids.mask(row["tax_id_type"], digits)


def place(found: addresses.Place) -> dict[str, Any]:
    """What a ZIP code fills in."""
    return asdict(found)
