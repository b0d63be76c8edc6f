"""What a customer's programs show beside the record's own sections: the Home tab, the list of sales (R159, R239).

The flags are a reference list of customers, scoped by program, which a program manager edits. A feature is shown
when one of the customer's programs says so today, and hidden otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway import lists
from gateway.context import gateway, principal, trace
from gateway.record import programs_of
from homefire.client import Call

HOME_TAB, SALES = "HOME_TAB", "SALES"
FLAGS = Call("customers", "list_customer_reference", ["program_feature"])
PATIENCE = 1.5
"""Seconds. A page is not held up to learn whether a customer has sales."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is shown for one customer. `known` is false while the customer's programs cannot be asked for."""

    programs: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
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
    today = datetime.now(gateway().settings.base.time_zone).date()
    flags = gateway().lists.answer(FLAGS, principal(), trace(), kept_for=0)
    entries = lists.offered(flags["items"], today)
    shown = frozenset(
        entry["code"]
        for entry in entries
        if entry["program"] in programs and entry["data"].get("shown") is True
    )
    return Features(programs, shown, has_sales=SALES in shown and _has_sales(composed["number"]))


def _has_sales(number: int) -> bool:
    call = Call("customers", "list_sales", [number], {"limit": 1})
    [page] = gateway().services.ask_all(principal(), [call], trace=trace(), timeout=PATIENCE)
    return not isinstance(page, BaseException) and bool(page["items"])
