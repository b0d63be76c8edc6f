"""The record as every page about one customer needs it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from gateway import record
from gateway.context import gateway, principal, trace
from gateway.features import features_of


def compose(number: int) -> dict[str, Any]:
    """The record of a customer, asked for the person who looks at the page, with what its programs show.

    Raises `NotFound`.
    """
    composed = record.with_own_number(record.compose(gateway().services, principal(), number, trace()))
    customer = composed["sections"][record.CUSTOMER]
    known = customer["data"] if customer["state"] == "ok" else None
    heading = record.heading(composed["number"], known, gettext("CustomerID#"))
    return {**composed, "heading": heading, "features": features_of(composed)}
