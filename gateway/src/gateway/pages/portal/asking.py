"""Asking the services for the customer or vendor who has signed in, and what is said when they refuse."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import gettext

from gateway.accounts import Actor
from gateway.context import gateway, principal, trace
from homefire.client import Call
from homefire.errors import Locked, Problem, Unavailable


def ask(service: str, method: str, *args: Any, **said: Any) -> Any:
    """One operation by RPC. Raises the service's problem."""
    return gateway().services.ask(principal(), Call(service, method, list(args), said), trace=trace())


def own_actor() -> Actor:
    """The person who has signed in, as the account log names them."""
    return Actor(uuid.UUID(principal().id), principal().name)


def in_words(problem: Problem) -> str:
    """What a customer is told: what to do, without the staff's words."""
    if isinstance(problem, Unavailable):
        return gettext("This does not work at the moment. Nothing was changed. Try again in a few minutes.")
    if isinstance(problem, Locked):
        return gettext("Somebody at the agency is working on your record now. Try again in a few minutes.")
    return problem.detail
