"""Whom a secure message can go to: those who have to do with the customer already, and nobody else (R226, R238)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Addressee:
    """One whom a message can go to: the value of the choice, and how it reads."""

    value: str
    label: str


def offered_to_staff(customer: str, vendors: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """Whom the staff can write to in a customer's record: the customer, and vendors who work for them (R226, R238)."""
    jobs = dict.fromkeys(job for vendor in vendors for job in vendor["jobs"])
    found = [Addressee("customer::", customer)]
    found += [Addressee(f"customer::{job}", _about_project(customer, job)) for job in jobs]
    return found + _vendors(vendors)


def offered_to_staff_of_vendor(customers: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """About whom the staff can write to a vendor."""
    return [Addressee(f"vendor:{each['number']}:", _about(each)) for each in customers]


def offered_to_customer(vendors: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """Whom a customer can write to: the agency, and vendors who work for them."""
    agency = _("The agency")
    jobs = dict.fromkeys(job for vendor in vendors for job in vendor["jobs"])
    found = [Addressee("staff::", agency)]
    found += [Addressee(f"staff::{job}", _about_project(agency, job)) for job in jobs]
    return found + _vendors(vendors)


def offered_to_vendor(customers: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """Whom a vendor can write to: the agency about a customer, and the customer."""
    found = []
    for each in customers:
        found.append(Addressee(f"staff:{each['number']}:", _("The agency, %(about)s", about=_about(each))))
        found.append(Addressee(f"customer:{each['number']}:", f"{each['name']} ({each['number']})"))
    return found


def reply_to(message: Mapping[str, Any], own: str) -> str:
    """The choice that answers a message: whoever it is between besides oneself."""
    parties = {message["sender"]["kind"], message["recipient"]}
    [other] = parties - {own} if len(parties - {own}) == 1 else [""]
    if not other:
        return ""
    if own == "vendor":
        number = message["customer_number"]
    else:
        number = message["vendor"]["number"] if other == "vendor" and message["vendor"] else ""
    return f"{other}:{number}:{message['job_id'] or ''}"


def _vendors(vendors: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    found = []
    for vendor in vendors:
        found.append(Addressee(f"vendor:{vendor['number']}:", vendor["name"]))
        found += [
            Addressee(f"vendor:{vendor['number']}:{job}", _about_project(vendor["name"], job))
            for job in vendor["jobs"]
        ]
    return found


def _about_project(name: str, job: int) -> str:
    return _("%(name)s, about project %(job)s", name=name, job=job)


def _about(customer: Mapping[str, Any]) -> str:
    return _("about %(name)s (%(number)s)", name=customer["name"], number=customer["number"])
