"""Putting what a caseworker entered into a customer's record: lists, dates, address, tax identifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import errors
from customers.domain import record
from customers.models import Customer
from customers.presenting import ADDRESS_FIELDS, STAFF, address_of
from customers.repository import record as repository
from homefire import reference
from homefire.crypto import BlindIndex, Place
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import in_field
from homefire.us import addresses, dates, names, tax_ids
from homefire.work import Work

_CODED = ("ethnicity", "best_time", "preferred_method", "customer_type")
_PLAIN = tuple(
    name
    for name in record.TRACKED
    if "." not in name
    and name not in ("ssn", "tax_id_type", "date_of_birth", "ethnicity", "ethnicity_subcategory", *STAFF)
)


def apply(work: Work, customer: Customer, body: Mapping[str, Any]) -> None:
    """Changes the fields that `body` names; raises `Invalid` for the first rule that is broken."""
    for name in _PLAIN:
        if name in body:
            setattr(customer, name, body[name])
    for name in _CODED:
        if body.get(name):
            reference.check(work.session, name, body[name], field=name, on=work.today())
    for name in STAFF:
        if name in body:
            _assign(customer, name, body[name])
    _apply_birth_date(work, customer, body)
    _apply_ethnicity(work, customer, body)
    _apply_address(customer, body)
    _apply_ssn(work, customer, body)
    if not customer.organization_name and not (customer.first_name and customer.last_name):
        raise errors.NameMissing()
    customer.name_key = names.name_key(
        customer.last_name, customer.first_name, customer.middle_initial, customer.organization_name
    )


def _assign(customer: Customer, role: str, person: Mapping[str, str] | None) -> None:
    """Who of the staff follows the record in this role; nobody for None (R144)."""
    for part in ("id", "name"):
        setattr(customer, f"{role}_{part}", person[part] if person else "")


def _apply_birth_date(work: Work, customer: Customer, body: Mapping[str, Any]) -> None:
    if "date_of_birth" not in body:
        return
    born = body["date_of_birth"]
    if born is not None:
        in_field("date_of_birth", lambda: dates.check_birth_date(born, work.today()))
    customer.date_of_birth = born


def _apply_ethnicity(work: Work, customer: Customer, body: Mapping[str, Any]) -> None:
    """The subcategory depends on the primary ethnicity and is cleared when that changes (R24)."""
    previous, customer.ethnicity = customer.ethnicity, body.get("ethnicity", customer.ethnicity)
    subcategory = body.get("ethnicity_subcategory")
    if subcategory:
        field = "ethnicity_subcategory"
        entry = reference.check(work.session, field, subcategory, field=field, on=work.today())
        if entry["data"].get("ethnicity") != customer.ethnicity:
            detail = "Choose a subcategory of the primary ethnicity, or leave it empty."
            raise Invalid(detail, fields=[FieldProblem(field, "not_a_subcategory", detail)])
        customer.ethnicity_subcategory = subcategory
    elif "ethnicity_subcategory" in body or customer.ethnicity != previous:
        customer.ethnicity_subcategory = ""


def _apply_address(customer: Customer, body: Mapping[str, Any]) -> None:
    if "mailing_address" not in body:
        return
    address = addresses.edited(address_of(customer), body["mailing_address"])
    complete = in_field("mailing_address.zip", lambda: addresses.complete(address))
    for name in ADDRESS_FIELDS:
        setattr(customer, f"address_{name}", complete[name])


def _apply_ssn(work: Work, customer: Customer, body: Mapping[str, Any]) -> None:
    """Sets the identifier and its type while it is blank; afterwards both are protected (R20)."""
    digits, kind = body.get("ssn"), body.get("tax_id_type", customer.tax_id_type)
    if customer.ssn_sealed is not None:
        if kind != customer.tax_id_type:
            raise _protected("tax_id_type")
        if digits and digits != open_ssn(work, customer.number, customer.ssn_sealed):
            raise _protected("ssn")
        return
    customer.tax_id_type = kind
    if not digits:
        return
    in_field("ssn", lambda: tax_ids.check_tax_id(customer.tax_id_type, digits))
    digest = _blind_index(work).digest(customer.tax_id_type, digits)
    existing = repository.find_by_ssn(work.session, customer.tax_id_type, digest)
    if existing is not None:
        raise errors.SsnBelongsToAnother(existing)
    customer.ssn_index = digest
    customer.ssn_sealed = seal_ssn(work, customer.number, digits)


def _protected(field: str) -> errors.SsnIsProtected:
    detail = "Leave it out. A correction needs a reason, proof and a second person's approval."
    return errors.SsnIsProtected(fields=[FieldProblem(field, "protected", detail)])


def _ssn_place(number: int) -> Place:
    return Place("customer", "ssn_sealed", str(number))


def seal_ssn(work: Work, number: int, digits: str) -> bytes:
    """The nine digits as ciphertext for one customer's row."""
    return work.edge.cipher.encrypt(digits.encode(), _ssn_place(number))


def open_ssn(work: Work, number: int, sealed: bytes) -> str:
    """The nine digits in clear. Whoever shows them logs it first."""
    return work.edge.cipher.decrypt(sealed, _ssn_place(number)).decode()


def _blind_index(work: Work) -> BlindIndex:
    if work.edge.blind_index is None:
        raise RuntimeError("HOMEFIRE_BLIND_INDEX_KEY_FILE is not set")
    return work.edge.blind_index
