"""Opening one application for a page about it."""

from __future__ import annotations

from typing import Any

from gateway.context import gateway, principal, trace
from gateway.pages.composing import compose
from homefire.client import Call
from homefire.errors import NotFound


def open_application(number: int, application_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The composed record and the application in full.

    Raises `NotFound` where the customer, or those merged into it, has no such application, and `Unavailable` while
    applications does not answer.
    """
    composed = compose(number)
    call = Call("applications", "get_application", [application_id])
    application = gateway().services.ask(principal(), call, trace=trace())
    if application["customer_number"] != composed["number"]:
        raise NotFound("This customer has no such application.")
    return composed, application


def require_application(number: int, application_id: int) -> dict[str, Any]:
    """The application that a form of this customer's page changes, asked for before anything is written.

    Raises `NotFound` where it is another customer's, and `Unavailable` while applications does not answer.
    """
    call = Call("applications", "get_application", [application_id])
    application: dict[str, Any] = gateway().services.ask(principal(), call, trace=trace())
    owner = application["customer_number"]
    # A merged customer's number still opens the record that it went into.
    if owner != number and owner != compose(number)["number"]:
        raise NotFound("This customer has no such application.")
    return application
