"""The key terms of the field, explained for whoever works with the pages (R242)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Term:
    """A term: the name of its place in the glossary, how it is called, what it means."""

    slug: str
    name: Any
    text: Any


TERMS = (
    Term(
        "assessments",
        _("Assessments"),
        _(
            "Visits in which an assessor examines how a home uses energy, to find out what a program can do for the "
            "people who live there."
        ),
    ),
    Term(
        "bar-tab",
        _("Bar Tab"),
        _(
            "What somebody owes a shop that writes purchases down and is paid for all of them later, on payday for "
            "example. A credit limit says how large such a tab may grow."
        ),
    ),
    Term(
        "customer",
        _("Customer"),
        _("A person or an organization that asks for, or receives, a program's help or services."),
    ),
    Term(
        "customer-number",
        _("Customer Number"),
        _(
            "The number by which a customer's record is found. Each record has one of its own; the system gives it "
            "once, and nobody can change it or use it again."
        ),
    ),
    Term(
        "mandatory-authentication",
        _("Mandatory Authentication"),
        _(
            "Nobody reads or writes here without having shown first who they are, with a password or by other means. "
            "Messages wait inside until their reader has logged in."
        ),
    ),
    Term(
        "pii",
        _("PII"),
        _(
            "Personally identifiable information: whatever tells who or where somebody is, alone or together with "
            "something else. Names, addresses, phone numbers, dates of birth and Social Security numbers are examples. "
            "Share it only in the ways that the agency has approved."
        ),
    ),
    Term(
        "pii-spillage",
        _("PII Spillage"),
        _(
            "Personal information that has come to somebody, or to a place, that must not have it: by an e-mail to the "
            "wrong address, an unprotected device, a break-in. Whoever it belongs to can be harmed by it."
        ),
    ),
    Term(
        "program",
        _("Program"),
        _(
            "A set of services under one roof, such as help with heating bills. It has its own applications, statuses "
            "and lists, its own budget and its own rules about who is helped."
        ),
    ),
    Term(
        "program-mandate",
        _("Program Mandate"),
        _("What a program exists to do: to bring people a product, a service or money."),
    ),
    Term(
        "secure-message",
        _("Secure Message"),
        _(
            "A message, with files if need be, that stays encrypted inside the system between staff, customers and "
            "vendors. An e-mail only says that it has come."
        ),
    ),
)
_BY_SLUG = {term.slug: term for term in TERMS}


def term_of(slug: str) -> Term:
    """A term by the name of its place. Raises `KeyError` for one that is not in the glossary."""
    return _BY_SLUG[slug]
