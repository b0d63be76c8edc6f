"""Which document types the portal offers: those of all programs, and of the customer's own ones (R195, R245)."""

from __future__ import annotations

from flask_babel import gettext as _

from gateway.context import principal
from gateway.pages.portal.asking import ask
from homefire.errors import FieldProblem, Invalid, Unavailable


def own_programs() -> list[str]:
    """The programs in which who has signed in has an application; none while applications do not answer."""
    try:
        return _asked()
    except Unavailable:
        return []


def check_own(program: str) -> None:
    """Raises `Invalid` for a type of a program in which who has signed in has no application."""
    if program and program not in _asked():
        detail = _("Choose a type that is on the list.")
        raise Invalid(detail, fields=[FieldProblem("document_type", "not_on_list", detail)])


def _asked() -> list[str]:
    """A vendor has no applications, and is not asked for any."""
    if principal().kind != "customer":
        return []
    return sorted({str(each["program"]) for each in ask("applications", "list_own_applications")["items"]})
