"""Sending a form's change: once, in the version that its page showed, with the reason that special handling asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.context import gateway, principal, trace
from gateway.forms.carrying import Form
from homefire.client import Call


def write(
    operation: str, arguments: Sequence[Any], form: Form, *, http: bool = False, token: int | None = None
) -> Any:
    """The service's answer to one operation (`customers.update_customer`). Raises its problem.

    Whether the version goes with it the contract says, so that no form of a versioned operation leaves it out (R152).
    With `http` it goes to the service's own port, for what may not cross the bus (R249). `token` is
    that of a lock which the form's own page does not hold.
    """
    declared = gateway().contracts[operation]
    beside: dict[str, Any] = {"idempotency_key": form.key}
    if declared.versioned:
        beside["if_match"] = str(form.version)
    held = form.token if token is None else token
    if held is not None:
        beside["lock_token"] = held
    if form.acknowledgement:
        beside["acknowledgement"] = form.acknowledgement
    services, service, method = gateway().services, declared.service, declared.method
    if not http:
        call = Call(service, method, list(arguments), beside)
        return services.ask(principal(), call, trace=trace())
    ids = len(declared.path_parameters)
    body = arguments[ids] if len(arguments) > ids else None
    return services.ask_http(principal(), service, method, arguments[:ids], body, trace=trace(), **beside)
