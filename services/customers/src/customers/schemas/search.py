"""What a search asks for, and what it answers."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import EXCLUDE, fields, validate

from customers.domain import find, search_keys
from customers.schemas.record import CustomerFound
from homefire.rules import RuleBroken
from homefire.schemas import Ruled, Schema, Text
from homefire.us import dates, tax_ids

_BETWEEN = re.compile(r"[\s().\-+/]")
_LAST_FOUR = re.compile(r"\d{4}", re.ASCII)
_ZIP = re.compile(r"\d{3,5}(?:-\d{4})?", re.ASCII)


def parse_phone(text: str) -> str:
    """The digits of a phone number in any form: all ten, the last seven, or the last four (R40)."""
    digits = _BETWEEN.sub("", text)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    whole = digits.isascii() and digits.isdigit()
    if text and not (whole and len(digits) in (10, search_keys.LOCAL_DIGITS, search_keys.LAST_DIGITS)):
        raise RuleBroken("not_a_phone", "Enter ten digits, or the last seven, or the last four.")
    return digits


def parse_last_four(text: str) -> str:
    """The last four digits of a tax identifier."""
    if text and not _LAST_FOUR.fullmatch(text):
        raise RuleBroken("not_four_digits", "Enter the last four digits of the SSN/Tax ID.")
    return text


def parse_whole_tax_id(text: str) -> str:
    """The nine digits of a tax identifier; empty for none."""
    return tax_ids.parse_tax_id(text) if text else ""


def parse_zip(text: str) -> str:
    """A ZIP code, or at least its first three digits."""
    if text and not _ZIP.fullmatch(text):
        raise RuleBroken("not_a_zip", "Enter a ZIP code of five digits, or its first three or four.")
    return text


def _protected(rule: Any, description: str) -> Ruled:
    return Ruled(rule, allow_none=True, metadata={"protected": True, "description": description})


class _Open(Schema):
    """What may stand in an address. All that is given must hold."""

    number = fields.Integer(validate=validate.Range(1, 10**12))
    name = Text(
        most=100, metadata={"description": "Parts of a name in any order; mistyped or by sound as well."}
    )
    phone = Ruled(
        parse_phone, metadata={"description": "Any of the numbers, in any form; or its last digits."}
    )
    email = Text(most=254, metadata={"description": "An e-mail address, or a part of one."})
    street = Text(most=100, metadata={"description": "Words of a mailing address or a place of service."})
    unit = Text(most=20)
    city = Text(most=60)
    zip = Ruled(parse_zip)
    account = Text(most=40, metadata={"description": "A utility account, or how it begins."})
    household = Text(most=100, metadata={"description": "The name of somebody in the household."})
    application_status = Text(most=20)
    analyst = Text(most=120, metadata={"description": "The name of the analyst or the Q/A analyst."})
    find = Text(most=find.LONGEST, metadata={"description": "Whatever is known, in one text."})
    unread = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Only customers with secure messages that nobody of the staff has read (R132)."
        },
    )
    cursor = fields.String(validate=validate.Length(max=8000))
    limit = fields.Integer(load_default=25, validate=validate.Range(1, 100))


class CustomerSearch(_Open):
    """By what is known. Without anything, everybody, page by page. What is protected is posted instead."""


class ProtectedSearch(_Open):
    """By what is known, protected values included: they stand in no address and never travel on the bus."""

    date_of_birth = _protected(dates.parse_date, "ISO 8601 or MM/DD/YYYY.")
    ssn = _protected(parse_whole_tax_id, "All nine digits.")
    ssn_last_four = _protected(parse_last_four, "The last four digits.")
    find = Text(
        most=find.LONGEST,
        metadata={"protected": True, "description": "Whatever is known, in one text; it may be an SSN."},
    )


class Matched(Schema):
    """Why somebody was found whose name does not say it."""

    field = fields.String(
        required=True,
        metadata={"description": "household, account, address, phone, email, analyst, ssn, ssn_last_four, …"},
    )
    text = fields.String(
        required=True, metadata={"description": "What matched; empty where it is protected."}
    )


class FoundCustomer(CustomerFound):
    """One row of a search."""

    phone = fields.String(
        metadata={"description": "The number to call: home, else mobile, message or other."}
    )
    status = fields.String(metadata={"description": "ACTIVE, or MERGED when asked for by its number."})
    merged_into = fields.Integer(allow_none=True)
    dormant = fields.Boolean()
    unread_messages = fields.Integer(
        metadata={"description": "Secure messages that nobody of the staff has read (R131)."}
    )
    matched = fields.List(fields.Nested(Matched))


class CopyRequest(Schema):
    """Which page to copy: none for the first, then the `next` of the page before."""

    cursor = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class Copied(Schema):
    """How many applications were copied, and where to go on; null when all are."""

    copied = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class _FromApplications(Schema):
    class Meta:
        unknown = EXCLUDE


class _MemberName(_FromApplications):
    first_name = fields.String(load_default="")
    middle_initial = fields.String(load_default="")
    last_name = fields.String(load_default="")


class ApplicationTold(_FromApplications):
    """What an event of an application, or its summary, tells of what a customer is found by."""

    application_id = fields.Integer(required=True)
    program = fields.String()
    status = fields.String()
    new_status = fields.String()
    service_address = fields.String()
    city = fields.String()
    zip = fields.String()
    account_number = fields.String()
    members = fields.List(fields.Nested(_MemberName))
