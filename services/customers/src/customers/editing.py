"""Putting what a caseworker entered into a customer's record: lists, dates, address, tax identifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import errors
from customers.domain import assigning, consents, record, residence
from customers.models import Customer
from customers.presenting import ADDRESS_FIELDS, STAFF, address_of, residence_of
from customers.repository import following
from customers.repository import record as repository
from homefire import reference
from homefire.crypto import BlindIndex, Place
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import in_field
from homefire.us import addresses, dates, names, tax_ids
from homefire.work import Work

_CODED = ("ethnicity", "best_time", "preferred_method")
_PLAIN = tuple(
    name
    for name in record.TRACKED
    if "." not in name
    and name
    not in (
        "ssn",
        "tax_id_type",
        "date_of_birth",
        "ethnicity",
        "ethnicity_subcategory",
        "special_handling",
        *STAFF,
    )
)


def apply(work: Work, customer: Customer, body: Mapping[str, Any]) -> None:
    """Changes the fields that `body` names; raises `Invalid` for the first rule that is broken."""
    email, marketing = customer.email, customer.marketing_emails
    for name in _PLAIN:
        if name in body:
            setattr(customer, name, body[name])
    if customer.email != email:
        customer.email_bounced = False
    if customer.marketing_emails != marketing:
        _check_marketing_source(work, customer, body.get("marketing_emails_source") or "")
    for name in _CODED:
        if body.get(name):
            reference.check(work.session, name, body[name], field=name, on=work.today())
    _check_customer_type(work, body)
    for name in STAFF:
        if name in body:
            _assign(customer, name, body[name])
    if any(name in body for name in STAFF):
        _check_analysts(work, customer)
    _apply_birth_date(work, customer, body)
    _apply_ethnicity(work, customer, body)
    _apply_address(customer, body)
    _apply_residence(customer, body)
    _apply_ssn(work, customer, body)
    if not customer.organization_name and not (customer.first_name and customer.last_name):
        emptied = [name for name in ("first_name", "last_name") if body.get(name) == ""]
        raise errors.NameMissing(*emptied)
    customer.name_key = names.name_key(
        customer.last_name, customer.first_name, customer.middle_initial, customer.organization_name
    )


def _check_marketing_source(work: Work, customer: Customer, source: str) -> None:
    """Marketing is the customer's own choice: whoever changes it for them says how they told it (R146)."""
    field = "marketing_emails_source"
    if not source:
        detail = "Say how the customer told this choice."
        raise Invalid(detail, fields=[FieldProblem(field, "required", detail)])
    found = reference.check(work.session, "consent_source", source, field=field, on=work.today())
    state = consents.GIVEN if customer.marketing_emails else consents.REVOKED
    in_field(field, lambda: consents.check_source(found["data"], state))


def _check_customer_type(work: Work, body: Mapping[str, Any]) -> None:
    """A type of any program may be chosen: whoever applies for two programs has one record (R261)."""
    if body.get("customer_type"):
        name = "customer_type"
        reference.check(work.session, name, body[name], field=name, on=work.today(), program=None)


def _assign(customer: Customer, role: str, person: Mapping[str, str] | None) -> None:
    """Who of the staff follows the record in this role; nobody for None (R144)."""
    for part in ("id", "name"):
        setattr(customer, f"{role}_{part}", person[part] if person else "")


def _check_analysts(work: Work, customer: Customer) -> None:
    """One person as analyst and as Q/A analyst is refused where one of the customer's programs says so (R145)."""
    if not customer.analyst_id or customer.analyst_id != customer.qa_analyst_id:
        return
    programs = following.programs_of(work.session, customer.number)
    entries = reference.entries(work.connection, assigning.LIST)
    refusing = assigning.refusing(entries, programs, work.today())
    in_field("qa_analyst", lambda: assigning.check_two_people(refusing))


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


def _apply_residence(customer: Customer, body: Mapping[str, Any]) -> None:
    """Another home, or none of its own: null, or an address without street and ZIP, is where the mail goes (R142)."""
    if residence.FIELD not in body:
        return
    address = addresses.edited(residence_of(customer), body[residence.FIELD] or residence.BLANK)
    if residence.is_blank(address):
        complete: Mapping[str, Any] = residence.BLANK
    else:
        in_field(f"{residence.FIELD}.street", lambda: residence.check_street(address))
        in_field(f"{residence.FIELD}.zip", lambda: residence.check_zip(address))
        complete = in_field(f"{residence.FIELD}.zip", lambda: addresses.complete(address))
    put_residence(customer, complete)


def put_residence(customer: Customer, complete: Mapping[str, Any]) -> None:
    """Puts a complete address into the record as where the customer lives."""
    for name in ADDRESS_FIELDS:
        setattr(customer, f"residence_{name}", complete[name])


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
    digest = digest_of(work, customer.tax_id_type, digits)
    existing = repository.find_by_ssn(work.session, customer.tax_id_type, digest)
    if existing is not None:
        raise errors.SsnBelongsToAnother(existing)
    put_ssn(work, customer, customer.tax_id_type, digits)


def put_ssn(work: Work, customer: Customer, kind: str, digits: str) -> None:
    """Puts a checked identifier into the record: its kind, the number sealed for its place, its blind index."""
    customer.tax_id_type = kind
    customer.ssn_index = digest_of(work, kind, digits)
    customer.ssn_last_four = last_four_index(work, digits)
    customer.ssn_sealed = seal_ssn(work, customer.number, digits)


def digest_of(work: Work, kind: str, digits: str) -> bytes:
    """The keyed hash that finds an equal identifier."""
    return blind_index(work).digest(kind, digits)


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
    return work.edge.cipher.decrypt(bytes(sealed), _ssn_place(number)).decode()


def ssn_indexes(work: Work, digits: str) -> list[tuple[str, bytes]]:
    """What a whole identifier is found by, whichever kind it is: its kind and its blind index."""
    return [(kind, blind_index(work).digest(kind, digits)) for kind in tax_ids.KINDS]


def last_four_index(work: Work, digits: str) -> bytes:
    """What an identifier of any kind is found by when only its last four digits are known (R128)."""
    return blind_index(work).digest("last four", digits[-4:])


def blind_index(work: Work) -> BlindIndex:
    """The keyed hash by which equal identifiers are found without being shown (R18)."""
    if work.edge.blind_index is None:
        raise RuntimeError("HOMEFIRE_BLIND_INDEX_KEY_FILE is not set")
    return work.edge.blind_index
