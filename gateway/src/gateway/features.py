"""What a customer's programs show of the record: the Home tab, the list of sales, the other tabs (R159, R239, R243).

The flags are a reference list of customers, scoped by program, which a program manager edits. The Home tab and the
sales are shown when one of the customer's programs says so today. Another tab of the Resources Hub is left out when
every program of the customer says today that it is not shown; the page behind it can be reached all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gateway import lists
from gateway.context import agency_today, gateway, principal, trace
from gateway.record import programs_of
from homefire.client import Call

HOME_TAB, SALES = "HOME_TAB", "SALES"
FLAGS = Call("customers", "list_customer_reference", ["program_feature"])
TABS: dict[str, Any] = {
    "home": _("Home"),
    "properties": _("Properties"),
    "assessments": _("Assessments"),
    "projects": _("Projects"),
    "checklist": _("Checklist"),
    "documents": _("Documents"),
    "questionnaire": _("Questionnaire"),
}
"""The tabs of which a program says something, in the manual's order; the application is always there (R158)."""
PATIENCE = 1.5
"""Seconds. A page is not held up to learn whether a customer has sales."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is shown for one customer. `known` is false while the customer's programs cannot be asked for.

    `left_out` has the names of tabs that none of the customer's programs has a use for.
    """

    programs: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    known: bool = True
    has_sales: bool = False

    @property
    def home(self) -> bool:
        """Whether the record has a Home tab."""
        return HOME_TAB in self.shown

    @property
    def sales(self) -> bool:
        """Whether the record's sales may be read."""
        return SALES in self.shown


def features_of(composed: Mapping[str, Any]) -> Features:
    """The features of a composed record's customer.

    Customers, which has the flags, is not asked again where it has just not answered: the page is not held up.
    """
    sections = composed["sections"]
    section = sections["applications"]
    if section["state"] != "ok" or sections["customer"]["state"] != "ok":
        return Features(known=False)
    programs = programs_of(composed)
    if not programs:
        return Features()
    today = agency_today()
    flags = gateway().lists.answer(FLAGS, principal(), trace(), kept_for=0)
    entries = lists.offered(flags["items"], today)
    shown = frozenset(
        entry["code"]
        for entry in entries
        if entry["program"] in programs and entry["data"].get("shown") is True
    )
    has_sales = SALES in shown and _has_sales(composed["number"])
    return Features(programs, shown, _left_out(entries, programs), has_sales=has_sales)


def tab_code(name: str) -> str:
    """The code of a tab in the list of features."""
    return f"{name.upper()}_TAB"


def _left_out(entries: Iterable[Mapping[str, Any]], programs: Collection[str]) -> frozenset[str]:
    """The tabs that every program leaves out; Home has the rule of its own."""
    without = {(entry["program"], entry["code"]) for entry in entries if entry["data"].get("shown") is False}
    return frozenset(
        name
        for name in TABS
        if name != "home" and all((program, tab_code(name)) in without for program in programs)
    )


def _has_sales(number: int) -> bool:
    call = Call("customers", "list_sales", [number], {"limit": 1})
    [page] = gateway().services.ask_all(principal(), [call], trace=trace(), timeout=PATIENCE)
    return not isinstance(page, BaseException) and bool(page["items"])
